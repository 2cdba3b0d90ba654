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
from urllib.parse import quote

import psycopg

from goufu.config.folders import CHECKOUT
from goufu.core.queues import DEFAULT
from goufu.files.tests.processes import PATIENCE_SECONDS, children, command, until

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


class Running:
    """A running program: its process, its port, and where its messages go."""

    def __init__(self, data: Path, process: subprocess.Popen[str], port: int, said: str) -> None:
        self.data = data
        self.process = process
        self.port = port
        self.said = said

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
        """Puts a job into the queue and waits until it has been done."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            [number] = connection.execute(
                "INSERT INTO procrastinate_jobs (task_name, queue_name, args)"
                " VALUES ('config.take_over', %s, '{\"timestamp\": 0}') RETURNING id",
                [queue],
            ).fetchone() or [None]
            asked = "SELECT 1 FROM procrastinate_jobs WHERE id = %s"
            until(lambda: not connection.execute(asked, [number]).fetchone(), seconds)

    def granian(self) -> int:
        return _only(each for each in children(self.process.pid) if b"granian" in command(each))

    def web_process(self) -> int:
        return _only(each for each in children(self.granian()) if b"resource_tracker" not in command(each))

    def worker(self, queue: bytes = b"short") -> int:
        started = b"goufu.config.worker\0" + queue
        return _only(each for each in children(self.process.pid) if started in command(each))

    def long_worker(self) -> int:
        return self.worker(b"long")

    def postmaster(self) -> int:
        return _only(
            each for each in children(self.process.pid) if command(each).split(b"\0")[0].endswith(b"postgres")
        )

    def session(self) -> int:
        """A process of PostgreSQL that serves one of ours."""
        return next(each for each in children(self.postmaster()) if b"goufu goufu [local]" in command(each))

    def everything(self) -> list[int]:
        """The processes of the program, itself first."""
        found = [self.process.pid]
        for each in found:
            found += children(each)
        return found


@contextmanager
def running(data: Path, **more: str) -> Iterator[Running]:
    port = free_port()
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
            yield Running(data, process, port, process.stdout.readline())
        finally:
            process.terminate()


def _only(found: Iterator[int]) -> int:
    [one] = found
    return one
