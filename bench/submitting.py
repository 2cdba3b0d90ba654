"""Concurrent submissions: their number per second, and the check that no budget line is overspent."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING

from bench.figures import CORES, Figure, cpu_with_database

if TYPE_CHECKING:
    from goufu.registry.agents import Agent

WORKERS = 4
SHARE = 300  # drafts for each worker
FIRST = 30  # left out: the rulebook is loaded and its query planned
RACED = (11, 20)  # the bodies whose lines have too little money
_start: Barrier


@dataclass(frozen=True, slots=True)
class Done:
    """The work of one process: submissions, refusals, start and end (seconds since 1970), CPU seconds.

    The CPU seconds include those of its server process.
    """

    submitted: int
    refused: int
    begun: float
    ended: float
    cpu: float


def set_up(url: str, start: Barrier | None = None) -> None:
    """Sets up Django on that database; `start` lets the workers begin together."""
    global _start
    os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "goufu.config.test_settings"}
    import django

    django.setup()
    if start:
        _start = start


def measure(url: str, projects: int) -> list[Figure]:
    spawn = get_context("spawn")
    with ProcessPoolExecutor(WORKERS, spawn, set_up, (url, spawn.Barrier(WORKERS))) as workers:
        done = _all_at_once(workers, workers.submit(_drafts).result())
        race = _all_at_once(workers, workers.submit(_drafts_for_few_lines).result())
        broken = workers.submit(_lines_that_do_not_add_up).result()
    submitted = sum(each.submitted for each in done)
    cpu = sum(each.cpu for each in done)
    clock = max(each.ended for each in done) - min(each.begun for each in done)
    subject = f"{WORKERS} 个进程同时提交，{projects // 10_000} 万个项目"
    rush = "争用少数指标"
    return [
        Figure(subject, "两个核每秒提交数", submitted / cpu * CORES, "个", at_least=100),
        Figure(subject, "本次按实际经过的时间，每秒提交数", submitted / clock, "个"),
        Figure(subject, f"{rush}，提交成功", sum(each.submitted for each in race), "个"),
        Figure(subject, f"{rush}，因余额不足被拒绝", sum(each.refused for each in race), "个", at_least=1),
        Figure(subject, f"{rush}，超支或者账不平的指标", broken, "条", at_most=0),
    ]


def _all_at_once(workers: ProcessPoolExecutor, drafts: list[int]) -> list[Done]:
    """The results of the workers; each takes every n-th draft, so that one body's are submitted concurrently."""
    return list(workers.map(_submit, [drafts[first::WORKERS] for first in range(WORKERS)]))


def _submit(drafts: list[int]) -> Done:
    """Submits each draft in its body's name; returns the work measured after the first FIRST."""
    sent = _forms(drafts)
    _start.wait()
    for each in sent[:FIRST]:
        _is_submitted(*each)
    begun, cpu = time.time(), cpu_with_database()
    submitted = sum(_is_submitted(*each) for each in sent[FIRST:])
    spent = cpu_with_database() - cpu
    return Done(submitted, len(drafts) - FIRST - submitted, begun, time.time(), spent)


def _forms(drafts: list[int]) -> list[tuple[int, Agent, int]]:
    """What a form brings with each draft: its number, who sends it, and the version that its page showed.

    Read before the clock starts: signing in and showing the page are measured as pages.
    """
    from goufu.core.roles import Role
    from goufu.planning.models import Project
    from goufu.registry.agents import Agent
    from goufu.registry.models import Person

    found = Project.objects.select_related("purchaser").in_bulk(drafts)
    roles = frozenset({Role.PURCHASING_OFFICER})
    agents = {each.pk: Agent(Person(pk=1, name="李经办"), each.purchaser, roles) for each in found.values()}
    return [(number, agents[number], found[number].version) for number in drafts]


def _is_submitted(number: int, by: Agent, version: int) -> bool:
    """Whether it was submitted; else the rules or the budget refused it."""
    from goufu.core.errors import Refusal
    from goufu.planning.actions.deciding import submit_project

    try:
        submit_project(project=number, by=by, version=version)
    except Refusal:
        return False
    return True


def _drafts() -> list[int]:
    from goufu.planning.models import Project

    drafts = Project.objects.filter(state="draft", purchaser_id__gt=RACED[1]).order_by("id")
    return list(drafts.values_list("pk", flat=True)[: WORKERS * SHARE])


def _drafts_for_few_lines() -> list[int]:
    """Drafts of some bodies, changed so that those of one body and year use one line with money for half of them."""
    from django.db import connection

    from goufu.planning.models import Project

    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH drafts AS (
                SELECT id, amount, min(line) OVER (PARTITION BY purchaser_id, year) AS line
                FROM (SELECT p.*, f.line_id AS line FROM planning_project p JOIN planning_funding f ON f.project_id = p.id
                      WHERE p.state = 'draft' AND p.purchaser_id BETWEEN %s AND %s) p
            ), drawn AS (
                UPDATE planning_funding f SET line_id = line FROM drafts WHERE f.project_id = drafts.id
            )
            UPDATE funds_budgetline l SET approved = reserved + committed + wanted / 2
            FROM (SELECT line, sum(amount) AS wanted FROM drafts GROUP BY line) d WHERE l.id = line
            """,
            RACED,
        )
    drafts = Project.objects.filter(state="draft", purchaser__gte=RACED[0], purchaser__lte=RACED[1])
    return list(drafts.order_by("year", "purchaser_id", "id").values_list("pk", flat=True))


def _lines_that_do_not_add_up() -> int:
    """The number of lines with a negative amount, or whose totals differ from the ledger's entries."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM funds_budgetline l, LATERAL (
                SELECT coalesce(sum(amount), 0) AS reserved FROM funds_ledgerentry WHERE line_id = l.id) e
            WHERE body_id BETWEEN %s AND %s
              AND (least(available, l.reserved, committed, paid) < 0 OR approved <> available + l.reserved + committed
                   OR l.reserved <> e.reserved)
            """,
            RACED,
        )
        return int(cursor.fetchone()[0])
