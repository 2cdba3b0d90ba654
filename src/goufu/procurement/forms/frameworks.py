"""What is asked of framework agreements and call-offs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.errors import Refusal, refusal_of
from goufu.core.reasons import ReasonField
from goufu.core.steps import ReasonForm, StepForm
from goufu.planning.models import Project
from goufu.procurement.actions.agreeing import Terms
from goufu.procurement.actions.calling_off import Wanted, refuse_new_quotes
from goufu.procurement.actions.offering import out_of_reach
from goufu.procurement.choices import removals
from goufu.procurement.forms.awarding import DoubtsOfAwardForm
from goufu.procurement.forms.planning import moment
from goufu.procurement.frameworks.standing import (
    COMPETITION,
    DIRECT,
    asked_already,
    last_quotes,
    lowest,
    members_in,
    next_in_turn,
)
from goufu.procurement.models import Framework, FrameworkMember, Placing
from goufu.ui.forms import DateField, Form, GrowingText, MoneyField, YesNoField
from goufu.ui.money import figures


class ShortlistForm(DoubtsOfAwardForm):
    """How many of those qualified are taken into a framework agreement; why, where one of them is in doubt."""

    count = forms.IntegerField(label=gettext_lazy("入围几家"), min_value=1)
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        required=False,
        max_length=1_000,
        widget=GrowingText,
        help_text=gettext_lazy("有要核查的，写明理由"),
    )

    def __init__(self, *given: Any, placings: Sequence[Placing], most: int, **more: Any) -> None:
        super().__init__(*given, **more)
        self.placings = placings
        if not any(self.doubts.values()):
            del self.fields["reason"]
        self.order_fields([name for name in self.fields if name != "reason"])
        self.initial["count"] = most
        self.fields["count"].help_text = "；".join(
            f"{each.rank} {each.response.bidder.name} {figures(each.price)}"
            for each in placings
            if each.price is not None
        )

    def chosen(self) -> list[int]:
        return [each.response_id for each in self.placings[: self.cleaned_data["count"]]]

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"count": said["count"], "reason": said.get("reason", ""), "reviewed": self.reviewed}


class TermsForm(Form):
    """What the agreement says besides the plan."""

    unit = forms.CharField(
        label=gettext_lazy("计价单位"), max_length=20, help_text=gettext_lazy("例如 人次、份、小时")
    )
    total_limit = MoneyField(
        label=gettext_lazy("成交总额上限"), help_text=gettext_lazy("各笔成交合起来不超过这个数")
    )
    starts_on = DateField(label=gettext_lazy("开始的日子"), initial=wall_clock.today)
    conditions = forms.CharField(
        label=gettext_lazy("约定的条件"),
        max_length=5_000,
        required=False,
        widget=GrowingText,
        help_text=gettext_lazy("服务标准、付款、清退和退出的约定；开放式的写明加入的条件"),
    )

    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)


class CallOffForm(Form):
    """What is called off, and of whom, as the agreement's way asks."""

    project = forms.ChoiceField(label=gettext_lazy("用哪个项目的钱"))
    title = forms.CharField(label=gettext_lazy("要什么服务"), max_length=200)
    quantity = forms.DecimalField(
        label=gettext_lazy("数量"), max_digits=12, decimal_places=2, min_value=Decimal("0.01")
    )
    member = forms.ChoiceField(label=gettext_lazy("选哪家供应商"), widget=forms.RadioSelect)
    because = forms.CharField(
        label=gettext_lazy("为什么选这家"), max_length=1_000, required=False, widget=GrowingText
    )
    quotes_day = DateField(label=gettext_lazy("报价截止的日子"))
    quotes_time = forms.TimeField(label=gettext_lazy("报价截止的时刻"), help_text=gettext_lazy("例如 17:00"))

    def __init__(
        self,
        *given: Any,
        framework: Framework,
        projects: Iterable[tuple[Project, Decimal]],
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.framework = framework
        offer_choices(self, "project", projects_left(projects))
        self.fields["quantity"].label = _("数量（%(unit)s）") % {"unit": framework.unit}
        if framework.way == DIRECT:
            offer_choices(self, "member", [choice_of(each) for each in members_in(framework)])
        else:
            del self.fields["member"], self.fields["because"]
        if framework.way != COMPETITION:
            del self.fields["quotes_day"], self.fields["quotes_time"]

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            project=int(said["project"]),
            title=said["title"],
            quantity=said["quantity"],
            member=int(said["member"]) if said.get("member") else None,
            quotes_until=moment(said, "quotes"),
            because=said.get("because", ""),
        )


class OfferForm(StepForm):
    """Whom it is offered to next."""

    member = forms.ChoiceField(label=gettext_lazy("选哪家供应商"), widget=forms.RadioSelect)
    because = forms.CharField(
        label=gettext_lazy("为什么选这家"), max_length=1_000, required=False, widget=GrowingText
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        framework = self.thing.framework
        if framework.way == DIRECT:
            asked = asked_already(self.thing)
            able = [choice_of(each) for each in members_in(framework) if each.pk not in asked]
        elif framework.way == COMPETITION:
            able = self._of_quotes()
        else:
            found = next_in_turn(framework, out_of_reach(self.thing, framework))
            able = [choice_of(found)] if found else []
        offer_choices(self, "member", able)
        if len(able) == 1:
            self.initial["member"] = able[0][0]

    def _of_quotes(self) -> list[tuple[str, str]]:
        """Those who quote the least; nobody before the end, when quotes are nobody's to see."""
        if self.thing.quotes_until is None or self.thing.quotes_until > wall_clock.now():
            return []
        least = lowest(last_quotes(self.thing), out_of_reach(self.thing, self.thing.framework))
        return [
            (str(each.member_id), f"{each.member.provider.name}，{figures(each.price)}") for each in least
        ]

    @cached_property
    def obstacle(self) -> Refusal | None:
        until = self.thing.quotes_until
        if self.thing.framework.way == COMPETITION and until and until > wall_clock.now():
            return Refusal("报价还没有截止，谁也看不到", "截止以后再选定")
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        return None if field.choices else Refusal("没有还能选的供应商", "取消这笔选用，或者再请各家报价")

    def said(self) -> dict[str, Any]:
        return {"member": int(self.cleaned_data["member"]), "because": self.cleaned_data["because"]}


class QuotesForm(StepForm):
    """Until when all may quote once more."""

    quotes_day = DateField(label=gettext_lazy("报价截止的日子"))
    quotes_time = forms.TimeField(label=gettext_lazy("报价截止的时刻"), help_text=gettext_lazy("例如 17:00"))

    @cached_property
    def obstacle(self) -> Refusal | None:
        if self.thing.framework.way != COMPETITION:
            return None
        return refusal_of(lambda: refuse_new_quotes(self.thing, self.thing.framework))

    def said(self) -> dict[str, Any]:
        return {"quotes_until": moment(self.cleaned_data, "quotes")}


class QuoteForm(Form):
    """What a provider quotes."""

    price = MoneyField(
        label=gettext_lazy("报价"), help_text=gettext_lazy("每一计价单位；截止以前可以再报，以最后一次为准")
    )


class JudgeRefusalForm(ReasonForm):
    """Whether a refusal had a good reason."""

    is_justified = YesNoField(label=gettext_lazy("拒绝的理由正当"), required=True)
    field_order = ["is_justified", "reason"]


class RemoveForm(ReasonForm):
    """On which ground a provider is taken out."""

    ground = forms.ChoiceField(label=gettext_lazy("清退的情形"), choices=removals, widget=forms.RadioSelect)
    field_order = ["ground", "reason"]


class ApplyForm(Form):
    """What a provider says that wants to join."""

    price = MoneyField(label=gettext_lazy("报价"))
    text = forms.CharField(
        label=gettext_lazy("服务承诺"),
        max_length=5_000,
        widget=GrowingText,
        help_text=gettext_lazy("能做什么、有多少人、在哪里服务"),
    )
    meets_conditions = forms.BooleanField(label=gettext_lazy("符合协议约定的条件，接受协议的价格和条件"))

    def __init__(self, *given: Any, framework: Framework, is_priced: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if is_priced:
            self.fields["price"].help_text = _("每%(unit)s，不超过 %(ceiling)s 元") % {
                "unit": framework.unit,
                "ceiling": figures(framework.ceiling),
            }
        else:
            del self.fields["price"]


class SupplementForm(StepForm):
    """Why more providers are called for, and until when they apply."""

    reason = ReasonField()
    until_day = DateField(label=gettext_lazy("申请截止的日子"))
    until_time = forms.TimeField(label=gettext_lazy("申请截止的时刻"), help_text=gettext_lazy("例如 17:00"))

    def said(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"], "until": moment(self.cleaned_data, "until")}


class SignedForm(StepForm):
    """The day on which the contract of a call-off was signed."""

    day = DateField(label=gettext_lazy("合同签订的日子"), initial=wall_clock.today)


class ConcludeSupplementForm(Form):
    """Who of those that applied is taken in."""

    admitted = forms.MultipleChoiceField(
        label=gettext_lazy("入围的供应商"), required=False, widget=forms.CheckboxSelectMultiple
    )
    unqualified = forms.MultipleChoiceField(
        label=gettext_lazy("不合格的供应商"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("不符合条件的不参加比较，也不算进合格的家数；在下面写明为什么"),
    )
    record = forms.CharField(
        label=gettext_lazy("怎样比较、确定的"),
        max_length=5_000,
        widget=GrowingText,
        help_text=gettext_lazy("评审小组、评审方法和淘汰率和第一次一样；没有入围的供应商会看到"),
    )

    def __init__(self, *given: Any, waiting: Iterable[Any], **more: Any) -> None:
        super().__init__(*given, **more)
        choices = [(str(each.pk), f"{each.provider.name}，{figures(each.price)}") for each in waiting]
        for name in ("admitted", "unqualified"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices

    def said(self) -> dict[str, Any]:
        return {
            "admitted": [int(each) for each in self.cleaned_data["admitted"]],
            "unqualified": [int(each) for each in self.cleaned_data["unqualified"]],
            "record": self.cleaned_data["record"],
        }


def offer_choices(form: Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Gives a field that was declared without them its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def projects_left(projects: Iterable[tuple[Project, Decimal]]) -> list[tuple[str, str]]:
    """Projects to choose from, each with how much of it is left."""
    words = _("%(title)s，%(year)s年，还剩 %(left)s 元")
    return [
        (str(each.pk), words % {"title": each.title, "year": each.year, "left": figures(left)})
        for each, left in projects
    ]


def choice_of(member: FrameworkMember) -> tuple[str, str]:
    """A provider to choose, with its price."""
    words = _("%(name)s，%(price)s 元／%(unit)s") % {
        "name": member.provider.name,
        "price": figures(member.price),
        "unit": member.framework.unit,
    }
    return str(member.pk), words
