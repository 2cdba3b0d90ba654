"""A purchase that a body wants, from its draft to the finance office's approval."""

from __future__ import annotations

from decimal import Decimal

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.constraints import state_has
from goufu.funds.money import money_field
from goufu.planning.kinds import Field, methods, provider_kinds, service_classes
from goufu.registry.kinds import levels
from goufu.registry.models import Body, Person


class State(models.TextChoices):
    """Where a project stands. `adjusting`: it was approved, is being changed, and keeps its money meanwhile."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("退回修改")
    APPROVED = "approved", _("已批准")
    ADJUSTING = "adjusting", _("调整中")
    WITHDRAWN = "withdrawn", _("已撤回")


EDITABLE = frozenset({State.DRAFT, State.RETURNED, State.ADJUSTING})
COUNTED = frozenset(
    {State.SUBMITTED, State.APPROVED, State.ADJUSTING}
)  # holds money, and counts in yearly totals

EVER_SUBMITTED = frozenset({State.SUBMITTED, State.RETURNED, State.APPROVED, State.ADJUSTING})

# The ledger names projects by their number only: no foreign key keeps them.
STAYS_IN_THE_LEDGER = """
IF EXISTS (SELECT FROM funds_ledgerentry WHERE project = OLD.id) THEN
    RAISE EXCEPTION '资金台账里有分录的项目不能删除' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN OLD;
"""


def _money(name: str) -> models.DecimalField[Decimal | None, Decimal | None]:
    not_negative = MinValueValidator(0, "金额不能小于零。")
    return money_field(name, null=True, blank=True, validators=[not_negative])  # type: ignore[return-value]


class Project(models.Model):
    """One service to be bought. What only some projects must say is in `facts`, by the names of the plan stage's facts.

    `purchaser_words` names the purchaser so that no two bodies share it: totals of a year are added up by it.
    """

    title = models.CharField(max_length=200, verbose_name="项目名称")
    purchaser = models.ForeignKey(Body, models.PROTECT, related_name="projects", verbose_name="购买主体")
    purchaser_words = models.CharField(max_length=240, editable=False)
    office = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="财政部门")
    place_code = models.CharField(max_length=6, editable=False)
    level = models.CharField(max_length=12, choices=levels, editable=False)
    year = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(2000, "预算年度不能早于2000年。")], verbose_name="预算年度"
    )
    law_day = models.DateField(editable=False)  # of the law that was asked when it was saved or decided last

    need = models.TextField(blank=True, max_length=20_000, verbose_name="需求概况")
    duty_basis = models.TextField(blank=True, max_length=2_000, verbose_name="职责依据")
    service_class = models.CharField(
        max_length=10, choices=service_classes, blank=True, verbose_name="服务类别"
    )
    entry = models.ForeignKey(
        "catalogue.EditionEntry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="目录条目",
    )
    item_code = models.CharField(max_length=9, blank=True, verbose_name="采购品目")
    standard = models.CharField(max_length=200, blank=True, verbose_name="基本公共服务标准")
    beneficiaries = models.CharField(max_length=200, blank=True, verbose_name="服务对象")
    field = models.CharField(max_length=20, choices=Field.choices, blank=True, verbose_name="服务领域")
    is_new = models.BooleanField(null=True, blank=True, verbose_name="是否新增")
    new_amount = _money("新增金额")

    quantity = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True, verbose_name="数量"
    )
    unit = models.CharField(max_length=20, blank=True, verbose_name="计量单位")
    unit_price = _money("单价")
    costing = models.TextField(blank=True, max_length=5_000, verbose_name="单价测算")
    amount = _money("预算金额")
    first_year = _money("当年安排")
    second_year = _money("第二年")
    third_year = _money("第三年")
    term_months = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name="合同期限")

    method = models.CharField(max_length=30, choices=methods, blank=True, verbose_name="采购方式")
    provider_kind = models.CharField(
        max_length=40, choices=provider_kinds, blank=True, verbose_name="承接主体类别"
    )
    provider_body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="承接主体档案",
    )  # None: nobody is named, or a name that is not registered
    provider = models.CharField(max_length=200, blank=True, verbose_name="拟定承接主体")
    facts = models.JSONField(
        default=dict, blank=True, encoder=DjangoJSONEncoder, editable=False, verbose_name="其他事实"
    )  # told to the journal fact by fact

    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, verbose_name="状态")
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    returned_at = models.DateTimeField(null=True, editable=False)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    return_reason = models.TextField(blank=True, max_length=2_000, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    withdrawal_reason = models.TextField(blank=True, max_length=2_000, editable=False)
    changed_at = models.DateTimeField(editable=False)
    words = models.TextField(
        editable=False
    )  # of title and purchaser, a blank between them: PostgreSQL knows no Chinese
    found = models.GeneratedField(
        expression=SearchVector("words", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = {
        "body": "purchaser_id",
        "path": "purchaser__path",
        "office": "office_id",
        "place": "place_code",
    }

    class Meta:
        ordering = ["-id"]
        indexes = [
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
            GinIndex(fields=["found"], name="project_found"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(provider_body=None) | ~models.Q(provider=""),
                name="project_provider_has_name",
                violation_error_message="承接主体要有名称。",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "returned", "withdrawn"])
                | models.Q(amount__isnull=False, amount__gt=0),
                name="project_has_amount",
                violation_error_message="没有预算金额的项目不能提交。",
            ),
            state_has(
                EVER_SUBMITTED,
                ["submitted_by", "submitted_at"],
                free=[State.WITHDRAWN],
                name="project_has_submitter",
                sentence="提交的项目必须记下提交人和提交时间。",
            ),
            state_has(
                [State.APPROVED, State.ADJUSTING],
                ["approved_by", "approved_at"],
                free=[State.WITHDRAWN],
                name="project_has_approver",
                sentence="批准的项目必须记下批准人和批准时间，没有批准的不能有。",
            ),
            models.CheckConstraint(
                condition=~models.Q(approved_by=models.F("submitted_by")),
                name="project_approved_by_another",
                violation_error_message="批准人不能是提交人。",
            ),
            state_has(
                [State.RETURNED],
                ["returned_by", "returned_at"],
                text="return_reason",
                name="project_returned_with_reason",
                sentence="退回的项目必须记下退回人、退回时间和理由。",
            ),
            state_has(
                [State.WITHDRAWN],
                ["withdrawn_by", "withdrawn_at"],
                text="withdrawal_reason",
                name="project_withdrawn_with_reason",
                sentence="撤回的项目必须记下撤回人、撤回时间和理由。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stays_in_the_ledger",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=STAYS_IN_THE_LEDGER,
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def has_unregistered_provider(self) -> bool:
        """Somebody is named of whom no file tells."""
        return bool(self.provider) and self.provider_body_id is None

    @property
    def needed_first_year(self) -> Decimal | None:
        """What budget lines must give: the whole where the years are not told apart."""
        return self.amount if self.first_year is None else self.first_year


class Funding(models.Model):
    """Money of the first year out of one budget line."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="funding")
    line = models.ForeignKey(
        "funds.BudgetLine", models.PROTECT, related_name="funding", verbose_name="预算指标"
    )
    amount = models.DecimalField(max_digits=18, decimal_places=2, verbose_name="金额")

    class Meta:
        ordering = ["line_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "line"],
                name="funding_line_once",
                violation_error_message="同一条预算指标只写一次。",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="funding_amount_positive",
                violation_error_message="从预算指标安排的金额要大于零。",
            ),
        ]
