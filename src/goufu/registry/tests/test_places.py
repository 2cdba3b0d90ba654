"""The tree of places: loaded once, asked by year, changed with its history."""

from __future__ import annotations

from itertools import pairwise

import pytest

from goufu.core.action import history as log_entries
from goufu.core.errors import NotAllowed, Refusal, Stale
from goufu.registry import place_data
from goufu.registry.actions.places import change_place, merge_place, open_place
from goufu.registry.models import Place
from goufu.registry.models.places import CENTRE
from goufu.registry.place_data import listed_places, load_places
from goufu.registry.queries.places import (
    children,
    chosen,
    find_places,
    history,
    path,
    place_in_use,
    place_on,
)
from goufu.registry.tests.county import County


def test_no_code_names_two_places_in_one_year() -> None:
    by_code: dict[str, list[place_data.Listed]] = {}
    for each in listed_places():
        by_code.setdefault(each.code, []).append(each)
    for listed in by_code.values():
        listed.sort(key=lambda each: each.listed_from)
        assert all(one.last < other.listed_from for one, other in pairwise(listed))


def test_the_whole_tree_is_loaded_and_a_second_time_changes_nothing(db: None) -> None:
    assert load_places() == len(listed_places())
    assert load_places() == 0
    assert Place.objects.filter(level="province", listed_until=None).count() == 34
    assert list(Place.objects.filter(parent=None).values_list("code", flat=True)) == [CENTRE]
    for place in Place.objects.select_related("parent").exclude(code=CENTRE):
        assert place.parent and (place.parent.code == CENTRE or place.code.startswith(place.parent.prefix))
    for code, above in (
        ("110101", "110000"),
        ("429004", "420000"),
        ("469001", "460000"),
        ("530102", "530100"),
    ):
        assert Place.objects.get(code=code, listed_until=None).parent.code == above  # type: ignore[union-attr]


def test_what_an_administrator_changed_stays(db: None, county: County) -> None:
    load_places()
    place = Place.objects.get(code="530102", listed_until=None)
    change_place(by=county.system, place=place, version=1, code="530102", name="五华新区", year=2027)
    assert load_places() == 0
    assert place_in_use("530102").name == "五华新区"


def test_newer_tables_end_what_they_no_longer_list(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = [
        place_data.Listed(CENTRE, "全国", 1980, None),
        place_data.Listed("530000", "云南省", 1980, None),
    ]
    monkeypatch.setattr(place_data, "listed_places", lambda: tables)
    load_places()
    tables[1:] = [
        place_data.Listed("530000", "云南省", 1980, 2029),
        place_data.Listed("530000", "滇省", 2030, None),
    ]
    assert load_places() == 1
    assert [place.years for place in Place.objects.filter(code="530000")] == ["1980—2029", "2030—"]


def test_what_a_code_named_in_a_year(db: None) -> None:
    load_places()
    for year, name in ((2014, "密云县"), (2015, None)):
        found = place_on("110228", year)
        assert (found.name if found else None) == name
    assert place_on("110118", 2015).name == "密云区"  # type: ignore[union-attr]
    assert [place.name for place in path(Place.objects.get(code="530102"))] == ["云南省", "昆明市", "五华区"]
    assert "五华区" in {place.name for place in children(Place.objects.get(code="530100"))}
    assert [place.code for place in find_places("昆明 五华")] == ["530102"]


def test_a_renamed_place_keeps_its_history_and_what_lies_below(county: County) -> None:
    province = county.place.parent
    assert province
    new = change_place(by=county.system, place=province, version=1, code="530000", name="滇省", year=2030)
    county.place.refresh_from_db()
    assert county.place.parent == new
    assert [(place.name, place.years) for place in history(new)] == [
        ("云南省", "1980—2029"),
        ("滇省", "2030—"),
    ]
    logged = log_entries(province).get().facts
    assert logged["place.listed_until"] == [None, "2029"]
    moved = f"{county.place.name}（第{county.place.pk}号）"
    assert logged["place.changed"] == [{"rows": [moved], "parent": f"滇省（第{new.pk}号）"}]


def test_a_merged_place_names_where_it_went(county: County) -> None:
    assert county.place.parent
    other = open_place(by=county.system, code="539998", name="云谷区", parent=county.place.parent, year=2020)
    merge_place(by=county.system, place=county.place, version=1, into=other, year=2027)
    with pytest.raises(Refusal, match="云岭县（539999）2026年以后不再使用，现在是云谷区") as refused:
        place_in_use("539999")
    assert refused.value.remedy == "请改选云谷区"
    third = change_place(by=county.system, place=other, version=1, code="539997", name="云谷市", year=2030)
    with pytest.raises(Refusal, match=f"现在是{third.name}"):
        place_in_use("539999")


@pytest.mark.parametrize(
    ("code", "name", "year", "what"),
    [
        ("53999", "x", 2027, "六位"),
        ("440001", "x", 2027, "不在云南省"),
        ("539999", "云岭县", 2027, "没有变"),
        ("539999", "云岭市", 1980, "要晚于"),
        ("530000", "云岭市", 2027, "不在云南省"),
        ("539998", "云岭市", 2027, "是云谷区"),
    ],
)
def test_what_cannot_be_is_refused(county: County, code: str, name: str, year: int, what: str) -> None:
    Place.objects.create(
        code="539998", name="云谷区", level="county", parent=county.place.parent, listed_from=1990
    )
    with pytest.raises(Refusal, match=what):
        change_place(by=county.system, place=county.place, version=1, code=code, name=name, year=year)
    assert Place.objects.get(pk=county.place.pk).is_current


def test_a_place_with_others_below_is_not_merged(county: County) -> None:
    province = county.place.parent
    assert province
    with pytest.raises(Refusal, match="下面还有云岭县"):
        merge_place(by=county.system, place=province, version=1, into=county.place, year=2027)


def test_only_the_system_administrator_changes_places(county: County) -> None:
    for by in (county.treasurer, county.security, county.officer):
        with pytest.raises(NotAllowed):
            change_place(by=by, place=county.place, version=1, code="539999", name="x", year=2027)
    with pytest.raises(Stale):
        change_place(by=county.system, place=county.place, version=7, code="539999", name="x", year=2027)


def test_a_place_is_chosen_by_its_code_or_its_whole_name(db: None) -> None:
    load_places()
    for text in ("530102", "530102 云南省昆明市五华区", "五华区", "昆明 五华区"):
        assert chosen(text).code == "530102"
    for text, what in (
        ("鼓楼区", "不止一个"),
        ("五华", "没有找到"),
        ("五华区 昆明", "没有找到"),
        ("110228", "密云县"),
    ):
        with pytest.raises(Refusal, match=what):
            chosen(text)
