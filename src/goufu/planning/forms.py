"""What a project is asked on the page where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.catalogue.models import EditionEntry
from goufu.core.opinion import Opinion
from goufu.core.reasons import ReasonField
from goufu.core.steps import StepForm
from goufu.funds.models import BudgetLine
from goufu.law.answers import Answer
from goufu.law.model import Fact, Value
from goufu.planning.actions.deciding import WAIVED_BY
from goufu.planning.facts import askable, facts_of
from goufu.planning.kinds import Field, methods, provider_kinds, service_classes
from goufu.planning.law import opinion_of, opinion_on
from goufu.planning.models import Project
from goufu.registry.agents import Agent
from goufu.registry.offered import ProviderField
from goufu.registry.queries.bodies import as_offered
from goufu.ui.forms import DateField, Form, GrowingText, MoneyField, YesNoField

UNKNOWN = ("", _("未填"))
# Facts that every project is asked, each in the group of the form where one looks for it.
ALWAYS = (
    "is_secret",
    "is_basic_public_service",
    "method_ground",
    "is_demand_surveyed",
    "is_assessed_ex_ante",
)


class NewProjectForm(Form):
    """The two things with which a draft begins."""

    title = forms.CharField(
        label=_("项目名称"), max_length=200, help_text=_("写清为谁提供什么服务，例如：失能老人上门护理服务")
    )
    year = forms.IntegerField(label=_("预算年度"), min_value=2000, max_value=2100)


class ProjectForm(Form):
    """Everything a project says of itself. Only title and year must be there: the law says what else is missing."""

    title = forms.CharField(label=_("项目名称"), max_length=200)
    year = forms.IntegerField(label=_("预算年度"), min_value=2000, max_value=2100)
    need = forms.CharField(
        label=_("需求概况"),
        max_length=20_000,
        widget=GrowingText,
        help_text=_("要解决什么问题，提供哪些服务，怎样算做好"),
    )
    duty_basis = forms.CharField(
        label=_("职责依据"),
        max_length=2_000,
        widget=GrowingText({"rows": 2}),
        help_text=_("三定规定或者权责清单里的条目"),
    )
    service_class = forms.ChoiceField(
        label=_("服务类别"),
        choices=lambda: [UNKNOWN, *service_classes()],
        help_text=_("选了目录条目，就由条目得出，不必填"),
    )
    entry = forms.ModelChoiceField(
        label=_("目录条目"), queryset=EditionEntry.objects.none(), empty_label=_("未选")
    )
    item_code = forms.CharField(label=_("采购品目"), max_length=9, help_text=_("C 加八位数字"))
    beneficiaries = forms.CharField(label=_("服务对象"), max_length=200)
    field = forms.ChoiceField(label=_("服务领域"), choices=[UNKNOWN, *Field.choices])
    standard = forms.CharField(label=_("执行的基本公共服务标准"), max_length=200)
    is_new = YesNoField(label=_("今年第一次安排"), unknown=_("未填"))
    new_amount = MoneyField(label=_("比上年新增"), help_text=_("同一事项比上年增加的金额"))

    quantity = forms.DecimalField(label=_("数量"), max_digits=18, decimal_places=4, min_value=0)
    unit = forms.CharField(label=_("计量单位"), max_length=20)
    unit_price = MoneyField(label=_("单价"))
    costing = forms.CharField(
        label=_("单价怎么得来"),
        max_length=5_000,
        widget=GrowingText({"rows": 2}),
        help_text=_("以事定费：人工、材料、管理等各多少，或者比照的合同"),
    )
    amount = MoneyField(label=_("预算金额"), help_text=_("全部年度合计"))
    first_year = MoneyField(label=_("当年安排"))
    second_year = MoneyField(label=_("第二年"))
    third_year = MoneyField(label=_("第三年"))
    term_months = forms.IntegerField(label=_("合同期限（月）"), min_value=1, max_value=600)

    method = forms.ChoiceField(label=_("采购方式"), choices=lambda: [UNKNOWN, *methods()])
    provider_kind = forms.ChoiceField(
        label=_("拟面向的承接主体"), choices=lambda: [UNKNOWN, *provider_kinds()]
    )
    provider = ProviderField(
        label=_("已知的承接主体"),
        help_text=_("从登记的单位里选；没有登记的，写它的全称；还不知道就不填"),
    )

    fieldsets = [
        (
            _("买什么"),
            ["title", "year", "is_secret", "need", "duty_basis", "entry", "service_class", "item_code"],
        ),
        (
            _("为谁买"),
            ["beneficiaries", "field", "is_basic_public_service", "standard", "is_new", "new_amount"],
        ),
        (
            _("怎么买，向谁买"),
            [
                "method",
                "method_ground",
                "is_demand_surveyed",
                "provider_kind",
                "provider",
                "is_assessed_ex_ante",
            ],
        ),
        (
            _("花多少钱"),
            [
                "quantity",
                "unit",
                "unit_price",
                "costing",
                "amount",
                "first_year",
                "second_year",
                "third_year",
                "term_months",
            ],
        ),
    ]
    NEEDED = ("title", "year")

    def __init__(self, *given: Any, entries: Any, asked: Iterable[str] = (), **more: Any) -> None:
        super().__init__(*given, **more)
        for name, field in self.fields.items():
            field.required = name in self.NEEDED
        self.asked = [name for name in asked if name in askable() and name not in ALWAYS]
        for name in (*ALWAYS, *self.asked):
            self.fields[name] = fact_field(askable()[name])
        self.fields["service_class"].disabled = bool(self.initial.get("entry"))
        entry = self.fields["entry"]
        assert isinstance(entry, forms.ModelChoiceField)
        entry.queryset = entries
        entry.label_from_instance = lambda each: f"{each.code} {each.name}"  # type: ignore[method-assign,assignment]

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked]

    @property
    def asked_wrong(self) -> bool:
        return any(name in self.errors for name in self.asked)

    @classmethod
    def starting_with(cls, project: Project) -> dict[str, Any]:
        """What the form shows of a stored project."""
        own = {name: getattr(project, name) for name in cls.base_fields}
        if project.quantity is not None:
            own["quantity"] = f"{project.quantity:f}".rstrip("0").rstrip(".")
        if project.provider_body is not None:
            own["provider"] = as_offered(project.provider_body)
        return own | facts_of(project.facts)

    def values(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What the action takes. `stored`: the project's facts, of which those that were not asked stay."""
        said = {name: self.cleaned_data[name] for name in self.base_fields}
        facts: dict[str, Value] = facts_of(stored)
        facts |= {name: self.cleaned_data[name] for name in self.fields if name not in self.base_fields}
        return said | {"facts": facts}


class FundingForm(forms.Form):
    """How much of each budget line; the lines are those that the purchaser may still draw on."""

    def __init__(
        self, *given: Any, lines: Iterable[BudgetLine], had: Mapping[int, Decimal], **more: Any
    ) -> None:
        super().__init__(*given, **{"label_suffix": ""} | more)
        self.lines = {f"line-{line.pk}": line for line in lines}
        for name, line in self.lines.items():
            self.fields[name] = MoneyField(
                label=f"{line.code} {line.name}", required=False, initial=had.get(line.pk)
            )

    @property
    def rows(self) -> list[tuple[BudgetLine, forms.BoundField]]:
        return [(line, self[name]) for name, line in self.lines.items()]

    def funding(self) -> dict[int, Decimal]:
        given = {line.pk: self.cleaned_data[name] for name, line in self.lines.items()}
        return {number: amount for number, amount in given.items() if amount}


def fact_field(fact: Fact) -> forms.Field:
    """An input for a fact that the law asks for; it may be left open."""
    common: dict[str, Any] = {"label": fact.title, "help_text": fact.about, "required": False}
    match fact.type:
        case "yesno":
            return YesNoField(**common, unknown=_("未填"))
        case "money":
            return MoneyField(**common)
        case "date":
            return DateField(**common)
        case "choice":
            return forms.ChoiceField(**common, choices=[UNKNOWN, *fact.choices.items()])
        case "integer":
            return forms.IntegerField(**common, min_value=0, max_value=10**9)
        case "number":
            return forms.DecimalField(**common, min_value=0, max_digits=12, decimal_places=4)
    return forms.CharField(**common, max_length=2_000)


class ProjectStepForm(StepForm):
    """The form of a step on a project; the law is asked beside it."""

    thing: Project

    @cached_property
    def opinion(self) -> Opinion:
        return opinion_of(self.thing)


class ReasonForm(ProjectStepForm):
    """Why something is returned, adjusted or withdrawn."""

    reason = ReasonField()


class ApproveForm(ProjectStepForm):
    """A tick for each doubt that the law leaves to a person, and a note."""

    note = forms.CharField(label=_("审核意见"), required=False, max_length=2_000, widget=GrowingText)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.doubts = self.opinion.to_review
        for answer in self.doubts:
            self.fields[f"reviewed-{answer.rule.id}"] = forms.BooleanField(
                label=_("已核查：%(title)s") % {"title": answer.rule.title},
                error_messages={"required": _("这一项要由人核查；核查过再勾选，不清楚就退回")},
            )
        self.order_fields([*(name for name in self.fields if name != "note"), "note"])

    def said(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"], "reviewed": [each.rule.id for each in self.doubts]}


class WaiveForm(ProjectStepForm):
    """A reason for each rule that one wants to set aside; those without one stay."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        # A form sent twice still has its fields: the action knows that it was done.
        opinion = opinion_on(self.thing.pk) if self.is_bound else self.opinion
        self.waivable = waivable(opinion, self.agent, self.thing)
        self.rules = {f"reason-{each.rule.id}": each.rule.id for each in self.waivable}
        for answer in self.waivable:
            self.fields[f"reason-{answer.rule.id}"] = ReasonField(
                label=answer.rule.title,
                help_text=f"{answer.message}（{'、'.join(answer.citations)}）",
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.get(name) for name in self.rules):
            self.add_error(None, _("一条理由也没有写；不豁免就回到项目页"))
        return said

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"reasons": {rule: given[name] for name, rule in self.rules.items() if given[name]}}


def waivable(opinion: Opinion, agent: Agent, project: Project) -> list[Answer]:
    """The rules that are not met and that this agent may waive."""
    return [each for each in opinion.to_explain if agent.may_on(WAIVED_BY[each.rule.waiver], project)]
