"""Cells of a list, read as facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.check.cells import read_cell
from goufu.files.values import Cell


@dataclass(frozen=True)
class Fact:
    name: str
    title: str = ""
    type: str = "text"
    unit: str = ""
    aliases: tuple[str, ...] = ()
    choices: dict[str, str] = field(default_factory=dict)


def test_a_month_is_taken_for_its_first_day_and_says_so() -> None:
    cell = read_cell(Fact("on_date", type="date"), "2026年07月")
    assert cell.value == date(2026, 7, 1)
    assert "当月1日" in cell.note


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
    cell = read_cell(fact, text, "元")
    assert cell.value is None
    assert cell.why and cell.remedy


@pytest.mark.parametrize("unit", [None, "年", "月", "天"])
@pytest.mark.parametrize(
    "text", ["9" * 40, "9" * 40 + "年", "9" * 40 + "个月", "1000000天", "𐩀", "1e400", "-1"]
)
def test_a_term_beyond_all_bounds_is_told(unit: str | None, text: str) -> None:
    cell = read_cell(Fact("term_months", type="number", unit="个月"), text, unit)
    assert cell.value is None
    assert cell.why and cell.remedy


@given(st.text(st.characters(categories=["Nd", "No", "Nl", "P", "Sc"]), max_size=30))
def test_no_cell_stops_the_reading(text: str) -> None:
    for kind in ("integer", "number", "money", "date", "yesno"):
        read_cell(Fact("n", type=kind), text, "元")
    read_cell(Fact("term_months", type="number", unit="个月"), text, "月")


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
    assert read_cell(Fact("is_secret", type="yesno"), text) == Cell(value)


def test_choices_by_label_and_by_other_words_and_never_by_guess() -> None:
    method = partial(
        read_cell,
        Fact("method", type="choice", choices={"open_tender": "公开招标", "consultation": "竞争性磋商"}),
    )
    assert [method(text).value for text in ("公开招标", "公开", "磋商", "竞争性磋商采购")] == [
        "open_tender",
        "open_tender",
        "consultation",
        "consultation",
    ]
    assert "公开招标" in method("抽签").remedy
    kind = partial(
        read_cell,
        Fact("provider_kind", type="choice", choices={"individual": "个人", "association": "社会团体"}),
    )
    assert kind("自然人").value == "individual"
    assert kind("事业单位").value is None
    assert "哪一类事业单位" in kind("事业单位").why


def test_text_is_normalised_and_place_is_a_code() -> None:
    assert read_cell(Fact("title"), " ＡＢ\x00（１） ").value == "AB(1)"
    place = partial(read_cell, Fact("place"))
    assert [place(text).value for text in ("山东省本级", "370100", "37", "某某区")] == [
        "370000",
        "370100",
        "370000",
        None,
    ]
