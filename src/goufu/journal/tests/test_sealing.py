"""Sealing takes what is committed, once, in order, and holds nobody up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goufu import wall_clock
from goufu.journal import actions
from goufu.journal.models import Day, Entry, Leaf, Seal, Waiting
from goufu.journal.records import stored
from goufu.journal.tests.conftest import CLERK, Write
from goufu.journal.verify import verify

PATIENCE_SECONDS = 30


def in_a_thread(work: Callable[[], object]) -> threading.Thread:
    """Work with a database connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db
def test_all_that_waits_is_sealed_once(write: Write) -> None:
    write(5)
    assert (actions.seal(), actions.seal()) == (5, 0)
    write(2)
    assert actions.seal() == 2
    assert list(Seal.objects.order_by("number").values_list("number", "count")) == [(1, 5), (2, 2)]
    assert Leaf.objects.count() == Entry.objects.count() == 7
    assert not Waiting.objects.exists()


@pytest.mark.django_db
def test_many_are_sealed_in_parts(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "SEALED_AT_ONCE", 4)
    write(10)
    assert actions.seal() == 10
    assert list(Seal.objects.order_by("number").values_list("count", flat=True)) == [4, 4, 2]
    assert verify(stored()).faults == []


@pytest.mark.django_db(transaction=True)
def test_an_open_transaction_is_not_waited_for_and_has_its_turn_later(write: Write) -> None:
    written, sealed = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            actions.record("planning.project.submitted", by=CLERK, subject=("project", "慢"))
            written.set()
            assert sealed.wait(PATIENCE_SECONDS)

    writer = in_a_thread(slow_writer)
    assert written.wait(PATIENCE_SECONDS)
    write(3)  # later numbers than the open one
    assert actions.seal() == 3
    sealed.set()
    writer.join()
    assert actions.seal() == 1
    assert verify(stored()).faults == []


@pytest.mark.django_db(transaction=True)
def test_while_one_seals_another_does_nothing_and_writers_go_on(write: Write) -> None:
    write(3)
    sealing, finished = threading.Event(), threading.Event()

    def slow_sealer() -> None:
        with transaction.atomic():
            assert actions._is_alone()
            assert actions._seal_waiting() == 3
            sealing.set()
            assert finished.wait(PATIENCE_SECONDS)

    sealer = in_a_thread(slow_sealer)
    assert sealing.wait(PATIENCE_SECONDS)
    write(2)
    assert actions.seal() == 0
    finished.set()
    sealer.join()
    assert actions.seal() == 2
    assert verify(stored()).faults == []


@pytest.mark.django_db(transaction=True)
def test_writers_and_sealers_at_once_lose_nothing(write: Write) -> None:
    threads = [in_a_thread(lambda: write(20)) for _ in range(4)]
    threads += [in_a_thread(lambda: [actions.seal() for _ in range(10)]) for _ in range(2)]
    for thread in threads:
        thread.join()
    actions.seal()
    report = verify(stored())
    assert (report.entries, report.waiting, report.faults) == (80, 0, [])


@pytest.mark.django_db
def test_a_clock_set_back_makes_no_earlier_seal(write: Write) -> None:
    write(1)
    actions.seal()
    earlier = timezone.now() - timedelta(days=2)
    with wall_clock.telling(wall_clock.standing(earlier)):
        write(1)
        actions.seal()
    first, second = Seal.objects.order_by("number")
    assert second.sealed_at == first.sealed_at


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
def test_days_are_closed_once_they_are_over_and_each_once() -> None:
    assert list(Day.objects.order_by("day").values_list("day", "last_seal")) == [
        (date(2026, 11, 20), 3),
        (date(2026, 11, 21), 6),
        (date(2026, 11, 22), 9),
    ]
    assert actions.close_days(date(2026, 11, 23)) == []
    quiet = actions.close_days(date(2026, 11, 25))
    assert [(day.day, day.last_seal) for day in quiet] == [(date(2026, 11, 23), 9), (date(2026, 11, 24), 9)]
    assert verify(stored()).faults == []


@pytest.mark.django_db
def test_a_day_is_a_day_in_beijing(write: Write) -> None:
    for hour in (15, 17):  # in UTC: 23 o'clock, and one o'clock of the next day
        at = datetime.fromisoformat(f"2026-11-20T{hour}:00:00+00:00")
        with wall_clock.telling(wall_clock.standing(at)):
            write(1)
            actions.seal()
    closed = actions.close_days(date(2026, 11, 22))
    assert [(day.day, day.last_seal) for day in closed] == [(date(2026, 11, 20), 1), (date(2026, 11, 21), 2)]


@pytest.mark.django_db
def test_midnight_belongs_to_the_new_day(write: Write) -> None:
    for said in ("2026-11-20T23:59:59.999999", "2026-11-21T00:00:00", "2026-11-21T00:00:00.000001"):
        at = datetime.fromisoformat(f"{said}+08:00")
        with wall_clock.telling(wall_clock.standing(at)):
            write(1)
            actions.seal()
    with wall_clock.telling(wall_clock.standing(at)):
        assert [day.day for day in actions.close_days()] == [date(2026, 11, 20)]  # the new one is not over
    at = datetime.fromisoformat("2026-11-22T00:00:00+08:00")
    with wall_clock.telling(wall_clock.standing(at)):
        write(1)
        actions.seal()
        assert [day.day for day in actions.close_days()] == [date(2026, 11, 21)]
    assert list(Day.objects.order_by("day").values_list("day", "last_seal")) == [
        (date(2026, 11, 20), 1),
        (date(2026, 11, 21), 3),
    ]
    assert verify(stored()).faults == []


@pytest.mark.django_db
def test_the_first_day_is_that_of_the_first_seal_in_beijing(
    write: Write,
) -> None:
    at = datetime.fromisoformat("2026-11-20T16:00:00+00:00")  # midnight in Beijing
    with wall_clock.telling(wall_clock.standing(at)):
        write(1)
        actions.seal()
    assert [day.day for day in actions.close_days(date(2026, 11, 22))] == [date(2026, 11, 21)]


@pytest.mark.django_db
def test_without_a_seal_no_day_is_closed() -> None:
    assert actions.close_days() == []


@pytest.mark.django_db
def test_a_seal_dated_into_a_closed_day_is_of_the_next(write: Write) -> None:
    at = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
    with wall_clock.telling(wall_clock.standing(at)):
        write(1)
        actions.seal()
        actions.close_days(date(2026, 11, 21))
        write(1)
        actions.seal()  # the clock was set back: it is the twentieth again
    [next_day] = actions.close_days(date(2026, 11, 22))
    assert (next_day.day, next_day.last_seal) == (date(2026, 11, 21), 2)
    assert verify(stored()).faults == []


@pytest.mark.django_db
@pytest.mark.usefixtures("days")
def test_a_year_of_days_is_closed_with_as_few_questions_as_one(
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    with CaptureQueriesContext(connection) as one:
        assert len(actions.close_days(date(2026, 11, 24))) == 1
    with django_assert_max_num_queries(len(one)):
        assert len(actions.close_days(date(2027, 11, 24))) == 365
