"""The rules that entries refer to are kept, by the digest of their text."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0004_standard_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rulebook",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("packed", models.BinaryField()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rulebook",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="463f72b6c9748edb203e09ad37e8c7484b29a385",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_de3b2",
                    table="journal_rulebook",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rulebook",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="28d90b04b713a827c4811187aa3f079cfaf92cf9",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_842fe",
                    table="journal_rulebook",
                    when="BEFORE",
                ),
            ),
        ),
    ]
