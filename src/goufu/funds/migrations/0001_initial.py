from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import goufu.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0002_wall_clock"),
        ("journal", "0001_initial"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="预算年度",
                    ),
                ),
                ("place_code", models.CharField(editable=False, max_length=6)),
                (
                    "code",
                    models.CharField(
                        help_text="预算系统的21位编码，或者本地的编码",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\S+$", "项目编码不能为空，中间没有空格。"
                            )
                        ],
                        verbose_name="项目编码",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="项目名称")),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "人员类"),
                            ("21", "公用经费"),
                            ("22", "其他运转类"),
                            ("3", "特定目标类"),
                        ],
                        help_text="类别的名称待核对",
                        max_length=2,
                        verbose_name="项目类别",
                    ),
                ),
                (
                    "function_class",
                    models.CharField(
                        help_text="类、款、项编码，例如2081006",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^2\\d{2}(\\d{2}){0,2}$",
                                "支出功能分类是类、款、项编码，3位、5位或者7位数字，以2开头，例如2081006。",
                            )
                        ],
                        verbose_name="支出功能分类",
                    ),
                ),
                (
                    "government_economic_class",
                    models.CharField(
                        blank=True,
                        help_text="例如50205",
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^5\\d{2}(\\d{2})?$",
                                "政府经济分类是类、款编码，3位或者5位数字，以5开头，例如50205。",
                            )
                        ],
                        verbose_name="政府经济分类",
                    ),
                ),
                (
                    "department_economic_class",
                    models.CharField(
                        blank=True,
                        help_text="例如30227；两种经济分类至少填一种",
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^3\\d{2}(\\d{2})?$",
                                "部门经济分类是类、款编码，3位或者5位数字，以3开头，例如30227。",
                            )
                        ],
                        verbose_name="部门经济分类",
                    ),
                ),
                (
                    "fund_kind",
                    models.CharField(help_text="编码，或者名称", max_length=40, verbose_name="资金性质"),
                ),
                ("is_gov_procurement", models.BooleanField(default=False, verbose_name="政府采购")),
                ("is_service_purchase", models.BooleanField(default=False, verbose_name="政府购买服务")),
                (
                    "catalogue_code",
                    models.CharField(blank=True, max_length=40, verbose_name="购买服务目录编码"),
                ),
                ("item_code", models.CharField(blank=True, max_length=40, verbose_name="采购品目编码")),
                ("approved", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="批复金额")),
                (
                    "second_year",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="第二年"
                    ),
                ),
                (
                    "third_year",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="第三年"
                    ),
                ),
                (
                    "reserved",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        editable=False,
                        max_digits=18,
                        verbose_name="已占用",
                    ),
                ),
                (
                    "committed",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        editable=False,
                        max_digits=18,
                        verbose_name="已承诺",
                    ),
                ),
                (
                    "paid",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        editable=False,
                        max_digits=18,
                        verbose_name="已支付",
                    ),
                ),
                (
                    "available",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("approved"), "-", models.F("reserved")
                            ),
                            "-",
                            models.F("committed"),
                        ),
                        output_field=models.DecimalField(decimal_places=2, max_digits=18),
                        verbose_name="可用",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_lines",
                        to="registry.body",
                        verbose_name="单位",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.body",
                        verbose_name="主管财政部门",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "body_id", "code", "id"],
                "indexes": [
                    models.Index(fields=["office", "year"], name="budget_line_of_office"),
                    models.Index(fields=["body", "year"], name="budget_line_of_body"),
                    models.Index(
                        fields=["place_code", "year"],
                        name="budget_line_of_place",
                        opclasses=["text_pattern_ops", "int2_ops"],
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "year",
                            "body",
                            "code",
                            "function_class",
                            "department_economic_class",
                            "government_economic_class",
                            "fund_kind",
                        ),
                        name="budget_line_once",
                        violation_error_message="同一年度、单位、项目编码、科目和资金性质的预算指标已经有一条。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="budget_line_year",
                        violation_error_message="预算年度是四位数的年份，例如2027。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), ("code__regex", "^\\S+$"), _connector="OR"),
                        name="budget_line_code_form",
                        violation_error_message="项目编码不能为空，中间没有空格。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("function_class", ""),
                            ("function_class__regex", "^2\\d{2}(\\d{2}){0,2}$"),
                            _connector="OR",
                        ),
                        name="budget_line_function_class",
                        violation_error_message="支出功能分类是类、款、项编码，3位、5位或者7位数字，以2开头，例如2081006。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("government_economic_class", ""),
                            ("government_economic_class__regex", "^5\\d{2}(\\d{2})?$"),
                            _connector="OR",
                        ),
                        name="budget_line_government_class",
                        violation_error_message="政府经济分类是类、款编码，3位或者5位数字，以5开头，例如50205。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("department_economic_class", ""),
                            ("department_economic_class__regex", "^3\\d{2}(\\d{2})?$"),
                            _connector="OR",
                        ),
                        name="budget_line_department_class",
                        violation_error_message="部门经济分类是类、款编码，3位或者5位数字，以3开头，例如30227。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("department_economic_class", ""),
                            ("government_economic_class", ""),
                            _negated=True,
                        ),
                        name="budget_line_economic_class",
                        violation_error_message="部门经济分类和政府经济分类至少填写一种。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code", ""),
                            ("function_class", ""),
                            ("fund_kind", ""),
                            _connector="OR",
                            _negated=True,
                        ),
                        name="budget_line_codes_given",
                        violation_error_message="项目编码、支出功能分类和资金性质不能为空。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved__gte", 0),
                            models.Q(("second_year", None), ("second_year__gte", 0), _connector="OR"),
                            models.Q(("third_year", None), ("third_year__gte", 0), _connector="OR"),
                        ),
                        name="budget_line_amounts_not_negative",
                        violation_error_message="批复金额和以后年度的金额不能是负数。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "approved__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("reserved"), "+", models.F("committed")
                                ),
                            )
                        ),
                        name="budget_line_not_overspent",
                        violation_error_message="预算指标的可用金额不足。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("committed__gte", 0),
                            ("paid__gte", 0),
                            ("paid__lte", models.F("committed")),
                            ("reserved__gte", 0),
                        ),
                        name="budget_line_paid_within_committed",
                        violation_error_message="支付不能超过承诺；占用、承诺、支付都不能是负数。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetAdjustment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("adjusted_on", models.DateField(verbose_name="调整日期")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="调整金额")),
                ("document_number", models.CharField(max_length=60, verbose_name="依据文号")),
                ("document_title", models.CharField(max_length=200, verbose_name="依据名称")),
                (
                    "journal_entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.entry"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="funds.budgetline",
                        verbose_name="预算指标",
                    ),
                ),
            ],
            options={
                "ordering": ["-adjusted_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="budget_adjustment_not_zero",
                        violation_error_message="调整金额不能是零。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="预算年度",
                    ),
                ),
                ("place_code", models.CharField(editable=False, max_length=6)),
                (
                    "code",
                    models.CharField(
                        help_text="预算系统的21位编码，或者本地的编码",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\S+$", "项目编码不能为空，中间没有空格。"
                            )
                        ],
                        verbose_name="项目编码",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="项目名称")),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "人员类"),
                            ("21", "公用经费"),
                            ("22", "其他运转类"),
                            ("3", "特定目标类"),
                        ],
                        help_text="类别的名称待核对",
                        max_length=2,
                        verbose_name="项目类别",
                    ),
                ),
                (
                    "function_class",
                    models.CharField(
                        help_text="类、款、项编码，例如2081006",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^2\\d{2}(\\d{2}){0,2}$",
                                "支出功能分类是类、款、项编码，3位、5位或者7位数字，以2开头，例如2081006。",
                            )
                        ],
                        verbose_name="支出功能分类",
                    ),
                ),
                (
                    "government_economic_class",
                    models.CharField(
                        blank=True,
                        help_text="例如50205",
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^5\\d{2}(\\d{2})?$",
                                "政府经济分类是类、款编码，3位或者5位数字，以5开头，例如50205。",
                            )
                        ],
                        verbose_name="政府经济分类",
                    ),
                ),
                (
                    "department_economic_class",
                    models.CharField(
                        blank=True,
                        help_text="例如30227；两种经济分类至少填一种",
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^3\\d{2}(\\d{2})?$",
                                "部门经济分类是类、款编码，3位或者5位数字，以3开头，例如30227。",
                            )
                        ],
                        verbose_name="部门经济分类",
                    ),
                ),
                (
                    "fund_kind",
                    models.CharField(help_text="编码，或者名称", max_length=40, verbose_name="资金性质"),
                ),
                ("is_gov_procurement", models.BooleanField(default=False, verbose_name="政府采购")),
                ("is_service_purchase", models.BooleanField(default=False, verbose_name="政府购买服务")),
                (
                    "catalogue_code",
                    models.CharField(blank=True, max_length=40, verbose_name="购买服务目录编码"),
                ),
                ("item_code", models.CharField(blank=True, max_length=40, verbose_name="采购品目编码")),
                ("approved", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="批复金额")),
                (
                    "second_year",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="第二年"
                    ),
                ),
                (
                    "third_year",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="第三年"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registry.body",
                        verbose_name="单位",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registry.body",
                        verbose_name="主管财政部门",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="funds.budgetline",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("reservation", "占用"), ("commitment", "承诺"), ("payment", "支付")],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="金额")),
                ("project", models.BigIntegerField(blank=True, null=True, verbose_name="项目编号")),
                ("project_title", models.CharField(blank=True, max_length=200, verbose_name="项目")),
                ("why", models.CharField(max_length=200, verbose_name="事由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("person", models.BigIntegerField(blank=True, null=True)),
                ("body", models.BigIntegerField(blank=True, null=True)),
                (
                    "journal_entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.entry"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="funds.budgetline",
                        verbose_name="预算指标",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["project", "line"], name="ledger_of_project"),
                    models.Index(fields=["line", "project", "kind"], name="ledger_of_line"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="ledger_amount_not_zero",
                        violation_error_message="金额不能是零。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["reservation", "commitment", "payment"])),
                        name="ledger_kind",
                        violation_error_message="资金台账只记占用、承诺和支付。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("project", None), ("project_title", "")),
                            models.Q(
                                models.Q(("project", None), _negated=True),
                                models.Q(("project_title", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_project_has_title",
                        violation_error_message="资金分录写明项目时，编号和名称缺一不可。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("digest", models.CharField(max_length=64, verbose_name="SM3摘要")),
                (
                    "received_at",
                    models.DateTimeField(
                        default=goufu.wall_clock.now, editable=False, verbose_name="收到时间"
                    ),
                ),
                ("imported_at", models.DateTimeField(editable=False, null=True, verbose_name="导入时间")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.body",
                        verbose_name="财政部门",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["office", "-id"], name="budget_file_of_office")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                        name="budget_file_digest_form",
                        violation_error_message="摘要是 64 位十六进制数。",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="totals_from_ledger",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE moved boolean;",
                    func="\nIF pg_trigger_depth() < 2 THEN\n    IF TG_OP = 'INSERT' THEN\n        moved := (NEW.reserved, NEW.committed, NEW.paid) <> (0, 0, 0);\n    ELSE\n        moved := (NEW.reserved, NEW.committed, NEW.paid) <> (OLD.reserved, OLD.committed, OLD.paid);\n    END IF;\n    IF moved THEN\n        RAISE EXCEPTION '占用、承诺、支付的合计只由资金台账改变'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\nEND IF;\nRETURN NEW;\n",
                    hash="8877931b04802f68324e6f335070e4707cfb30eb",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_totals_from_ledger_acee2",
                    table="funds_budgetline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="approved_follows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    declare="DECLARE sums record;",
                    func="\nSELECT l.approved AS now, e.approved AS first,\n       (SELECT COALESCE(SUM(amount), 0) FROM funds_budgetadjustment WHERE line_id = l.id) AS adjusted\nINTO sums FROM funds_budgetline l\nJOIN LATERAL (\n    SELECT approved FROM funds_budgetlineevent WHERE pgh_obj_id = l.id ORDER BY pgh_id LIMIT 1\n) e ON TRUE\nWHERE l.id = NEW.id;\nIF sums.now <> sums.first + sums.adjusted THEN\n    RAISE EXCEPTION '批复金额只由预算调整改变' USING ERRCODE = 'integrity_constraint_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="b49f3173cfa5e96136f3223a751410b10cb40477",
                    operation='UPDATE OF "approved"',
                    pgid="pgtrigger_approved_follows_cc590",
                    table="funds_budgetline",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nRAISE EXCEPTION '预算指标不能删除' USING ERRCODE = 'integrity_constraint_violation';\n",
                    hash="d4e2c26854183ff2292f814f5225c8874857b660",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_f095f",
                    table="funds_budgetline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "funds_budgetlineevent" ("approved", "body_id", "catalogue_code", "category", "code", "department_economic_class", "function_class", "fund_kind", "government_economic_class", "id", "is_gov_procurement", "is_service_purchase", "item_code", "name", "office_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_code", "second_year", "third_year", "year") VALUES (NEW."approved", NEW."body_id", NEW."catalogue_code", NEW."category", NEW."code", NEW."department_economic_class", NEW."function_class", NEW."fund_kind", NEW."government_economic_class", NEW."id", NEW."is_gov_procurement", NEW."is_service_purchase", NEW."item_code", NEW."name", NEW."office_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, core_now(), \'insert\', NEW."id", NEW."place_code", NEW."second_year", NEW."third_year", NEW."year"); RETURN NULL;',
                    hash="570c6c49a14e30eeaf26791502a12e41320bda0c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_919f8",
                    table="funds_budgetline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."approved" IS DISTINCT FROM (NEW."approved") OR OLD."body_id" IS DISTINCT FROM (NEW."body_id") OR OLD."catalogue_code" IS DISTINCT FROM (NEW."catalogue_code") OR OLD."category" IS DISTINCT FROM (NEW."category") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."department_economic_class" IS DISTINCT FROM (NEW."department_economic_class") OR OLD."function_class" IS DISTINCT FROM (NEW."function_class") OR OLD."fund_kind" IS DISTINCT FROM (NEW."fund_kind") OR OLD."government_economic_class" IS DISTINCT FROM (NEW."government_economic_class") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_gov_procurement" IS DISTINCT FROM (NEW."is_gov_procurement") OR OLD."is_service_purchase" IS DISTINCT FROM (NEW."is_service_purchase") OR OLD."item_code" IS DISTINCT FROM (NEW."item_code") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."place_code" IS DISTINCT FROM (NEW."place_code") OR OLD."second_year" IS DISTINCT FROM (NEW."second_year") OR OLD."third_year" IS DISTINCT FROM (NEW."third_year") OR OLD."year" IS DISTINCT FROM (NEW."year"))',
                    func='INSERT INTO "funds_budgetlineevent" ("approved", "body_id", "catalogue_code", "category", "code", "department_economic_class", "function_class", "fund_kind", "government_economic_class", "id", "is_gov_procurement", "is_service_purchase", "item_code", "name", "office_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_code", "second_year", "third_year", "year") VALUES (NEW."approved", NEW."body_id", NEW."catalogue_code", NEW."category", NEW."code", NEW."department_economic_class", NEW."function_class", NEW."fund_kind", NEW."government_economic_class", NEW."id", NEW."is_gov_procurement", NEW."is_service_purchase", NEW."item_code", NEW."name", NEW."office_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, core_now(), \'update\', NEW."id", NEW."place_code", NEW."second_year", NEW."third_year", NEW."year"); RETURN NULL;',
                    hash="836551383c62cbafcb6046f0de88fe1fd4912cec",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9c4e5",
                    table="funds_budgetline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetadjustment",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '预算调整只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="5dcda8cf8138c977fd7f6c1b2415f9ff2dd2341d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_58e7d",
                    table="funds_budgetadjustment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetadjustment",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '预算调整只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="c75ace6ce7da19f79f56fb901c785fd1ee35323b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_cd767",
                    table="funds_budgetadjustment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetadjustment",
            trigger=pgtrigger.compiler.Trigger(
                name="approved_follows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    declare="DECLARE sums record;",
                    func="\nSELECT l.approved AS now, e.approved AS first,\n       (SELECT COALESCE(SUM(amount), 0) FROM funds_budgetadjustment WHERE line_id = l.id) AS adjusted\nINTO sums FROM funds_budgetline l\nJOIN LATERAL (\n    SELECT approved FROM funds_budgetlineevent WHERE pgh_obj_id = l.id ORDER BY pgh_id LIMIT 1\n) e ON TRUE\nWHERE l.id = NEW.line_id;\nIF sums.now <> sums.first + sums.adjusted THEN\n    RAISE EXCEPTION '批复金额只由预算调整改变' USING ERRCODE = 'integrity_constraint_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="c576aed17e121312d8a6746d728024cf812104d2",
                    operation="INSERT",
                    pgid="pgtrigger_approved_follows_d81c1",
                    table="funds_budgetadjustment",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetlineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d157a460ab5b2a9c8798cc40822ad7839edd97d7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b6e53",
                    table="funds_budgetlineevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '资金台账只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="20ff9682068378aad705e26fb18acd46898908a5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2c9cd",
                    table="funds_ledgerentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '资金台账只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="48b644a66d8c19dc9047e1d037cfff081de7e8f5",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_8e6b7",
                    table="funds_ledgerentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="add_to_totals",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE held record;",
                    func="\nUPDATE funds_budgetline SET\n    reserved = reserved + CASE NEW.kind WHEN 'reservation' THEN NEW.amount ELSE 0 END,\n    committed = committed + CASE NEW.kind WHEN 'commitment' THEN NEW.amount ELSE 0 END,\n    paid = paid + CASE NEW.kind WHEN 'payment' THEN NEW.amount ELSE 0 END\nWHERE id = NEW.line_id;\nSELECT COALESCE(SUM(amount) FILTER (WHERE kind = 'reservation'), 0) AS reserved,\n       COALESCE(SUM(amount) FILTER (WHERE kind = 'commitment'), 0) AS committed,\n       COALESCE(SUM(amount) FILTER (WHERE kind = 'payment'), 0) AS paid\nINTO held FROM funds_ledgerentry\nWHERE line_id = NEW.line_id\n  AND project IS NOT DISTINCT FROM NEW.project;\nIF held.reserved < 0 OR held.paid < 0 OR held.paid > held.committed THEN\n    RAISE EXCEPTION '一个项目只能动用它自己占用和承诺的金额' USING ERRCODE = 'integrity_constraint_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="4034cb60c700a317baff40beab617ddcbf554cf5",
                    operation="INSERT",
                    pgid="pgtrigger_add_to_totals_9fb67",
                    table="funds_ledgerentry",
                    when="AFTER",
                ),
            ),
        ),
    ]
