"""The classes of services: to which entries belong, and what their say changes in the last suggestion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.catalogue.buyer_classes import BuyerClasses, highest, load_buyer_classes
from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.suggest import suggest

# Six entries: three of class 0, one of 1, one of 2 and 3, one of 3.
SIX = BuyerClasses(
    ("甲", "乙", "丙", "丁"),
    ((0, 1, 2), (3,), (4,), (4, 5)),
    tuple(map(frozenset, ((0,), (0,), (0,), (1,), (2, 3), (3,)))),
)
EVEN = (0.0, 0.0, 0.0, 0.0)


def test_each_entry_belongs_to_a_class_and_each_class_has_entries() -> None:
    classes = load_buyer_classes()
    assert len(classes.names) == len(set(classes.names)) == len(classes.entries) == 19
    assert all(classes.entries)
    assert all(classes.of_entry)
    assert len(classes.of_entry) == len(load_catalogue().leaves())


def test_an_entry_is_of_the_classes_of_its_items_and_of_those_that_name_it() -> None:
    classes = load_buyer_classes()
    places = {entry.code: place for place, entry in enumerate(load_catalogue().leaves())}
    assert {classes.names[each] for each in classes.of_entry[places["B1106"]]} >= {
        "租赁服务（不带操作员）",
        "房地产服务",
    }


def test_where_classes_are_even_the_highest_sums_stay() -> None:
    assert SIX.chosen([90, 80, 70, 60, 50, 40], EVEN, 3) == [0, 1, 2]


def test_the_fourth_takes_the_place_of_the_third_where_its_class_ranks_much_higher() -> None:
    many = BuyerClasses(
        tuple("甲乙丙丁戊己庚"), tuple((each,) for each in range(7)), tuple(map(frozenset, zip(range(7))))
    )
    sums = [90, 80, 70, 60, 50, 40, 30]
    assert many.chosen(sums, [6.0, 5.0, -9.0, 9.0, 4.0, 3.0, 2.0], 3) == [0, 1, 3]
    assert many.chosen(sums, [9.0, 6.0, 4.0, 5.0, 3.0, 2.0, 1.0], 3) == [0, 1, 2]


def test_a_weak_last_one_gives_its_place_to_the_likeliest_class_that_is_not_met() -> None:
    assert SIX.chosen([90, 80, 35, 1, 2, 3], (2.0, 0.0, 0.0, 1.0), 3) == [0, 1, 5]
    assert SIX.chosen([90, 80, 37, 1, 2, 3], (2.0, 0.0, 0.0, 1.0), 3) == [0, 1, 2]


def test_a_class_that_is_hardly_likely_or_has_no_entry_above_nought_takes_no_place() -> None:
    assert SIX.chosen([90, 80, 35, 1, 2, 3], (9.0, 1.0, 1.0, 2.0), 3) == [0, 1, 2]
    assert SIX.chosen([90, 80, 35, 1, 0, 0], (2.0, 0.0, 0.0, 1.0), 3) == [0, 1, 2]


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 9])
@given(
    sums=st.lists(st.integers(-5, 90), min_size=6, max_size=6),
    odds=st.lists(st.floats(-9, 9), min_size=4, max_size=4),
)
def test_as_many_are_chosen_as_have_a_sum_the_highest_first_and_always_the_first(
    sums: list[int], odds: list[float], limit: int
) -> None:
    chosen = SIX.chosen(sums, odds, limit)
    likeliest = highest(sums, limit)
    assert len(set(chosen)) == len(chosen) == len(likeliest)
    assert chosen[:1] == likeliest[:1]
    found = [sums[place] for place in chosen]
    assert found == sorted(found, reverse=True)
    assert all(total > 0 for total in found)


@given(st.lists(st.integers(-5, 5), min_size=1), st.integers(0, 4))
def test_the_highest_sums_come_first_and_of_equal_ones_the_earlier_entry(sums: list[int], limit: int) -> None:
    places = sorted(range(len(sums)), key=lambda place: -sums[place])[:limit]
    assert highest(sums, limit) == [place for place in places if sums[place] > 0]


def test_a_canteen_s_weak_third_suggestion_is_of_a_class_that_the_others_are_not() -> None:
    names = [each.name for each in suggest("校园食堂托管服务")]
    assert names == ["餐饮服务", "校园活动组织实施服务", "食品药品安全服务"]
