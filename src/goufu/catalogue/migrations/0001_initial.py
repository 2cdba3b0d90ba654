import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
        ("registry", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
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
                        choices=[("level", "本级目录"), ("department", "部门目录")],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("number", models.PositiveIntegerField(verbose_name="版次")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "编写中"),
                            ("consulting", "征求意见"),
                            ("reviewing", "论证审核"),
                            ("published", "已公布"),
                            ("superseded", "已有新版"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="施行日期")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效至")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="公布日期")),
                ("handed_in_at", models.DateTimeField(editable=False, null=True)),
                ("returned_at", models.DateTimeField(editable=False, null=True)),
                ("return_reason", models.TextField(blank=True, editable=False, max_length=2000)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawal_reason", models.TextField(blank=True, editable=False, max_length=2000)),
                ("is_verified", models.BooleanField(default=True, verbose_name="已核对")),
                ("provenance", models.TextField(blank=True, verbose_name="来源")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "based_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="built_on",
                        to="catalogue.edition",
                        verbose_name="依据的上级目录",
                    ),
                ),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="registry.body",
                        verbose_name="编制单位",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "ordering": ["owner_id", "kind", "-number"],
                "indexes": [
                    models.Index(fields=["state", "valid_from"], name="edition_state"),
                    models.Index(fields=["published_on"], name="edition_published_on"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "kind", "number"),
                        name="edition_number_once",
                        violation_error_message="这个单位刚刚建立了同一版次，请刷新后再试。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "consulting", "reviewing"))),
                        fields=("owner", "kind"),
                        name="edition_one_at_work",
                        violation_error_message="这个单位已经有一版正在编制，请在那一版上接着编，或者先撤回它。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ("published", "superseded"))),
                        expressions=[
                            ("owner", "="),
                            ("kind", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_until"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="edition_one_a_day",
                        violation_error_message="同一单位同一天只能有一版目录有效，请把施行日期定在现行版之后。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("published_on__isnull", False),
                                ("state__in", ("published", "superseded")),
                                ("valid_from__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state__in", ("published", "superseded")), _negated=True),
                                ("published_on", None),
                                ("valid_from", None),
                            ),
                            _connector="OR",
                        ),
                        name="edition_published_with_its_days",
                        violation_error_message="公布的目录必须有公布日期和施行日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "superseded")), _negated=True),
                            ("published_by__isnull", False),
                            models.Q(("provenance", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="edition_has_publisher",
                        violation_error_message="公布的目录必须记下公布人；载入的目录必须写明来源。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "reviewing"), _negated=True),
                            models.Q(("handed_in_at__isnull", False), ("handed_in_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="edition_handed_in_by_somebody",
                        violation_error_message="报送的目录必须记下报送人和报送时间。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("return_reason", ""), ("returned_at", None), ("returned_by", None)),
                            models.Q(
                                ("returned_at__isnull", False),
                                ("returned_by__isnull", False),
                                ("state", "consulting"),
                                models.Q(("return_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="edition_returned_with_reason",
                        violation_error_message="退回的目录必须记下退回人、退回时间和理由。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["withdrawn"]),
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawal_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ["withdrawn"]), _negated=True),
                                ("withdrawn_at__isnull", True),
                                ("withdrawal_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="edition_withdrawn_with_reason",
                        violation_error_message="撤回的目录必须记下撤回时间和理由。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "withdrawn"), ("withdrawn_by", None), _connector="OR"),
                        name="edition_withdrawn_by_somebody",
                        violation_error_message="没有撤回的目录不能有撤回人。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "superseded"), ("valid_until__gte", models.F("valid_from"))),
                            models.Q(models.Q(("state", "superseded"), _negated=True), ("valid_until", None)),
                            _connector="OR",
                        ),
                        name="edition_ends_by_its_successor",
                        violation_error_message="目录由下一版接替，最后一天不能早于施行日期。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionEntry",
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
                        help_text="如 A0402；部门细化到四级，如 A040201",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[AB](?:[0-9]{2}){0,3}$",
                                "编码是 A 或 B 加两位一级的数字，如 A04、A0402、A040201。",
                            )
                        ],
                        verbose_name="编码",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "parent",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.NullIf(
                            models.Func(models.F("code"), models.Value(-2), function="LEFT"), models.Value("")
                        ),
                        output_field=models.CharField(max_length=7, null=True),
                        verbose_name="上级编码",
                    ),
                ),
                (
                    "level",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.functions.text.Length("code"), "+", models.Value(1)
                            ),
                            "/",
                            models.Value(2),
                        ),
                        output_field=models.SmallIntegerField(),
                        verbose_name="级",
                    ),
                ),
                (
                    "service_class",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Left("code", 1),
                        output_field=models.CharField(
                            choices=[("A", "公共服务"), ("B", "政府履职辅助性服务")], max_length=1
                        ),
                        verbose_name="类别",
                    ),
                ),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="说明")),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=9),
                        blank=True,
                        default=list,
                        help_text="品目编码，如 C05010400；多个用顿号隔开",
                        size=None,
                        verbose_name="采购品目",
                    ),
                ),
                ("needs_expert_review", models.BooleanField(default=False, verbose_name="需要专家论证")),
                (
                    "is_consulted",
                    models.BooleanField(blank=True, default=False, null=True, verbose_name="已征求意见"),
                ),
                (
                    "is_expert_reviewed",
                    models.BooleanField(blank=True, default=False, null=True, verbose_name="已经专家论证"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="catalogue.edition",
                        verbose_name="目录",
                    ),
                ),
            ],
            options={
                "ordering": ["edition_id", "code"],
                "indexes": [
                    models.Index(fields=["edition", "parent", "code"], name="entry_of_parent"),
                    django.contrib.postgres.indexes.GinIndex(fields=["items"], name="entry_items"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"),
                        name="entry_code_once",
                        violation_error_message="这一版目录里已经有这个编码。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[AB](?:[0-9]{2}){0,3}$")),
                        name="entry_code_form",
                        violation_error_message="编码是 A 或 B 加两位一级的数字，如 A04、A0402、A040201。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpertReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="论证日期")),
                (
                    "experts",
                    models.CharField(
                        help_text="姓名和单位，多人用顿号隔开", max_length=500, verbose_name="专家"
                    ),
                ),
                ("is_passed", models.BooleanField(verbose_name="论证通过")),
                ("text", models.TextField(max_length=5000, verbose_name="论证意见")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="catalogue.edition",
                        verbose_name="目录",
                    ),
                ),
            ],
            options={
                "ordering": ["held_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="征求日期")),
                ("due_on", models.DateField(verbose_name="答复期限")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                (
                    "text",
                    models.TextField(
                        blank=True, help_text="没有意见也请写“无意见”", max_length=5000, verbose_name="意见"
                    ),
                ),
                ("is_accepted", models.BooleanField(blank=True, null=True, verbose_name="是否采纳")),
                (
                    "reason",
                    models.TextField(
                        blank=True, help_text="不采纳的要说明理由", max_length=2000, verbose_name="处理说明"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="registry.body",
                        verbose_name="征求意见的单位",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="catalogue.edition",
                        verbose_name="目录",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "indexes": [models.Index(fields=["body", "answered_on", "due_on"], name="comment_of_body")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "body"),
                        name="comment_asked_once",
                        violation_error_message="已经征求过这个单位的意见。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("asked_on"))),
                        name="comment_due_after_asked",
                        violation_error_message="答复期限不能早于征求意见的日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on", None), ("text", "")),
                            models.Q(
                                ("answered_on__gte", models.F("asked_on")),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="comment_answered_with_text",
                        violation_error_message="答复要写明意见；没有意见也请写“无意见”。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_accepted", None), ("answered_on__isnull", False), _connector="OR"
                        ),
                        name="comment_settled_after_answer",
                        violation_error_message="还没有答复，不能写处理结果。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_accepted", None),
                            ("is_accepted", True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="comment_refused_with_reason",
                        violation_error_message="不采纳的意见要说明理由。",
                    ),
                ],
            },
        ),
    ]
