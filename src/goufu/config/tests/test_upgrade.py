"""Machines that start at the same moment on one database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from goufu.config.tests.running import copy
from goufu.core.upgrade import alone_at_the_database

PATIENCE_SECONDS = 240
NAMES = ("host", "port", "user", "password")
PREPARE = "import os; from goufu.config.serve import prepare; prepare(os.environ['EMPTY_DATABASE'])"

HELD = """
    SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database AND datname = current_database()
    WHERE locktype = 'advisory'"""


def address(database: str) -> str:
    known = {
        name: str(connection.get_connection_params()[name])
        for name in NAMES
        if connection.get_connection_params().get(name)
    }
    return make_conninfo("", dbname=database, **known)


@pytest.fixture
def empty_database(db: None) -> Iterator[str]:
    """The address of a database with nothing in it."""
    name = f"{connection.settings_dict['NAME']}_empty"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield address(name)
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_of_two_that_start_at_once_one_migrates_and_the_other_waits(
    empty_database: str, tmp_path: Path, installation: Path
) -> None:
    for name in ("one", "two"):  # their static files are collected
        (tmp_path / name).mkdir()
        copy(installation / "static", tmp_path / name / "static")
    machines = [
        subprocess.Popen(
            [sys.executable, "-c", PREPARE],
            env=os.environ | {"EMPTY_DATABASE": empty_database, "GOUFU_DATA": str(tmp_path / name)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    said = [machine.communicate(timeout=PATIENCE_SECONDS)[1] for machine in machines]
    assert [machine.returncode for machine in machines] == [0, 0], said
    with psycopg.connect(empty_database) as database:
        assert database.execute(
            "SELECT count(*) > 3000, count(*) = count(DISTINCT (code, listed_from)) FROM registry_place"
        ).fetchone() == (True, True)
        assert database.execute("SELECT count(*) FROM catalogue_edition").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM planning_plan_facts").fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_block_within_a_block_and_one_that_fails_let_the_next_in() -> None:
    with pytest.raises(ZeroDivisionError), alone_at_the_database(), alone_at_the_database():
        _ = 1 / 0
    with psycopg.connect(address(connection.settings_dict["NAME"])) as other:
        assert other.execute(HELD).fetchone() == (0,)
