"""What is asked where somebody decides a doubt, or decides anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goufu.core.reasons import ReasonField
from goufu.core.steps import StepForm
from goufu.decisions.doubts import rule_choices
from goufu.decisions.models import REASON_HINT, Verdict
from goufu.ui.forms import Form, GrowingText


def verdict_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("判定"), choices=Verdict.choices, widget=forms.RadioSelect)


def reason_field() -> ReasonField:
    return ReasonField(help_text=REASON_HINT)


def choices_of_rules() -> list[tuple[str, str | Promise]]:
    """The doubt rules, after a choice of none: nobody decides by a rule that merely stood first."""
    return [("", _("未选")), *rule_choices()]


class DecideForm(Form):
    """The decision on a title out of a list."""

    title = forms.CharField(label=_("项目名称"), max_length=500)
    need = forms.CharField(label=_("需求"), max_length=20_000, required=False, widget=GrowingText)
    rule = forms.ChoiceField(label=_("哪条规则的疑点"), choices=choices_of_rules)
    verdict = verdict_field()
    reason = reason_field()


class DecideHereForm(DecideForm):
    """The same beside the doubt itself: only the verdict and the reason are asked for."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name in ("title", "need", "rule"):
            self.fields[name].widget = forms.HiddenInput()


class ReplaceForm(StepForm):
    """Another verdict, or another reason."""

    verdict = verdict_field()
    reason = reason_field()
