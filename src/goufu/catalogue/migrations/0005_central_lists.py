"""Lists of what is bought centrally, and whether one has an item: for the fact views of other rooms."""

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import goufu.registry.kinds

# Of the nearest place, for its level before all levels, the latest. NULL: no list is there, the item has no code, or only
# part of it is listed.
IN_CENTRAL_LIST = """
CREATE FUNCTION catalogue_in_central_list(place text, level text, item text, day date) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN (
    SELECT CASE
        WHEN count(*) = 0 THEN NULL
        WHEN bool_or(starts_with($3, i.prefix)) THEN TRUE
        WHEN bool_or(starts_with(i.prefix, regexp_replace($3, '(00)+$', ''))) THEN NULL
        ELSE FALSE
    END
    FROM (
        SELECT l.id FROM catalogue_centrallist l
        WHERE starts_with($1, l.prefix) AND (l.level = '' OR l.level = $2) AND l.valid_from <= $4
        ORDER BY length(l.prefix) DESC, l.level = '', l.valid_from DESC, l.id DESC LIMIT 1
    ) nearest
    JOIN catalogue_centrallistitem i ON i.list_id = nearest.id
    WHERE $3 ~ '^[ABC][0-9]{8}$'
); END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_edition_for_is_planned_once"),
        ("registry", "0005_body_telephone"),
    ]

    operations = [
        migrations.CreateModel(
            name="CentralList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=6, verbose_name="行政区划")),
                ("prefix", models.CharField(editable=False, max_length=6)),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=goufu.registry.kinds.levels,
                        help_text="只对一级适用的写明；不填就对本区划和以下各级都适用",
                        max_length=12,
                        verbose_name="预算级次",
                    ),
                ),
                (
                    "number",
                    models.CharField(help_text="公布这份目录的文件", max_length=100, verbose_name="文号"),
                ),
                ("valid_from", models.DateField(verbose_name="施行日期")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="central_lists",
                        to="registry.body",
                        verbose_name="财政部门",
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CentralListItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[ABC][0-9]{8}$", "品目编码是一个字母加八位数字。"
                            )
                        ],
                        verbose_name="品目编码",
                    ),
                ),
                ("prefix", models.CharField(editable=False, max_length=9)),
                ("name", models.CharField(max_length=200, verbose_name="品目名称")),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="catalogue.centrallist",
                        verbose_name="集中采购目录",
                    ),
                ),
            ],
            options={
                "ordering": ["list_id", "code"],
            },
        ),
        migrations.AddIndex(
            model_name="centrallist",
            index=models.Index(fields=["prefix", "valid_from"], name="central_list_of_place"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="centrallist",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '集中采购目录只能添加，不能修改、删除；有误的重新导入（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="a6fc4a034d844c93afb645a957a937c9f1d8e4cf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fe512",
                    table="catalogue_centrallist",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="centrallist",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '集中采购目录只能添加，不能修改、删除；有误的重新导入（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="70c0c7d23acd5351dc7c73ef7cdd9f78a8439971",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_6b24d",
                    table="catalogue_centrallist",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="centrallistitem",
            constraint=models.UniqueConstraint(
                fields=("list", "code"),
                name="central_item_once",
                violation_error_message="这份目录里已经有这个品目。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="centrallistitem",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '集中采购目录的品目只能添加，不能修改、删除；有误的重新导入（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="acde06b4cf4675e336fdefb613325cafc8bc50fa",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c8892",
                    table="catalogue_centrallistitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="centrallistitem",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '集中采购目录的品目只能添加，不能修改、删除；有误的重新导入（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="00df0a8d5978d542ecea1bcac13122fbba732240",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_e57c3",
                    table="catalogue_centrallistitem",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(IN_CENTRAL_LIST, "DROP FUNCTION catalogue_in_central_list(text, text, text, date)"),
    ]
