"""The lists of what is bought centrally answer without the database as the database does."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

from goufu.catalogue.central import HeldLists, item_in
from goufu.catalogue.queries import held_lists
from goufu.catalogue.tests.test_central_lists import brought, is_listed
from goufu.registry.tests.county import County

ITEMS = (
    "C05010500",
    "C05010000",
    "C05020000",
    "C05000000",
    "C10000000",
    "A02010105",
    "A02000000",
    "B08010000",
)
DAYS = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 1))


def test_both_answer_alike(county: County, tmp_path: Path) -> None:
    head = "品目编码,品目名称\n"
    brought(county, tmp_path, date(2026, 1, 1))
    brought(county, tmp_path, date(2026, 1, 1), f"{head}C05020000,养老服务\nA02010105,便携式计算机\n")
    brought(county, tmp_path, date(2026, 5, 1), f"{head}C07000000,生态服务\n")
    brought(county, tmp_path, date(2026, 2, 1), f"{head}C05010000,社区服务\n", level="county")
    held = HeldLists.from_json(held_lists().to_json())
    place = county.place.code
    places = (place, f"{place[:4]}00", f"{place[:2]}0000", "110000", f"{place[:4]}99")
    asked = [*product(places, ("county", "township", "province"), ITEMS, DAYS)]
    assert [held.listed(*each).answer for each in asked] == [is_listed(*each) for each in asked]
    assert {is_listed(*each) for each in asked} == {True, False, None}
    said = held.listed(place, "county", "C05010500", DAYS[-1])
    assert said == (True, "云政办〔2026〕1号（2026-02-01起）")


def test_a_code_may_have_its_name_behind_it() -> None:
    assert item_in(" c22010000 会议服务") == "C22010000"
    assert item_in("C2201") == item_in("C220100000") == item_in("会议服务") == ""
