"""The list of open procurements as anybody finds it, with a thousand and with a million procurements, half of them open.

Both installations run side by side and are asked in turn, so that other load on the machine slows both.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from bench import costs, submitting
from bench.figures import Figure
from bench.lists import ACTIONS, OBJECTS
from goufu.config.postgres import throwaway_database

if TYPE_CHECKING:
    from django.test import Client

SMALL = 1_000
REQUESTS, FIRST = 120, 12  # the first ones warm up
LISTED = 20  # projects, for the list of bench.bare
ASKED: tuple[dict[str, str], ...] = (
    {},
    {"page": "2"},
    {"q": "失能老人"},
    {"place": "539999"},
    {"q": "审计服务", "page": "2"},
    {"past": "1"},
)
_client: Client | None = None


def measure(procurements: int) -> list[Figure]:
    with _installation(SMALL) as small, _installation(procurements) as large:
        times: list[list[float]] = [[], []]
        for turn in range(REQUESTS):
            for site, taken in zip((small, large), times, strict=True):
                taken.append(site.submit(_asked, turn).result())
        cpu, bare = large.submit(_costs).result()
    clock = [quantiles(taken[FIRST:], n=20)[-1] for taken in times]
    subject = f"找采购的列表，{procurements // 10_000} 万次采购"
    return [
        Figure(subject, "一页，95% 不超过", clock[1], "毫秒"),
        Figure(subject, "与一千次时之比", clock[1] / clock[0], "倍", at_most=1.5),
        Figure(subject, "一页的处理器时间（连同数据库）", cpu, "毫秒"),
        Figure(
            subject, "与只用 django-ninja 的两次调用之比", cpu / bare, "倍", at_most=costs.LIST_TIMES_BARE
        ),
    ]


@contextmanager
def _installation(procurements: int) -> Iterator[Executor]:
    with (
        throwaway_database() as url,
        ProcessPoolExecutor(1, get_context("spawn"), _open, (url, procurements)) as process,
    ):
        yield process


def _open(url: str, procurements: int) -> None:
    global _client
    submitting.set_up(url)
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from goufu.config.loading import keep_loaded

    call_command("migrate", verbosity=0)
    _fill(procurements)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    keep_loaded()  # as the web processes do
    _client = Client(SERVER_NAME="localhost")


def _asked(turn: int) -> float:
    """The milliseconds of a page by the clock."""
    begun = time.perf_counter()
    _page(ASKED[turn % len(ASKED)])
    return (time.perf_counter() - begun) * 1000


def _page(asked: Mapping[str, str]) -> Any:
    assert _client
    answer = _client.get("/procurements/open/", asked)
    assert answer.status_code == 200, answer.status_code
    return answer


def _costs() -> tuple[float, float]:
    """The milliseconds of CPU of a page with the database's, the mean of all that is asked; of the two calls of bench.bare.

    As bench.costs measures its pages: in turn, since what stands in the caches of a processor costs less.
    """
    from django.test import Client, override_settings

    bare = Client(SERVER_NAME="localhost")
    pages: list[list[costs.Cost]] = [[] for _asked in ASKED]
    calls: list[list[costs.Cost]] = [[], []]
    for _ in range(1 + costs.ROUNDS):
        for taken, asked in zip(pages, ASKED, strict=True):
            taken.append(costs.round_of(partial(_page, asked)))
        with override_settings(ROOT_URLCONF="bench.bare", MIDDLEWARE=[]):
            calls[0].append(costs.round_of(lambda: costs.drafted(bare, "/projects")))
            calls[1].append(costs.round_of(lambda: bare.get("/projects")))
    each = [costs.of_rounds(taken[1:]) for taken in pages]  # the first round warms up
    return (
        sum(cost.python + cost.database for cost in each) / len(each),
        sum(costs.of_rounds(taken[1:]).python for taken in calls),
    )


def _fill(count: int) -> None:
    """Copies of one announced consultation: deadlines of a year before and after now, titles of many words, many purchasers."""
    from goufu import wall_clock
    from goufu.planning.actions.writing import draft_project
    from goufu.procurement.models import Notice, Procurement
    from goufu.registry.tests.county import body, make_county

    county, now = make_county(), wall_clock.now()
    for number in range(200):
        body(f"第{number}中心", county.place)
    for number in range(LISTED):
        draft_project(by=county.officer, values={"title": f"养老服务{number}", "year": now.year})
    made = Procurement.objects.create(
        number="BENCH-0", title="失能老人上门护理服务", purchaser=county.civil, method="consultation",
        law_method="consultation", bid_deadline_at=now + timedelta(days=1), state="running",
        drafted_by=county.officer.person, begun_by=county.lead.person, begun_at=now, changed_at=now,
    )  # fmt: skip
    notice = Notice.objects.create(
        procurement=made, kind="consultation", state="published", number="BENCH-0", content=[], digest="0" * 64,
        drafted_by=county.officer.person, drafted_at=now, published_by=county.lead.person, published_at=now,
    )  # fmt: skip
    _copied(made, count, {
        "number": "'BENCH-' || i",
        "title": "(%(objects)s::text[])[1 + i %% %(o)s] || (%(actions)s::text[])[1 + i / 7 %% %(a)s]",
        "purchaser_id": "(SELECT min(id) FROM registry_body) + i %% 200",
        "bid_deadline_at": "now() + make_interval(mins => (CASE WHEN i %% 2 = 0 THEN 1 ELSE -1 END * (60 + i %% 525600))::int)",
    })  # fmt: skip
    _copied(notice, count, {"number": "'BENCH-' || i", "procurement_id": f"{made.pk} + i"})


def _copied(row: Any, count: int, other: dict[str, str]) -> None:
    """Inserts so many copies of the row, numbered from its own number on, with these columns reckoned of i."""
    from django.db import connection

    table = row._meta.db_table
    names = [each.column for each in row._meta.concrete_fields]
    said = {name: other.get(name, f"t.{name}") for name in names} | {"id": f"{row.pk} + i"}
    objects, actions = OBJECTS.split(), ACTIONS.split()
    given: dict[str, Any] = {
        "objects": objects,
        "o": len(objects),
        "actions": actions,
        "a": len(actions),
        "count": count,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(said[each] for each in names)}"
            f" FROM {table} t, generate_series(1, %(count)s::bigint) i WHERE t.id = {row.pk}",
            given,
        )
