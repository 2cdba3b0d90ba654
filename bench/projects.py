"""Projects as people use them: the list, a project's page, a submission, with a thousand and with a million projects.

Both installations run side by side and are asked in turn, so that other load on the machine slows both. Whole pages are
requested by Django's test client: sessions, middleware and templates, but no network.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import product
from multiprocessing import get_context
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from bench import costs, nation, submitting
from bench.figures import Figure
from goufu.config.postgres import throwaway_database

if TYPE_CHECKING:
    from django.test import Client

SMALL = 1_000
REQUESTS = 200
FIRST = 20  # left out, as warm-up of processes and servers
READERS = ("officer", "treasurer", "province", "centre")
LISTS: Mapping[str, tuple[dict[str, str], ...]] = {
    "不筛选": ({},),
    "筛选": (
        {"state": "submitted"},
        {"year": "2027"},
        {"field": "elderly"},
        {"state": "returned", "year": "2027"},
        {"amount_from": "100000", "amount_to": "200000"},
    ),
    "查找": (
        {"q": "服务"},
        {"q": nation.RARE},
        {"q": "失能老人 评估"},
        {"q": nation.PURCHASER},
        {"q": "服务", "state": "returned"},
        {"q": "区块链"},  # in no title
    ),
    "排序": ({"sort": "amount"}, {"sort": "-amount"}, {"sort": "-year"}, {"q": "服务", "sort": "-amount"}),
    "翻页": ({"page": "2"}, {"page": "20"}, {"page": "200"}),
}


class Site:
    """An installation served by this process: its signed-in readers, and the projects that they open and submit."""

    def __init__(self) -> None:
        from goufu.planning.models import Project

        self.readers = _readers()
        self.officers = {body: _officer(body) for body in range(1, 5)}
        first = Project.objects.filter(purchaser_id__in=list(self.officers)).order_by("id")
        self.projects = list(first.values_list("pk", flat=True)[:SMALL])
        self.drafts = list(first.filter(state="draft").values_list("pk", "purchaser", "version"))

    def list_page(self, reader: str, query: dict[str, str]) -> None:
        _get(self.readers[reader], "/projects/", {"state": ""} | query)

    def project_page(self, turn: int) -> None:
        _get(self.readers["treasurer"], f"/projects/{self.projects[turn]}/", {})

    def submission(self, turn: int) -> None:
        """Submits a draft's form; the rules may refuse it (422)."""
        from uuid import uuid4

        number, body, version = self.drafts[turn]
        form = {"version": version, "once": uuid4()}
        answer = self.officers[body].post(f"/projects/{number}/submit/", form)
        assert answer.status_code in (302, 422), answer.status_code


_site: Site | None = None


def the_site() -> Site:
    """The installation that this process serves."""
    assert _site
    return _site


def measure(projects: int) -> list[Figure]:
    with _installation(SMALL) as (small, _), _installation(projects) as (large, url):
        figures = costs.measure(small)
        figures += _lists(small, large, projects)
        figures += _pages(small, large, projects)
        return figures + submitting.measure(url, projects)


def _lists(small: Executor, large: Executor, projects: int) -> list[Figure]:
    subject = f"项目列表，{projects // 10_000} 万个项目"
    figures = []
    all_times: list[float] = []
    all_before: list[float] = []
    medians: dict[str, float] = {}
    for name, queries in LISTS.items():
        kinds = list(product(READERS, queries))
        asked = [("list_page", *kinds[turn % len(kinds)]) for turn in range(REQUESTS)]
        times, before = _in_turn([large, small], asked)
        figures += [
            Figure(subject, f"{name}，95% 不超过", _p95(times), "毫秒", at_most=200),
            Figure(subject, f"{name}，与一千个项目时之比", _p95(times) / _p95(before), "倍"),
        ]
        all_times += times
        all_before += before
        for turn, (reader, query) in enumerate(kinds):
            medians[f"{reader} {urlencode(query)}"] = median(times[turn :: len(kinds)])
    slowest = max(medians, key=medians.__getitem__)
    return [
        Figure(subject, "全部请求，95% 不超过", _p95(all_times), "毫秒", at_most=200),
        Figure(
            subject, "全部请求，与一千个项目时之比", _p95(all_times) / _p95(all_before), "倍", at_most=1.5
        ),
        *figures,
        Figure(subject, f"最慢的一种（{unquote(slowest)}），中位数", medians[slowest], "毫秒", at_most=200),
    ]


def _pages(small: Executor, large: Executor, projects: int) -> list[Figure]:
    subject = f"一个项目，{projects // 10_000} 万个项目"
    shown, shown_before = _in_turn([large, small], [("project_page", turn) for turn in range(REQUESTS)])
    count = min(site.submit(_drafts).result() for site in (small, large))
    sent, sent_before = _in_turn(
        [large, small], [("submission", turn) for turn in range(min(count, REQUESTS))]
    )
    return [
        Figure(subject, "打开，95% 不超过", _p95(shown), "毫秒", at_most=200),
        Figure(subject, "打开，与一千个项目时之比", _p95(shown) / _p95(shown_before), "倍", at_most=1.5),
        Figure(subject, "提交（全部规则和日志），95% 不超过", _p95(sent), "毫秒", at_most=300),
        Figure(subject, "提交，只有一千个项目时，95% 不超过", _p95(sent_before), "毫秒", at_most=300),
    ]


def _in_turn(sites: list[Executor], asked: list[tuple[Any, ...]]) -> list[list[float]]:
    """The milliseconds of each request, by site."""
    times: list[list[float]] = [[] for _ in sites]
    for request in asked:
        for site, taken in zip(sites, times, strict=True):
            taken.append(site.submit(_timed, *request).result())
    return times


@contextmanager
def _installation(projects: int) -> Iterator[tuple[Executor, str]]:
    """A process with a database of its own that holds the nation, and the database's address."""
    with (
        throwaway_database() as url,
        ProcessPoolExecutor(1, get_context("spawn"), _open, (url, projects)) as process,
    ):
        yield process, url


def _open(url: str, projects: int) -> None:
    global _site
    submitting.set_up(url)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    nation.fill(projects)
    _site = Site()


def _timed(page: str, *given: Any) -> float:
    work: Callable[..., None] = getattr(_site, page)
    begun = time.perf_counter()
    work(*given)
    return (time.perf_counter() - begun) * 1000


def _drafts() -> int:
    assert _site
    return len(_site.drafts)


def _readers() -> dict[str, Client]:
    """The readers: an officer of a body, one of its finance office, auditors of the province and of the nation."""
    from goufu.core.roles import Role
    from goufu.registry.models import Body, Place
    from goufu.registry.tests.county import agent, body

    auditors = {
        reader: body(f"{reader}审计", Place.objects.get(code=code))
        for reader, code in (("province", "110000"), ("centre", "100000"))
    }
    officer = agent("officer", Body.objects.get(pk=2), Role.PURCHASING_OFFICER)
    treasurer = agent("treasurer", Body.objects.get(pk=1), Role.FINANCE_OFFICER)
    return {"officer": _signed_in(officer), "treasurer": _signed_in(treasurer)} | {
        reader: _signed_in(agent(reader, at, Role.AUDITOR)) for reader, at in auditors.items()
    }


def _officer(body: int) -> Client:
    from goufu.core.roles import Role
    from goufu.registry.models import Body
    from goufu.registry.tests.county import agent

    return _signed_in(agent(f"officer{body}", Body.objects.get(pk=body), Role.PURCHASING_OFFICER))


def _signed_in(agent: Any) -> Client:
    from goufu.registry.tests.county import sign_in

    client = sign_in(agent)
    client.defaults["SERVER_NAME"] = "localhost"
    return client


def _get(client: Client, address: str, query: dict[str, str]) -> None:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code


def _p95(times: list[float]) -> float:
    return quantiles(times[FIRST:], n=20)[-1]
