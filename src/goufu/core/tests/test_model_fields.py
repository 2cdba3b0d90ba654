"""Fields of models."""

from __future__ import annotations

from goufu.core.model_fields import MoneyField


def test_money_is_stored_to_the_fen_below_ten_quadrillion_yuan() -> None:
    field = MoneyField("金额", null=True)
    assert (field.max_digits, field.decimal_places) == (18, 2)
    assert (field.verbose_name, field.null) == ("金额", True)
