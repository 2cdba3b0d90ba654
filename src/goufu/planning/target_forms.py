"""The targets of a project as a form set: one line each, with the number and unit as typed text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from goufu.core.errors import Refusal
from goufu.planning.kinds import TARGET_GROUPS, Operator
from goufu.planning.models import MOST_TARGETS, Target
from goufu.planning.thresholds import Threshold, read_threshold
from goufu.ui.forms import GrowingText


def _kinds() -> list[tuple[Any, Any]]:
    """The choices of the kind, the second level grouped by the first; a group with one kind is not shown as a group."""
    groups = [(group, [(kind.value, kind.label) for kind in kinds]) for group, kinds in TARGET_GROUPS.items()]
    return [(group, kinds) if len(kinds) > 1 else kinds[0] for group, kinds in groups]


class TargetForm(forms.Form):
    """The form of one target; a line without any text counts as empty."""

    values: dict[str, Any]  # by the model's fields, once the line is valid and not empty

    name = forms.CharField(label=_("指标名称"), max_length=100)
    kind = forms.ChoiceField(label=_("类型"), choices=_kinds)
    aim = forms.CharField(label=_("目标值"), max_length=200)
    is_qualitative = forms.BooleanField(label=_("定性"))
    counting_note = forms.CharField(label=_("计数说明"), max_length=500, widget=GrowingText({"rows": 1}))
    evidence = forms.CharField(label=_("证据"), max_length=500)
    baseline = forms.CharField(label=_("基准值"), max_length=60)
    source = forms.CharField(label=_("目标值的依据"), max_length=200)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"label_suffix": ""} | more)
        for name, field in self.fields.items():
            field.required = False
            if hint := HINTS.get(name):
                field.widget.attrs["placeholder"] = hint

    @classmethod
    def starting_with(cls, target: Target) -> dict[str, Any]:
        """The initial values of the line of a stored target."""
        own = {name: getattr(target, name) for name in cls.base_fields if hasattr(target, name)}
        return own | {"aim": target.shown, "baseline": target.baseline_shown}

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in, except perhaps the kind."""
        said = getattr(self, "cleaned_data", {})
        return not any(value for name, value in said.items() if name != "kind")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors or self.is_empty:
            return said
        if not said["name"]:
            self.add_error("name", _("写了目标，还要写是什么指标"))
        if not said["aim"]:
            self.add_error("aim", _("写了指标，还要写目标值"))
        if not self.errors:
            self._read(said)
        return said

    def _read(self, said: dict[str, Any]) -> None:
        """Sets `values` from the typed text and validates them with the model; errors are added to the fields."""
        threshold = None if said["is_qualitative"] else self._threshold("aim")
        baseline = self._threshold("baseline") if said["baseline"] else None
        if threshold and not threshold.unit:
            self.add_error("aim", _("没有写单位，例如：不少于300人；百分比写 %"))
        if self.errors:
            return
        if threshold and baseline and baseline.unit not in ("", threshold.unit):
            self.add_error("baseline", _("基准值的单位和目标值不一样，请用同一个单位"))
            return
        words = {name: said[name] for name in ("name", "kind", "counting_note", "evidence", "source")}
        self.values = words | _aim(said["aim"], threshold, baseline.number if baseline else None)
        try:
            Target(position=0, **self.values).validate()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                self.add_error(name if name in self.fields else "aim", sentences)

    def _threshold(self, name: str) -> Threshold | None:
        try:
            return read_threshold(self.cleaned_data[name])
        except Refusal as refusal:
            self.add_error(name, f"{refusal.what}。{refusal.remedy}")
            return None


HINTS = {
    "name": _("例如：上门服务人次"),
    "aim": _("≥95%、不少于1200人次"),
    "counting_note": _("怎样才计 1 个，例如：做完服务单并经老人确认，计 1 人次"),
    "evidence": _("凭什么证明，例如：服务单、照片"),
    "source": _("历史数据、行业标准、政策文件"),
}


def _aim(text: str, threshold: Threshold | None, baseline: Decimal | None) -> dict[str, Any]:
    if threshold is None:
        return {
            "operator": Operator.QUALITATIVE,
            "number": None,
            "unit": "",
            "text": text,
            "baseline": baseline,
        }
    return {
        "operator": threshold.operator,
        "number": threshold.number,
        "unit": threshold.unit,
        "text": "",
        "baseline": baseline,
    }


class TargetLines(forms.BaseFormSet):  # type: ignore[type-arg]
    """The form set of all targets of a project."""

    default_error_messages = {
        "missing_management_form": _("绩效目标没有送完整；请刷新页面，再填一次"),
        "too_many_forms": _("绩效目标最多 %(num)d 个"),
    }


TargetForms = forms.formset_factory(TargetForm, TargetLines, extra=3, max_num=MOST_TARGETS, validate_max=True)


def targets_of(formset: Any) -> list[dict[str, Any]]:
    """The non-empty lines as arguments of the action."""
    return [form.values for form in formset if not form.is_empty]
