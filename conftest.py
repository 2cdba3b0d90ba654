"""What every test shares: a PostgreSQL of its own, thrown away afterwards."""

from __future__ import annotations

import gc
import os
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext, redirect_stdout
from importlib import import_module
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from django.db.backends.postgresql.creation import DatabaseCreation
    from xdist.workermanage import WorkerController

SECONDS_OF_A_ROOM = 60  # docs/decisions/0018-how-long-the-tests-take.md
SERVER = pytest.StashKey[str]()
SOURCES = Path(__file__).with_name("src")

# Tests start hundreds of interpreters, each of which would compile the program anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

hypothesis.settings.register_profile("goufu", deadline=None)  # seconds of one example tell of the machine
hypothesis.settings.load_profile("goufu")


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """With `-n auto`, one test process more than processors: tests that start programs wait for half of their time.

    A number in PYTEST_XDIST_AUTO_NUM_WORKERS, which xdist reads, stays as it is.
    """
    return (yield) + (0 if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS") else 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Test processes share one server."""
    running = ExitStack()
    config.add_cleanup(running.close)
    config.stash[SERVER] = running.enter_context(_server())


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    node.workerinput["server"] = node.config.stash[SERVER]
    node.workerinput["takes_all"] = node.config.args_source is pytest.Config.ArgsSource.TESTPATHS


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[None]:
    """While the test processes look for their tests, the database is migrated that each makes a copy of."""
    server = session.config.stash.get(SERVER, None)
    if server is None:
        return (yield)
    from django.db import connections
    from django.test.utils import setup_databases, teardown_databases
    from pytest_django.plugin import blocking_manager_key

    with session.config.stash[blocking_manager_key].unblock():
        _use(server)
        with redirect_stdout(StringIO()):  # createcachetable speaks whatever it is told
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        connections.close_all()  # nobody may be in a database that is copied
        try:
            return (yield)
        finally:
            teardown_databases(made, verbosity=0)


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """In a fresh checkout each test process begins with other modules: what one has compiled the next ones find."""
    given = getattr(session.config, "workerinput", {})
    if not given.get("takes_all"):
        return
    modules = sorted(SOURCES.glob("goufu/*/tests/test_*.py"))
    for path in modules[int(given["workerid"].removeprefix("gw")) :: given["workercount"]]:
        import_module(".".join(path.relative_to(SOURCES).with_suffix("").parts))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Modules that start programs come first, each in one test process.

    Test processes begin at equal parts of the list and take over from each other's ends: in the middle of a module both
    would start its programs, and at the end one would wait for the other.
    """
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    modules: dict[Path, list[pytest.Item]] = {}
    others: list[pytest.Item] = []
    for item in items:
        starts = item.get_closest_marker("starts_programs")
        (modules.setdefault(item.path, []) if starts else others).append(item)
    part, ordered = len(items) // processes, []
    for number in range(processes):
        first = list(chain(*list(modules.values())[number::processes]))
        more = max(0, part - len(first))
        ordered += first + others[:more]
        del others[:more]
    items[:] = ordered + others


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Names the rooms whose tests take too long, shared out among the test processes."""
    seconds: Counter[str] = Counter()
    for report in chain(*terminalreporter.stats.values()):
        if isinstance(report, pytest.TestReport):
            before, _, _ = f"/{report.nodeid}".partition("/tests/")
            seconds[before.rpartition("/")[2] or "tests"] += report.duration
    for room, taken in seconds.most_common():
        if (each := taken / (config.getoption("numprocesses", None) or 1)) > SECONDS_OF_A_ROOM:
            terminalreporter.write_line(
                f"The tests of {room} took {each:.0f} s; at most {SECONDS_OF_A_ROOM} on quiet cores."
            )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, pytestconfig: pytest.Config
) -> Iterator[None]:
    """Called by pytest-django before the first test that needs a database.

    With DATABASE_URL given, the tests make their own databases on that server.
    """
    from django.db import connections
    from django.db.backends.postgresql.creation import DatabaseCreation

    with ExitStack() as running, pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseCreation, "_destroy_test_db", _drop)
        if server := getattr(pytestconfig, "workerinput", {}).get("server"):
            _use(server)
            connections["default"].settings_dict["TEST"]["TEMPLATE"] = (
                "test_" + connections["default"].settings_dict["NAME"]
            )
        else:
            _use(running.enter_context(_server()))
        yield
        connections.close_all()


def _server() -> AbstractContextManager[str]:
    """The address of the server for the tests, which runs within the block."""
    from goufu.config.postgres import throwaway_database

    given = os.environ.get("DATABASE_URL")
    return nullcontext(given) if given else throwaway_database()


def _drop(creation: DatabaseCreation, name: str, verbosity: int) -> None:
    """Drops a test database although the server has not noticed yet that somebody in it was killed."""
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(name)} WITH (FORCE)")


def _use(server: str) -> None:
    from django.db import connections

    from goufu.config.database_url import database_settings

    connections["default"].settings_dict.update(database_settings(server))


@pytest.fixture(scope="session", autouse=True)
def documents_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Papers that tests attach lie in a folder of their own."""
    from django.test import override_settings

    with override_settings(DOCUMENTS=tmp_path_factory.mktemp("documents")):
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_tables() -> Iterator[None]:
    """A test with transactions of its own ends with all tables emptied, those that are only added to among them.

    Django would cut every table short and then make all anew that follows a migration: a second each time.
    """
    from django.core.management.commands.flush import Command

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", lambda command, **options: _empty_tables())
        yield


def _empty_tables() -> None:
    """Deletes the rows of all tables, past their triggers, but for what migrating has put there.

    Waits for whoever still writes: what is written later would be the next test's.
    """
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT SIMILAR TO %s",
            ["django_migrations|django_content_type|auth_permission|gf_%"],
        )
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(f"LOCK TABLE {', '.join(tables)}")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[]) AND pg_relation_size(oid) > 0",
            [tables],
        )  # the others never had a row; to look into each would be planned ten times as long
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608


@pytest.fixture(autouse=True)
def no_rules_are_known_to_be_kept() -> None:
    """What one test has kept, the next one's database doesn't have."""
    if rulebooks := sys.modules.get("goufu.journal.rulebooks"):
        rulebooks.forget()
