"""Projects: planned purchases of services, from draft to the finance office's approval."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.constraints import state_has
from goufu.core.model_fields import MoneyField
from goufu.planning.kinds import ServiceField, methods, provider_kinds, service_classes
from goufu.registry.kinds import levels
from goufu.registry.models import Body, Person


class ProjectState(models.TextChoices):
    """The state of a project. `adjusting`: approved before and being changed; its money stays reserved."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("退回修改")
    APPROVED = "approved", _("已批准")
    ADJUSTING = "adjusting", _("调整中")
    WITHDRAWN = "withdrawn", _("已撤回")


EDITABLE = frozenset({ProjectState.DRAFT, ProjectState.RETURNED, ProjectState.ADJUSTING})
COUNTED = frozenset(
    {ProjectState.SUBMITTED, ProjectState.APPROVED, ProjectState.ADJUSTING}
)  # holds money, and counts in yearly totals

EVER_SUBMITTED = frozenset(
    {ProjectState.SUBMITTED, ProjectState.RETURNED, ProjectState.APPROVED, ProjectState.ADJUSTING}
)

# The ledger refers to projects by number only, without a foreign key that would protect them.
STAYS_IN_THE_LEDGER = """
IF EXISTS (SELECT FROM funds_ledgerentry WHERE project = OLD.id) THEN
    RAISE EXCEPTION '资金台账里有分录的项目不能删除' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN OLD;
"""

# The year in whose totals other projects count a project, for an index: to the letter as the fact view says it.
_GRANTED = "CASE WHEN state IN ('returned', 'adjusting') THEN granted END"
_COUNTED_YEAR = models.Func(
    template=f"CASE WHEN {_GRANTED} IS NULL THEN year ELSE ({_GRANTED} ->> 'budget_year')::bigint END",
    output_field=models.BigIntegerField(),
)

_not_negative = MinValueValidator(0, _("不能小于零。"))


def _money(title: Any, hint: Any = "") -> models.DecimalField[Decimal | None, Decimal | None]:
    return MoneyField(title, null=True, blank=True, validators=[_not_negative], help_text=hint)


class Project(models.Model):
    """One service to be bought: its fields stand here, and in their place on the page (planning.sections).

    What only some projects must say is in `facts`, by the names of the plan stage's facts.

    `purchaser_words` names the purchaser so that no two bodies share it: totals of a year are added up by it.
    """

    title = models.CharField(
        _("项目名称"),
        max_length=200,
        help_text=_("写清为谁提供什么服务，例如：失能老人上门护理服务"),
    )
    purchaser = models.ForeignKey(Body, models.PROTECT, related_name="projects", verbose_name=_("购买主体"))
    purchaser_words = models.CharField(max_length=240, editable=False)
    office = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("财政部门"))
    place_code = models.CharField(max_length=6, editable=False)
    level = models.CharField(max_length=12, choices=levels, editable=False)
    year = models.PositiveSmallIntegerField(
        _("预算年度"),
        validators=[
            MinValueValidator(2000, _("预算年度不能早于2000年。")),
            MaxValueValidator(2100, _("预算年度不能晚于2100年。")),
        ],
    )
    law_day = models.DateField(editable=False)  # the day of the law last asked

    need = models.TextField(
        _("需求概况"), blank=True, max_length=20_000, help_text=_("要解决什么问题，提供哪些服务，怎样算做好")
    )
    duty_basis = models.TextField(
        _("职责依据"), blank=True, max_length=2_000, help_text=_("三定规定或者权责清单里的条目")
    )
    entry = models.ForeignKey(
        "catalogue.EditionEntry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("目录条目"),
    )
    service_class = models.CharField(
        _("服务类别"),
        max_length=10,
        choices=service_classes,
        blank=True,
        help_text=_("选了目录条目，就由条目得出，不必填"),
    )
    item_code = models.CharField(_("采购品目"), max_length=9, blank=True, help_text=_("C 加八位数字"))
    beneficiaries = models.CharField(_("服务对象"), max_length=200, blank=True)
    field = models.CharField(_("服务领域"), max_length=20, choices=ServiceField.choices, blank=True)
    standard = models.CharField(_("执行的基本公共服务标准"), max_length=200, blank=True)
    is_new = models.BooleanField(_("今年第一次安排"), null=True, blank=True)
    new_amount = _money(_("比上年新增"), _("同一事项比上年增加的金额"))

    quantity = models.DecimalField(
        _("数量"), max_digits=18, decimal_places=4, null=True, blank=True, validators=[_not_negative]
    )
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    unit_price = _money(_("单价"))
    costing = models.TextField(
        _("单价怎么得来"),
        blank=True,
        max_length=5_000,
        help_text=_("以事定费：人工、材料、管理等各多少，或者比照的合同"),
    )
    amount = _money(_("预算金额"), _("全部年度合计"))
    first_year = _money(_("当年安排"))
    second_year = _money(_("第二年"))
    third_year = _money(_("第三年"))
    term_months = models.PositiveSmallIntegerField(
        _("合同期限（月）"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )

    method = models.CharField(_("采购方式"), max_length=30, choices=methods, blank=True)
    provider_kind = models.CharField(_("拟面向的承接主体"), max_length=40, choices=provider_kinds, blank=True)
    provider_body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("承接主体档案"),
    )  # None: no provider is named, or one that is not registered
    provider = models.CharField(
        _("拟定承接主体"),
        max_length=200,
        blank=True,
        help_text=_("从登记的单位里选；没有登记的，写它的全称；还不知道就不填"),
    )
    facts = models.JSONField(
        default=dict, blank=True, encoder=DjangoJSONEncoder, editable=False, verbose_name=_("其他事实")
    )  # logged fact by fact
    # What the reader found in title and need, as core.fact_views reads it; None: not read yet.
    reading = models.JSONField(null=True, editable=False)
    # None: it was never opened for changes. Else its facts when it was last, by name, each as text.
    granted = models.JSONField(null=True, editable=False)

    state = models.CharField(
        max_length=10, choices=ProjectState.choices, default=ProjectState.DRAFT, verbose_name=_("状态")
    )
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
    )  # of title and purchaser, separated by blanks: PostgreSQL can't split Chinese
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
    FOLLOWING: ClassVar = {
        "purchaser",
        "office",
        "state",
    }  # from who writes it and what is done: logged, not filled in

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(models.F("purchaser_words"), _COUNTED_YEAR, name="project_counted_in_year"),
            models.Index(fields=["purchaser", "-id"], name="project_of_purchaser"),
            models.Index(fields=["office", "-id"], name="project_of_office"),
            # With the amount, since a list shows how many of each state there are, and how much: no row is read for it.
            models.Index(
                fields=["office", "state", "-id"], include=["amount"], name="project_of_office_state"
            ),
            models.Index(
                fields=["state", "place_code"],
                include=["amount"],
                name="project_of_place_state",
                opclasses=["text_ops", "text_pattern_ops"],
            ),
            models.Index(fields=["office", "amount", "id"], name="project_of_office_amount"),
            models.Index(
                fields=["place_code", "-id"],
                name="project_of_place",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
            models.Index(fields=["state", "-id"], include=["amount"], name="project_state"),
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
                free=[ProjectState.WITHDRAWN],
                name="project_has_submitter",
                sentence="提交的项目必须记下提交人和提交时间。",
            ),
            state_has(
                [ProjectState.APPROVED, ProjectState.ADJUSTING],
                ["approved_by", "approved_at"],
                free=[ProjectState.WITHDRAWN],
                name="project_has_approver",
                sentence="批准的项目必须记下批准人和批准时间，没有批准的不能有。",
            ),
            models.CheckConstraint(
                condition=~models.Q(approved_by=models.F("submitted_by")),
                name="project_approved_by_another",
                violation_error_message="批准人不能是提交人。",
            ),
            state_has(
                [ProjectState.RETURNED],
                ["returned_by", "returned_at"],
                text="return_reason",
                name="project_returned_with_reason",
                sentence="退回的项目必须记下退回人、退回时间和理由。",
            ),
            state_has(
                [ProjectState.WITHDRAWN],
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

    @classmethod
    def said_fields(cls) -> list[models.Field[Any, Any]]:
        """The fields that people fill: form, API, import and page follow from them."""
        fields = cls._meta.concrete_fields
        return [
            each
            for each in fields
            if each.editable and each.name not in cls.FOLLOWING and not each.primary_key
        ]

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def has_unregistered_provider(self) -> bool:
        """Whether the named provider is not a registered body."""
        return bool(self.provider) and self.provider_body_id is None

    @property
    def needed_first_year(self) -> Decimal | None:
        """The amount needed from budget lines in the first year, in yuan: the whole amount if years are not given."""
        return self.amount if self.first_year is None else self.first_year


class Funding(models.Model):
    """An amount, in yuan, from one budget line for the first year."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="funding")
    line = models.ForeignKey(
        "funds.BudgetLine", models.PROTECT, related_name="funding", verbose_name="预算指标"
    )
    amount = MoneyField("金额")

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
