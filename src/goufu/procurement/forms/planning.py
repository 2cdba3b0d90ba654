"""What is asked when a procurement is planned: projects and amounts, the method, the plan, its lots, judgements, a notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu.core.model_forms import UNSAID, FieldsForm
from goufu.core.reasons import ReasonField
from goufu.planning.models import Project
from goufu.procurement.additions import ADDITION, FIRST
from goufu.procurement.choices import Choices, of_fact, organisations, ticks
from goufu.procurement.choosing import unasked
from goufu.procurement.law import method_of
from goufu.procurement.model import Method
from goufu.procurement.models import CoPurchaser, Lot, Procurement
from goufu.procurement.years import buys_for_years, proposed_term
from goufu.ui.forms import DateField, Form, GrowingText, MoneyField, YesNoField
from goufu.ui.money import figures
from goufu.wall_clock import CHINA

SPARE_LOTS = 3
FRAMEWORK = ("framework_evaluation", "second_stage", "framework_term_months", "survey_respondent_count")


class AmountsForm(Form):
    """How much of each project, by year; empty: nothing of it. FIRST: the fields before."""

    FIRST: Sequence[str] = ("title",)

    def __init__(self, *given: Any, projects: Iterable[tuple[Project, Decimal]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.projects = [project for project, _left in projects]
        for project, left in projects:
            self.fields[f"amount-{project.pk}"] = MoneyField(
                label=project.title,
                help_text=_("批准 %(amount)s 元，还剩 %(left)s 元")
                % {"amount": figures(project.amount or 0), "left": figures(left)},
                required=False,
            )
        years = dict.fromkeys(project.year for project in self.projects)
        self.fieldsets = [
            ("", self.FIRST),
            *(
                (
                    _("%(year)s年的项目") % {"year": year},
                    [f"amount-{each.pk}" for each in self.projects if each.year == year],
                )
                for year in years
            ),
        ]

    def amounts(self) -> dict[int, Decimal]:
        said = {each.pk: self.cleaned_data[f"amount-{each.pk}"] for each in self.projects}
        return {number: amount for number, amount in said.items() if amount}


class BeginForm(AmountsForm):
    """The title and the amounts with which a plan begins."""

    title = forms.CharField(label=gettext_lazy("采购名称"), max_length=200)


class JoinForm(Form):
    """Which procurement a project joins, and with how much."""

    procurement = forms.TypedChoiceField(
        label=gettext_lazy("采购"),
        coerce=int,
        widget=forms.RadioSelect,
    )
    amount = MoneyField(label=gettext_lazy("金额"))

    def __init__(self, *given: Any, taken_into: Iterable[CoPurchaser], **more: Any) -> None:
        super().__init__(*given, **more)
        procurement = self.fields["procurement"]
        assert isinstance(procurement, forms.ChoiceField)
        plans = [each.procurement for each in taken_into]
        procurement.choices = [
            (each.pk, f"{each.title}（{each.number}，{each.purchaser.name}）") for each in plans
        ]


class LeaveForm(Form):
    """Why a body leaves the procurement of another."""

    reason = ReasonField()


MOMENTS = {  # each asked as a day and a time
    "applications_until": "applications",
    "bid_deadline_at": "bid_deadline",
    "opens_at": "opens",
}


def inputs_of(field: str) -> Iterable[str]:
    """What the form of the plan asks for a field."""
    return [f"{MOMENTS[field]}_{part}" for part in ("day", "time")] if field in MOMENTS else [field]


class PlanForm(FieldsForm):
    """The plan. A moment is asked as its day and its time."""

    class Meta(FieldsForm.Meta):
        model = Procurement
        fields = [
            *(
                "title",
                "organisation",
                "emergency_form",
                "evaluation_method",
                "has_fixed_price",
                "ceiling",
                "reserve",
            ),
            *(
                "price_deduction_percent",
                "goods",
                "accepts_consortium",
                "has_prequalification",
                "bid_deposit",
            ),
            *(
                "bid_deposit_cash_only",
                "qualification_text",
                "track_record_count",
                "contract_term_text",
                "signs_yearly",
                "contact",
                "starts_on",
                "file_until",
            ),
            *("file_access", "submission_place", "opening_place"),
            *FRAMEWORK,
            *FIRST,
        ]

    applications_day = DateField(
        label=gettext_lazy("申请截止的日子"),
        required=False,
        help_text=gettext_lazy("先申请、审查通过才能响应；不进行资格预审的空着"),
    )
    applications_time = forms.TimeField(
        label=gettext_lazy("申请截止的时刻"), required=False, help_text=gettext_lazy("例如 17:00")
    )
    bid_deadline_day = DateField(label=gettext_lazy("响应截止的日子"), required=False)
    bid_deadline_time = forms.TimeField(
        label=gettext_lazy("响应截止的时刻"), required=False, help_text=gettext_lazy("例如 9:30")
    )
    opens_day = DateField(
        label=gettext_lazy("开启的日子"), required=False, help_text=gettext_lazy("空着就和响应截止同时")
    )
    opens_time = forms.TimeField(label=gettext_lazy("开启的时刻"), required=False)

    fieldsets: Sequence[tuple[Any, Sequence[str]]] = (
        (
            gettext_lazy("采购什么，怎样评"),
            ["title", "organisation", "emergency_form", "evaluation_method", "has_fixed_price", "ceiling"],
        ),
        (gettext_lazy("添购所依据的原采购"), [*FIRST]),
        (gettext_lazy("框架协议"), [*FRAMEWORK]),
        (
            gettext_lazy("落实政策"),
            ["reserve", "price_deduction_percent", "goods", "accepts_consortium"],
        ),
        (
            gettext_lazy("谁能参加"),
            [
                "qualification_text",
                "track_record_count",
                "has_prequalification",
                "bid_deposit",
                "bid_deposit_cash_only",
                "contract_term_text",
                "signs_yearly",
            ],
        ),
        (
            gettext_lazy("日子和地点"),
            [
                *(
                    "starts_on",
                    "file_until",
                    "file_access",
                    "applications_day",
                    "applications_time",
                    "bid_deadline_day",
                    "bid_deadline_time",
                    "submission_place",
                ),
                *("opens_day", "opens_time", "opening_place", "contact"),
            ],
        ),
    )

    def __init__(self, *given: Any, thing: Procurement, earliest: Mapping[str, Any], **more: Any) -> None:
        super().__init__(*given, **more)
        self.thing = thing
        method = method_of(thing)
        if method:
            allowed = set(method.organisation)
            self._offer("organisation", [each for each in organisations() if each[0] in allowed])
            scored = set(method.scoring.methods) if method.scoring else set()
            self._offer(
                "evaluation_method", [each for each in of_fact("evaluation_method") if each[0] in scored]
            )
        if method is None or method.second_stage is None:
            self._leave_out(*FRAMEWORK)
        else:
            self._of_framework(method)
        if method is None or method.ways is None:
            self._leave_out("emergency_form")
        if thing.method_ground != ADDITION:
            self._leave_out(*FIRST)
        if not buys_for_years(thing):
            self._leave_out("signs_yearly")
        if method:
            inputs = (each for field in unasked(method) for each in inputs_of(field))
            self._leave_out(*(each for each in inputs if each in self.fields))
        for name, day in ((each, day) for each, day in earliest.items() if each in self.fields):
            self.fields[name].help_text = _("最早 %(day)s") % {"day": day}

    def _of_framework(self, method: Method) -> None:
        """What the first stage of a framework agreement fixes, in place of one winner's evaluation."""
        self._leave_out("evaluation_method", *(("framework_evaluation",) if method.scoring is None else ()))
        assert method.second_stage
        ways = [each for each in of_fact("second_stage") if each[0] in method.second_stage.cases]
        self._offer("second_stage", ways)
        self.fields["ceiling"].label = _("最高限制单价（付费标准）")
        self.fields["ceiling"].help_text = _("每一计价单位；开放式协议里各家都照它付费")

    def _leave_out(self, *names: str) -> None:
        """The field is not asked, and stays as it is."""
        for name in names:
            del self.fields[name]
        self.fieldsets = tuple(
            (title, kept)
            for title, own in self.fieldsets
            if (kept := [each for each in own if each not in names])
        )

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [UNSAID, *choices]

    @classmethod
    def starting_with(cls, thing: Procurement) -> dict[str, Any]:
        """What the form shows of a stored plan."""
        own = {name: getattr(thing, name) for name in cls.Meta.fields}
        own["contract_term_text"] = thing.contract_term_text or proposed_term(thing)
        for field, name in MOMENTS.items():
            if at := getattr(thing, field):
                own |= {
                    f"{name}_day": at.astimezone(CHINA).date(),
                    f"{name}_time": at.astimezone(CHINA).time(),
                }
        return own

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in MOMENTS.values():
            if bool(said.get(f"{name}_day")) != bool(said.get(f"{name}_time")) and not self.errors:
                self.add_error(f"{name}_time", _("日子和时刻要一起写"))
        return said

    def values(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        if "applications_day" in self.fields:
            said["applications_until"] = moment(self.cleaned_data, "applications")
        if "bid_deadline_day" not in self.fields:
            return said
        deadline = moment(self.cleaned_data, "bid_deadline")
        return said | {
            "bid_deadline_at": deadline,
            "opens_at": moment(self.cleaned_data, "opens") or deadline,
        }


def moment(said: Mapping[str, Any], name: str) -> datetime | None:
    """The moment of a day and a time in China; None where either isn't said."""
    day, at = said.get(f"{name}_day"), said.get(f"{name}_time")
    return datetime.combine(day, at or time(), CHINA) if day and at else None


class LotsForm(Form):
    """The lots in their order; a line without a title is no lot."""

    def __init__(self, *given: Any, lots: Iterable[Lot], **more: Any) -> None:
        super().__init__(*given, **more)
        had = list(lots)
        self.count = len(had) + SPARE_LOTS
        for line in range(1, self.count + 1):
            lot = had[line - 1] if line <= len(had) else None
            self.fields[f"title-{line}"] = forms.CharField(
                label=_("第 %(number)s 包的名称") % {"number": line},
                max_length=200,
                required=False,
                initial=lot.title if lot else "",
            )
            self.fields[f"amount-{line}"] = MoneyField(
                label=_("第 %(number)s 包的预算") % {"number": line},
                required=False,
                initial=lot.amount if lot else None,
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for line in range(1, self.count + 1):
            if bool(said.get(f"title-{line}")) != bool(said.get(f"amount-{line}")):
                self.add_error(f"amount-{line}", _("名称和预算要一起写；不要这个包，两样都空着"))
        return said

    def lots(self) -> list[tuple[str, Decimal]]:
        found = (
            (self.cleaned_data[f"title-{n}"], self.cleaned_data[f"amount-{n}"])
            for n in range(1, self.count + 1)
        )
        return [(title, amount) for title, amount in found if title]


class JudgeForm(Form):
    """A person's judgement: which, whether, why."""

    fact = forms.ChoiceField(label=gettext_lazy("判断什么"), choices=ticks, widget=forms.RadioSelect)
    holds = YesNoField(label=gettext_lazy("是不是"), required=True)
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=500, min_length=5, widget=GrowingText)
