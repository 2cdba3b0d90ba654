import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import goufu.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_kind", models.CharField(max_length=50)),
                ("subject_number", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                (
                    "origin",
                    models.CharField(
                        choices=[("attached", "附上的"), ("issued", "出具的")],
                        max_length=8,
                        verbose_name="来源",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="文号或者编号")),
                ("name", models.CharField(max_length=150, verbose_name="名称")),
                ("media_type", models.CharField(max_length=100, verbose_name="格式")),
                ("size_bytes", models.BigIntegerField(verbose_name="大小（字节）")),
                ("digest", models.CharField(max_length=64, verbose_name="SM3摘要")),
                (
                    "at",
                    models.DateTimeField(default=goufu.wall_clock.now, editable=False, verbose_name="时间"),
                ),
                ("person", models.BigIntegerField(null=True)),
                ("person_name", models.CharField(max_length=100, verbose_name="经办人")),
                ("body", models.BigIntegerField(null=True)),
                ("body_name", models.CharField(blank=True, max_length=200, verbose_name="单位")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="替换的理由")),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="documents.document",
                        verbose_name="替换的文件",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_number"], name="document_of_subject"),
                    models.Index(fields=["digest"], name="document_digest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                        name="document_digest_form",
                        violation_error_message="摘要是 64 位十六进制数。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size_bytes__gt", 0)),
                        name="document_not_empty",
                        violation_error_message="文件是空的。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("supersedes", None)),
                            models.Q(("supersedes__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="document_superseded_with_reason",
                        violation_error_message="替换文件要写理由。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", "issued"), _negated=True),
                            models.Q(("number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="document_issued_with_number",
                        violation_error_message="出具的文件要有文号。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("origin", "issued")),
                        fields=("kind", "number"),
                        name="document_number_once",
                        violation_error_message="这个文号已经用过。",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '文件只能添加，不能修改、删除；传错了，用正确的一份替换（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="0b35cdd065080c14675138decfbb9a6558c77b2b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_655a8",
                    table="documents_document",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '文件只能添加，不能修改、删除；传错了，用正确的一份替换（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="74e4df28ca0f8eecab56bf730da3308ef5c166f0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_8e946",
                    table="documents_document",
                    when="BEFORE",
                ),
            ),
        ),
    ]
