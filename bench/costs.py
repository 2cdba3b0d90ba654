"""The CPU time of pages and of the API, in one process with a thousand projects; the API beside a bare django-ninja.

Everything is asked in turn, round after round, so that all meet the same machine; the least of the rounds counts: other load
adds to CPU time too, since it empties the caches.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench.figures import Figure, cpu_of

ROUNDS = 6
REQUESTS = 25  # a round
DRAFTING, LISTING, BARE = "接口：起草项目", "接口：列出 20 个项目", "（只用 django-ninja）"
# At most 16, 5 and 13 ms on a machine where the two bare calls took 1.69 ms together: as ratios, since machines differ,
# and the same machine from hour to hour.
LIST_TIMES_BARE, RULES_TIMES_BARE, PROJECT_TIMES_BARE = 9.5, 3.0, 7.7
HOMES = {"officer": "经办人", "treasurer": "财政", "centre": "审计"}
HOME_TIMES_BARE = 16.0  # 13.1, 9.2 and 5.4 under load 6
SUBJECT = "一页、一次接口调用所用的处理器时间，一千个项目"


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of CPU a request: of this process, and of its database process (whose clock counts in 10 ms)."""

    python: float
    database: float


def measure(small: Executor) -> list[Figure]:
    costs: dict[str, Cost] = small.submit(_costs).result()
    bare = sum(costs[f"{name}{BARE}"].python for name in (DRAFTING, LISTING))

    def page(name: str, times_bare: float, *, in_all: bool = False) -> list[Figure]:
        cost = costs[name]
        whole, what = (cost.python + cost.database, "合计") if in_all else (cost.python, "Python")
        times = f"{name}，{what}与只用 django-ninja 的两次调用之比"
        return [
            Figure(SUBJECT, f"{name}，Python", cost.python, "毫秒"),
            Figure(SUBJECT, f"{name}，数据库", cost.database, "毫秒"),
            Figure(SUBJECT, times, whole / bare, "倍", at_most=times_bare),
        ]

    def api(name: str, at_most: float) -> list[Figure]:
        times = costs[name].python / costs[f"{name}{BARE}"].python
        return [
            Figure(SUBJECT, f"{name}，Python", costs[name].python, "毫秒"),
            Figure(SUBJECT, f"{name}，与只用 django-ninja 之比", times, "倍", at_most=at_most),
        ]

    return [
        *page("项目列表，50 行", LIST_TIMES_BARE),
        *page("规则列表", RULES_TIMES_BARE),
        *page("一个项目", PROJECT_TIMES_BARE, in_all=True),
        *(each for reader in HOMES for each in page(_home(reader), HOME_TIMES_BARE)),
        *api(DRAFTING, at_most=6.5),
        *api(LISTING, at_most=3),
    ]


def _costs() -> dict[str, Cost]:
    """Runs in the process of the installation (bench.projects)."""
    from django.test import Client, override_settings

    from bench import projects
    from goufu.accounts.actions.keys import issue_key
    from goufu.config.loading import keep_loaded
    from goufu.registry.agents import agents_of
    from goufu.registry.models import Person

    keep_loaded()  # as the web processes do
    site = projects.the_site()
    officer = Person.objects.get(username="officer")
    [agent] = agents_of(officer, _today())
    _key, text = issue_key(name="量快慢", days=1, by=agent)
    program = Client(headers={"authorization": f"Bearer {text}"}, SERVER_NAME="localhost")
    reader = site.readers["centre"]
    asked: dict[str, Callable[[], Any]] = {
        "项目列表，50 行": lambda: reader.get("/projects/?state="),
        "规则列表": lambda: reader.get("/rules/"),
        "一个项目": lambda: reader.get(f"/projects/{site.projects[0]}/"),
        **{_home(name): partial(site.readers[name].get, "/") for name in HOMES},
        DRAFTING: lambda: drafted(program, "/api/projects"),
        LISTING: lambda: program.get("/api/projects?limit=20"),
    }
    bare = Client(SERVER_NAME="localhost")
    rounds: dict[str, list[Cost]] = defaultdict(list)
    for _ in range(1 + ROUNDS):
        for name, ask in asked.items():
            rounds[name].append(round_of(ask))
        with override_settings(ROOT_URLCONF="bench.bare", MIDDLEWARE=[]):
            rounds[DRAFTING + BARE].append(round_of(lambda: drafted(bare, "/projects")))
            rounds[LISTING + BARE].append(round_of(lambda: bare.get("/projects")))
    return {name: of_rounds(some[1:]) for name, some in rounds.items()}  # the first round warms up


def _home(reader: str) -> str:
    return f"首页，{HOMES[reader]}"


def drafted(client: Any, address: str) -> Any:
    return client.post(address, {"title": "养老服务", "year": 2027}, content_type="application/json")


def of_rounds(rounds: list[Cost]) -> Cost:
    """What a request costs, by its rounds."""
    # The database's clock is coarse: its mean over all rounds.
    database = sum(each.database for each in rounds) / len(rounds)
    return Cost(min(each.python for each in rounds), database)


def round_of(ask: Callable[[], Any]) -> Cost:
    server = _server()
    python, database = time.process_time(), cpu_of(server)
    for _ in range(REQUESTS):
        assert ask().status_code == 200
    python, database = time.process_time() - python, cpu_of(server) - database
    return Cost(python / REQUESTS * 1000, database / REQUESTS * 1000)


def _server() -> int:
    """The process of the database that serves this one."""
    from django.db import connection

    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _today() -> Any:
    from goufu import wall_clock

    return wall_clock.today()
