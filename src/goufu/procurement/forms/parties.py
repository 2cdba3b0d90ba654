"""What is asked on the pages of the parties to a complaint, and where copies are sent to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.steps import StepForm
from goufu.procurement.actions import parties
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.parties import concerned
from goufu.procurement.forms.cases import DayForm
from goufu.procurement.models import Complaint, Party, Way
from goufu.ui.forms import DateField, GrowingText


class SendCopiesForm(StepForm):
    """To whom copies of the complaint are sent: those that the record knows, and others by name."""

    thing: Complaint
    bodies = forms.TypedMultipleChoiceField(
        label=gettext_lazy("发给谁"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=gettext_lazy("其他有关的供应商"),
        required=False,
        max_length=2_000,
        widget=GrowingText,
        help_text=gettext_lazy("一行一家：全称，或者统一社会信用代码"),
    )
    day = DateField(label=gettext_lazy("哪一天发出"), initial=wall_clock.today)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        bodies, found = self.fields["bodies"], concerned(self.thing)
        assert isinstance(bodies, forms.MultipleChoiceField)
        bodies.choices = [(body.pk, f"{body.name} · {kind.label}") for body, kind in found]
        bodies.initial = [body.pk for body, _kind in found]
        if not found:
            del self.fields["bodies"]

    def said(self) -> dict[str, Any]:
        said = super().said()
        return {"bodies": [], **said, "others": said["others"].splitlines()}


class ReceiptForm(StepForm):
    """The receipt of a paper: the party itself gives it here and now; the office says when and how."""

    thing: Party
    day = DateField(label=gettext_lazy("哪一天收到"), initial=wall_clock.today)
    way = forms.ChoiceField(label=gettext_lazy("怎样送达"), choices=Way.choices, widget=forms.RadioSelect)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if not parties.registers(self.agent, self.thing):  # type: ignore[arg-type]
            del self.fields["day"], self.fields["way"]


class AnswerCopyForm(StepForm):
    """What a party explains; the office says on which day it came on paper."""

    thing: Party
    day = DateField(label=gettext_lazy("哪一天收到书面说明"), initial=wall_clock.today)
    text = forms.CharField(
        label=gettext_lazy("说明的内容"), max_length=10_000, min_length=5, widget=GrowingText
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if not parties.registers(self.agent, self.thing):  # type: ignore[arg-type]
            del self.fields["day"]


class AppealForm(DayForm):
    """How a party has gone against the decision, when and where."""

    kind = forms.ChoiceField(label=gettext_lazy("办了什么"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("哪个机关、法院，结果，文号"),
        required=False,
        max_length=10_000,
        widget=GrowingText,
    )
    field_order = ["kind", "day", "text"]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(name, _(load_cases().kinds[name].title)) for name in parties.appeals(self.thing)]
