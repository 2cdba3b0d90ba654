"""`goufu run` as a process of its own, and its parts as the system sees them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import psycopg

from goufu.config.folders import CHECKOUT
from goufu.config.logs import is_outage
from goufu.core.queues import DEFAULT
from goufu.files.tests.processes import PATIENCE_SECONDS, children, command, name, until

DRAW_NUMBER = "SELECT nextval(pg_get_serial_sequence('procrastinate_jobs', 'id'))"
WRITE_JOB = (
    "INSERT INTO procrastinate_jobs (id, task_name, queue_name, args)"
    " VALUES (%s, 'config.take_over', %s, '{\"timestamp\": 0}') ON CONFLICT (id) DO NOTHING"
)
FIND_JOB = "SELECT 1 FROM procrastinate_jobs WHERE id = %s"
COMMAND = [sys.executable, "-c", "from goufu.config.cli import main; main()"]


@contextmanager
def data_folder(like: Path | None = None) -> Iterator[Path]:
    """A data folder that the database's user can enter: empty, or a copy of another in which nothing runs."""
    folder = Path(tempfile.mkdtemp(prefix="goufu-run-"))
    folder.chmod(0o755)
    try:
        if like:
            copy(like, folder)
        yield folder
    finally:
        shutil.rmtree(folder)


def copy(folder: Path, to: Path) -> None:
    """The content of a folder, whoever owns it, into another that is there or not."""
    subprocess.run(["cp", "--archive", "--reflink=auto", "-T", folder, to], check=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def environment(data: Path, **more: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    ours.pop("DATABASE_URL", None)
    return ours | {"GOUFU_DATA": str(data), "GOUFU_WORKERS": "1"} | more


def goufu(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """What a command says, started as a person starts it, and how it ends."""
    return subprocess.run(
        [*COMMAND, *arguments], env=environment(data, **more), capture_output=True, text=True, check=False
    )


class Running:
    """A running program: its process, its port, where its messages go, and how long this machine took to start it."""

    def __init__(
        self, data: Path, process: subprocess.Popen[str], port: int, said: str, seconds: float
    ) -> None:
        self.data = data
        self.process = process
        self.port = port
        self.said = said
        self.started_in_seconds = seconds

    @property
    def messages(self) -> str:
        return (self.data / "messages").read_text()

    @property
    def database(self) -> str:
        """The address that the program itself works at."""
        return self.database_as("goufu")

    def database_as(self, role: str) -> str:
        return f"postgresql://{role}@/goufu?host={quote(str(self.data / 'postgres/socket'), safe='')}"

    def get(self, path: str) -> int:
        """The status of a page; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                status: int = answer.status
                return status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def does_jobs(self, queue: str = DEFAULT, seconds: float = PATIENCE_SECONDS) -> None:
        """Puts a job into the queue and waits until it has been done; the database may be away meanwhile.

        Its number is drawn first: written again because nobody knows whether it was, it is still one job. The administrator
        writes it, whose session isn't taken for one of the program's.
        """
        number: tuple[int, ...] | None = None
        is_written = False

        def is_done() -> bool:
            nonlocal number, is_written
            try:
                with psycopg.connect(self.database_as("postgres"), autocommit=True) as connection:
                    number = number or connection.execute(DRAW_NUMBER).fetchone() or ()
                    if not is_written:
                        connection.execute(WRITE_JOB, [*number, queue])
                        is_written = True
                    return not connection.execute(FIND_JOB, number).fetchone()
            except psycopg.DatabaseError as error:
                if not is_outage(error):
                    raise
                return False

        until(is_done, seconds)

    def granian(self) -> int:
        return _only(each for each in children(self.process.pid) if name(each) == "goufu-web")

    def web_process(self) -> int:
        return _only(each for each in children(self.granian()) if b"resource_tracker" not in command(each))

    def worker(self, queue: str = "short") -> int:
        return _only(each for each in children(self.process.pid) if name(each) == f"goufu-{queue}")

    def long_worker(self) -> int:
        return self.worker("long")

    def postmaster(self) -> int:
        return _only(
            each for each in children(self.process.pid) if command(each).split(b"\0")[0].endswith(b"postgres")
        )

    def session(self) -> int:
        """A process of PostgreSQL that serves one of ours."""
        return self.sessions()[0]

    def sessions(self) -> list[int]:
        return [each for each in children(self.postmaster()) if b"goufu goufu [local]" in command(each)]

    def everything(self) -> list[int]:
        """The processes of the program, itself first."""
        found = [self.process.pid]
        for each in found:
            found += children(each)
        return found


@contextmanager
def running(data: Path, **more: str) -> Iterator[Running]:
    port = free_port()
    began = monotonic()
    with (
        (data / "messages").open("w") as messages,
        subprocess.Popen(
            [*COMMAND, "run"],
            env=environment(data, GOUFU_PORT=str(port), **more),
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            stderr=messages,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            yield Running(data, process, port, said, monotonic() - began)
        finally:
            process.terminate()


def _only(found: Iterator[int]) -> int:
    [one] = found
    return one
