"""What is asked on the pages of challenges and complaints."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.errors import Refusal, refusal_of, refuse_all
from goufu.core.model_forms import FieldsForm
from goufu.core.opinion import Opinion
from goufu.core.reasons import ReasonField
from goufu.core.steps import ReasonForm, StepForm
from goufu.law.answers import Answer
from goufu.procurement.actions import answering, challenging, complaining, handling, publishing, ruling
from goufu.procurement.cases import appeals
from goufu.procurement.cases.data import load_cases
from goufu.procurement.filling import Filling
from goufu.procurement.forms.steps import DoubtsForm
from goufu.procurement.law import days_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    Challenge,
    ChallengeAnswer,
    Complaint,
    ComplaintDecision,
    Procurement,
    Way,
)
from goufu.procurement.readiness import disclosure_of
from goufu.registry.suggestions import ProviderField
from goufu.ui.forms import DateField, GrowingText, YesNoField

ON_PAPER = [(each.value, each.label) for each in (Way.HAND, Way.POST)]


def _paper_way() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("怎样收到"), choices=ON_PAPER, widget=forms.RadioSelect)


class FileChallengeForm(FieldsForm):
    """A challenge that a provider gives in itself."""

    class Meta(FieldsForm.Meta):
        model = Challenge
        fields = ["standing", "against", "event", "got_file_on", "matters", "request", "grounds"]

    def __init__(self, *given: Any, procurement: Procurement, **more: Any) -> None:
        super().__init__(*given, **more)
        events = load_methods().events
        happened = [name for name in days_of(procurement.occurrences.all()) if not events[name].by_clock]
        event = self.fields["event"]
        assert isinstance(event, forms.ChoiceField)
        event.choices = [("", _("不是对过程质疑")), *((name, _(events[name].title)) for name in happened)]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FileChallengeForm.Meta.fields}


class EnterChallengeForm(FileChallengeForm):
    """A challenge that came on paper, entered by the purchaser's officer."""

    class Meta(FileChallengeForm.Meta):
        fields = [*FileChallengeForm.Meta.fields, "challenged_on", "received_on", "may_affect_result"]

    challenger = ProviderField(
        label=gettext_lazy("质疑供应商"), help_text=gettext_lazy("全称，或者统一社会信用代码")
    )
    way = _paper_way()
    field_order = [
        *("challenger", "standing", "against", "event", "got_file_on", "challenged_on", "received_on", "way"),
        *("matters", "request", "grounds", "may_affect_result"),
    ]

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        names = ("challenger", "challenged_on", "received_on", "way", "may_affect_result")
        return {**{name: said[name] for name in names}, "values": self.values()}


class FileComplaintForm(FieldsForm):
    """A complaint that a provider gives in itself."""

    class Meta(FieldsForm.Meta):
        model = Complaint
        fields = ["matters", "request", "grounds"]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FileComplaintForm.Meta.fields}


class EnterComplaintForm(FileComplaintForm):
    """A complaint that came on paper, entered by the finance officer."""

    class Meta(FileComplaintForm.Meta):
        fields = [*FileComplaintForm.Meta.fields, "complained_on", "received_on"]

    complainant = ProviderField(
        label=gettext_lazy("投诉人"), help_text=gettext_lazy("全称，或者统一社会信用代码")
    )
    challenge = forms.ChoiceField(label=gettext_lazy("针对哪一件质疑"), required=False)
    way = _paper_way()
    field_order = [
        "complainant",
        "challenge",
        "complained_on",
        "received_on",
        "way",
        "matters",
        "request",
        "grounds",
    ]

    def __init__(self, *given: Any, procurement: Procurement, **more: Any) -> None:
        super().__init__(*given, **more)
        before = [(str(each.pk), str(each)) for each in procurement.challenges.select_related("challenger")]
        challenge = self.fields["challenge"]
        assert isinstance(challenge, forms.ChoiceField)
        challenge.choices = [("", _("投诉以前没有质疑过")), *before]

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        names = ("complainant", "complained_on", "received_on", "way")
        number = said["challenge"]
        return {
            **{name: said[name] for name in names},
            "challenge": int(number) if number else None,
            "values": self.values(),
        }


class WeighForm(StepForm):
    """Whether a challenge may affect the result."""

    may_affect_result = YesNoField(label=gettext_lazy("可能影响中标、成交结果"), required=True)


class AnswerForm(StepForm, FieldsForm):
    """The answer to a challenge."""

    thing: Challenge

    class Meta(FieldsForm.Meta):
        model = ChallengeAnswer
        fields = ["outcome", "consequence", "text"]

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: challenging.refuse_standing(self.thing))


class RefuseForm(ReasonForm):
    """Why a challenge is not taken."""

    thing: Challenge

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: answering.refuse_refusal(self.thing))


class DayForm(StepForm):
    """When it happened, and a note."""

    day = DateField(label=gettext_lazy("哪一天"), initial=wall_clock.today)
    text = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=10_000, widget=GrowingText)


class ServedForm(DayForm):
    """When and how something was served."""

    way = forms.ChoiceField(label=gettext_lazy("怎样送达"), choices=Way.choices, widget=forms.RadioSelect)


class AcceptForm(StepForm):
    """To accept a complaint; one that is late, or of somebody who didn't take part, needs a reason."""

    thing: Complaint
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        required=False,
        max_length=2_000,
        widget=GrowingText,
        help_text=gettext_lazy("逾期提出、记录里没有参加采购活动而仍然受理的，写明理由"),
    )

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: refuse_all(complaining.against_acceptance(self.thing)))


class TextForm(StepForm):
    """A text that is told or explained."""

    text = forms.CharField(label=gettext_lazy("内容"), max_length=10_000, min_length=5, widget=GrowingText)


class TurnAwayForm(ReasonForm):
    """Why a complaint is not accepted, or who handles it."""

    examined_on = DateField(label=gettext_lazy("哪一天审查完"), initial=wall_clock.today)
    field_order = ["examined_on", "reason"]


class ProceedForm(DayForm):
    """What was done in the case."""

    thing: Complaint
    kind = forms.ChoiceField(label=gettext_lazy("办了什么"), widget=forms.RadioSelect)
    field_order = ["kind", "day", "text"]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kinds = load_cases().kinds
        kind.choices = [(name, _(kinds[name].title)) for name in handling.proceedings(self.thing)]


class SuspendForm(ReasonForm):
    """For how many days the procurement is suspended, and why."""

    days = forms.IntegerField(label=gettext_lazy("暂停多少日"), min_value=1, initial=30)
    field_order = ["days", "reason"]


class JoinComplaintForm(StepForm):
    """Which complaint it is joined to."""

    thing: Complaint
    leader = forms.TypedChoiceField(label=gettext_lazy("并入哪一件"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        leader = self.fields["leader"]
        assert isinstance(leader, forms.ChoiceField)
        found = handling.joinable(self.thing).select_related("complainant")
        leader.choices = [(each.pk, str(each)) for each in found]


class DecisionForm(StepForm, FieldsForm):
    """The decision on a complaint."""

    thing: Complaint

    class Meta(FieldsForm.Meta):
        model = ComplaintDecision
        fields = ["number", "finding", "effect", "facts_text", "basis_text", "contract_text", *appeals.ASKED]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name, value in appeals.proposed(self.thing, wall_clock.today()).items():
            self.fields[name].initial = value
            if name not in appeals.MOST:  # the name of an office, which has no English
                self.fields[name].widget.attrs["lang"] = "zh-Hans"

    @property
    def appeal(self) -> dict[str, str]:
        """What will be told of going against the decision, and which of its periods nobody has checked."""
        said = {name: self[name].value() for name in appeals.ASKED}
        return {"sentence": appeals.sentence(said), "unverified": appeals.unverified()}

    @cached_property
    def obstacle(self) -> Refusal | None:
        def check() -> None:
            ruling.check_impartial(self.thing, self.agent)  # type: ignore[arg-type]
            ruling.refuse_joined(self.thing)

        return refusal_of(check)


class PublishDecisionForm(DoubtsForm):
    """To publish the result of a complaint: what the notice will say, and the law's doubts."""

    thing: Complaint

    @cached_property
    def filling(self) -> Filling:
        return Filling(publishing.notice_of(self.thing, self.agent))  # type: ignore[arg-type]

    @cached_property
    def opinion(self) -> Opinion:
        return disclosure_of(self.filling)

    def find_doubts(self) -> list[Answer]:
        return self.opinion.to_review

    @cached_property
    def obstacle(self) -> Refusal | None:
        def check() -> None:
            publishing.check_publisher(self.thing, self.agent)  # type: ignore[arg-type]
            refuse_all(publishing.against_notice(self.opinion))

        return refusal_of(check)


class AppearedForm(StepForm):
    """When and where the result appeared."""

    day = DateField(label=gettext_lazy("在指定媒体哪一天发布"), initial=wall_clock.today)
    address = forms.URLField(label=gettext_lazy("网址"), max_length=500, assume_scheme="https")


class AnnulForm(ReasonForm):
    """Which authority has annulled the decision, when and why."""

    day = DateField(label=gettext_lazy("哪一天"), initial=wall_clock.today)
    reason = ReasonField(label=gettext_lazy("谁撤销的，文号，为什么"))
    field_order = ["day", "reason"]


class ListForm(ReasonForm):
    """For how long a complainant is barred."""

    months = forms.IntegerField(label=gettext_lazy("禁止多少个月"), min_value=12, max_value=36, initial=12)
    field_order = ["months", "reason"]
