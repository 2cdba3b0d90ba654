"""The database's roles: in the private PostgreSQL, in a database of one's own, and where there is only one."""

from __future__ import annotations

import resource
import shutil
import subprocess
from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import psycopg
import pytest
from click.testing import CliRunner
from psycopg.conninfo import make_conninfo
from psycopg.errors import InsufficientPrivilege

from goufu.config.cli import main
from goufu.config.cluster import Cluster
from goufu.config.postgres import running as server_of
from goufu.config.tests.running import Running, copy, data_folder, free_port, goufu, running
from goufu.files.tests.processes import until

pytestmark = pytest.mark.starts_programs

PAGE = resource.getpagesize()
OWNERS = """
    SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S')"""
SESSIONS = """
    SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'goufu' AND pid <> pg_backend_pid()"""
ATTRIBUTES = """
    SELECT rolname, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles
    WHERE rolname LIKE 'goufu%' ORDER BY 1"""


@pytest.fixture(scope="module")
def program(installation: Path) -> Iterator[Running]:
    with data_folder(installation) as data, running(data) as program:
        yield program


@pytest.fixture
def migrated(cluster: Cluster, installation: Path) -> Cluster:
    """A cluster with a database that `goufu run` has used."""
    copy(installation / "postgres", cluster.home)
    return cluster


@pytest.fixture
def another(installation: Path, place: Path) -> Path:
    """The data folder of a machine that has run before, with a database elsewhere: its static files are collected."""
    copy(installation / "static", place / "static")
    return place


def test_one_role_owns_everything_and_another_is_at_work(program: Running) -> None:
    assert program.get("/ready") == program.get("/rules/") == 200
    program.does_jobs()
    with psycopg.connect(program.database_as("postgres"), autocommit=True) as administrator:
        assert administrator.execute(OWNERS).fetchall() == [("goufu_owner",)]
        assert administrator.execute(ATTRIBUTES).fetchall() == [("goufu", False), ("goufu_owner", False)]
        until(lambda: administrator.execute(SESSIONS).fetchall() == [("goufu",)])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET person_name = '李四'",
        "DELETE FROM funds_ledgerentry",
        "TRUNCATE journal_entry",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "SET ROLE goufu_owner",
        "CREATE TEMP TABLE journal_entry (n int)",
    ],
)
def test_the_role_at_work_is_refused_by_the_server(program: Running, statement: str) -> None:
    with psycopg.connect(program.database) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement)


def test_the_administrator_s_commands_are_the_owner_s(program: Running) -> None:
    done = goufu(program.data, "manage", "migrate", "supervision")
    assert done.returncode == 0, done.stderr
    assert "No migrations to apply" in done.stdout


def test_migrating_as_the_role_at_work_is_refused_in_a_sentence(program: Running) -> None:
    done = goufu(program.data, "manage", "migrate", "supervision", "zero", DATABASE_URL=program.database)
    assert done.returncode == 1
    assert "GOUFU_MIGRATION_URL" in done.stderr
    with psycopg.connect(program.database) as connection:
        assert connection.execute("SELECT count(*) FROM supervision_verification").fetchone() == (0,)


def test_a_machine_that_knows_only_the_role_at_work_serves_what_another_has_migrated(
    program: Running, another: Path
) -> None:
    with running(another, DATABASE_URL=program.database) as second:
        assert "购服已启动" in second.said
        assert second.get("/rules/") == 200


def test_the_printed_sql_makes_a_database_that_is_migrated_by_one_and_used_by_the_other(
    cluster: Cluster, another: Path
) -> None:
    names = ("--name", "services", "--owner", "keeper", "--runtime", "clerk")
    script = CliRunner().invoke(main, ["database", "roles", *names]).output
    with server_of(cluster) as administrator:
        address = make_conninfo(administrator, dbname="postgres")
        for _ in range(2):  # what was done is not done again
            done = subprocess.run(
                [cluster.programs["psql"], "--no-psqlrc", address],
                input=script.replace("\\password", "\\echo"),
                capture_output=True,
                text=True,
                check=True,
            )
        assert [line for line in done.stderr.splitlines() if "ERROR" in line] == [
            'ERROR:  database "services" already exists'
        ]
        runtime = make_conninfo(administrator, dbname="services", user="clerk")
        migration = make_conninfo(administrator, dbname="services", user="keeper")
        alone = goufu(another, "run", DATABASE_URL=runtime, GOUFU_PORT=str(free_port()))
        assert alone.returncode == 1
        assert "GOUFU_MIGRATION_URL" in alone.stderr
        with running(another, DATABASE_URL=runtime, GOUFU_MIGRATION_URL=migration) as program:
            assert "购服已启动" in program.said
            assert program.get("/rules/") == 200
            for process in program.everything():
                assert b"keeper" not in Path(f"/proc/{process}/environ").read_bytes()
                assert not is_in_memory(b"user=keeper", process)
            assert is_in_memory(b"user=clerk", program.worker())  # so it would be found
        with psycopg.connect(runtime) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute("UPDATE journal_entry SET person_name = '李四'")


def test_with_one_role_it_runs_and_says_what_is_not_protected(migrated: Cluster, another: Path) -> None:
    with server_of(migrated) as administrator, running(another, DATABASE_URL=administrator) as program:
        assert program.get("/rules/") == 200
        assert program.process.stdout is not None
        said = [program.process.stdout.readline() for _ in range(2)]
        assert "数据库角色 postgres" in said[1]
        assert "goufu database roles" in said[1]


def test_a_role_without_rights_is_told_what_to_do(migrated: Cluster, another: Path) -> None:
    with server_of(migrated) as administrator:
        with psycopg.connect(administrator, autocommit=True) as connection:
            connection.execute("CREATE ROLE stranger LOGIN; GRANT CONNECT ON DATABASE goufu TO stranger")
        stranger = make_conninfo(administrator, user="stranger")
        done = goufu(
            another,
            "run",
            DATABASE_URL=stranger,
            GOUFU_MIGRATION_URL=administrator,
            GOUFU_PORT=str(free_port()),
        )
    assert done.returncode == 1
    assert "数据库角色 stranger 不能用购服的表" in done.stderr
    assert "goufu database roles" in done.stderr


def test_an_address_for_migrations_alone_is_refused(place: Path) -> None:
    done = goufu(place, "manage", "check", GOUFU_MIGRATION_URL="postgresql:///nowhere")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr


@pytest.mark.parametrize("arguments", [("--owner", "goufu"), ("--name", "a b"), ("--runtime", 'x"; DROP')])
def test_names_that_would_not_do_are_refused(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, ["database", "roles", *arguments])
    assert result.exit_code == 2
    assert "CREATE" not in result.output


@pytest.mark.parametrize("arguments", [("run",), ("journal", "seal")])
def test_a_data_folder_from_before_is_met_with_a_sentence_and_left_untouched(
    cluster: Cluster, place: Path, arguments: tuple[str, ...]
) -> None:
    cluster.home.mkdir()
    cluster.home.chmod(0o711)
    cluster.data.mkdir(mode=0o700)
    shutil.chown(cluster.data, cluster.user.uid, cluster.user.gid)
    subprocess.run(
        [
            cluster.programs["initdb"],
            "--pgdata",
            cluster.data,
            "--username",
            "goufu",
            "--auth-local",
            "trust",
        ],
        check=True,
        capture_output=True,
        cwd=cluster.home,
        **cluster.user.identity,
    )
    before = contents(cluster.home)
    done = goufu(place, *arguments, GOUFU_PORT=str(free_port()))
    assert done.returncode == 1
    assert f"{cluster.data} 是较早的购服建立的" in done.stderr
    assert "GOUFU_DATA" in done.stderr
    assert contents(cluster.home) == before


def test_a_cluster_that_ended_before_it_had_its_roles_gets_them(cluster: Cluster) -> None:
    with server_of(cluster) as administrator, psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute("REVOKE ALL ON SCHEMA public FROM goufu")
        connection.execute(
            "ALTER DEFAULT PRIVILEGES FOR ROLE goufu_owner IN SCHEMA public REVOKE ALL ON TABLES FROM goufu"
        )
    with server_of(replace(cluster)):
        with psycopg.connect(cluster.addresses.migration) as connection:
            connection.execute("CREATE TABLE added (number int)")
        with psycopg.connect(cluster.addresses.runtime) as connection:
            assert connection.execute("SELECT count(*) FROM added").fetchone() == (0,)


def is_in_memory(words: bytes, process: int) -> bool:
    """Whether the process has the words in what it has written to its memory, its stack and environment among it."""
    about = Path(f"/proc/{process}")
    with (about / "mem").open("rb", 0) as memory, (about / "pagemap").open("rb") as pages:
        for line in (about / "maps").read_text().splitlines():
            place, rights, _, device, *_ = line.split()
            first, end = (int(each, 16) // PAGE for each in place.split("-"))
            if rights.startswith("rw") and device == "00:00":
                pages.seek(8 * first)
                told = array("Q", pages.read(8 * (end - first)))
                written = (
                    first + number for number, each in enumerate(told) if each >> 63
                )  # bit 63: it is there
                if any(words in _page(memory, number) for number in written):
                    return True
    return False


def _page(memory: IO[bytes], number: int) -> bytes:
    """With the beginning of the next one, over whose border words may stand."""
    memory.seek(PAGE * number)
    return memory.read(PAGE + 100)


def contents(folder: Path) -> dict[Path, tuple[int, int, int, int]]:
    """Of all files and folders below: size, owner, mode, and when they were changed."""
    return {
        path: ((found := path.lstat()).st_size, found.st_uid, found.st_mode, found.st_mtime_ns)
        for path in (folder, *folder.rglob("*"))
    }
