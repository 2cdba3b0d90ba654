"""pg_dump and pg_restore: of the programs of this machine, on a database given by its address."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from goufu.config.backup.container import CHUNK
from goufu.config.backup.errors import BackupError
from goufu.config.programs import PostgresError, Programs, find_programs
from goufu.files.parent import ends_with_us


def programs_for(url: str) -> Programs:
    """The programs for a server: those of its own version, else the newest. Raises PostgresError."""
    choice = os.environ.get("GOUFU_POSTGRES", "")
    with psycopg.connect(url) as connection:
        major = connection.info.server_version // 10_000
    try:
        return find_programs(choice, major)
    except PostgresError:
        return find_programs(choice)


def dump(programs: Programs, url: str, to: IO[bytes]) -> None:
    """Writes the whole database as of one moment. Raises BackupError; the file's own OSError is passed on."""
    command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges"]
    with _program(programs, command, url, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while chunk := process.stdout.read(CHUNK):
            to.write(chunk)


def load(programs: Programs, url: str, dumped: IO[bytes]) -> None:
    """Fills an empty database in one transaction: completely or not at all. Raises BackupError."""
    command = ["pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    with _program(programs, command, url, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it has failed, and says why
            while chunk := dumped.read(CHUNK):
                process.stdin.write(chunk)
            process.stdin.close()


@contextmanager
def _program(
    programs: Programs, command: list[str], url: str, *, stdin: int | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A context with the program at work, which must have succeeded at its end. The password is in no argument."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    with (
        os.fdopen(os.memfd_create("said"), "w+b") as said,  # however full the temporary folder is
        subprocess.Popen(
            [programs[command[0]], *command[1:], "--dbname", make_conninfo("", **parts)],
            env=environment,
            stdin=stdin,
            stdout=stdout,
            stderr=said,
            preexec_fn=ends_with_us(signal.SIGKILL),
        ) as process,
    ):
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        if process.wait():
            said.seek(0)
            last = " ".join(said.read().decode(errors="replace").split("\n")[:3]).strip()
            raise BackupError(f"{command[0]} 没有做完：{last or process.returncode}")
