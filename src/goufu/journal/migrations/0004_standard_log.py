"""The log of seals in the standard form: tiles, checkpoints, and what witnesses signed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0003_waiting_since"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(unique=True)),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("witness", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("line", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("digests", models.BinaryField(max_length=8192)),
                ("root", models.BinaryField(max_length=32)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="0da988a0344cb26d5851a11704713b849f49ab04",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_62cc5",
                    table="journal_checkpoint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="465ff0bf4297d88cc2c64f2abf5052a44cebab53",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_62f93",
                    table="journal_checkpoint",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="cosignature",
            name="checkpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cosignatures",
                to="journal.checkpoint",
            ),
        ),
        migrations.AddConstraint(
            model_name="tile",
            constraint=models.UniqueConstraint(fields=("level", "number"), name="tile_has_its_own_number"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tile",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="76ff3d374b66e70fbe38124958ad9b37810c6ba2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7837b",
                    table="journal_tile",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tile",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="e7cbff2ea3ad0a2538af5d0595b0bb43f20c5ad3",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_844a3",
                    table="journal_tile",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="cosignature",
            constraint=models.UniqueConstraint(
                fields=("checkpoint", "witness"), name="cosignature_once_each_witness"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cosignature",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="763a477382835303a160884d4cc1d1b0b4dc9c9e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_73fa3",
                    table="journal_cosignature",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cosignature",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="83dfa8bc79067e3c23e40e437470d4f0e1028053",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_75c00",
                    table="journal_cosignature",
                    when="BEFORE",
                ),
            ),
        ),
    ]
