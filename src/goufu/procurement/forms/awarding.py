"""What is asked of the purchaser who decides on the award: whom, why, and that each doubt was looked into."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from goufu.law.answers import Answer
from goufu.procurement.forms.steps import NOT_LOOKED_INTO, doubt_field
from goufu.ui.forms import Form, GrowingText


class DoubtsOfAwardForm(Form):
    """A tick for each doubt about any of the responses of a report (by their numbers); those of the chosen ones are wanted.

    What is to be looked into stands in cards beside the form.
    """

    def __init__(self, *given: Any, doubts: Mapping[int, Sequence[Answer]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.doubts = doubts
        alike = {each.rule.id: each for answers in doubts.values() for each in answers}
        for rule, answer in alike.items():
            self.fields[f"reviewed-{rule}"] = doubt_field(answer, required=False)

    def chosen(self) -> Collection[int]:
        """The numbers of the responses that are to be awarded, of a form whose own fields are in order."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any] | None:
        said = super().clean()
        if self.is_bound and not self.errors:
            for number in self.chosen():
                for each in self.doubts.get(number, ()):
                    if not self.cleaned_data.get(f"reviewed-{each.rule.id}"):
                        self.add_error(f"reviewed-{each.rule.id}", NOT_LOOKED_INTO)
        return said

    @property
    def reviewed(self) -> list[str]:
        """The ids of the rules whose doubts were looked into."""
        named = "reviewed-"
        return [
            name.removeprefix(named)
            for name, value in self.cleaned_data.items()
            if value and name.startswith(named)
        ]


class AwardForm(DoubtsOfAwardForm):
    """Whom the purchaser awards, and why where it isn't the first, or is in doubt."""

    response = forms.ChoiceField(label=gettext_lazy("确定哪一家"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        required=False,
        max_length=1_000,
        widget=GrowingText,
        help_text=gettext_lazy("不是第一名、从并列的里面选、有要核查的，写明理由"),
    )

    def __init__(self, *given: Any, choices: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["response"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if choices:
            self.initial.setdefault("response", choices[0][0])
        self.order_fields([name for name in self.fields if name != "reason"])

    def chosen(self) -> Collection[int]:
        return [int(self.cleaned_data["response"])]

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"response": int(said["response"]), "reason": said["reason"], "reviewed": self.reviewed}


class AwardSeveralForm(AwardForm):
    """The same where the method awards to several: those from the first on."""

    response = forms.MultipleChoiceField(
        label=gettext_lazy("确定哪几家"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given: Any, choices: Any, **more: Any) -> None:
        super().__init__(*given, choices=choices, **more)
        self.initial["response"] = [key for key, _label in choices[:1]]
        self.fields["reason"].help_text = gettext_lazy(
            "跳过了排在前面的、从并列的里面选的、有要核查的，写明理由"
        )

    def chosen(self) -> Collection[int]:
        return [int(each) for each in self.cleaned_data["response"]]

    def said(self) -> dict[str, Any]:
        first, *also = self.chosen()
        return {
            "response": first,
            "also": also,
            "reason": self.cleaned_data["reason"],
            "reviewed": self.reviewed,
        }
