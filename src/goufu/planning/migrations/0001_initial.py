import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import goufu.planning.kinds
import goufu.planning.models.targets
import goufu.registry.kinds


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("funds", "0001_initial"),
        ("registry", "0001_initial"),
        ("registry", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="写清为谁提供什么服务，例如：失能老人上门护理服务",
                        max_length=200,
                        verbose_name="项目名称",
                    ),
                ),
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
                            django.core.validators.MinValueValidator(2000, "预算年度不能早于2000年。"),
                            django.core.validators.MaxValueValidator(2100, "预算年度不能晚于2100年。"),
                        ],
                        verbose_name="预算年度",
                    ),
                ),
                ("law_day", models.DateField(editable=False)),
                (
                    "need",
                    models.TextField(
                        blank=True,
                        help_text="要解决什么问题，提供哪些服务，怎样算做好",
                        max_length=20000,
                        verbose_name="需求概况",
                    ),
                ),
                (
                    "duty_basis",
                    models.TextField(
                        blank=True,
                        help_text="三定规定或者权责清单里的条目",
                        max_length=2000,
                        verbose_name="职责依据",
                    ),
                ),
                (
                    "service_class",
                    models.CharField(
                        blank=True,
                        choices=goufu.planning.kinds.service_classes,
                        help_text="选了目录条目，就由条目得出，不必填",
                        max_length=10,
                        verbose_name="服务类别",
                    ),
                ),
                (
                    "item_code",
                    models.CharField(
                        blank=True, help_text="C 加八位数字", max_length=9, verbose_name="采购品目"
                    ),
                ),
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
                            ("city", "城市管理"),
                            ("governance", "社会治理"),
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
                (
                    "standard",
                    models.CharField(blank=True, max_length=200, verbose_name="执行的基本公共服务标准"),
                ),
                ("is_new", models.BooleanField(blank=True, null=True, verbose_name="今年第一次安排")),
                (
                    "new_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="同一事项比上年增加的金额",
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "不能小于零。")],
                        verbose_name="比上年新增",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "不能小于零。")],
                        verbose_name="数量",
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
                        validators=[django.core.validators.MinValueValidator(0, "不能小于零。")],
                        verbose_name="单价",
                    ),
                ),
                (
                    "costing",
                    models.TextField(
                        blank=True,
                        help_text="以事定费：人工、材料、管理等各多少，或者比照的合同",
                        max_length=5000,
                        verbose_name="单价怎么得来",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="全部年度合计",
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "不能小于零。")],
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
                        validators=[django.core.validators.MinValueValidator(0, "不能小于零。")],
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
                        validators=[django.core.validators.MinValueValidator(0, "不能小于零。")],
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
                        validators=[django.core.validators.MinValueValidator(0, "不能小于零。")],
                        verbose_name="第三年",
                    ),
                ),
                (
                    "term_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="合同期限（月）",
                    ),
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
                        verbose_name="拟面向的承接主体",
                    ),
                ),
                (
                    "provider",
                    models.CharField(
                        blank=True,
                        help_text="从登记的单位里选；没有登记的，写它的全称；还不知道就不填",
                        max_length=200,
                        verbose_name="拟定承接主体",
                    ),
                ),
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
                ("approved_at", models.DateTimeField(editable=False, null=True)),
                ("returned_at", models.DateTimeField(editable=False, null=True)),
                ("return_reason", models.TextField(blank=True, editable=False, max_length=2000)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawal_reason", models.TextField(blank=True, editable=False, max_length=2000)),
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
                    "approved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "provider_body",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.body",
                        verbose_name="承接主体档案",
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
                    "returned_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "withdrawn_by",
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
                "indexes": [
                    models.Index(fields=["purchaser_words", "year"], name="project_of_year"),
                    models.Index(fields=["purchaser", "-id"], name="project_of_purchaser"),
                    models.Index(fields=["office", "-id"], name="project_of_office"),
                    models.Index(fields=["office", "state", "-id"], name="project_of_office_state"),
                    models.Index(fields=["office", "amount", "id"], name="project_of_office_amount"),
                    models.Index(
                        fields=["place_code", "-id"],
                        name="project_of_place",
                        opclasses=["text_pattern_ops", "int8_ops"],
                    ),
                    models.Index(fields=["state", "-id"], name="project_state"),
                    models.Index(fields=["year", "id"], name="project_year"),
                    models.Index(fields=["field", "-id"], name="project_field"),
                    models.Index(fields=["amount", "id"], name="project_amount"),
                    django.contrib.postgres.indexes.GinIndex(fields=["found"], name="project_found"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provider_body", None),
                            models.Q(("provider", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="project_provider_has_name",
                        violation_error_message="承接主体要有名称。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "returned", "withdrawn"]),
                            models.Q(("amount__gt", 0), ("amount__isnull", False)),
                            _connector="OR",
                        ),
                        name="project_has_amount",
                        violation_error_message="没有预算金额的项目不能提交。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["adjusting", "approved", "returned", "submitted"]),
                                ("submitted_at__isnull", False),
                                ("submitted_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "state__in",
                                        ["adjusting", "approved", "returned", "submitted", "withdrawn"],
                                    ),
                                    _negated=True,
                                ),
                                ("submitted_at__isnull", True),
                                ("submitted_by__isnull", True),
                            ),
                            ("state__in", ["withdrawn"]),
                            _connector="OR",
                        ),
                        name="project_has_submitter",
                        violation_error_message="提交的项目必须记下提交人和提交时间。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["adjusting", "approved"]),
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["adjusting", "approved", "withdrawn"]), _negated=True
                                ),
                                ("approved_at__isnull", True),
                                ("approved_by__isnull", True),
                            ),
                            ("state__in", ["withdrawn"]),
                            _connector="OR",
                        ),
                        name="project_has_approver",
                        violation_error_message="批准的项目必须记下批准人和批准时间，没有批准的不能有。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approved_by", models.F("submitted_by")), _negated=True),
                        name="project_approved_by_another",
                        violation_error_message="批准人不能是提交人。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["returned"]),
                                ("returned_at__isnull", False),
                                ("returned_by__isnull", False),
                                models.Q(("return_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ["returned"]), _negated=True),
                                ("returned_at__isnull", True),
                                ("returned_by__isnull", True),
                                ("return_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="project_returned_with_reason",
                        violation_error_message="退回的项目必须记下退回人、退回时间和理由。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["withdrawn"]),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawal_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ["withdrawn"]), _negated=True),
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                                ("withdrawal_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="project_withdrawn_with_reason",
                        violation_error_message="撤回的项目必须记下撤回人、撤回时间和理由。",
                    ),
                ],
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
                        to="funds.budgetline",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "line"),
                        name="funding_line_once",
                        violation_error_message="同一条预算指标只写一次。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="funding_amount_positive",
                        violation_error_message="从预算指标安排的金额要大于零。",
                    ),
                ],
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
                ("position", models.PositiveSmallIntegerField(editable=False)),
                ("name", models.CharField(max_length=100, verbose_name="指标")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quantity", "数量"),
                            ("quality", "质量"),
                            ("timeliness", "时效"),
                            ("cost", "成本"),
                            ("economic", "经济效益"),
                            ("social", "社会效益"),
                            ("ecological", "生态效益"),
                            ("sustainable", "可持续"),
                            ("satisfaction", "满意度"),
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                (
                    "operator",
                    models.CharField(
                        choices=[
                            ("≥", "不少于"),
                            ("≤", "不超过"),
                            ("=", "等于"),
                            (">", "多于"),
                            ("<", "少于"),
                            ("qualitative", "定性"),
                        ],
                        max_length=11,
                        verbose_name="要求",
                    ),
                ),
                (
                    "number",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=18,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0, "目标值和基准值不能小于零。")
                        ],
                        verbose_name="目标值",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[goufu.planning.models.targets.readable_unit],
                        verbose_name="单位",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[goufu.planning.models.targets.without_number],
                        verbose_name="定性目标",
                    ),
                ),
                ("counting_note", models.CharField(blank=True, max_length=500, verbose_name="计数说明")),
                ("evidence", models.CharField(blank=True, max_length=500, verbose_name="证据")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="目标值的依据")),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=18,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0, "目标值和基准值不能小于零。")
                        ],
                        verbose_name="基准值",
                    ),
                ),
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
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "name"),
                        name="target_name_once",
                        violation_error_message="同一个指标只写一次。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("operator", "qualitative"),
                            models.Q(
                                ("number__isnull", False), ("text", ""), models.Q(("unit", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="target_is_countable",
                        violation_error_message="有数字的目标要写数字和单位，不写文字；没有数字的，请说明是定性目标。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("operator", "qualitative"), _negated=True),
                            models.Q(
                                ("baseline", None),
                                ("number", None),
                                ("unit", ""),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="target_is_qualitative",
                        violation_error_message="定性目标只写文字，不写数字、单位和基准值。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", None), ("number__gte", 0), _connector="OR"),
                        name="target_not_negative",
                        violation_error_message="目标值和基准值不能小于零。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("baseline", None), ("baseline__gte", 0), _connector="OR"),
                        name="target_baseline_not_negative",
                        violation_error_message="目标值和基准值不能小于零。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ("quality", "timeliness", "satisfaction")),
                                ("unit", "%"),
                                _negated=True,
                            ),
                            models.Q(
                                ("number__lte", 100),
                                models.Q(("baseline", None), ("baseline__lte", 100), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="target_share_within_hundred",
                        violation_error_message="质量、时效和满意度的百分比不能超过 100%；增长多少，请写在数量或者效益里。",
                    ),
                ],
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
                ("day", models.DateField()),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "rule", "rule_version"),
                        name="waiver_once",
                        violation_error_message="这条规则已经豁免过。",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_in_the_ledger",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (SELECT FROM funds_ledgerentry WHERE project = OLD.id) THEN\n    RAISE EXCEPTION '资金台账里有分录的项目不能删除' USING ERRCODE = 'integrity_constraint_violation';\nEND IF;\nRETURN OLD;\n",
                    hash="a7c3540448ce87891e1cc1e0b42ce0314213272f",
                    operation="DELETE",
                    pgid="pgtrigger_stays_in_the_ledger_b2d0f",
                    table="planning_project",
                    when="BEFORE",
                ),
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
