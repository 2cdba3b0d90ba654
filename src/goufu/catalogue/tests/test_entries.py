"""Reading the guidance catalogue: by code, by level, by day, and as people write codes in a column."""

from __future__ import annotations

from datetime import date

import pytest

from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.errors import NoEditionError, UnknownEntryError, UnknownItemError

CATALOGUE = load_catalogue()


def test_path_leads_from_the_class_to_the_entry() -> None:
    assert [entry.code for entry in CATALOGUE.path("A0402")] == ["A", "A04", "A0402"]


def test_children_of_nothing_are_the_two_classes() -> None:
    assert [entry.name for entry in CATALOGUE.children()] == ["公共服务", "政府履职辅助性服务"]
    assert [entry.code for entry in CATALOGUE.children("B03")] == ["B0301", "B0302"]
    assert CATALOGUE.children("B0301") == ()


def test_unknown_code_is_refused_with_advice() -> None:
    with pytest.raises(UnknownEntryError, match=r"A0499.*先报财政部门"):
        CATALOGUE.entry("A0499")
    with pytest.raises(UnknownEntryError):
        CATALOGUE.children("Z")
    with pytest.raises(UnknownEntryError):
        CATALOGUE.path("")


def test_newest_edition_is_the_one_in_force_today() -> None:
    assert load_catalogue(date(2026, 6, 1)).entries == load_catalogue(None).entries


def test_first_day_of_the_measures_has_the_catalogue_and_the_day_before_has_not() -> None:
    assert load_catalogue(date(2020, 3, 1)).entry("A0402").name == "基本养老服务"
    with pytest.raises(NoEditionError, match=r"2020-02-29.*六类目录"):
        load_catalogue(date(2020, 2, 29))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("A0402", "A0402"),
        (" a0402 ", "A0402"),
        ("Ａ０４０２", "A0402"),
        ("A0402 基本养老服务", "A0402"),
        ("A0402基本养老服务", "A0402"),
        ("A0402-基本养老", "A0402"),
        ("A0402（基本养老服务）", "A0402"),
        ("基本养老服务", "A0402"),
        ("基本养老", "A0402"),
        ("科技交流、普及与推广服务", "A0703"),
        ("科技交流，普及与推广服务", "A0703"),
        ("会议服务", "B0401"),
        ("B04 会议服务", "B04"),
        ("A04", "A04"),
        ("B", "B"),
        ("公共服务", "A"),
    ],
)
def test_code_is_found_as_people_write_it(cell: str, code: str) -> None:
    assert CATALOGUE.find_code(cell) == code


@pytest.mark.parametrize(
    "cell",
    ["", "  ", "A0499", "A040201", "A0402 物业服务", "C21040000", "养老", "服务", "😀", "甲" * 10_000],
)
def test_code_is_not_guessed(cell: str) -> None:
    assert CATALOGUE.find_code(cell) is None


def test_procurement_item_leads_to_entries_through_the_nearest_item_above() -> None:
    assert [entry.code for entry in CATALOGUE.entries_of_item("C21040000")] == ["B1102"]
    assert [entry.code for entry in CATALOGUE.entries_of_item("C23120301")] == ["B1101"]


def test_one_item_may_lead_to_several_entries() -> None:
    assert [entry.code for entry in CATALOGUE.entries_of_item("C02060000")] == ["A0302", "B0901", "B0902"]


def test_item_without_a_related_entry_leads_nowhere() -> None:
    assert CATALOGUE.entries_of_item("C24010000") == ()
    with pytest.raises(UnknownItemError):
        CATALOGUE.entries_of_item("X")
