"""Budget lines: the money that a body may spend in a year, by purpose and fund."""

from __future__ import annotations

from typing import NamedTuple

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from goufu.core.model_fields import MoneyField
from goufu.funds.money import ZERO
from goufu.journal.append_only import append_only
from goufu.journal.models import Entry
from goufu.registry.models import Body

FIRST_YEAR, LAST_YEAR = 2000, 2100

# The codes 1 and 21 are used in budget systems; 22, 3 and all the names are unverified.
PROJECT_CATEGORIES = [("1", "人员类"), ("21", "公用经费"), ("22", "其他运转类"), ("3", "特定目标类")]

# The fund's name by the beginning of its code; unverified. A local code or a name is stored as it is written.
FUND_KINDS = {"111": "一般公共预算"}
# How a name may begin: the four budgets (预算法第五条), and the two other kinds; the last two are unverified.
FUND_NAMES = (
    "一般公共预算",
    "政府性基金",
    "国有资本经营预算",
    "社会保险基金",
    "财政专户管理资金",
    "单位资金",
)


class CodePattern(NamedTuple):
    """The pattern of a code, and the message when it doesn't match."""

    pattern: str
    sentence: str


CODE = CodePattern(r"^\S+$", "项目编码不能为空，中间没有空格。")
FUNCTION_CLASS = CodePattern(
    r"^2\d{2}(\d{2}){0,2}$", "支出功能分类是类、款、项编码，3位、5位或者7位数字，以2开头，例如2081006。"
)
GOVERNMENT_CLASS = CodePattern(
    r"^5\d{2}(\d{2})?$", "政府经济分类是类、款编码，3位或者5位数字，以5开头，例如50205。"
)
DEPARTMENT_CLASS = CodePattern(
    r"^3\d{2}(\d{2})?$", "部门经济分类是类、款编码，3位或者5位数字，以3开头，例如30227。"
)

TOTALS_COME_FROM_THE_LEDGER = """
IF pg_trigger_depth() < 2 THEN
    IF TG_OP = 'INSERT' THEN
        moved := (NEW.reserved, NEW.committed, NEW.paid) <> (0, 0, 0);
    ELSE
        moved := (NEW.reserved, NEW.committed, NEW.paid) <> (OLD.reserved, OLD.committed, OLD.paid);
    END IF;
    IF moved THEN
        RAISE EXCEPTION '占用、承诺、支付的合计只由资金台账改变'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END IF;
RETURN NEW;
"""


# Asked when the transaction ends: the adjustment may be stored after the amount that it changes.
APPROVED_FOLLOWS_FROM_ADJUSTMENTS = """
SELECT l.approved AS now, e.approved AS first,
       (SELECT COALESCE(SUM(amount), 0) FROM funds_budgetadjustment WHERE line_id = l.id) AS adjusted
INTO sums FROM funds_budgetline l
JOIN LATERAL (
    SELECT approved FROM funds_budgetlineevent WHERE pgh_obj_id = l.id ORDER BY pgh_id LIMIT 1
) e ON TRUE
WHERE l.id = {line};
IF sums.now <> sums.first + sums.adjusted THEN
    RAISE EXCEPTION '批复金额只由预算调整改变' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NULL;
"""

NEVER_DELETED = """
RAISE EXCEPTION '预算指标不能删除' USING ERRCODE = 'integrity_constraint_violation';
"""


def _approved_follows(operation: pgtrigger.Operation, line: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="approved_follows",
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        declare=[("sums", "record")],
        func=APPROVED_FOLLOWS_FROM_ADJUSTMENTS.format(line=line),
    )


def _code_check(field: str, code: CodePattern, name: str) -> models.CheckConstraint:
    """The database constraint for a code's pattern; an empty code is left to other constraints."""
    return models.CheckConstraint(
        condition=Q(**{field: ""}) | Q(**{f"{field}__regex": code.pattern}),
        name=name,
        violation_error_message=code.sentence,
    )


@pghistory.track(
    exclude=["reserved", "committed", "paid", "available", "version"],
    context_field=pghistory.ContextJSONField(),
    append_only=True,
    model_name="BudgetLineEvent",
)
class BudgetLine(models.Model):
    """A line of a body's budget of one year.

    Its totals are sums of ledger entries, maintained by the database (`LedgerEntry`). Lock the row before relying on
    them; the database refuses to overspend it in any case. What is approved is the first amount and all adjustments.
    """

    year = models.PositiveSmallIntegerField(
        _("预算年度"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="budget_lines", verbose_name=_("单位"))
    office = models.ForeignKey(
        Body, models.PROTECT, related_name="+", editable=False, verbose_name=_("主管财政部门")
    )
    place_code = models.CharField(max_length=6, editable=False)
    code = models.CharField(
        _("项目编码"),
        max_length=40,
        validators=[RegexValidator(*CODE)],
        help_text=_("预算系统的21位编码，或者本地的编码"),
    )
    name = models.CharField(_("项目名称"), max_length=200)
    category = models.CharField(
        _("项目类别"),
        max_length=2,
        choices=PROJECT_CATEGORIES,
        blank=True,
        help_text=_("类别的名称待核对"),
    )
    function_class = models.CharField(
        _("支出功能分类"),
        max_length=7,
        validators=[RegexValidator(*FUNCTION_CLASS)],
        help_text=_("类、款、项编码，例如2081006"),
    )
    government_economic_class = models.CharField(
        _("政府经济分类"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(*GOVERNMENT_CLASS)],
        help_text=_("例如50205"),
    )
    department_economic_class = models.CharField(
        _("部门经济分类"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(*DEPARTMENT_CLASS)],
        help_text=_("例如30227；两种经济分类至少填一种"),
    )
    fund_kind = models.CharField(_("资金性质"), max_length=40, help_text=_("编码，或者名称"))
    is_gov_procurement = models.BooleanField(_("政府采购"), default=False)
    is_service_purchase = models.BooleanField(_("政府购买服务"), default=False)
    catalogue_code = models.CharField(_("购买服务目录编码"), max_length=40, blank=True)
    item_code = models.CharField(_("采购品目编码"), max_length=40, blank=True)
    approved = MoneyField(_("批复金额"))
    second_year = MoneyField(_("第二年"), null=True, blank=True)  # None: nothing planned
    third_year = MoneyField(_("第三年"), null=True, blank=True)
    reserved = MoneyField(_("已占用"), default=ZERO, editable=False)
    committed = MoneyField(_("已承诺"), default=ZERO, editable=False)
    paid = MoneyField(_("已支付"), default=ZERO, editable=False)
    available = models.GeneratedField(
        expression=F("approved") - F("reserved") - F("committed"),
        output_field=models.DecimalField(max_digits=18, decimal_places=2),
        db_persist=True,
        verbose_name=_("可用"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = {"body": "body_id", "path": "body__path", "office": "office_id", "place": "place_code"}

    class Meta:
        ordering = ["-year", "body_id", "code", "id"]
        indexes = [
            models.Index(fields=["office", "year"], name="budget_line_of_office"),
            models.Index(fields=["body", "year"], name="budget_line_of_body"),
            models.Index(
                fields=["place_code", "year"],
                name="budget_line_of_place",
                opclasses=["text_pattern_ops", "int2_ops"],
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "year",
                    "body",
                    "code",
                    "function_class",
                    "department_economic_class",
                    "government_economic_class",
                    "fund_kind",
                ],
                name="budget_line_once",
                violation_error_message="同一年度、单位、项目编码、科目和资金性质的预算指标已经有一条。",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="budget_line_year",
                violation_error_message="预算年度是四位数的年份，例如2027。",
            ),
            _code_check("code", CODE, "budget_line_code_form"),
            _code_check("function_class", FUNCTION_CLASS, "budget_line_function_class"),
            _code_check("government_economic_class", GOVERNMENT_CLASS, "budget_line_government_class"),
            _code_check("department_economic_class", DEPARTMENT_CLASS, "budget_line_department_class"),
            models.CheckConstraint(
                condition=~Q(department_economic_class="", government_economic_class=""),
                name="budget_line_economic_class",
                violation_error_message="部门经济分类和政府经济分类至少填写一种。",
            ),
            models.CheckConstraint(
                condition=~(Q(code="") | Q(function_class="") | Q(fund_kind="")),
                name="budget_line_codes_given",
                violation_error_message="项目编码、支出功能分类和资金性质不能为空。",
            ),
            models.CheckConstraint(
                condition=Q(approved__gte=0)
                & (Q(second_year=None) | Q(second_year__gte=0))
                & (Q(third_year=None) | Q(third_year__gte=0)),
                name="budget_line_amounts_not_negative",
                violation_error_message="批复金额和以后年度的金额不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(approved__gte=F("reserved") + F("committed")),
                name="budget_line_not_overspent",
                violation_error_message="预算指标的可用金额不足。",
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, committed__gte=0, paid__gte=0, paid__lte=F("committed")),
                name="budget_line_paid_within_committed",
                violation_error_message="支付不能超过承诺；占用、承诺、支付都不能是负数。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="totals_from_ledger",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("moved", "boolean")],
                func=TOTALS_COME_FROM_THE_LEDGER,
            ),
            _approved_follows(pgtrigger.UpdateOf("approved"), "NEW.id"),  # type: ignore[no-untyped-call]
            pgtrigger.Trigger(
                name="never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=NEVER_DELETED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_fund_known(self) -> bool:
        """Whether the fund is one of those known, by the beginning of its code or name."""
        return self.fund_kind.startswith((*FUND_KINDS, *FUND_NAMES))

    @property
    def is_class_deep(self) -> bool:
        """Whether the function class goes down to 项, seven digits (预算法第四十六条; unverified)."""
        return len(self.function_class) == len("2081006")

    @property
    def fund_name(self) -> str:
        """The fund for display: its name where the code is known."""
        names = [name for prefix, name in FUND_KINDS.items() if self.fund_kind.startswith(prefix)]
        return f"{names[0]}（{self.fund_kind}）" if names else self.fund_kind


class BudgetAdjustment(models.Model):
    """A change of the approved amount, and the document that orders it."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="adjustments", verbose_name="预算指标")
    adjusted_on = models.DateField(verbose_name="调整日期")
    amount = MoneyField("调整金额")  # negative for a cut
    document_number = models.CharField(max_length=60, verbose_name="依据文号")
    document_title = models.CharField(max_length=200, verbose_name="依据名称")
    journal_entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    SCOPE_FIELDS = {name: f"line__{path}" for name, path in BudgetLine.SCOPE_FIELDS.items()}

    class Meta:
        ordering = ["-adjusted_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="budget_adjustment_not_zero",
                violation_error_message="调整金额不能是零。",
            ),
        ]
        triggers = [
            *append_only("预算调整只能添加，不能修改、删除"),
            _approved_follows(pgtrigger.Insert, "NEW.line_id"),
        ]

    def __str__(self) -> str:
        return f"{self.document_number} {self.amount:+,.2f}"
