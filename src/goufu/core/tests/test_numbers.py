"""Official numbers: each once, none left out. First how two get the same without the lock, then that they never do."""

from __future__ import annotations

from threading import Barrier

import pytest
from django.db import transaction

from goufu.core.errors import OutOfOrder, Refusal
from goufu.core.models import Counter
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.tests.racing import TOO_LONG, at_once

NOTICES = NumberSeries("test.notice", "{place}财购〔{year}〕{number}号")
RULINGS = NumberSeries("test.ruling", "财购决〔{year}〕{number}号")


def notice(place: str = "530000", year: int = 2026) -> str:
    return take_number(NOTICES, place=place, year=year, place_word="云")


@pytest.mark.django_db
def test_numbers_are_counted_by_series_place_and_year() -> None:
    assert [notice(), notice(), notice("539999"), notice(year=2027), notice()] == [
        "云财购〔2026〕1号",
        "云财购〔2026〕2号",
        "云财购〔2026〕1号",
        "云财购〔2027〕1号",
        "云财购〔2026〕3号",
    ]
    assert take_number(RULINGS, place="530000", year=2026) == "财购决〔2026〕1号"


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_leaves_its_number_to_the_next() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert notice() == "云财购〔2026〕1号"
        raise ZeroDivisionError
    with transaction.atomic():
        assert notice() == "云财购〔2026〕1号"


@pytest.mark.django_db(transaction=True)
def test_no_number_is_taken_outside_a_transaction() -> None:
    with pytest.raises(OutOfOrder):
        notice()
    assert not Counter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_get_the_same_number() -> None:
    Counter.objects.create(series="test.notice", place="530000", year=2026, last=7)
    both_have_read = Barrier(2, timeout=TOO_LONG)

    def naively() -> str:
        counter = Counter.objects.get()
        both_have_read.wait()
        counter.last += 1
        counter.save()
        return f"云财购〔2026〕{counter.last}号"

    assert at_once([naively] * 2) == ["云财购〔2026〕8号", "云财购〔2026〕8号"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_begun", [True, False])
def test_of_many_at_once_each_gets_a_number_of_its_own_and_none_is_left_out(has_begun: bool) -> None:
    start = Barrier(8, timeout=TOO_LONG)
    if has_begun:
        Counter.objects.create(series="test.notice", place="530000", year=2026, last=1)

    def in_order() -> str:
        start.wait()
        with transaction.atomic():
            return notice()

    first = 2 if has_begun else 1
    due = [f"云财购〔2026〕{number}号" for number in range(first, first + 8)]
    assert sorted(map(str, at_once([in_order] * 8))) == sorted(due)


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_waits_and_takes_the_number_that_was_given_back() -> None:
    """Four at once, of whom two fail after they took a number."""
    start = Barrier(4, timeout=TOO_LONG)
    taken: list[str] = []

    def half_of_them_fail(number: int) -> None:
        with transaction.atomic():
            start.wait()
            said = notice()
            if number % 2:
                raise Refusal("试")
        taken.append(said)

    outcomes = at_once([lambda number=number: half_of_them_fail(number) for number in range(4)])  # type: ignore[misc]
    assert sum(isinstance(each, Refusal) for each in outcomes) == 2
    assert sorted(taken) == ["云财购〔2026〕1号", "云财购〔2026〕2号"]
