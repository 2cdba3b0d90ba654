"""The launcher: real clusters, started, killed and started again."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from goufu.config.cluster import Cluster
from goufu.config.postgres import Server, running, throwaway_database
from goufu.config.processes import User
from goufu.config.programs import OLDEST, PostgresError, Programs, find_programs
from goufu.config.tests.conftest import cluster_in
from goufu.config.tests.running import data_folder

pytestmark = pytest.mark.starts_programs


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(question)
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


@pytest.fixture(scope="module")
def used() -> Iterator[Cluster]:
    """A cluster that one test after another starts and ends, each in its way."""
    with data_folder() as place:
        yield cluster_in(place)


@pytest.fixture(scope="module")
def before() -> dict[str, os.stat_result]:
    """How the folder around the cluster that is at work was before it was made."""
    return {}


@pytest.fixture(scope="module")
def at_work(before: dict[str, os.stat_result]) -> Iterator[Cluster]:
    """A cluster with a server that nobody ends."""
    with data_folder() as place:
        before["around"] = place.stat()
        with running(cluster := cluster_in(place)):
            yield cluster


def test_text_is_utf8_and_chinese_counts_as_letters(at_work: Cluster) -> None:
    url = at_work.administrator_url
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SELECT datctype FROM pg_database WHERE datname = 'goufu'") == "C.UTF-8"
    assert ask(url, "SELECT '养老服务' ~ '^[[:alpha:]]+$'") is True


def test_it_listens_on_no_port(at_work: Cluster) -> None:
    assert ask(at_work.administrator_url, "SHOW listen_addresses") == ""


def test_it_never_runs_as_root(at_work: Cluster) -> None:
    assert Path(f"/proc/{postmaster(at_work)}").stat().st_uid == at_work.user.uid != 0


def test_only_its_user_enters_data_and_socket_and_nothing_outside_changes(
    at_work: Cluster, before: dict[str, os.stat_result]
) -> None:
    for folder in (at_work.data, at_work.socket_folder):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_uid == at_work.user.uid
    then, now = before["around"], at_work.home.parent.stat()
    assert (now.st_mode, now.st_uid, now.st_gid) == (then.st_mode, then.st_uid, then.st_gid)


def test_its_user_cannot_lead_root_astray_through_the_home(at_work: Cluster) -> None:
    assert at_work.home.stat().st_uid == os.geteuid()
    assert at_work.home.stat().st_mode & 0o022 == 0


def test_it_stops_with_the_block_and_keeps_what_was_written(used: Cluster) -> None:
    with running(used) as url:
        ask(url, "CREATE TABLE kept AS SELECT 102 AS number")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    with running(used) as url:
        assert ask(url, "SELECT number FROM kept") == 102


def test_a_second_start_shares_the_server_and_leaves_it_running(used: Cluster) -> None:
    with running(used) as url:
        first = postmaster(used)
        with running(used):
            assert postmaster(used) == first
        assert ask(url, "SELECT 1") == 1


def test_whoever_shares_a_server_goes_on_with_one_of_its_own(used: Cluster) -> None:
    starter, sharer = Server(used), Server(used)
    starter.start()
    sharer.start()
    assert sharer.ended() is None
    starter.stop()
    assert sharer.ended() == "启动它的命令已结束"
    sharer.start()
    assert ask(used.administrator_url, "SELECT 1") == 1
    sharer.stop()
    assert not used.answers()


def test_a_full_server_is_still_a_server(used: Cluster) -> None:
    few = replace(used, options=("fsync=off", "max_connections=4", "superuser_reserved_connections=0"))
    with running(few) as url, ExitStack() as seats:
        for _ in range(4):
            seats.enter_context(psycopg.connect(url))
        with running(few):
            assert few.postmaster()


def test_a_session_at_work_does_not_keep_a_killed_server_from_starting_again(used: Cluster) -> None:
    server = Server(used)
    server.start()
    with closing(psycopg.connect(used.administrator_url)) as at_work:
        at_work.pgconn.send_query(
            b"SELECT count(*) FROM generate_series(1, 1000000000) AS a (n) WHERE n % 7 = 9"
        )
        os.kill(postmaster(used), signal.SIGKILL)
        server.stop()
        server.start()
        assert ask(used.administrator_url, "SELECT 1") == 1
    server.stop()


def test_a_server_that_hangs_while_it_stops_is_ended(used: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goufu.config.postgres.STOPPING_SECONDS", 1)
    hung, following = Server(used), Server(used)
    hung.start()
    checkpointer = ask(
        used.administrator_url, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
    )
    os.kill(int(str(checkpointer)), signal.SIGSTOP)
    os.kill(postmaster(used), signal.SIGINT)
    following.start()
    try:
        assert ask(used.administrator_url, "SELECT 1") == 1
        assert hung.ended()
    finally:
        following.stop()


def test_two_checkouts_run_side_by_side(at_work: Cluster, used: Cluster) -> None:
    with running(used) as two:
        one = at_work.administrator_url
        ask(one, "CREATE TABLE here (n int)")
        assert ask(two, "SELECT to_regclass('here')") is None


def test_it_recovers_after_being_killed(used: Cluster) -> None:
    with running(used) as url:
        ask(url, "CREATE TABLE saved AS SELECT 102 AS number")
        os.kill(postmaster(used), signal.SIGKILL)
    with running(used) as url:
        assert ask(url, "SELECT number FROM saved") == 102


def test_a_lock_whose_number_is_now_another_program_is_dropped(used: Cluster) -> None:
    with running(used) as url:
        ask(url, "SELECT 1")
        lock = (used.data / "postmaster.pid").read_text().splitlines()
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, **used.user.identity) as stranger:
        (used.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lock[1:]]) + "\n")
        shutil.chown(used.data / "postmaster.pid", used.user.uid, used.user.gid)
        with running(used) as url:
            assert ask(url, "SELECT 1") == 1
        stranger.terminate()


@pytest.mark.parametrize("left", ["data.draft-left", "data.draft"])  # the second by earlier versions
def test_a_half_made_cluster_is_made_again(cluster: Cluster, left: str) -> None:
    draft = cluster.home / left
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18")
    with running(cluster) as url:
        assert ask(url, "SELECT 1") == 1
    assert [each.name for each in cluster.home.glob("data*")] == ["data"]


def test_a_cluster_is_made_while_what_was_killed_still_works_on_its_own(cluster: Cluster) -> None:
    """The start was killed; its initdb lives on, and writes into the folder that the next start removes."""
    draft = cluster.home / "data.draft-left"
    draft.mkdir(parents=True)
    script = (
        "import contextlib, os, sys\n"
        "print('.', end='', flush=True)\n"
        "while True:\n"
        "    with contextlib.suppress(FileNotFoundError):\n"
        "        os.makedirs(sys.argv[1] + '/base/1', exist_ok=True)\n"
        "        open(sys.argv[1] + '/base/1/x', 'w').close()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, draft], stdout=subprocess.PIPE) as left:
        assert left.stdout is not None and left.stdout.read(1) == b"."
        try:
            with running(cluster) as url:
                assert ask(url, "SELECT 1") == 1
        finally:
            left.kill()
    with running(cluster) as url:
        assert ask(url, "SELECT 1") == 1
    assert not draft.exists()


def test_a_long_path_gets_a_short_socket(cluster: Cluster, place: Path) -> None:
    deep = replace(cluster, home=place / ("长" * 30) / "postgres")
    with running(deep) as url:
        assert ask(url, "SELECT 1") == 1
    shutil.rmtree(deep.socket_folder)


def test_it_dies_with_us(used: Cluster) -> None:
    """Killed without a chance to clean up, the process that started it takes it along."""
    script = (
        "import sys; from pathlib import Path; from goufu.config.cluster import Cluster\n"
        "from goufu.config.postgres import running; from goufu.config.processes import User; from goufu.config.programs import Programs\n"
        f"cluster = Cluster(Path({str(used.home)!r}), Programs(Path({str(used.programs.folder)!r}), "
        f"{used.programs.major}), User.of({used.user.uid}), ('fsync=off',))\n"
        "with running(cluster): print('up', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"up\n"
        server = os.pidfd_open(postmaster(used))
        starter.kill()
    ended, _, _ = select.select([server], [], [], 30)  # a pidfd is readable once its process has ended
    os.close(server)
    assert ended


def test_a_socket_folder_that_somebody_planted_is_refused(cluster: Cluster, place: Path) -> None:
    planted = place / "planted"
    planted.mkdir(mode=0o755)
    cluster.home.mkdir()
    cluster.socket_folder.symlink_to(planted)
    with pytest.raises(PostgresError, match=r"socket 属于.*GOUFU_DATA"), running(cluster):
        pass
    assert planted.stat().st_uid == os.geteuid()
    assert planted.stat().st_mode & 0o777 == 0o755


def test_data_of_another_user_is_refused(cluster: Cluster) -> None:
    cluster.data.mkdir(parents=True)
    stranger = replace(cluster, user=User.of(12345))
    with pytest.raises(PostgresError, match="不能由 12345 使用"), running(stranger):
        pass


def test_the_wheel_is_there_when_the_machine_has_none() -> None:
    wheel = find_programs("wheel")
    assert wheel.major >= 18
    assert wheel["postgres"].exists()


def test_data_of_another_version_is_refused_with_what_to_do() -> None:
    with pytest.raises(PostgresError, match=r"PostgreSQL 9 写成.*GOUFU_POSTGRES"):
        find_programs("wheel", major=9)


def test_no_programs_at_all_is_refused_with_what_to_do(place: Path) -> None:
    with pytest.raises(PostgresError, match=f"PostgreSQL {OLDEST} 或更新.*DATABASE_URL"):
        find_programs(str(place))


def test_programs_that_the_user_cannot_reach_are_copied(cluster: Cluster, place: Path) -> None:
    wheel = find_programs("wheel")
    package = wheel.folder.parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, place / "hidden" / folder.name)
    out_of_reach = Programs(place / "hidden" / wheel.folder.relative_to(package.parent), wheel.major)
    out_of_reach["postgres"].chmod(0o600)
    programs = out_of_reach.for_user(cluster.user, place)
    assert not programs.folder.is_relative_to(place / "hidden")
    with running(replace(cluster, programs=programs)) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_throwaway_database_is_gone_afterwards() -> None:
    with throwaway_database() as url:
        assert ask(url, "SHOW fsync") == "off"
        folder = Path(str(ask(url, "SHOW data_directory")))
    assert not folder.exists()
