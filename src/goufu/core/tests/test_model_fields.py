"""Fields of models."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from goufu.core.model_fields import MoneyField, as_stored


def test_money_is_stored_to_the_fen_below_ten_quadrillion_yuan() -> None:
    field = MoneyField("金额", null=True)
    assert (field.max_digits, field.decimal_places) == (18, 2)
    assert (field.verbose_name, field.null) == ("金额", True)


@pytest.mark.parametrize("yuan", ["0", "-5.25", "999999999999.99", "-999999999999.99", None])
def test_money_below_the_ceiling_is_taken(yuan: str | None) -> None:
    value = None if yuan is None else Decimal(yuan)
    assert MoneyField(null=True, blank=True).clean(value, None) == value


@pytest.mark.parametrize("yuan", ["1000000000000", "-1000000000000", "9999999999999999"])
def test_money_from_the_ceiling_on_is_refused(yuan: str) -> None:
    with pytest.raises(ValidationError, match="一万亿元"):
        MoneyField().clean(Decimal(yuan), None)


def test_money_is_left_out_only_where_the_field_may_be_empty() -> None:
    with pytest.raises(ValidationError):
        MoneyField().clean(None, None)


def test_the_line_ends_that_a_browser_sends_are_those_that_are_stored() -> None:
    text, name = models.TextField(name="text"), models.CharField(name="name")
    assert as_stored(text, "甲\r\n乙\r丙\n丁") == "甲\n乙\n丙\n丁"
    assert as_stored(name, "甲\r\n乙") == "甲 乙"
    assert (as_stored(text, None), as_stored(models.IntegerField(), 3)) == (None, 3)
