"""Widgets written without templates look as Django's templates make them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from goufu.ui.forms import Renderer
from goufu.ui.widget_writers import written


class Marked:
    """Text with HTML of its own, though not a safe string."""

    def __str__(self) -> str:
        return "<u>"

    def __html__(self) -> str:
        return "<u>x</u>"


HOSTILE = "<b>\"甲\" & '乙'</b>"
ATTRS = {
    "id": "id_x",
    "class": HOSTILE,
    "disabled": True,
    "required": False,
    "maxlength": 20,
    "title": _("未填"),
}
CHOICES: list[Any] = [
    ("", _("未填")),
    (1, 2027),
    (HOSTILE, HOSTILE),
    ("safe", mark_safe("<i>x</i>")),
    (HOSTILE + "s", [("a", "甲"), ("b", HOSTILE)]),
]
VALUES = [
    None,
    "",
    "x",
    HOSTILE,
    mark_safe("<i>x</i>"),
    0,
    12345,
    Decimal("1234.50"),
    date(2026, 11, 23),
    True,
    Marked(),
]


@pytest.mark.parametrize("attrs", [None, ATTRS])
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(),
        forms.NumberInput({"step": "any"}),
        forms.DateInput(),
        forms.EmailInput(),
        forms.PasswordInput(render_value=True),
        forms.HiddenInput(),
        forms.CheckboxInput(),
        forms.URLInput(),
        forms.Textarea({"rows": 3}),
        forms.Select(choices=CHOICES),
        forms.SelectMultiple(choices=CHOICES),
        forms.NullBooleanSelect(),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_it_is_written_as_the_template_makes_it(
    widget: forms.Widget, value: object, attrs: dict[str, Any] | None
) -> None:
    value = [value] if isinstance(widget, forms.SelectMultiple) else value
    assert written(str(widget.template_name), widget.get_context("名<", value, attrs)) is not None
    for language in ("zh-hans", "en"):
        with override(language):
            ours = widget.render("名<", value, attrs, renderer=Renderer())
            assert ours == widget.render("名<", value, attrs, renderer=DjangoTemplates())


@pytest.mark.parametrize("widget", [forms.RadioSelect(choices=CHOICES), forms.ClearableFileInput()])
def test_other_widgets_are_left_to_their_templates(widget: forms.Widget) -> None:
    assert written(str(widget.template_name), widget.get_context("x", None, None)) is None
    assert widget.render("x", None, renderer=Renderer()) == widget.render(
        "x", None, renderer=DjangoTemplates()
    )
