"""What `goufu run` and `goufu worker` keep running: the database, granian in front of Django, and the workers for jobs."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType

import psycopg

from goufu import os_errors
from goufu.config.backup.unfinished import refuse_half_restored
from goufu.config.database_url import Addresses, database_settings, given_addresses
from goufu.config.folders import as_typed, data_folder, sole_use
from goufu.config.loading import load, load_jobs, load_pages
from goufu.config.owner_address import forget, from_pipe, keep_out_of_memory
from goufu.config.postgres import Server, private_cluster
from goufu.config.processes import StartError, in_child
from goufu.config.supervisor import Program, Supervisor
from goufu.config.web_server import WebServer
from goufu.config.worker import QUEUES
from goufu.config.worker import work as do_jobs
from goufu.files.environment import whole_number
from goufu.journal.unverified import advice, is_unverified

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SILENT_SECONDS = 10
SHORTEST_SILENT_SECONDS = 3  # a process that works may miss a sign or two, which come every second


def run(
    host: str,
    port: int,
    workers: int,
    say: Callable[[str], None],
    seed: Callable[[], None] = lambda: None,
) -> None:
    """Serves until a signal ends it; prints the address once it answers, and the first steps. Raises StartError.

    seed: called before serving, with the tables ready and the run-time role at work.
    """
    keep_out_of_memory()
    with (
        sole_use(data_folder()),
        sole_use_of_port(host, port),
        ending_on_signals(),
        Supervisor(silent_seconds()) as supervisor,
    ):
        addresses = _start_database(supervisor)
        web = WebServer(host, port, workers, supervisor.watchdog)
        _load(load_pages)
        more = in_child(lambda: _prepared(addresses, seed))
        forget()
        supervisor.start(web)
        web.wait()
        start_workers(supervisor)
        say(f"购服已启动：{web.url}  按 Ctrl+C 停止。")
        for sentence in filter(None, [web.advice, *more]):
            say(sentence)
        supervisor.keep_running()


def _prepared(addresses: Addresses, seed: Callable[[], None]) -> list[str]:
    """Makes the database ready, and returns what is to be said when we serve. Raises StartError."""
    prepare(from_pipe() or addresses.migration)
    warning = work_as(addresses.runtime)
    seed()
    said = [first_steps(), warning, unverified()]
    leave_database()
    return said


def work() -> None:
    """Does jobs until a signal ends it. Raises StartError."""
    keep_out_of_memory()
    forget()
    with ending_on_signals(), Supervisor(silent_seconds()) as supervisor:
        _start_database(supervisor)
        _load(load_jobs)
        start_workers(supervisor)
        supervisor.keep_running()


def start_workers(supervisor: Supervisor) -> None:
    """One for each queue of jobs."""
    for name, queue in (("后台任务", "short"), ("后台任务（长时间的）", "long")):
        supervisor.start(
            Program(name, f"goufu-{queue}", partial(do_jobs, QUEUES[queue]), supervisor.watchdog)
        )


def silent_seconds() -> int:
    """The time after which a process without a sign of life counts as hanging. Raises WrongSetting."""
    return whole_number("GOUFU_SILENT_SECONDS", SILENT_SECONDS, least=SHORTEST_SILENT_SECONDS)


def _start_database(supervisor: Supervisor) -> Addresses:
    """The given addresses, or those of the private PostgreSQL, which is then supervised too.

    What is forked later works at the one for the run-time role.
    """
    addresses = given_addresses()
    if not addresses:
        server = Server(private_cluster(), supervisor.watchdog)
        supervisor.start(server)
        addresses = server.cluster.addresses
    refuse_half_restored(data_folder(), addresses.runtime)
    os.environ["DATABASE_URL"] = addresses.runtime
    return addresses


def _load(what: Callable[[], None]) -> None:
    """Loads what all processes need that are forked from this one, for good."""
    load(what)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:  # told to end, and a library swallowed it
        raise KeyboardInterrupt


@contextmanager
def sole_use_of_port(host: str, port: int) -> Iterator[None]:
    """A context in which nothing else listens on that address, and no other `goufu run` takes the port on any address.

    Granian's processes share the port (SO_REUSEPORT), so the kernel would let a second granian in as well: what is
    claimed is a name, an abstract Unix socket, which ends with this process. It names no host, since 0.0.0.0 is every
    one of them. Raises StartError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as claim,
        socket.socket(family, socket.SOCK_STREAM) as probe,
    ):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            claim.bind(f"\0goufu run :{port}")
            probe.bind((host, port))
        except OSError as error:
            raise StartError(
                f"不能使用 {host}:{port}（{os_errors.why(error)}）。换一个端口再启动，如 PORT={port + 1} make run。"
            ) from error
        probe.close()
        yield


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """A context that ends on Ctrl+C, SIGTERM or a lost terminal; further signals are ignored from then on."""

    def leave(number: int, frame: FrameType | None) -> None:
        for ending in ENDING:
            signal.signal(ending, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {ending: signal.signal(ending, leave) for ending in ENDING}
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def prepare(migration_url: str) -> None:
    """Updates tables and the data that come with rooms, unless they are stamped as they are, and static files.

    Raises StartError.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
    os.environ["DATABASE_URL"] = migration_url
    import django

    from goufu.config.stamp import is_prepared, set_prepared
    from goufu.config.static_files import collect_static_files
    from goufu.core.table_rights import may_change_tables
    from goufu.core.upgrade import alone_at_the_database

    django.setup()
    _connect_to(migration_url)
    with alone_at_the_database():
        if not is_prepared():
            update_tables()
            if may_change_tables("default"):
                set_prepared()
        collect_static_files()


def prepare_tables() -> None:
    """Updates tables and the data that come with rooms where a migration is missing. Raises StartError."""
    from goufu.core.upgrade import is_migrated

    if not is_migrated("default"):
        update_tables()


def update_tables() -> None:
    """Updates tables and the data that come with rooms. Raises StartError."""
    from django.core.management import CommandError, call_command

    from goufu.core.rooms import contributed_objects
    from goufu.core.upgrade import alone_at_the_database

    with alone_at_the_database():
        try:
            call_command("migrate", verbosity=0)
        except CommandError as error:
            raise StartError(str(error)) from error
        for prepare_room in contributed_objects("prepares"):
            prepare_room()


def work_as(runtime_url: str) -> str:
    """Switches to the run-time role; returns a warning if that role could alter append-only tables, else ''.

    Raises StartError when it may not use the tables.
    """
    from goufu.core.table_rights import may_work, unprotected

    _connect_to(runtime_url)
    with psycopg.connect(runtime_url) as connection:
        cursor = connection.cursor()
        if not may_work(cursor):
            raise StartError(
                f"数据库角色 {connection.info.user} 不能用购服的表。请让数据库管理员执行 goufu database roles 打印的"
                " SQL，再用 GOUFU_MIGRATION_URL 启动一次。"
            )
        return unprotected(cursor)


def _connect_to(url: str) -> None:
    """Django's connections of this process lead there from now on."""
    from django.db import connections

    leave_database()
    connections["default"].settings_dict.update(database_settings(url))
    os.environ["DATABASE_URL"] = url


def leave_database() -> None:
    """Closes this process's connections."""
    from django.db import connections

    connections.close_all()


def first_steps() -> str:
    """The first steps where nobody is enrolled yet, else ''."""
    from django.contrib.auth import get_user_model

    if get_user_model()._default_manager.exists():
        return ""
    command = as_typed("people")
    same = "（DATABASE_URL 等变量也要与这里相同）" if os.environ.get("DATABASE_URL") else ""
    return f"还没有人员：另开一个终端{same}，用 {command} setup 登记三位管理员；只想试用，执行 goufu demo。"


def unverified() -> str:
    """What is left to do of a restore, else ''."""
    folder = data_folder()
    return f"这里恢复了备份，还没有核验完：{advice(folder)}。" if is_unverified(folder) else ""
