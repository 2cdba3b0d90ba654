"""`goufu run` from start to end, as its own process."""

from __future__ import annotations

import os
import select
import shutil
import signal
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
import pytest

from goufu.config.folders import CHECKOUT

PATIENCE_SECONDS = 60


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="goufu-run-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def running(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address that it announced."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"GOUFU_DATA": str(data), "GOUFU_PORT": str(port), "GOUFU_WORKERS": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-c", "from goufu.config.cli import main; main()", "run"]
    with subprocess.Popen(
        command, env=environment, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.terminate()


def database_address(data: Path) -> str:
    return f"postgresql://goufu@/goufu?host={quote(str(data / 'postgres/socket'), safe='')}"


def postmaster(data: Path) -> int:
    """A handle that becomes readable when PostgreSQL ends."""
    return os.pidfd_open(int((data / "postgres/data/postmaster.pid").read_text().split()[0]))


def test_it_answers_at_the_address_that_it_says_and_ends_with_its_database(data: Path) -> None:
    with running(data) as (process, said):
        address = said.split("：", 1)[1].split()[0]
        with urllib.request.urlopen(f"{address}healthz") as answer:  # noqa: S310, our own address
            assert answer.status == 200
        database = postmaster(data)
        os.killpg(process.pid, signal.SIGTERM)  # as a terminal or a service manager does, to all at once
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    ended, _, _ = select.select([database], [], [], 0)
    os.close(database)
    assert ended


def test_pages_carry_their_style_and_script_as_files_of_ours(data: Path) -> None:
    with running(data) as (_, said):
        address = said.split("：", 1)[1].split()[0]
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{address}nowhere")  # noqa: S310
        page = missing.value.read().decode()
        sheet = page.split('<link rel="stylesheet" href="/', 1)[1].split('"', 1)[0]
        with urllib.request.urlopen(address + sheet) as answer:  # noqa: S310
            assert "immutable" in answer.headers["Cache-Control"]


def test_the_worker_seals_the_journal(data: Path) -> None:
    with running(data), psycopg.connect(database_address(data), autocommit=True) as connection:
        written = connection.execute(
            "INSERT INTO journal_entry (at, action, person_name, body_name, object_type, object_id, facts, answers)"
            " VALUES (now(), 'config.tested', '', '', 'test', '1', '{}', '[]') RETURNING id"
        ).fetchone()
        for _ in range(PATIENCE_SECONDS * 10):
            connection.execute("SELECT pg_sleep(0.1)")
            if not connection.execute("SELECT 1 FROM journal_waiting").fetchone():
                break
        # The start writes entries too, which may be sealed before ours or with it.
        entries = connection.execute("SELECT id FROM journal_entry ORDER BY id").fetchall()
        assert written in entries
        assert connection.execute("SELECT entry FROM journal_leaf ORDER BY entry").fetchall() == entries
        counted = connection.execute(
            "SELECT s.number, s.count, count(l.entry) FROM journal_seal s LEFT JOIN journal_leaf l ON l.seal = s.number"
            " GROUP BY s.number ORDER BY s.number"
        ).fetchall()
        assert [count for _, count, _ in counted] == [leaves for _, _, leaves in counted]
        assert [number for number, _, _ in counted] == list(range(1, len(counted) + 1))


def test_it_says_when_the_worker_ends(data: Path) -> None:
    with running(data) as (process, _):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        [worker] = [
            each for each in children if b"goufu.config.worker" in Path(f"/proc/{each}/cmdline").read_bytes()
        ]
        os.kill(int(worker), signal.SIGKILL)
        assert process.wait(PATIENCE_SECONDS) == 1
