"""Work: urgent items of all rooms first, then a few of each group, the rest counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string

from goufu import wall_clock
from goufu.core import work
from goufu.core.work import NextStep, WorkGroup, WorkItem, next_steps_of, work_of

TODAY = date(2026, 11, 28)
Rooms = Callable[..., None]


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Rooms:
    """Lets rooms contribute these things, each room a list."""
    monkeypatch.setattr(wall_clock, "today", lambda: TODAY)

    def contribute(*said: Iterable[Any]) -> None:
        monkeypatch.setattr(work, "contributed_objects", lambda name: [lambda agent, s=s: s for s in said])

    return contribute


def group(title: str, *items: WorkItem, count: int | None = None) -> WorkGroup:
    return WorkGroup(title, len(items) if count is None else count, items, "还有 %(count)d 个", f"/{title}/")


def of_nobody() -> work.Work:
    return work_of(None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (WorkItem("一件", since=date(2026, 1, 5), event="提交"), ">01-05 提交<"),
        (WorkItem("一件", since=date(2024, 9, 2), event="登记"), ">2024-09-02 登记<"),
        (WorkItem("一件", due=date(2026, 11, 28)), "今天到期"),
        (WorkItem("一件", due=date(2026, 11, 29)), "剩 1 天"),
    ],
)
def test_a_day_of_another_year_has_its_year_and_today_is_said(
    item: WorkItem, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall_clock, "today", lambda: TODAY)
    assert said in render_to_string("components/todo.html", {"todo": [item]})


def test_urgent_is_what_is_due_within_seven_days_and_what_is_flagged(rooms: Rooms) -> None:
    overdue, week = WorkItem("超期", due=date(2026, 11, 27)), WorkItem("一周", due=date(2026, 12, 5))
    later, no_day = WorkItem("八天", due=date(2026, 12, 6)), WorkItem("没有期限")
    returned = WorkItem("退回的", flag="已退回")
    rooms([group("a", week, later, no_day)], [group("b", returned), group("c", overdue)])
    shown = of_nobody()
    assert shown.urgent == [overdue, returned, week]  # the flagged as if due today
    assert shown.groups == [WorkGroup("a", 2, [later, no_day], "还有 %(count)d 个", "/a/")]
    assert shown.rest == []


def test_three_of_a_group_are_shown_and_the_others_counted(rooms: Rooms) -> None:
    many = [WorkItem(f"第{number}件") for number in range(10)]
    rooms([group("a", *many, count=30), group("b", *many[:3]), group("c", *many[:4])])
    shown = of_nobody()
    assert [(each.count, each.items) for each in shown.groups] == [
        (30, many[:3]),
        (3, many[:3]),
        (4, many[:3]),
    ]
    assert shown.rest == [("还有 27 个", "/a/"), ("还有 1 个", "/c/")]


def test_what_has_no_items_is_only_counted_and_nothing_at_all_is_no_group(rooms: Rooms) -> None:
    rooms([group("a", count=77), group("b", count=0)])
    shown = of_nobody()
    assert (shown.urgent, shown.groups) == ([], [])
    assert shown.rest == [("还有 77 个", "/a/")]


def test_more_that_is_urgent_than_fits_stays_in_its_group(rooms: Rooms) -> None:
    returned = [WorkItem(f"退回{number}", flag="已退回") for number in range(10)]
    overdue = [WorkItem(f"超期{number}", due=date(2026, 11, 1)) for number in range(6)]
    rooms([group("a", *returned, count=12), group("b", *overdue)])
    shown = of_nobody()
    assert shown.urgent == [*overdue, *returned[:4]]
    [rest] = shown.groups
    assert (rest.count, rest.items) == (8, returned[4:7])
    assert shown.rest == [("还有 5 个", "/a/")]


def test_days_are_counted_from_today(rooms: Rooms) -> None:
    rooms()
    assert [WorkItem("", due=date(2026, 11, day)).left for day in (27, 28, 30)] == [-1, 0, 2]
    assert [WorkItem("", since=date(2026, 11, day)).waited for day in (26, 28)] == [2, 0]
    assert (WorkItem("").left, WorkItem("").waited) == (0, 0)


def test_the_next_step_of_the_lowest_order_comes_first(rooms: Rooms) -> None:
    late, early = NextStep("晚", "/late/", 20), NextStep("早", "/early/", 10)
    rooms([late], [], [early])
    assert next_steps_of(None) == [early, late]  # type: ignore[arg-type]
