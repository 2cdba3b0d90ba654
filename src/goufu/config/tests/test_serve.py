"""`goufu run` from start to end, as its own process, and when parts of it are killed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from time import monotonic
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from goufu.config.tests.running import (
    COMMAND,
    Running,
    data_folder,
    environment,
    free_port,
    running,
)
from goufu.core.queues import DEFAULT, LONG
from goufu.files.tests.processes import PATIENCE_SECONDS, ending, until

pytestmark = pytest.mark.starts_programs

HEALED_WITHIN_SECONDS = 10
STARTS_A_HEALING_TAKES = 3
CONNECTIONS_OF_A_BROWSER = 6
STALLED_SECONDS = 2
SILENT_SECONDS = 3
OF_ANOTHER_VERSION = "static/goufu/mark.0123456789ab.svg"


@pytest.fixture(scope="module")
def start(installation: Path) -> Iterator[Callable[[], Running]]:
    """The program that runs, or a new one on the same data where a test has ended it."""
    with data_folder(installation) as data, ExitStack() as started:
        (data / OF_ANOTHER_VERSION).write_text("<svg/>")
        programs: list[Running] = []

        def start() -> Running:
            if not programs or programs[-1].process.poll() is not None:
                programs.append(
                    started.enter_context(
                        running(
                            data,
                            GOUFU_STALLED_SECONDS=str(STALLED_SECONDS),
                            GOUFU_SILENT_SECONDS=str(SILENT_SECONDS),
                        )
                    )
                )
            return programs[-1]

        yield start


@pytest.fixture
def program(start: Callable[[], Running]) -> Running:
    return start()


def test_it_answers_at_the_address_that_it_says(program: Running) -> None:
    assert f"http://127.0.0.1:{program.port}/" in program.said
    assert program.get("/ready") == 200


def test_pages_carry_their_style_and_script_as_files_of_ours(program: Running) -> None:
    address = f"http://127.0.0.1:{program.port}"
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"{address}/nowhere")  # noqa: S310
    page = missing.value.read().decode()
    sheet = page.split('<link rel="stylesheet" href="', 1)[1].split('"', 1)[0]
    with urllib.request.urlopen(address + sheet) as answer:  # noqa: S310
        assert "immutable" in answer.headers["Cache-Control"]


def test_the_worker_seals_the_journal(program: Running) -> None:
    with psycopg.connect(program.database, autocommit=True) as connection:
        [number] = connection.execute(
            "INSERT INTO journal_entry (at, action, person_name, body_name, object_type, object_id, facts, answers)"
            " VALUES (now(), 'config.tested', '', '', 'test', '1', '{}', '[]') RETURNING id"
        ).fetchone() or [None]
        until(lambda: connection.execute("SELECT 1 FROM journal_leaf WHERE entry = %s", [number]).fetchone())


def test_what_a_dead_worker_was_doing_is_done_again_but_not_for_ever(program: Running) -> None:
    """A job as often as jobs are, and a message as messages: nobody hears this one, so that it is tried again and again.

    All wait for the round that finds them, which is made every few seconds, and so they wait together.
    """
    with psycopg.connect(program.database, autocommit=True) as connection:

        def left(task: str, given: dict[str, object], attempts: int) -> int:
            [number] = connection.execute(
                "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status, attempts)"
                " VALUES (%s, 'default', %s, 'doing', %s) RETURNING id",
                [task, Jsonb(given), attempts],
            ).fetchone() or [0]
            return number

        def found(number: int) -> tuple[str, int] | None:
            """The status of a job and its attempts; None when it has been done, and so deleted."""
            asked = "SELECT status, attempts FROM procrastinate_jobs WHERE id = %s"
            return connection.execute(asked, [number]).fetchone()

        def message() -> dict[str, object]:
            return {"number": str(uuid4()), "room": "core", "message": "", "facts": {}}

        heard, heard_too_often = left("core.hear", message(), 5), left("core.hear", message(), 99)
        done, done_too_often = (left("config.take_over", {"timestamp": 0}, tried) for tried in (1, 2))
        until(lambda: found(heard) == ("todo", 7))  # taken over, and refused
        until(lambda: found(heard_too_often) == ("failed", 100))
        until(lambda: found(done) is None)
        until(lambda: found(done_too_often) == ("failed", 3))


def test_a_start_leaves_what_other_versions_serve_from_the_same_folder(program: Running) -> None:
    assert program.get(f"/{OF_ANOTHER_VERSION}") == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-",
        b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /language HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nlanguage=",
    ],
    ids=["silent", "half a header", "idle", "half a body"],
)
def test_connections_that_are_only_held_keep_nobody_waiting(program: Running, sent: bytes) -> None:
    with ExitStack() as held:
        for _ in range(20):
            connection = held.enter_context(socket.create_connection(("127.0.0.1", program.port)))
            connection.sendall(sent)
        began = monotonic()
        assert program.get("/ready") == 200
        assert monotonic() - began < 2


def test_senders_that_stop_half_way_and_stay_are_cut_off_and_keep_nobody_waiting(program: Running) -> None:
    with ExitStack() as held:
        senders = [
            held.enter_context(socket.create_connection(("127.0.0.1", program.port))) for _ in range(10)
        ]
        for sender in senders:
            sender.sendall(
                b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nabc"
            )
        ends, pause = monotonic() + 3 * STALLED_SECONDS, threading.Event()
        while monotonic() < ends:
            asked = monotonic()
            assert program.get("/ready") == 200
            assert monotonic() - asked < 2
            pause.wait(0.05)
        for sender in senders:
            assert b" 408 " in _all_of(sender)


def _all_of(connection: socket.socket) -> bytes:
    """What the server sends until it closes the connection."""
    connection.settimeout(STALLED_SECONDS)
    return b"".join(iter(lambda: connection.recv(4096), b""))


@pytest.mark.parametrize("address", [b"/%ff", b"/ready?\xe4\xb8\xad=%ff", b"/%ed%a0%80"])
def test_an_address_of_odd_bytes_is_no_fault_of_ours(program: Running, address: bytes) -> None:
    with socket.create_connection(("127.0.0.1", program.port)) as connection:
        connection.sendall(b"GET " + address + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert int(_all_of(connection).split()[1]) < 500


def test_eight_browsers_at_once_on_a_fresh_web_server_wait_for_nobody(program: Running) -> None:
    is_back_after(signal.SIGKILL, program, "granian", PATIENCE_SECONDS)
    together = threading.Barrier(8 * CONNECTIONS_OF_A_BROWSER, timeout=10)

    def ask(number: int) -> float:
        with closing(http.client.HTTPConnection("127.0.0.1", program.port, timeout=10)) as connection:
            together.wait()
            began = monotonic()
            connection.request(
                "GET", "/static/goufu/mark.svg" if number % CONNECTIONS_OF_A_BROWSER else "/check/"
            )
            assert connection.getresponse().status == 200
            waited = monotonic() - began
            together.wait()  # and keeps its connection until all have been answered
            return waited

    with ThreadPoolExecutor(together.parties) as browsers:
        assert max(browsers.map(ask, range(together.parties))) < 2


@pytest.mark.parametrize("part", ["web_process", "granian", "worker", "long_worker", "postmaster", "session"])
def test_what_is_killed_is_back_within_seconds(program: Running, part: str) -> None:
    is_back_after(signal.SIGKILL, program, part, healed_within(program))


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("web_process", "网页服务"),
        ("granian", "网页服务"),
        ("worker", "后台任务"),
        ("long_worker", "后台任务（长时间的）"),
        ("postmaster", "数据库"),
    ],
)
def test_what_hangs_is_noticed_and_started_again(program: Running, part: str, name: str) -> None:
    said = is_back_after(signal.SIGSTOP, program, part, SILENT_SECONDS + healed_within(program))
    assert sum("没有反应" in line for line in said) <= 1
    assert f"{name}意外停止（没有反应），重新启动。" in program.messages  # a fault is logged once a minute


def healed_within(program: Running) -> float:
    """Longer on a machine that has more to do than to run the tests, as its start has shown."""
    return max(HEALED_WITHIN_SECONDS, STARTS_A_HEALING_TAKES * program.started_in_seconds)


def is_back_after(number: signal.Signals, program: Running, part: str, seconds: float) -> list[str]:
    """Sends a part a signal and waits until another has taken its place; what was said meanwhile."""
    does_all_jobs(program, PATIENCE_SECONDS)
    struck = getattr(program, part)()
    deadline = monotonic() + seconds
    before = len(program.messages.splitlines())
    # Until the postmaster has noticed that one session was killed, it answers as ever; then it ends them all.
    with ending(program.sessions() if part == "session" else [struck]):
        os.kill(struck, number)

    def is_back() -> bool:
        with suppress(ValueError, IndexError):  # while it is not there, or there twice
            return (
                getattr(program, part)() != struck and program.get("/ready") == program.get("/rules/") == 200
            )
        return False

    until(is_back, deadline - monotonic())
    does_all_jobs(program, deadline - monotonic())
    said = program.messages.splitlines()[before:]
    assert len(said) < 10, "\n".join(said)  # though it was asked many times meanwhile
    return said


def does_all_jobs(program: Running, seconds: float) -> None:
    for queue in (DEFAULT, LONG):
        program.does_jobs(queue, seconds)


def test_it_ends_with_all_its_parts(program: Running) -> None:
    with ending(program.everything()):
        # As a terminal or a service manager does, to all at once.
        os.killpg(program.process.pid, signal.SIGTERM)
        program.process.send_signal(signal.SIGTERM)
    assert program.process.wait() == 0


@pytest.mark.parametrize("with_granian", [False, True])
def test_killed_itself_it_leaves_nothing_running(program: Running, with_granian: bool) -> None:
    """Without granian, nobody is left who could end granian's processes."""
    granian = program.granian()
    with ending(program.everything()):
        program.process.kill()
        if with_granian:
            os.kill(granian, signal.SIGKILL)


def test_a_second_run_on_the_same_data_is_refused(program: Running) -> None:
    done = subprocess.run(
        [*COMMAND, "run"],
        env=environment(program.data, GOUFU_PORT=str(free_port())),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{program.data} 已有一个购服在运行（进程 {program.process.pid}）" in done.stderr
    assert "GOUFU_DATA" in done.stderr


@pytest.mark.parametrize("hosts", [("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "0.0.0.0")])  # noqa: S104
def test_of_two_that_start_at_once_on_one_port_the_second_is_refused(
    installation: Path, hosts: tuple[str, str]
) -> None:
    with ExitStack() as both:
        port = str(free_port())
        folders = [both.enter_context(data_folder(installation)) for _ in range(2)]
        started = [
            both.enter_context(
                subprocess.Popen(
                    [*COMMAND, "run", "--host", host],
                    env=environment(folder, GOUFU_PORT=port),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            for host, folder in zip(hosts, folders, strict=True)
        ]
        for process in started:
            both.callback(process.terminate)
        with ThreadPoolExecutor(2) as readers:
            said = list(readers.map(lambda process: process.stdout.readline(), started))
        assert sorted("购服已启动" in line for line in said) == [False, True]
        [number] = [number for number, line in enumerate(said) if not line]
        refused = started[number]
        assert f"不能使用 {hosts[number]}:{port}" in refused.communicate()[1]
        assert refused.returncode == 1
