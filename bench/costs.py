"""The CPU time of pages and of the API, in one process with a thousand projects; the API beside a bare django-ninja.

The least of several rounds counts: other load on the machine adds to CPU time too, since it empties the caches.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure
from bench.submitting import cpu_of

ROUNDS = 6
REQUESTS = 25  # a round
SUBJECT = "一页、一次接口调用所用的处理器时间，一千个项目"


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of CPU a request: of this process, and of its database process (whose clock counts in 10 ms)."""

    python: float
    database: float


def measure(small: Executor) -> list[Figure]:
    costs: dict[str, Cost] = small.submit(_costs).result()

    def of(name: str, at_most: float | None = None) -> Figure:
        return Figure(SUBJECT, f"{name}，Python", costs[name].python, "毫秒", at_most=at_most)

    def database(name: str) -> Figure:
        return Figure(SUBJECT, f"{name}，数据库", costs[name].database, "毫秒")

    def ratio(name: str, at_most: float) -> Figure:
        times = costs[name].python / costs[f"{name}（只用 django-ninja）"].python
        return Figure(SUBJECT, f"{name}，与只用 django-ninja 之比", times, "倍", at_most=at_most)

    return [
        of("项目列表，50 行", at_most=16),
        database("项目列表，50 行"),
        of("规则列表", at_most=5),
        of("一个项目"),
        database("一个项目"),
        of("接口：起草项目"),
        ratio("接口：起草项目", at_most=6.5),
        of("接口：列出 20 个项目"),
        ratio("接口：列出 20 个项目", at_most=3),
    ]


def _costs() -> dict[str, Cost]:
    """Runs in the process of the installation (bench.projects)."""
    from django.test import Client, override_settings

    from bench import projects
    from goufu.accounts.actions.keys import issue_key
    from goufu.config.granian import keep_loaded
    from goufu.registry.agents import agents_of
    from goufu.registry.models import Person

    keep_loaded()  # as the web processes do
    site = projects.the_site()
    officer = Person.objects.get(username="officer")
    [agent] = agents_of(officer, _today())
    _key, text = issue_key(name="量快慢", days=1, by=agent)
    program = Client(headers={"authorization": f"Bearer {text}"}, SERVER_NAME="localhost")
    reader = site.readers["centre"]
    costs = {
        "项目列表，50 行": _cost(lambda: reader.get("/projects/?state=")),
        "规则列表": _cost(lambda: reader.get("/rules/")),
        "一个项目": _cost(lambda: reader.get(f"/projects/{site.projects[0]}/")),
        "接口：起草项目": _cost(lambda: _drafted(program, "/api/projects")),
        "接口：列出 20 个项目": _cost(lambda: program.get("/api/projects?limit=20")),
    }
    with override_settings(ROOT_URLCONF="bench.bare", MIDDLEWARE=[]):
        bare = Client(SERVER_NAME="localhost")
        costs |= {
            "接口：起草项目（只用 django-ninja）": _cost(lambda: _drafted(bare, "/projects")),
            "接口：列出 20 个项目（只用 django-ninja）": _cost(lambda: bare.get("/projects")),
        }
    return costs


def _drafted(client: Any, address: str) -> Any:
    return client.post(address, {"title": "养老服务", "year": 2027}, content_type="application/json")


def _cost(ask: Callable[[], Any]) -> Cost:
    for _ in range(10):
        assert ask().status_code == 200
    rounds = [_round(ask) for _ in range(ROUNDS)]
    # The database's clock is coarse: its mean over all rounds.
    database = sum(each.database for each in rounds) / ROUNDS
    return Cost(min(each.python for each in rounds), database)


def _round(ask: Callable[[], Any]) -> Cost:
    server = _server()
    python, database = time.process_time(), cpu_of(server)
    for _ in range(REQUESTS):
        ask()
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
