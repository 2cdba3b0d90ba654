"""Cells as people write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.check.amounts import NotUnderstood, parse_money
from goufu.check.cells import Cell, parser
from goufu.check.columns import header_parts
from goufu.check.periods import parse_date, parse_term, plus_months
from goufu.files.cells import clean


@dataclass(frozen=True)
class Fact:
    name: str
    title: str = ""
    type: str = "text"
    unit: str = ""
    aliases: tuple[str, ...] = ()
    choices: dict[str, str] = field(default_factory=dict)


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("1,200,000.50", "元", "1200000.50"),
        ("１２０", "万元", "1200000"),
        ("￥12.5万元", None, "125000"),
        ("120万", "元", "1200000"),
        ("0.03亿元", None, "3000000"),
        ("壹佰贰拾万元整", None, "1200000"),
        ("人民币叁仟零伍元贰角整", None, "3005.20"),
        ("1.2E+06", "元", "1200000"),
        ("11.200000000000001", "万元", "112000.00"),
        ("壹亿贰仟万元", None, "120000000"),
        ("一万一千元", None, "11000"),
        ("壹万壹仟元整", None, "11000"),
    ],
)
def test_money_is_understood(text: str, unit: str | None, yuan: str) -> None:
    assert parse_money(clean(text), unit) == Decimal(yuan)


@pytest.mark.parametrize(
    "text",
    [
        "-5",
        "(1,000)",
        "—",
        "/",
        "待定",
        "10-20",
        "10~20万元",
        "12,34",
        "5000元/月",
        "1000000000000",
        "约定",
        "1.2.3",
        "一万五",  # 15,000 as people speak, 10,005 as it stands
        "二〇二七",
    ],
)
def test_money_that_is_no_single_amount_is_not_guessed(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_money(clean(text), "元")


def test_a_bare_number_without_any_unit_is_not_guessed() -> None:
    with pytest.raises(NotUnderstood, match="元还是万元"):
        parse_money("120", None)


@given(st.decimals(min_value=0, max_value=10**7, places=2))
def test_money_survives_separators_and_units(amount: Decimal) -> None:
    assert parse_money(f"{amount:,}元", "万元") == amount
    assert parse_money(str(amount), "万元") == (amount * 10_000)
    assert parse_money(clean(f"￥{amount}"), "元") == amount


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年11月", date(2026, 11, 1)),
        ("2026-11-23", date(2026, 11, 23)),
        ("2026/11/3", date(2026, 11, 3)),
        ("20261123", date(2026, 11, 23)),
        ("46000", date(2025, 12, 9)),
        ("2026年11月下旬", date(2026, 11, 21)),
        ("2026-11-23 08:30:00", date(2026, 11, 23)),
        ("2026.1.5", date(2026, 1, 5)),
        ("2026年第三季度", date(2026, 7, 1)),
    ],
)
def test_dates(text: str, day: date) -> None:
    assert parse_date(text)[0] == day


@pytest.mark.parametrize("text", ["2026", "2026-02-30", "1026-01-01", "2026年3月至5月", "尽快"])
def test_what_is_no_single_date_is_not_guessed(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_date(text)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_way_to_write_a_day_gives_that_day(day: date) -> None:
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert parse_date(text) == (day, "")


def test_a_month_is_taken_for_its_first_day_and_says_so() -> None:
    cell = parser(Fact("on_date", type="date"), None)("2026年07月")
    assert cell.value == date(2026, 7, 1)
    assert "当月1日" in cell.note


@pytest.mark.parametrize(
    ("text", "unit", "months"),
    [
        ("一年", None, 12),
        ("1年", None, 12),
        ("12个月", None, 12),
        ("三年", None, 36),
        ("1年6个月", None, 18),
        ("一年半", None, 18),
        ("半年", None, 6),
        ("36", "月", 36),
        ("3", "年", 36),
        ("365天", None, 12),
        ("1096天", None, 36),
        ("自合同签订之日起365日历天", None, 12),
        ("2026年1月1日至2028年12月31日", None, 36),
        ("2026年1月1日至2029年1月1日", None, 36),
        ("2026.1.1-2026.12.31", None, 12),
        ("2026年1月至12月", None, 12),
        ("合同签订后12个月内", None, 12),
        ("3年（36个月）", None, 36),
    ],
)
def test_terms_in_months(text: str, unit: str | None, months: int) -> None:
    assert parse_term(clean(text), unit) == months


@pytest.mark.parametrize(
    "text", ["3", "400", "1+1+1年", "一年一签", "长期", "2028年1月1日至2026年1月1日", "见合同"]
)
def test_a_term_that_is_open_is_not_guessed(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_term(text, None)


@pytest.mark.parametrize("fact", [Fact("n", type=kind) for kind in ("integer", "number", "money", "date")])
@pytest.mark.parametrize(
    "text",
    [
        "9" * 13,
        "9" * 40,
        "9" + ",999" * 30,
        "-" + "9" * 18,
        "1e400",
        "9e999999",
        "NaN",
        "Infinity",
        "𐩀" * 8,
        "𐩀" * 5,
    ],
)
def test_a_number_beyond_all_bounds_is_told(fact: Fact, text: str) -> None:
    cell = parser(fact, "元")(text)
    assert cell.value is None
    assert cell.why and cell.remedy


@pytest.mark.parametrize("unit", [None, "年", "月", "天"])
@pytest.mark.parametrize(
    "text", ["9" * 40, "9" * 40 + "年", "9" * 40 + "个月", "1000000天", "𐩀", "1e400", "-1"]
)
def test_a_term_beyond_all_bounds_is_told(unit: str | None, text: str) -> None:
    cell = parser(Fact("term_months", type="number", unit="个月"), unit)(text)
    assert cell.value is None
    assert cell.why and cell.remedy


@given(st.text(st.characters(categories=["Nd", "No", "Nl", "P", "Sc"]), max_size=30))
def test_no_cell_stops_the_reading(text: str) -> None:
    for kind in ("integer", "number", "money", "date", "yesno"):
        parser(Fact("n", type=kind), "元")(text)
    parser(Fact("term_months", type="number", unit="个月"), "月")(text)


@given(st.dates(date(2000, 1, 1), date(2050, 12, 28)), st.integers(1, 60))
def test_to_the_same_day_months_later_are_that_many_months(start: date, months: int) -> None:
    end = plus_months(start, months)
    assert parse_term(f"{start:%Y-%m-%d}至{end:%Y-%m-%d}", None) == months


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.integers(1, 2000))
def test_a_longer_period_is_never_a_shorter_term(start: date, days: int) -> None:
    def term(length: int) -> Decimal:
        return parse_term(f"{start}至{date.fromordinal(start.toordinal() + length)}", None)

    assert term(days) <= term(days + 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("是", True),
        ("√", True),
        ("Y", True),
        ("1", True),
        ("有", True),
        ("否", False),
        ("×", False),
        ("0", False),
        ("无", False),
        ("N", False),
    ],
)
def test_yes_and_no(text: str, value: bool) -> None:
    assert parser(Fact("is_secret", type="yesno"), None)(text) == Cell(value)


def test_choices_by_label_and_by_other_words_and_never_by_guess() -> None:
    method = parser(
        Fact("method", type="choice", choices={"open_tender": "公开招标", "consultation": "竞争性磋商"}), None
    )
    assert [method(text).value for text in ("公开招标", "公开", "磋商", "竞争性磋商采购")] == [
        "open_tender",
        "open_tender",
        "consultation",
        "consultation",
    ]
    assert "公开招标" in method("抽签").remedy
    kind = parser(
        Fact("provider_kind", type="choice", choices={"individual": "个人", "association": "社会团体"}), None
    )
    assert kind("自然人").value == "individual"
    assert kind("事业单位").value is None
    assert "哪一类事业单位" in kind("事业单位").why


def test_text_is_normalised_and_place_is_a_code() -> None:
    assert parser(Fact("title"), None)(" ＡＢ\x00（１） ").value == "AB(1)"
    place = parser(Fact("place"), None)
    assert [place(text).value for text in ("山东省本级", "370100", "37", "某某区")] == [
        "370000",
        "370100",
        "370000",
        None,
    ]


@pytest.mark.parametrize(
    "unit", ["wan_yuan", "yuan", "rmb", "month", "months", "year", "years", "day", "days"]
)
def test_a_unit_in_english_at_a_headers_end_is_known(unit: str) -> None:
    name, known = header_parts(f"planned_{unit}")
    assert (name, bool(known)) == ("planned", True)
