"""Whole numbers in addresses and forms."""

from __future__ import annotations

import pytest

from goufu.numbers import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, 0),
        ("-1", 0),
        ("+1", 0),
        ("1_0", 0),
        (" 1", 0),
        ("1.0", 0),
        ("７", 0),
        ("²", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_a_number_is_written_in_plain_digits_and_anything_else_is_0(text: str | None, number: int) -> None:
    assert whole_number(text) == number
