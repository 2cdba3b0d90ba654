"""Fields of models."""

from __future__ import annotations

from django.db import models

from goufu.core.model_fields import MoneyField, as_stored


def test_money_is_stored_to_the_fen_below_ten_quadrillion_yuan() -> None:
    field = MoneyField("金额", null=True)
    assert (field.max_digits, field.decimal_places) == (18, 2)
    assert (field.verbose_name, field.null) == ("金额", True)


def test_the_line_ends_that_a_browser_sends_are_those_that_are_stored() -> None:
    text, name = models.TextField(name="text"), models.CharField(name="name")
    assert as_stored(text, "甲\r\n乙\r丙\n丁") == "甲\n乙\n丙\n丁"
    assert as_stored(name, "甲\r\n乙") == "甲 乙"
    assert (as_stored(text, None), as_stored(models.IntegerField(), 3)) == (None, 3)
