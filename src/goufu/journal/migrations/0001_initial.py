import django.core.serializers.json
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Day",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("last_seal", models.BigIntegerField()),
                ("tree", models.BinaryField(max_length=32)),
                ("previous", models.BinaryField(max_length=32)),
                ("root", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=100)),
                ("person", models.BigIntegerField(null=True)),
                ("person_name", models.CharField(max_length=100)),
                ("body", models.BigIntegerField(null=True)),
                ("body_name", models.CharField(max_length=200)),
                ("object_type", models.CharField(max_length=50)),
                ("object_id", models.CharField(max_length=64)),
                (
                    "facts",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                (
                    "answers",
                    models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["object_type", "object_id", "id"], name="entry_of_object"),
                    models.Index(fields=["body", "id"], name="entry_of_body"),
                    models.Index(fields=["person", "id"], name="entry_of_person"),
                    models.Index(fields=["action", "id"], name="entry_of_action"),
                    models.Index(fields=["at"], name="entry_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("entry", models.BigIntegerField(primary_key=True, serialize=False)),
                ("seal", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("digest", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seal", "position"), name="leaf_has_its_own_position")
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sealed_at", models.DateTimeField()),
                ("count", models.BigIntegerField()),
                ("tree", models.BinaryField(max_length=32)),
                ("previous", models.BinaryField(max_length=32)),
                ("root", models.BinaryField(max_length=32)),
            ],
            options={
                "indexes": [models.Index(fields=["sealed_at"], name="seal_sealed_at")],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("entry", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="day",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="a7eed245ab8e7a199095bfb09d3ab7a81d0b71c3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7dd47",
                    table="journal_day",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="day",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="3031af8fc2a2f1c4773fa65edae66f94aaa6b035",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_37933",
                    table="journal_day",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="2a46a39a8648e7fc19c31164affd1bc7c205a534",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6d2d9",
                    table="journal_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="bd09a8081e61b8e40f321e8c71972a1546a74d0d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_d9e26",
                    table="journal_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="waits_for_its_seal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO journal_waiting (entry) VALUES (NEW.id); RETURN NULL;",
                    hash="04eef4264e9b367ed3f95924d87ce66a4e66c339",
                    operation="INSERT",
                    pgid="pgtrigger_waits_for_its_seal_723bc",
                    table="journal_entry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leaf",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="4563aa3fc346481894ed887ffd88597e538db742",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c6a41",
                    table="journal_leaf",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leaf",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="fcbca929be1ed74959a4bc7f3311e47c900e5722",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_73ccd",
                    table="journal_leaf",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="bc7cb18998cd76916df8c85e8ba0f8d858c86724",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3b26c",
                    table="journal_seal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="46ca23a3a0f2f719ab57035550453ddb4dc8b2a2",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_8ae1c",
                    table="journal_seal",
                    when="BEFORE",
                ),
            ),
        ),
    ]
