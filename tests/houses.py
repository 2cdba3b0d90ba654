"""Houses of the tests: data folders with a private PostgreSQL that runs, and what backups of them are made into."""

from __future__ import annotations

import resource
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import psycopg
import pytest

from goufu.config.backup.container import DATABASE, DOCUMENTS, reading, writing
from goufu.config.cluster import Cluster
from goufu.config.postgres import running as server_of
from goufu.config.tests.conftest import cluster_in
from goufu.config.tests.running import data_folder, environment
from goufu.files.tests.forking import Forked, Forks

PASSPHRASE = "云岭县的备份口令-2026"  # noqa: S105
ALL_ROWS = """
    SELECT relname, (xpath('/row/c/text()', query_to_xml(format(
        'SELECT md5(coalesce(string_agg(t::text, E''\\n'' ORDER BY t::text), '''')) AS c FROM %I t', relname),
        false, true, '')))[1]::text
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname !~ '^procrastinate_'"""
WAITS = "SELECT 1 FROM pg_stat_activity WHERE application_name = '{}' AND wait_event_type = 'Lock'"


class House:
    """A data folder with its private PostgreSQL, which runs."""

    def __init__(self, data: Path, cluster: Cluster, forks: Forks) -> None:
        self.data = data
        self.cluster = cluster
        self.forks = forks

    def goufu(
        self, *arguments: str | Path, most_bytes: int = resource.RLIM_INFINITY, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """most_bytes: the longest file that the command may write."""
        return self.forks.run(arguments, self.environment(**more), most_bytes)

    def starts(self, *arguments: str | Path) -> Forked:
        with TemporaryFile() as nobody_reads:
            return self.forks.start(arguments, self.environment(), [nobody_reads] * 3)

    def environment(self, **more: str) -> dict[str, str]:
        return environment(self.data, **{"GOUFU_PASSPHRASE_FILE": str(self.data / "passphrase")} | more)

    def connected(self) -> psycopg.Connection:
        return psycopg.connect(self.cluster.administrator_url, autocommit=True)

    def asks(self, question: str) -> list[tuple[Any, ...]]:
        with self.connected() as connection:
            return connection.execute(question).fetchall()

    def rows(self) -> dict[str, str]:
        """A digest of all rows of each table, but for those of jobs."""
        return dict(self.asks(ALL_ROWS))

    def documents(self) -> dict[str, bytes]:
        files = (self.data / "documents").glob("[0-9a-f][0-9a-f]/*")
        return {file.name: file.read_bytes() for file in files}

    def waits(self, program: str) -> bool:
        """Whether pg_dump or pg_restore waits for a lock."""
        return bool(self.asks(WAITS.format(program)))


@contextmanager
def house_with(forks: Forks) -> Iterator[House]:
    """An empty one: roles and a database, without tables."""
    with data_folder() as data:
        cluster = cluster_in(data)
        (data / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
        with server_of(cluster):
            yield House(data, cluster, forks)


def other_passphrase(house: House, backup: Path) -> Path:
    (house.data / "passphrase").write_text("另外一个口令，不是那一个\n", encoding="utf-8")
    return backup


def cut_off(house: House, backup: Path) -> Path:
    whole = backup.read_bytes()
    return written(house, whole[: len(whole) // 2])


def altered(name: str) -> Callable[[House, Path], Path]:
    """With one content changed as somebody does who knows the format but not the passphrase."""

    def alter(house: House, backup: Path) -> Path:
        file = written(house, b"")
        with zipfile.ZipFile(backup) as old, zipfile.ZipFile(file, "w") as new:
            for each in old.namelist():
                content = old.read(each)
                if each == name:
                    content = content.replace(b"0", b"1", 1)
                new.writestr(each, content)
        return file

    return alter


def of_a_newer_program(house: House, backup: Path) -> Path:
    return remade(house, backup, version="9.0.0")


def with_a_migration_of_tomorrow(house: House, backup: Path) -> Path:
    return remade(house, backup, migrations=[["planning", "9999_of_tomorrow"]])


def remade(house: House, backup: Path, **said: object) -> Path:
    """With another manifest, by somebody who knows the passphrase and makes trying it cheap."""
    with reading(backup) as old:
        keys, manifest = old.keys(PASSPHRASE), replace(old.manifest, **said)
    file = house.data / "other.goufu"
    file.unlink(missing_ok=True)
    with zipfile.ZipFile(backup) as old_zip, writing(file) as new, pytest.MonkeyPatch.context() as patch:
        for name in (DATABASE, DOCUMENTS):
            with new.content(name) as content:
                content.write(old_zip.read(name))
        patch.setattr("goufu.config.backup.passphrase.COST", {"n": 2, "r": 8, "p": 1})
        new.finish(manifest, keys, PASSPHRASE)
    return file


def written(house: House, content: bytes) -> Path:
    file = house.data / "other.goufu"
    file.write_bytes(content)
    return file
