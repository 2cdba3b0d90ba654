"""What people write into fields, and what they are told."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from goufu.ui.fields import DateField, DateInput, YesNoField


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026年11月23日",
        "2026.11.23",
        "2026/11/23",
        "20261123",
        "２０２６-11-23",
        " 2026-11-23 ",
    ],
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert DateField().clean(text) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "明天", "23/11/2026", "2026-13-01", "0000-01-01", "²026-11-23"]
)
def test_what_is_no_day_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError, match="请写成 2026-11-23"):
        DateField().clean(text)


def test_what_is_no_day_stays_readable_in_the_input() -> None:
    assert 'type="date"' in DateInput().render("day", date(2026, 11, 23))
    wrong = DateInput().render("day", "明天")
    assert 'type="text"' in wrong
    assert "明天" in wrong


@pytest.mark.parametrize(("chosen", "fact"), [("yes", True), ("no", False), ("", None)])
def test_a_fact_has_three_values(chosen: str, fact: bool | None) -> None:
    field = YesNoField()
    assert field.clean(chosen) is fact
    assert field.prepare_value(fact) == chosen
    assert not field.has_changed(fact, chosen)
    assert all(field.has_changed(other, chosen) for other in {True, False, None} - {fact})


def test_a_fact_that_must_be_known_cannot_be_unknown() -> None:
    field = YesNoField(required=True)
    assert [value for value, _ in field.widget.choices] == ["yes", "no"]
    with pytest.raises(ValidationError):
        field.clean("")
