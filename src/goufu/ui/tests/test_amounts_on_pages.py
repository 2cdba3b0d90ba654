"""How pages write amounts and days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from goufu.ui.bars import MoneyBar
from goufu.ui.money import Unit, figures

YUAN = st.decimals(0, 10**12, places=2)


def written(text: str, rf: RequestFactory, unit: str = "", **values: object) -> str:
    request = rf.get("/")
    request.COOKIES["unit"] = unit
    return Template("{% load goufu %}" + text).render(Context({"request": request, **values}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ x|money }}", "1,234,567.80"),
        ("{{ x|wan }}", "123.46"),
        ("{{ x|yi }}", "0.01"),
        ("{{ x|in_words }}", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角"),
        ("{{ none|money }}", "—"),
        ("{{ none|day }}", "—"),
        ("{{ d|day }}", "2026-11-23"),
        ("{{ t|day }}", "2026-11-24"),
    ],
)
def test_filters(rf: RequestFactory, text: str, words: str) -> None:
    late = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai
    day, amount = date(2026, 11, 23), Decimal("1234567.80")
    assert written(text, rf, x=amount, none=None, d=day, t=late) == words


@pytest.mark.parametrize(
    ("unit", "words"),
    [("", "1,860,000.00 元"), ("wan", "186.00 万元"), ("yi", "0.02 亿元"), ("x", "1,860,000.00 元")],
)
def test_amounts_follow_the_reader_and_keep_the_exact_value(
    rf: RequestFactory, unit: str, words: str
) -> None:
    html = written("{% amount x %}", rf, unit, x=Decimal("1860000.00"))
    assert html == f'<data value="1860000.00">{words}</data>'


def test_the_reader_chooses_the_unit_and_comes_back(client: Client) -> None:
    answer = client.post("/unit/", {"unit": "wan", "next": "/rules/?page=2"})
    assert answer.headers["Location"] == "/rules/?page=2"
    assert client.cookies["unit"].value == "wan"


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""])
def test_the_way_back_leads_nowhere_else(client: Client, onward: str) -> None:
    assert client.post("/unit/", {"unit": "nonsense", "next": onward}).headers["Location"] == "/"
    assert "unit" not in client.cookies


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        ("9999999999999999.99", Unit.YUAN, "9,999,999,999,999,999.99"),
        ("9876543210987654.00", Unit.WAN, "987,654,321,098.77"),
        ("9876543210987654.00", Unit.YI, "98,765,432.11"),
        ("50", Unit.WAN, "0.01"),  # half a hundredth is rounded up
        ("-50", Unit.WAN, "-0.01"),
        ("49.99", Unit.WAN, "0.00"),
        ("1500000", Unit.YI, "0.02"),
    ],
)
def test_amounts_in_each_unit(amount: str, unit: Unit, words: str) -> None:
    assert figures(Decimal(amount), unit) == words


@given(YUAN)
def test_figures_are_exact_in_yuan_and_within_half_a_hundredth_in_other_units(amount: Decimal) -> None:
    assert Decimal(figures(amount).replace(",", "")) == amount
    shown = Decimal(figures(amount, Unit.WAN).replace(",", ""))
    assert abs(shown * 10_000 - amount) <= 50


@given(YUAN, YUAN, YUAN, YUAN)
def test_the_parts_of_a_money_bar_fill_it_and_never_leave_it(
    approved: Decimal, reserved: Decimal, committed: Decimal, paid: Decimal
) -> None:
    bar = MoneyBar(approved, reserved, committed, min(paid, committed))
    assert sum(part.amount for part in bar.parts) == approved
    ends = [Decimal(part.start) + Decimal(part.width) for part in bar.parts]
    assert all(Decimal(part.width) >= 0 for part in bar.parts)
    assert max(ends) <= Decimal("100.01")


def stretches(*amounts: int) -> list[tuple[str, int, str, str]]:
    approved, reserved, committed, paid = map(Decimal, amounts)
    bar = MoneyBar(approved, reserved, committed, paid)
    return [(part.tone, int(part.amount), part.start, part.width) for part in bar.parts]


def test_the_parts_of_a_money_bar() -> None:
    """Of 200 yuan 40 are reserved and 60 committed, of which 20 are paid."""
    assert stretches(200, 40, 60, 20) == [
        ("paid", 20, "0.000", "10.000"),
        ("committed", 40, "10.000", "20.000"),
        ("reserved", 40, "30.000", "20.000"),
        ("available", 100, "50.000", "50.000"),
    ]


def test_a_money_bar_of_more_than_was_approved() -> None:
    assert stretches(100, 90, 60, 0) == [
        ("paid", 0, "0.000", "0.000"),
        ("committed", 60, "0.000", "40.000"),
        ("reserved", 90, "40.000", "60.000"),
        ("available", -50, "100.000", "0.000"),
    ]


def test_an_empty_money_bar_is_no_fault() -> None:
    nothing = Decimal(0)
    assert [part.width for part in MoneyBar(nothing, nothing, nothing, nothing).parts] == ["0.000"] * 4
