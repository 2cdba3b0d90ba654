"""What is asked when one procurement that ran elsewhere is entered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goufu.core.errors import Refusal, refusal_of
from goufu.core.reasons import ReasonField
from goufu.core.steps import StepForm
from goufu.files.errors import Unreadable
from goufu.planning.models import Project
from goufu.procurement.actions.deciding import check_other
from goufu.procurement.choices import organisations, past_grounds, past_methods
from goufu.procurement.forms.planning import AmountsForm
from goufu.procurement.models import Procurement
from goufu.procurement.past.bidders import LOST_LINE, LOT_LINE, read_lost, read_lots
from goufu.procurement.past.days import EVENTS, event_titles
from goufu.procurement.past.entry import Approval, Past
from goufu.registry.kinds import levels
from goufu.registry.queries.bodies import with_code
from goufu.ui.forms import DateField, GrowingText, MoneyField

EMPTY = [("", "—")]
BEFORE_DEADLINE, AFTER_DEADLINE = EVENTS[:3], EVENTS[3:]


def _body(code: str) -> int | None:
    """The body of that credit code; None where nothing was typed. Raises ValidationError for one that nobody registered."""
    if not code.strip():
        return None
    found = with_code(code)
    if found is None:
        raise forms.ValidationError(_("单位库里没有这个统一社会信用代码。请先登记这家供应商。"))
    return found.pk


class LinesField(forms.CharField):
    """A text of which each line is one thing, read by `read`."""

    widget = GrowingText

    def __init__(self, read: Callable[[str], tuple[Any, ...]], **more: Any) -> None:
        super().__init__(max_length=20_000, strip=True, **more)
        self.read = read

    def clean(self, value: Any) -> Any:
        try:
            return self.read(super().clean(value))
        except Unreadable as wrong:
            raise forms.ValidationError(f"{wrong.why}。{wrong.remedy}。") from wrong


class PastForm(AmountsForm):
    """The days, the papers' numbers and the result of a procurement that ran on another platform or on paper."""

    FIRST = ("title", "ran_at", "other_number", "method", "ground", "organisation", "ceiling")

    title = forms.CharField(label=_("采购名称"), max_length=200)
    ran_at = forms.CharField(label=_("在哪里办的"), max_length=200, help_text=_("平台的名称，或者纸质办理"))
    other_number = forms.CharField(label=_("原来的编号"), max_length=80, required=False)
    method = forms.ChoiceField(label=_("采购方式"))
    ground = forms.ChoiceField(label=_("适用情形"), required=False, help_text=_("要写明情形的方式才选"))
    organisation = forms.ChoiceField(label=_("组织形式"), required=False)
    ceiling = MoneyField(label=_("最高限价"), required=False, help_text=_("没有设就空着"))

    def __init__(self, *given: Any, projects: Iterable[tuple[Project, Decimal]], **more: Any) -> None:
        super().__init__(*given, projects=projects, **more)
        for name, choices in (
            ("method", past_methods()),
            ("ground", past_grounds()),
            ("organisation", organisations()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*EMPTY, *choices]
        titles = event_titles()
        for name in BEFORE_DEADLINE:
            self._ask_day(name, titles[name])
        self._ask_day("file_until", _("采购文件提供到"))
        self._ask_day("bid_deadline", _("响应截止"))
        for name in AFTER_DEADLINE:
            self._ask_day(name, titles[name])
        for name, label in (
            ("approval_office", _("批准采购方式的财政部门")),
            ("approval_number", _("批复文号")),
        ):
            self.fields[name] = forms.CharField(label=label, max_length=200, required=False)
        self.fields["approval_level"] = forms.ChoiceField(
            label=_("它的层级"), choices=[*EMPTY, *levels()], required=False
        )
        self._ask_day("approval_day", _("批复日期"))
        self.fields["winner"] = forms.CharField(
            label=_("中标、成交供应商"),
            max_length=18,
            required=False,
            help_text=_("统一社会信用代码，单位库里有的"),
        )
        self.fields["amount"] = MoneyField(label=_("中标、成交金额"), required=False)
        for name, label, hint in (
            ("lots", _("分包"), LOT_LINE),
            ("lost", _("没有中标、成交的供应商"), LOST_LINE),
        ):
            self.fields[name] = LinesField(
                read_lots if name == "lots" else read_lost, label=label, required=False, help_text=hint
            )
        self._ask_day("ended_on", _("终止日期"))
        self.fields["end_reason"] = forms.CharField(
            label=_("终止原因"), max_length=2_000, required=False, widget=GrowingText
        )
        self.fields["again"] = forms.CharField(
            label=_("另一次采购的理由"),
            max_length=200,
            required=False,
            help_text=_("编号和开始的日子与补录过的相同，确实是另一次的才写"),
        )

        self.fieldsets = [
            *self.fieldsets,
            (_("办过的日子"), [*BEFORE_DEADLINE, "file_until", "bid_deadline", *AFTER_DEADLINE]),
            (_("结果"), ["winner", "amount", "lots", "lost"]),
            (_("采购方式的批复"), [f"approval_{name}" for name in ("office", "level", "number", "day")]),
            (_("终止的、重名的"), ["ended_on", "end_reason", "again"]),
        ]

    def _ask_day(self, name: str, label: Any) -> None:
        self.fields[name] = DateField(label=_(str(label)), required=False)

    def clean_winner(self) -> int | None:
        return _body(self.cleaned_data["winner"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        approval = [cleaned.get(f"approval_{name}") for name in ("office", "level", "number", "day")]
        if any(approval) and not all(approval):
            self.add_error("approval_number", _("批复写得不全：部门、层级、文号和日期都写，或者都空着。"))
        return cleaned

    def said(self) -> Past:
        said = self.cleaned_data
        approval = [said[f"approval_{name}"] for name in ("office", "level", "number", "day")]
        names = (
            *("title", "ran_at", "other_number", "method", "ground", "organisation", "ceiling", "file_until"),
            *("bid_deadline", "winner", "amount", "lots", "lost", "ended_on", "end_reason", "again"),
        )
        return Past(
            **{name: said[name] for name in names},
            amounts=self.amounts(),
            days={name: said[name] for name in EVENTS if said[name]},
            approval=Approval(*approval) if all(approval) else None,
        )


class ResultForm(StepForm):
    """Who was awarded it, or each of its lots, elsewhere, for how much, who else bid, and when it was decided."""

    thing: Procurement
    day = DateField(label=_("定标日期"))
    lost = LinesField(read_lost, label=_("没有中标、成交的供应商"), required=False, help_text=LOST_LINE)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.lots = [each.number for each in self.thing.lots.all()]
        for at in self.lots or [0]:
            of = gettext("第 %(number)s 包：") % {"number": at} if at else ""
            self.fields[_named("winner", at)] = forms.CharField(
                label=f"{of}{gettext('中标、成交供应商')}",
                max_length=18,
                required=not at,
                help_text=_("统一社会信用代码，单位库里有的；流标的包空着")
                if at
                else _("统一社会信用代码，单位库里有的"),
            )
            self.fields[_named("amount", at)] = MoneyField(
                label=f"{of}{gettext('中标、成交金额')}", required=not at
            )
        self.order_fields([name for name in self.fields if name not in ("day", "lost")])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for at in self.lots or [0]:
            name = _named("winner", at)
            try:
                said[name] = _body(said.get(name) or "")
            except forms.ValidationError as wrong:
                self.add_error(name, wrong)
        return said

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        results = {at: (said[_named("winner", at)], said[_named("amount", at)]) for at in self.lots or [0]}
        return {"results": results, "lost": said["lost"], "day": said["day"]}


def _named(name: str, lot: int) -> str:
    return f"{name}-{lot}" if lot else name


class StrikeForm(StepForm):
    """Why an entry was wrong."""

    thing: Procurement
    reason = ReasonField()

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: check_other(self.thing.drafted_by_id, self.agent, "补录", "作废"))  # type: ignore[arg-type]


class EndPastForm(StepForm):
    """When it was terminated elsewhere, and why."""

    thing: Procurement
    day = DateField(label=_("终止日期"))
    reason = ReasonField()

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: check_other(self.thing.drafted_by_id, self.agent, "补录", "登记终止"))  # type: ignore[arg-type]
