"""A backup of a house with people, projects and papers, made while it runs, restored elsewhere; killed, and on a full disk."""

from __future__ import annotations

import json
import lzma
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from houses import (
    House,
    altered,
    cut_off,
    house_with,
    of_a_newer_program,
    other_passphrase,
    remade,
    with_a_migration_of_tomorrow,
)
from psycopg.conninfo import make_conninfo

from goufu.config.cluster import ROLES
from goufu.config.database_roles import DatabaseRoles
from goufu.config.folders import CHECKOUT, RESTORING
from goufu.config.tests.forking import forking
from goufu.config.tests.running import running
from goufu.core.table_rights import may_work, unprotected
from goufu.files.tests.forking import Forks
from goufu.files.tests.processes import children, command, ending, until
from goufu.journal.tree import sm3
from goufu.journal.unverified import MARK

pytestmark = pytest.mark.starts_programs
RELEASE = CHECKOUT / "tests/releases/0.1.0"


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with forking() as forks:
        yield forks


@pytest.fixture(scope="module")
def inhabited(forks: Forks) -> Iterator[House]:
    """What a release's story has told, brought up to date: people, projects, papers, a journal; the program runs on it."""
    with house_with(forks) as lived_in:
        owner = lived_in.cluster.addresses.migration
        psql = [lived_in.cluster.programs["psql"], "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
        dumped = lzma.decompress((RELEASE / "database.sql.xz").read_bytes())
        subprocess.run([*psql, "--single-transaction", "--output=/dev/null", owner], input=dumped, check=True)
        shutil.copytree(RELEASE / "documents", lived_in.data / "documents")
        keys = json.loads((RELEASE / "facts.json").read_text(encoding="utf-8"))["keys"]
        (lived_in.data / "secret_key").write_text(keys["GOUFU_SECRET_KEY"])
        (lived_in.data / "personal_keys").write_text(keys["GOUFU_PERSONAL_KEYS"])
        with running(lived_in.data) as program:
            assert "购服已启动" in program.said, program.messages
            program.does_jobs()
            until(lambda: not lived_in.asks("SELECT 1 FROM journal_waiting"))
            yield lived_in


@pytest.fixture(scope="module")
def as_made(inhabited: House) -> Path:
    """A backup as the program makes it."""
    file = inhabited.data / "云岭.goufu"
    done = inhabited.goufu("backup", file)
    assert done.returncode == 0 and "已备份" in done.stdout, done.stderr
    assert not file.with_name("云岭.goufu.part").exists()
    return file


@pytest.fixture(scope="module")
def backup(inhabited: House, as_made: Path) -> Path:
    """The same, but a passphrase is tried in no time, for what restores of it prove beside."""
    return remade(inhabited, as_made).rename(inhabited.data / "quick.goufu")


@pytest.fixture(scope="module")
def restored(as_made: Path, forks: Forks) -> Iterator[House]:
    """Another house, in which the backup was restored. Whoever changes it puts it back."""
    with house_with(forks) as another:
        done = another.goufu("restore", as_made)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "没有发现不符" in done.stdout and "，0 份不符" in done.stdout and "恢复完成" in done.stdout
        yield another


@pytest.fixture(scope="module")
def of_nobody(forks: Forks) -> Iterator[House]:
    with house_with(forks) as nobody:
        yield nobody


@pytest.fixture
def empty(of_nobody: House) -> Iterator[House]:
    """A house without tables; afterwards it is emptied again."""
    yield of_nobody
    of_nobody.cluster.drop_database()
    of_nobody.cluster.make_database()
    shutil.rmtree(of_nobody.data / "documents", ignore_errors=True)
    for mark in (RESTORING, MARK):
        (of_nobody.data / mark).unlink(missing_ok=True)


def assert_it_is_untouched(house: House) -> None:
    assert house.rows() == {}
    assert house.documents() == {}
    assert not (house.data / RESTORING).exists()


def test_what_was_restored_is_what_was_there(inhabited: House, as_made: Path, restored: House) -> None:
    assert as_made.stat().st_mode & 0o777 == 0o600
    now = restored.rows()
    assert {"registry_person", "planning_project", "documents_document", "journal_entry"} <= now.keys()
    assert now == inhabited.rows()
    assert restored.documents() == inhabited.documents() != {}
    for name in ("secret_key", "personal_keys"):
        assert (restored.data / name).read_text().split() == (inhabited.data / name).read_text().split()
        assert (restored.data / name).stat().st_mode & 0o777 == 0o600

    again = restored.goufu("restore", as_made)
    assert again.returncode == 1 and "已经有人员或者日志" in again.stderr
    assert restored.rows() == now


def test_a_database_of_one_s_own_is_filled_when_it_is_empty(backup: Path, empty: House) -> None:
    roles = DatabaseRoles(database="of_the_office")
    with psycopg.connect(empty.cluster.administrator_url, autocommit=True) as server:
        server.execute(roles.create_database)
    administrator = make_conninfo(empty.cluster.administrator_url, dbname=roles.database)
    with psycopg.connect(administrator) as database:
        for statement in roles.in_the_database:
            database.execute(statement)
    addresses = {
        "DATABASE_URL": make_conninfo(administrator, user=ROLES.runtime),
        "GOUFU_MIGRATION_URL": make_conninfo(administrator, user=ROLES.owner),
    }
    done = empty.goufu("restore", backup, **addresses)
    assert done.returncode == 0, done.stdout + done.stderr
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        assert may_work(connection.cursor()) and unprotected(connection.cursor()) == ""
    again = empty.goufu("backup", empty.data / "again.goufu", **addresses)
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (other_passphrase, "口令不对"),
        (cut_off, "不是完整的备份"),
        (altered("database.dump"), "database.dump 和做备份时不一样"),
        (altered("documents.tar"), "documents.tar 和做备份时不一样"),
        (altered("manifest.json"), "manifest.json 和做备份时不一样"),
        (of_a_newer_program, "较新的购服 9.0.0 做的，这里的是 0."),
        (with_a_migration_of_tomorrow, "planning.9999_of_tomorrow"),
    ],
    ids=["passphrase", "cut off", "database", "documents", "manifest", "newer", "migration"],
)
def test_another_backup_is_refused_before_anything_is_touched(
    make: Callable[[House, Path], Path], says: str, backup: Path, empty: House
) -> None:
    passphrase = (empty.data / "passphrase").read_text(encoding="utf-8")
    try:
        done = empty.goufu("restore", make(empty, backup))
    finally:
        (empty.data / "passphrase").write_text(passphrase, encoding="utf-8")
    assert done.returncode == 1 and says in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert_it_is_untouched(empty)


def test_a_backup_that_is_killed_half_way_leaves_no_half_file_under_its_name(inhabited: House) -> None:
    file = inhabited.data / "half.goufu"
    with inhabited.connected() as connection:
        connection.execute("BEGIN; LOCK TABLE registry_place IN ACCESS EXCLUSIVE MODE")
        process = inhabited.starts("backup", file)
        until(lambda: inhabited.waits("pg_dump"))
        dumping = [each for each in children(process.pid) if b"pg_dump" in command(each)]
        with ending(dumping):
            process.kill()
            process.wait()
        connection.execute("ROLLBACK")
    assert not file.exists()
    assert inhabited.goufu("backup", file).returncode == 0
    assert not file.with_name("half.goufu.part").exists()
    over = inhabited.goufu("backup", file)
    assert over.returncode == 1 and "不覆盖" in over.stderr


def test_a_restore_that_is_killed_half_way_is_begun_anew(
    inhabited: House, backup: Path, empty: House
) -> None:
    with empty.connected() as connection:
        connection.execute("BEGIN; CREATE TABLE registry_place (number int)")  # for which pg_restore waits
        process = empty.starts("restore", backup)
        until(lambda: empty.waits("pg_restore"))
        restoring = [each for each in children(process.pid) if b"pg_restore" in command(each)]
        with ending(restoring):
            process.kill()
            process.wait()
        connection.execute("ROLLBACK")
    assert empty.rows() == {}
    for command_line in (["run"], ["people", "setup"]):
        done = empty.goufu(*command_line)
        assert done.returncode == 1 and "上一次恢复没有做完" in done.stderr
    assert empty.rows() == {}
    done = empty.goufu("restore", backup)
    assert done.returncode == 0, done.stdout + done.stderr
    assert empty.rows() == inhabited.rows()
    assert empty.documents() == inhabited.documents()
    assert not (empty.data / RESTORING).exists()


def test_a_restore_that_is_killed_before_it_was_verified_is_known_as_that(
    inhabited: House, backup: Path, empty: House
) -> None:
    process = empty.starts("restore", backup)
    until(lambda: empty.asks("SELECT to_regclass('journal_seal')") != [(None,)])
    with empty.connected() as connection:
        connection.execute("BEGIN; LOCK TABLE journal_seal IN ACCESS EXCLUSIVE MODE")  # which verifying reads
        until(lambda: empty.asks("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        process.kill()
        process.wait()
        connection.execute("ROLLBACK")
    with running(empty.data) as program:
        assert "购服已启动" in program.said, program.messages
        said = empty.goufu("status")
        assert said.returncode == 1 and "不对  恢复的备份：还没有核验完" in said.stdout, said.stdout
        assert "执行 goufu journal verify --business，没有不符" in said.stdout  # the papers were found sound
        assert empty.goufu("journal", "verify").returncode == 0
        assert "恢复的备份" in empty.goufu("status").stdout
        verified = empty.goufu("journal", "verify", "--business")
        assert verified.returncode == 0, verified.stdout
        assert "恢复的备份" not in empty.goufu("status").stdout
        program.process.terminate()
        assert program.process.stdout is not None
        assert "恢复了备份，还没有核验完" in program.process.stdout.read()


def test_a_restore_in_which_something_is_wrong_stays_unverified(restored: House, empty: House) -> None:
    assert "恢复的备份" not in restored.goufu("status").stdout
    tampered = restored.data / "tampered.goufu"
    with renamed_body(restored):
        assert restored.goufu("backup", tampered).returncode == 0
    done = empty.goufu("restore", tampered)
    assert done.returncode == 1 and "goufu journal verify --business 发现不符" in done.stderr, done.stderr
    assert "不对  恢复的备份：还没有核验完" in empty.goufu("status").stdout


@contextmanager
def renamed_body(house: House) -> Iterator[None]:
    """One of its bodies is called otherwise, past the triggers, and nothing tells of it."""
    with house.connected() as connection:
        connection.execute("SET session_replication_role = replica")
        first = "FROM registry_body WHERE id = (SELECT min(id) FROM registry_body)"
        [(number, name)] = connection.execute(f"SELECT id, name {first}").fetchall()
        rename = "UPDATE registry_body SET name = %s WHERE id = %s"
        connection.execute(rename, ["x", number])
        try:
            yield
        finally:
            connection.execute(rename, [name, number])


def test_a_restore_that_lacks_a_paper_stays_unverified_until_it_is_back(
    inhabited: House, empty: House
) -> None:
    paper = next((inhabited.data / "documents").glob("[0-9a-f][0-9a-f]/*"))
    aside, backup = inhabited.data / "aside", inhabited.data / "lacking.goufu"
    paper.rename(aside)
    try:
        assert inhabited.goufu("backup", backup).returncode == 0
    finally:
        aside.rename(paper)
    done = empty.goufu("restore", backup)
    assert done.returncode == 1 and "goufu documents check 发现不符" in done.stderr, done.stderr
    said = empty.goufu("status").stdout
    assert "不对  恢复的备份：还没有核验完" in said and "执行 goufu documents check，没有不符" in said, said
    there = empty.data / "documents" / paper.parent.name
    there.mkdir(exist_ok=True)
    shutil.copy(paper, there)
    assert empty.goufu("documents", "check").returncode == 0
    assert "恢复的备份" not in empty.goufu("status").stdout


def test_a_full_disk_while_restoring_is_told_in_a_sentence_and_the_restore_begun_anew(
    inhabited: House, empty: House
) -> None:
    """As below: one of the papers doesn't fit any more."""
    large, backup = b"of a paper " * 30_000, inhabited.data / "large.goufu"
    paper = inhabited.data / "documents" / sm3(large).hex()[:2] / sm3(large).hex()
    paper.parent.mkdir(exist_ok=True)
    paper.write_bytes(large)
    assert inhabited.goufu("backup", backup).returncode == 0
    done = empty.goufu("restore", backup, most_bytes=len(large) - 1)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert "磁盘满了" in done.stderr and "再做一次" in done.stderr
    assert empty.rows() == {}
    for name, content in empty.documents().items():
        assert content == inhabited.documents()[name]
    refused = empty.goufu("people", "setup")
    assert refused.returncode == 1 and "上一次恢复没有做完" in refused.stderr
    again = empty.goufu("restore", backup)
    assert again.returncode == 0, again.stdout + again.stderr
    assert empty.documents() == inhabited.documents()
    assert empty.rows() == inhabited.rows()
    paper.unlink()  # the backup of the other tests is without it


def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_left(inhabited: House) -> None:
    """No file may become longer than this, which the kernel refuses as it refuses on a full disk, to root as well."""
    file = inhabited.data / "full.goufu"
    done = inhabited.goufu("backup", file, most_bytes=100_000)
    assert done.returncode == 1 and "磁盘满了" in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert not list(inhabited.data.glob("full.goufu*"))


def test_a_place_that_can_t_be_written_is_told_in_a_sentence(inhabited: House) -> None:
    nowhere = inhabited.data / "passphrase" / "x.goufu"
    done = inhabited.goufu("backup", nowhere)
    assert done.returncode == 1 and "写不了" in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_a_short_passphrase_is_refused_and_one_must_be_given(inhabited: House, tmp_path: Path) -> None:
    (tmp_path / "short").write_text("12345678901\n")
    done = inhabited.goufu("backup", tmp_path / "x", "--passphrase-file", tmp_path / "short")
    assert done.returncode == 1 and "至少 12 个字" in done.stderr
    done = inhabited.goufu("backup", tmp_path / "x", GOUFU_PASSPHRASE_FILE="")
    assert done.returncode == 1 and "没有口令" in done.stderr
    assert not (tmp_path / "x").exists()
