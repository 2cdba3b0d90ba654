"""Forms that take titles, hints and limits from a model."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from goufu.core.model_forms import form_field


def faults(field: forms.Field, said: str) -> list[ValidationError]:
    try:
        field.clean(said)
    except ValidationError as refused:
        return refused.error_list
    return []


def test_a_text_that_is_too_long_is_refused_once() -> None:
    for field in (models.CharField("名称", max_length=3), models.TextField("说明", max_length=3)):
        asked = form_field(field)
        assert asked is not None
        assert [error.code for error in faults(asked, "一二三四")] == ["max_length"]
        assert faults(asked, "一二三") == []


def test_a_box_that_is_not_ticked_is_an_answer() -> None:
    asked = form_field(models.BooleanField("政府采购", default=False))
    assert asked is not None
    assert (asked.clean(None), asked.clean("on")) == (False, True)


def test_what_is_no_address_is_refused_once() -> None:
    asked = form_field(models.EmailField("电子邮箱", blank=True))
    assert asked is not None
    assert [error.code for error in faults(asked, "王")] == ["invalid"]
    assert faults(asked, "wang@example.org") == faults(asked, "") == []
