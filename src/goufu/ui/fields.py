"""Form fields for days, and for facts that may be unknown. Invalid input gets a message and stays in the field."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu.ui.narrow import narrowed

FIRST_YEAR, LAST_YEAR = 1900, 2199  # a year outside is assumed to be mistyped
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)


class DateInput(forms.DateInput):
    """The browser's date input; a text input when the value is no date, so that the typed text isn't lost."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", shown):
            context["widget"]["type"] = "text"
        return context


class DateField(forms.DateField):
    """A field for a day, as the date input sends it or as typed: 2026-11-23, 2026年11月23日, 2026.11.23, 20261123."""

    widget = DateInput

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        found = _DAY.fullmatch(narrowed(value))
        try:
            if not found:
                raise ValueError
            day = date(*(int(part) for part in found.groups() if part))
        except ValueError:
            raise forms.ValidationError(
                _("“%(text)s”不是日期。请写成 2026-11-23") % {"text": value[:40]}, "unreadable"
            ) from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("日期要在%(first)s年到%(last)s年之间，请核对年份")
                % {"first": FIRST_YEAR, "last": LAST_YEAR},
                "beyond",
            )
        return day


class YesNoField(forms.TypedChoiceField):
    """A field for a fact that is true, false or unknown (None). Required: it must be known."""

    widget = forms.RadioSelect

    def __init__(self, *, required: bool = False, unknown: str | Promise | None = None, **more: Any) -> None:
        choices: list[tuple[str, Any]] = [("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))]
        if not required:
            choices.append(("", unknown or gettext_lazy("不清楚")))
        super().__init__(
            required=required,
            choices=choices,
            coerce=lambda chosen: chosen == "yes",
            empty_value=None,
            **more,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return {"yes": True, "no": False}.get(data) is not initial


class GrowingText(forms.Textarea):
    """A text area that grows with its content."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 3, "class": "gf-grow", **(attrs or {})})
