"""Reading the guidance catalogue: by code, by level, and by day."""

from __future__ import annotations

from datetime import date

import pytest

from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.errors import NoEditionError, UnknownEntryError

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
