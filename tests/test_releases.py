"""Each release's dump is restored, as an administrator would, and brought up to date while others keep asking."""

from __future__ import annotations

import http.cookiejar
import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from goufu.config.cluster import Cluster
from goufu.config.database_roles import DatabaseRoles
from goufu.config.postgres import THROWAWAY
from goufu.config.postgres import running as server_of
from goufu.config.processes import User
from goufu.config.programs import find_programs
from goufu.config.tests.running import COMMAND, data_folder, environment, running
from goufu.core.table_rights import may_work, unprotected
from goufu.registry.tests.county import code_now

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import release_dump  # noqa: E402

pytestmark = pytest.mark.starts_programs
ROLES = DatabaseRoles()
RELEASES = sorted(
    release_dump.RELEASES.iterdir(), key=lambda folder: [int(part) for part in folder.name.split(".")]
)
EVERY_SECONDS = 0.02
PATIENCE_SECONDS = 60
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def facts_of(release: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((release / "facts.json").read_text(encoding="utf-8"))
    return facts


def unpacked(file: Path) -> bytes:
    return lzma.decompress(file.read_bytes())


@dataclass
class Asking:
    """A question that a thread asks again and again, every EVERY_SECONDS, and what went wrong."""

    ask: Callable[[], None]
    answered: int = 0
    failures: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    news: Condition = field(default_factory=Condition)

    def run(self) -> None:
        while not self.over.wait(EVERY_SECONDS):
            try:
                self.ask()
                self.answered += 1
            except Exception as failure:
                self.failures.append(repr(failure))
            with self.news:
                self.news.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        with self.news:
            assert self.news.wait_for(condition, PATIENCE_SECONDS)

    def wait_for_more(self, more: int = 20) -> None:
        enough = self.answered + len(self.failures) + more
        self.wait_for(lambda: self.answered + len(self.failures) >= enough)


@contextmanager
def asked_all_the_while(ask: Callable[[], None]) -> Iterator[Asking]:
    """Before, during and after the block."""
    asking = Asking(ask)
    thread = Thread(target=asking.run)
    thread.start()
    try:
        asking.wait_for_more()
        yield asking
        asking.wait_for_more()
    finally:
        asking.over.set()
        thread.join(PATIENCE_SECONDS)


class Browser:
    """Somebody who signs in over the network, with a password and a code, and reads pages."""

    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> str:
        try:
            with self.opener.open(f"{self.url}{path}", timeout=PATIENCE_SECONDS) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            error.close()
            raise

    def send(self, path: str, **values: str) -> tuple[str, str]:
        """The address and the page to which the form leads."""
        [token, *_others] = CSRF.findall(self.get(path))
        form = urlencode(values | {"csrfmiddlewaretoken": token}).encode()
        with self.opener.open(f"{self.url}{path}", form, timeout=PATIENCE_SECONDS) as answer:
            return answer.url, answer.read().decode()

    def sign_in(self, username: str, password: str, secret: str) -> None:
        where, _page = self.send("/account/login/", login=username, password=password)
        path = where.removeprefix(self.url)
        where, page = self.send(path, code=code_now(secret))
        assert where == f"{self.url}/", page

    def read(self, path: str, words: list[str]) -> None:
        """The page is there and shows what it should."""
        page = self.get(path)
        assert [each for each in words if each not in page] == [], path


class OlderProgram:
    """Asks the database what the release's own program asked, in the role in which it did."""

    def __init__(self, release: Path, connection: psycopg.Connection) -> None:
        self.questions = cycle(json.loads(unpacked(release / "questions.json.xz")))
        self.connection = connection
        connection.prepare_threshold = 0  # what it prepares it prepares at once

    def ask(self) -> None:
        question = next(self.questions)
        self.connection.execute(question["sql"], prepare=question["prepared"])


@dataclass
class Restored:
    """A release's dump in a database of its own, its papers, and the environment in which the program finds both."""

    facts: dict[str, Any]
    data: Path
    owner: str
    runtime: str

    @property
    def addresses(self) -> dict[str, str]:
        return {"DATABASE_URL": self.runtime, "GOUFU_MIGRATION_URL": self.owner, **self.facts["keys"]}

    def migrate_to_the_later_release(self) -> str:
        """Beside the program that serves."""
        later = {"DJANGO_SETTINGS_MODULE": "later.settings", "PYTHONPATH": str(ROOT / "tests")}
        return self._said_by([*COMMAND, "manage", "migrate"], **later)

    def measured(self) -> dict[str, Any]:
        """What the program of today finds in it."""
        command = [sys.executable, release_dump.__file__, "measured"]
        found: dict[str, Any] = json.loads(
            self._said_by(command, DJANGO_SETTINGS_MODULE="goufu.config.settings")
        )
        return found

    def _said_by(self, command: list[str], **more: str) -> str:
        given = environment(self.data, **self.addresses, **more)
        done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.runtime) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def cluster(place: Path) -> Iterator[Cluster]:
    user = User.unprivileged() if os.geteuid() == 0 else User.of(os.geteuid())
    cluster = Cluster(place / "postgres", find_programs("").for_user(user, place), user, THROWAWAY)
    with server_of(cluster):
        yield cluster


def restored(release: Path, cluster: Cluster, place: Path) -> Restored:
    """Both made by the role that owns the tables; the other one has the rights that it had."""
    roles = DatabaseRoles(database=f"release_{release.name}")
    with psycopg.connect(cluster.administrator_url, autocommit=True) as server:
        server.execute(roles.create_database)
    administrator = make_conninfo(cluster.administrator_url, dbname=roles.database)
    with psycopg.connect(administrator) as database:
        for statement in roles.in_the_database:
            database.execute(statement)
    owner, runtime = (make_conninfo(administrator, user=role) for role in (ROLES.owner, ROLES.runtime))
    command = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    psql = [cluster.programs["psql"], *command, "--output=/dev/null", owner]
    subprocess.run(psql, input=unpacked(release / "database.sql.xz"), check=True)
    data = place / release.name
    shutil.copytree(release / "documents", data / "documents")
    return Restored(facts_of(release), data, owner, runtime)


# The central catalogue's later entries come with the program, as an edition of their own.
ADDED_BY_UPGRADES = {"catalogue.Edition", "catalogue.EditionEntry"}


def assert_nothing_is_lost(before: dict[str, Any], now: dict[str, Any]) -> None:
    assert before["seals"].items() <= now["seals"].items()
    rows = {name: now["rows"].get(name, 0) for name in before["rows"]}
    assert all(rows[name] >= before["rows"][name] for name in ADDED_BY_UPGRADES)
    assert rows | {name: before["rows"][name] for name in ADDED_BY_UPGRADES} == before["rows"]
    assert now["journal_faults"] == now["missing_files"] == []
    same = ("money", "ledger", "projects", "phones")
    assert {name: now[name] for name in same} == {name: before[name] for name in same}
    # of stages that came with later programs nothing is there yet
    assert now["records"] == dict.fromkeys(now["records"], 0) | before["records"]


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.name)
def test_what_a_release_contains_is_never_changed(release: Path) -> None:
    frozen, now = facts_of(release)["migrations"], release_dump.migrations()
    changed = [name for name, digest in frozen.items() if now.get(name) != digest]
    assert changed == [], "Add a migration instead (docs/decisions/0015-upgrades.md)."


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.name)
def test_a_release_is_brought_up_to_date(release: Path, cluster: Cluster, place: Path) -> None:
    database = restored(release, cluster, place)
    with ExitStack() as stack:
        if release == RELEASES[-1]:  # whoever skips a release stops the programs first
            connection = stack.enter_context(psycopg.connect(database.runtime, autocommit=True))
            older = OlderProgram(release, connection)
            asking = stack.enter_context(asked_all_the_while(older.ask))
        program = stack.enter_context(running(database.data, **database.addresses))
        assert "购服已启动" in program.said, program.messages
        cursor = stack.enter_context(psycopg.connect(database.runtime, autocommit=True)).cursor()
        assert may_work(cursor) and unprotected(cursor) == ""
        browser = Browser(f"http://127.0.0.1:{program.port}")
        browser.sign_in(**database.facts["reader"])
        for path, words in database.facts["pages"].items():
            browser.read(path, words)
        if release == RELEASES[-1]:
            goes_on_to_the_later_release(database, browser)
            assert asking.failures == []
        assert_nothing_is_lost(database.facts["measured"], database.measured())
        if release == RELEASES[-1]:
            is_missed_while_it_is_away(database, browser)


def goes_on_to_the_later_release(database: Restored, browser: Browser) -> None:
    pages = cycle(database.facts["pages"].items())
    with asked_all_the_while(lambda: browser.read(*next(pages))) as asking:
        said = database.migrate_to_the_later_release()
    assert asking.failures == []
    assert "9002_migrate... OK" in said
    assert database.rows(
        "SELECT f.title FROM planning_plan_facts f WHERE is_contract_reviewed_by_counsel"
    ) == [("老年人助餐服务",)]


def is_missed_while_it_is_away(database: Restored, browser: Browser) -> None:
    """Somebody was asking all the while, and would have noticed."""
    pages = cycle(database.facts["pages"].items())
    with (
        psycopg.connect(database.owner, autocommit=True) as connection,
        asked_all_the_while(lambda: browser.read(*next(pages))) as asking,
    ):
        connection.execute("ALTER VIEW planning_plan_facts RENAME TO away")
        asking.wait_for(lambda: bool(asking.failures))
        connection.execute("ALTER VIEW away RENAME TO planning_plan_facts")
    assert set(asking.failures) == {"<HTTPError 500: 'Internal Server Error'>"}
