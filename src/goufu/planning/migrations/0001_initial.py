from decimal import Decimal

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import goufu.planning.kinds
import goufu.registry.kinds


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("journal", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                ("place_code", models.CharField(editable=False, max_length=6)),
                (
                    "code",
                    models.CharField(
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
                        max_length=2,
                        verbose_name="项目类别",
                    ),
                ),
                (
                    "function_class",
                    models.CharField(
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
                ("fund_kind", models.CharField(max_length=40, verbose_name="资金性质")),
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
                        to="planning.budgetline",
                        verbose_name="预算指标",
                    ),
                ),
            ],
            options={
                "ordering": ["-adjusted_on", "-id"],
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
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                ("place_code", models.CharField(editable=False, max_length=6)),
                (
                    "code",
                    models.CharField(
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
                        max_length=2,
                        verbose_name="项目类别",
                    ),
                ),
                (
                    "function_class",
                    models.CharField(
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
                ("fund_kind", models.CharField(max_length=40, verbose_name="资金性质")),
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
                        to="planning.budgetline",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="项目名称")),
                ("purchaser_words", models.CharField(editable=False, max_length=240)),
                ("place_code", models.CharField(editable=False, max_length=6)),
                (
                    "level",
                    models.CharField(choices=goufu.registry.kinds.levels, editable=False, max_length=12),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000, "预算年度不能早于2000年。")
                        ],
                        verbose_name="预算年度",
                    ),
                ),
                ("law_day", models.DateField(editable=False)),
                ("need", models.TextField(blank=True, max_length=20000, verbose_name="需求概况")),
                ("duty_basis", models.TextField(blank=True, max_length=2000, verbose_name="职责依据")),
                (
                    "service_class",
                    models.CharField(
                        blank=True,
                        choices=goufu.planning.kinds.service_classes,
                        max_length=10,
                        verbose_name="服务类别",
                    ),
                ),
                ("item_code", models.CharField(blank=True, max_length=9, verbose_name="采购品目")),
                ("standard", models.CharField(blank=True, max_length=200, verbose_name="基本公共服务标准")),
                ("beneficiaries", models.CharField(blank=True, max_length=200, verbose_name="服务对象")),
                (
                    "field",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("disabled", "残疾人服务"),
                            ("elderly", "养老服务"),
                            ("culture", "文化体育"),
                            ("youth", "青少年社会工作"),
                            ("relief", "社会救助"),
                            ("legal", "法律服务"),
                            ("transport", "交通运输"),
                            ("community", "城乡社区"),
                            ("health", "公共卫生"),
                            ("employment", "就业"),
                            ("education", "教育"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="服务领域",
                    ),
                ),
                ("is_new", models.BooleanField(blank=True, null=True, verbose_name="是否新增")),
                (
                    "new_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于零。")],
                        verbose_name="新增金额",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="数量"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="计量单位")),
                (
                    "unit_price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于零。")],
                        verbose_name="单价",
                    ),
                ),
                ("costing", models.TextField(blank=True, max_length=5000, verbose_name="单价测算")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于零。")],
                        verbose_name="预算金额",
                    ),
                ),
                (
                    "first_year",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于零。")],
                        verbose_name="当年安排",
                    ),
                ),
                (
                    "second_year",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于零。")],
                        verbose_name="第二年",
                    ),
                ),
                (
                    "third_year",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于零。")],
                        verbose_name="第三年",
                    ),
                ),
                (
                    "term_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="合同期限"),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=goufu.planning.kinds.methods,
                        max_length=30,
                        verbose_name="采购方式",
                    ),
                ),
                (
                    "provider_kind",
                    models.CharField(
                        blank=True,
                        choices=goufu.planning.kinds.provider_kinds,
                        max_length=40,
                        verbose_name="承接主体类别",
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=200, verbose_name="拟定承接主体")),
                (
                    "facts",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="其他事实",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待审核"),
                            ("returned", "退回修改"),
                            ("approved", "已批准"),
                            ("adjusting", "调整中"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("words", models.TextField(editable=False)),
                (
                    "found",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("words", config="simple"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.editionentry",
                        verbose_name="目录条目",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.body",
                        verbose_name="财政部门",
                    ),
                ),
                (
                    "purchaser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="registry.body",
                        verbose_name="购买主体",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
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
                ("why", models.CharField(max_length=200, verbose_name="事由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("person", models.BigIntegerField()),
                ("body", models.BigIntegerField()),
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
                        to="planning.budgetline",
                        verbose_name="预算指标",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="planning.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Funding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="金额")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funding",
                        to="planning.budgetline",
                        verbose_name="预算指标",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="funding",
                        to="planning.project",
                    ),
                ),
            ],
            options={
                "ordering": ["line_id"],
            },
        ),
        migrations.CreateModel(
            name="Target",
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
                        choices=[("output", "产出"), ("benefit", "效益"), ("satisfaction", "满意度")],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("indicator", models.CharField(max_length=100, verbose_name="指标")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位")),
                ("target", models.CharField(max_length=60, verbose_name="目标值")),
                ("baseline", models.CharField(blank=True, max_length=60, verbose_name="基准值")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="planning.project",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=80, verbose_name="规则")),
                ("rule_version", models.CharField(max_length=64)),
                ("rule_title", models.CharField(max_length=200)),
                ("reason", models.TextField(max_length=2000, verbose_name="理由")),
                ("on", models.DateField()),
                ("place_code", models.CharField(max_length=6)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.body"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
                        to="planning.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
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
                ("content", models.BinaryField()),
                ("digest", models.CharField(max_length=64, verbose_name="SM3摘要")),
                ("received_at", models.DateTimeField(auto_now_add=True, verbose_name="收到时间")),
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
            },
        ),
        migrations.AddIndex(
            model_name="budgetline",
            index=models.Index(fields=["office", "year"], name="budget_line_of_office"),
        ),
        migrations.AddIndex(
            model_name="budgetline",
            index=models.Index(fields=["body", "year"], name="budget_line_of_body"),
        ),
        migrations.AddIndex(
            model_name="budgetline",
            index=models.Index(
                fields=["place_code", "year"],
                name="budget_line_of_place",
                opclasses=["text_pattern_ops", "int2_ops"],
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="budget_line_year",
                violation_error_message="预算年度是四位数的年份，例如2027。",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", ""), ("code__regex", "^\\S+$"), _connector="OR"),
                name="budget_line_code_form",
                violation_error_message="项目编码不能为空，中间没有空格。",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("function_class", ""),
                    ("function_class__regex", "^2\\d{2}(\\d{2}){0,2}$"),
                    _connector="OR",
                ),
                name="budget_line_function_class",
                violation_error_message="支出功能分类是类、款、项编码，3位、5位或者7位数字，以2开头，例如2081006。",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("government_economic_class", ""),
                    ("government_economic_class__regex", "^5\\d{2}(\\d{2})?$"),
                    _connector="OR",
                ),
                name="budget_line_government_class",
                violation_error_message="政府经济分类是类、款编码，3位或者5位数字，以5开头，例如50205。",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("department_economic_class", ""),
                    ("department_economic_class__regex", "^3\\d{2}(\\d{2})?$"),
                    _connector="OR",
                ),
                name="budget_line_department_class",
                violation_error_message="部门经济分类是类、款编码，3位或者5位数字，以3开头，例如30227。",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("department_economic_class", ""), ("government_economic_class", ""), _negated=True
                ),
                name="budget_line_economic_class",
                violation_error_message="部门经济分类和政府经济分类至少填写一种。",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("code", ""), ("function_class", ""), ("fund_kind", ""), _connector="OR", _negated=True
                ),
                name="budget_line_codes_given",
                violation_error_message="项目编码、支出功能分类和资金性质不能为空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved__gte", 0),
                    models.Q(("second_year", None), ("second_year__gte", 0), _connector="OR"),
                    models.Q(("third_year", None), ("third_year__gte", 0), _connector="OR"),
                ),
                name="budget_line_amounts_not_negative",
                violation_error_message="批复金额和以后年度的金额不能是负数。",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("committed__gte", 0),
                    ("paid__gte", 0),
                    ("paid__lte", models.F("committed")),
                    ("reserved__gte", 0),
                ),
                name="budget_line_paid_within_committed",
                violation_error_message="支付不能超过承诺；占用、承诺、支付都不能是负数。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="totals_from_ledger",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE moved boolean;",
                    func="\nIF pg_trigger_depth() < 2 THEN\n    IF TG_OP = 'INSERT' THEN\n        moved := (NEW.reserved, NEW.committed, NEW.paid) <> (0, 0, 0);\n    ELSE\n        moved := (NEW.reserved, NEW.committed, NEW.paid) <> (OLD.reserved, OLD.committed, OLD.paid);\n    END IF;\n    IF moved THEN\n        RAISE EXCEPTION '占用、承诺、支付的合计只由资金台账改变'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\nEND IF;\nRETURN NEW;\n",
                    hash="5b2d029d1b5b2ece9a839797dbe0dd10b046b306",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_totals_from_ledger_a7128",
                    table="planning_budgetline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_budgetlineevent" ("approved", "body_id", "catalogue_code", "category", "code", "department_economic_class", "function_class", "fund_kind", "government_economic_class", "id", "is_gov_procurement", "is_service_purchase", "item_code", "name", "office_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_code", "second_year", "third_year", "year") VALUES (NEW."approved", NEW."body_id", NEW."catalogue_code", NEW."category", NEW."code", NEW."department_economic_class", NEW."function_class", NEW."fund_kind", NEW."government_economic_class", NEW."id", NEW."is_gov_procurement", NEW."is_service_purchase", NEW."item_code", NEW."name", NEW."office_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."place_code", NEW."second_year", NEW."third_year", NEW."year"); RETURN NULL;',
                    hash="c8148b7159ee60db3477b4c08e229cc4a2cafb74",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_54703",
                    table="planning_budgetline",
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
                    func='INSERT INTO "planning_budgetlineevent" ("approved", "body_id", "catalogue_code", "category", "code", "department_economic_class", "function_class", "fund_kind", "government_economic_class", "id", "is_gov_procurement", "is_service_purchase", "item_code", "name", "office_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_code", "second_year", "third_year", "year") VALUES (NEW."approved", NEW."body_id", NEW."catalogue_code", NEW."category", NEW."code", NEW."department_economic_class", NEW."function_class", NEW."fund_kind", NEW."government_economic_class", NEW."id", NEW."is_gov_procurement", NEW."is_service_purchase", NEW."item_code", NEW."name", NEW."office_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."place_code", NEW."second_year", NEW."third_year", NEW."year"); RETURN NULL;',
                    hash="77fd467c73bce35e60682bd65b4a9434df191bbd",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9bd0c",
                    table="planning_budgetline",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetadjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True),
                name="budget_adjustment_not_zero",
                violation_error_message="调整金额不能是零。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetadjustment",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '预算调整只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="7cfd6dcec7133b0e151eadddc4116747ef4e715f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1f726",
                    table="planning_budgetadjustment",
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
                    hash="bcd171917a0e190928e764a10ef3a76db99d7d9c",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_db777",
                    table="planning_budgetadjustment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetlineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7fabbf804a5dabdb916b878a8e550db1c85197eb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cfac4",
                    table="planning_budgetlineevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["purchaser_words", "year"], name="project_of_year"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["purchaser", "-id"], name="project_of_purchaser"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["office", "-id"], name="project_of_office"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["office", "state", "-id"], name="project_of_office_state"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["office", "amount", "id"], name="project_of_office_amount"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                fields=["place_code", "-id"],
                name="project_of_place",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["state", "-id"], name="project_state"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["year", "id"], name="project_year"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["field", "-id"], name="project_field"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["amount", "id"], name="project_amount"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=django.contrib.postgres.indexes.GinIndex(fields=["found"], name="project_found"),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "returned", "withdrawn"]),
                    models.Q(("amount__gt", 0), ("amount__isnull", False)),
                    _connector="OR",
                ),
                name="project_has_amount",
                violation_error_message="没有预算金额的项目不能提交。",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "submitted"), _negated=True),
                    ("submitted_by__isnull", False),
                    _connector="OR",
                ),
                name="project_has_submitter",
                violation_error_message="提交的项目必须记下提交人。",
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["project", "line"], name="ledger_of_project"),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["line", "project", "kind"], name="ledger_of_line"),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True),
                name="ledger_amount_not_zero",
                violation_error_message="金额不能是零。",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["reservation", "commitment", "payment"])),
                name="ledger_kind",
                violation_error_message="资金台账只记占用、承诺和支付。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '资金台账只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="c982f7f93fecaecf4ec055e500674732bebe5f2a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d3a65",
                    table="planning_ledgerentry",
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
                    hash="4381c87c5724494eb6890d9872e96cfc4de77268",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_fc05c",
                    table="planning_ledgerentry",
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
                    func="\nUPDATE planning_budgetline SET\n    reserved = reserved + CASE NEW.kind WHEN 'reservation' THEN NEW.amount ELSE 0 END,\n    committed = committed + CASE NEW.kind WHEN 'commitment' THEN NEW.amount ELSE 0 END,\n    paid = paid + CASE NEW.kind WHEN 'payment' THEN NEW.amount ELSE 0 END\nWHERE id = NEW.line_id;\nSELECT COALESCE(SUM(amount) FILTER (WHERE kind = 'reservation'), 0) AS reserved,\n       COALESCE(SUM(amount) FILTER (WHERE kind = 'commitment'), 0) AS committed,\n       COALESCE(SUM(amount) FILTER (WHERE kind = 'payment'), 0) AS paid\nINTO held FROM planning_ledgerentry\nWHERE line_id = NEW.line_id\n  AND (project_id = NEW.project_id OR (project_id IS NULL AND NEW.project_id IS NULL));\nIF held.reserved < 0 OR held.paid < 0 OR held.paid > held.committed THEN\n    RAISE EXCEPTION '一个项目只能动用它自己占用和承诺的金额' USING ERRCODE = 'integrity_constraint_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="ebef8b183ee169bf6e3f406ccb90655e8ea2b79a",
                    operation="INSERT",
                    pgid="pgtrigger_add_to_totals_b7d34",
                    table="planning_ledgerentry",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="funding",
            constraint=models.UniqueConstraint(
                fields=("project", "line"),
                name="funding_line_once",
                violation_error_message="同一条预算指标只写一次。",
            ),
        ),
        migrations.AddConstraint(
            model_name="funding",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="funding_amount_positive",
                violation_error_message="从预算指标安排的金额要大于零。",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("project", "indicator"),
                name="target_indicator_once",
                violation_error_message="同一个指标只写一次。",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.UniqueConstraint(
                fields=("project", "rule"), name="waiver_once", violation_error_message="这条规则已经豁免过。"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="waiver",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '豁免只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="0005b2171f3388596e1c204466f99b6755b2d7a2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_906f9",
                    table="planning_waiver",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="waiver",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '豁免只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="f730b4721712ad6cd38363586fda4b8cac0d96f1",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_03323",
                    table="planning_waiver",
                    when="BEFORE",
                ),
            ),
        ),
    ]
