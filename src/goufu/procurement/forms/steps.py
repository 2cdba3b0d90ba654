"""What is asked on the pages of the steps of procurements and notices."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu import wall_clock
from goufu.core.errors import Refusal, refusal_of, refuse_all
from goufu.core.opinion import Opinion
from goufu.core.reasons import ReasonField
from goufu.core.steps import StepForm
from goufu.law.answers import Answer
from goufu.procurement.actions.buying_together import others_in
from goufu.procurement.actions.deciding import approval_of, check_office, check_other
from goufu.procurement.actions.ending import against_ending
from goufu.procurement.actions.noticing import refuse_publisher
from goufu.procurement.choices import endings
from goufu.procurement.filling import Filling
from goufu.procurement.forms.planning import moment
from goufu.procurement.law import days_of, method_of, opinion_of
from goufu.procurement.models import Notice, Procurement
from goufu.procurement.readiness import (
    against_beginning,
    against_publication,
    opinions_on,
    places_of,
)
from goufu.procurement.recording import due_record, recordable
from goufu.procurement.review.talks import called
from goufu.registry.kinds import levels
from goufu.ui.forms import DateField, GrowingText

NOT_LOOKED_INTO = _("这一项要由人核查；核查过再勾选，不清楚就先不办")


class AskForm(StepForm):
    """To ask for an approval: no fields."""

    thing: Procurement

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: approval_of(self.thing))


class TakeInForm(StepForm):
    """Which body of the same finance office is taken into the plan."""

    name = forms.CharField(
        label=_("单位"), max_length=200, help_text=_("同一财政部门下的单位，写全称或者统一社会信用代码")
    )


class LeaveOutForm(StepForm):
    """Which body is left out of the plan, and why."""

    thing: Procurement
    body = forms.TypedChoiceField(label=_("单位"), coerce=int, widget=forms.RadioSelect)
    reason = ReasonField()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        body = self.fields["body"]
        assert isinstance(body, forms.ChoiceField)
        body.choices = [(each.pk, each.name) for each in others_in(self.thing)]


class DecideForm(AskForm):
    """To approve a method, with a note."""

    note = forms.CharField(label=_("意见"), required=False, max_length=2_000, widget=GrowingText)

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: check_office(approval_of(self.thing), self.agent))  # type: ignore[arg-type]


class ApprovalForm(AskForm):
    """The document by which the method was approved elsewhere."""

    office = forms.CharField(label=_("批准的财政部门"), max_length=200)
    level = forms.ChoiceField(label=_("它的层级"), choices=levels)
    number = forms.CharField(label=_("文号"), max_length=80)
    day = DateField(label=_("批复日期"))


class EndForm(StepForm):
    """Why a procurement that nobody was told of by a notice ends."""

    thing: Procurement
    cause = forms.ChoiceField(label=_("终止的原因"), widget=forms.RadioSelect)
    reason = ReasonField(label=_("说明"), help_text=_("发生了什么，怎样核实的；写进终止采购记录"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        cause, method = self.fields["cause"], method_of(self.thing)
        assert isinstance(cause, forms.ChoiceField)
        cause.choices = [(name, word) for name, word in endings() if method and name in method.endings]

    @cached_property
    def obstacle(self) -> Refusal | None:
        def check() -> None:
            check_other(self.thing.drafted_by_id, self.agent, "编制方案", "终止")  # type: ignore[arg-type]
            refuse_all(against_ending(self.thing))

        return refusal_of(check)


class RecordForm(StepForm):
    """What happened, on which day; the time where it is known."""

    thing: Procurement
    event = forms.ChoiceField(label=_("办了什么"), widget=forms.RadioSelect)
    at_day = DateField(label=_("哪一天"))
    at_time = forms.TimeField(label=_("时刻"), required=False, help_text=_("知道就写，例如 9:30"))
    note = forms.CharField(
        label=_("说明"), required=False, max_length=500, help_text=_("例如在哪里公开，网址")
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        event = self.fields["event"]
        assert isinstance(event, forms.ChoiceField)
        method = method_of(self.thing)
        event.choices = [(each.name, _(called(each, method))) for each in recordable(self.thing)]
        self.initial.setdefault("at_day", wall_clock.today())
        due = due_record(method, days_of(self.thing.occurrences.all()))
        self.initial.setdefault("event", due)

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "event": said["event"],
            "day": said["at_day"],
            "moment": moment(said, "at"),
            "note": said["note"],
        }


def doubt_field(answer: Answer, **more: Any) -> forms.BooleanField:
    """A tick that a person has looked into what the law leaves to one."""
    return forms.BooleanField(
        label=_("已核查：%(title)s") % {"title": answer.rule.title},
        error_messages={"required": NOT_LOOKED_INTO},
        **more,
    )


class DoubtsForm(StepForm):
    """A tick for each doubt that the law leaves to a person."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.doubts = self.find_doubts()
        for answer in self.doubts:
            self.fields[f"reviewed-{answer.rule.id}"] = doubt_field(answer, help_text=self.about(answer))

    def find_doubts(self) -> list[Answer]:
        """What a person must look into."""
        raise NotImplementedError

    def about(self, answer: Answer) -> str:
        """What is to be looked into, and what to do."""
        return f"{answer.message}{answer.rule.remedy}"

    def said(self) -> dict[str, Any]:
        return {"reviewed": [each.rule.id for each in self.doubts]}


class BeginStepForm(DoubtsForm):
    """To begin a procurement without a notice."""

    thing: Procurement

    @cached_property
    def opinion(self) -> Opinion:
        return opinion_of(self.thing)

    def find_doubts(self) -> list[Answer]:
        return self.opinion.to_review

    @cached_property
    def obstacle(self) -> Refusal | None:
        def check() -> None:
            check_other(self.thing.drafted_by_id, self.agent, "编制方案")  # type: ignore[arg-type]
            refuse_all(against_beginning(self.thing, self.opinion))

        return refusal_of(check)


class PublishForm(DoubtsForm):
    """To publish a notice."""

    thing: Notice

    @cached_property
    def filling(self) -> Filling:
        return Filling(self.thing)

    @cached_property
    def opinions(self) -> list[Opinion]:
        return opinions_on(self.thing, self.filling)

    def find_doubts(self) -> list[Answer]:
        return [answer for each in self.opinions for answer in each.to_review]

    def about(self, answer: Answer) -> str:
        places = places_of(answer, self.filling)
        where = _("在“%(fields)s”里。") % {"fields": "、".join(places)} if places else ""
        return f"{where}{super().about(answer)}"

    @cached_property
    def obstacle(self) -> Refusal | None:
        def check() -> None:
            refuse_publisher(self.thing, self.agent)  # type: ignore[arg-type]
            refuse_all(against_publication(self.thing, self.filling, self.opinions))

        return refusal_of(check)


class ReceiptForm(StepForm):
    """When the designated medium received the notice."""

    day = DateField(label=_("指定媒体哪一天收到"), initial=wall_clock.today)


class AppearanceForm(StepForm):
    """When and where the notice appeared."""

    day = DateField(label=_("在指定媒体哪一天发布"), initial=wall_clock.today)
    address = forms.URLField(
        label=_("网址"),
        max_length=500,
        assume_scheme="https",
        help_text=_("公告在指定媒体上的网址；发布以后把页面存下来，在公告页上传"),
    )
