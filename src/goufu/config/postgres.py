"""A private PostgreSQL server that ends with the process that started it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from goufu.config.cluster import Cluster, digest, refuse_older
from goufu.config.database_url import Addresses, given_addresses
from goufu.config.folders import chosen_folder, data_folder, is_chosen
from goufu.config.processes import HANGS, User, how_it_ended
from goufu.config.programs import PostgresError, find_programs
from goufu.config.watchdog import Watchdog

PATIENCE_SECONDS = 300  # recovery after a crash may replay a long log
STOPPING_SECONDS = 10  # a fast shutdown that takes longer hangs, as after a session was killed
# Nothing in a cluster that is thrown away needs to survive a crash.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class Server:
    """The PostgreSQL server of a cluster, started by us or shared with the process that started it.

    A server ends with its starter. A process that shares it must watch it: after that, start() starts a server of its
    own. With a watchdog, a server that we started and that stays stopped (SIGSTOP) hangs.
    """

    name = "数据库"

    def __init__(self, cluster: Cluster, watchdog: Watchdog | None = None) -> None:
        self.cluster = cluster
        self.watchdog = watchdog
        self._process: subprocess.Popen[bytes] | None = None  # None while sharing another's server
        self._postmaster: int | None = None

    def start(self) -> None:
        """Returns once a server accepts connections. Raises PostgresError."""
        cluster = self.cluster
        with cluster.alone():
            self._wait_for_another()
            if not cluster.answers():
                if other := cluster.postmaster():
                    raise PostgresError(
                        f"{cluster.data} 的 PostgreSQL（进程 {other}）一直没有应答，见 {cluster.log}。"
                    )
                self._process = process = cluster.launch()
                _wait_until(lambda: cluster.answers() or process.poll() is not None)
                if not cluster.answers():
                    self.stop()
                    raise PostgresError(
                        f"PostgreSQL 没有启动。{cluster.log} 的最后几行：\n{_tail(cluster.log)}"
                    )
                cluster.make_database()
            self._postmaster = cluster.postmaster()
            if self.watchdog and self._process and self._postmaster:
                self.watchdog.watch(self._postmaster)

    def _wait_for_another(self) -> None:
        """Waits for a server that is starting or stopping; one that hangs is ended after STOPPING_SECONDS."""
        cluster, stopping = self.cluster, 0

        def settled() -> bool:
            nonlocal stopping
            if cluster.answers() or not cluster.postmaster():
                return True
            stopping += cluster.is_stopping()
            if stopping == STOPPING_SECONDS * 20:
                cluster.end_at_once()
            return False

        _wait_until(settled)

    def ended(self) -> str | None:
        """The way in which the server found or started by start() ended, or that it hangs; None while it works."""
        if self._process:
            return how_it_ended(self._process) or (HANGS if self._hangs() else None)
        return None if self.cluster.postmaster() == self._postmaster else "启动它的命令已结束"

    def stop(self) -> None:
        """Ends the server if we started it."""
        if not self._process:
            return
        # SIGINT is PostgreSQL's fast shutdown; after a harder one, its log is replayed at the next start.
        gently = () if self._hangs() else (signal.SIGINT, signal.SIGQUIT)
        for number in (*gently, signal.SIGKILL):
            self._process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOPPING_SECONDS)
                break
        self._process = None

    def _hangs(self) -> bool:
        return bool(self.watchdog and self._postmaster and self.watchdog.hangs(self._postmaster))


@contextmanager
def running(cluster: Cluster) -> Iterator[str]:
    """A context with a running server: the superuser's address of the cluster's database. Raises PostgresError."""
    server = Server(cluster)
    try:
        server.start()
        yield cluster.administrator_url
    finally:
        server.stop()


def private_cluster() -> Cluster:
    """The cluster of this data folder. Raises PostgresError."""
    home = data_folder() / "postgres"
    user = User.of(os.geteuid())
    if user.uid == 0:
        home, user = _home_and_user_for_root(home)
    refuse_older(home / "data")
    version = home / "data/PG_VERSION"
    major = int(version.read_text()) if version.exists() else None
    programs = find_programs(os.environ.get("GOUFU_POSTGRES", ""), major)
    return Cluster(home, programs.for_user(user, home.parent), user)


@contextmanager
def database() -> Iterator[Addresses]:
    """A context with the addresses of a database: those given, or the private PostgreSQL's. Raises StartError."""
    if given := given_addresses():
        yield given
        return
    cluster = private_cluster()
    with running(cluster):
        yield cluster.addresses


def is_there() -> bool:
    """Whether a database is given, or the private PostgreSQL has one already. Nothing is made."""
    if os.environ.get("DATABASE_URL"):
        return True
    home = chosen_folder() / "postgres"
    homes = (home, _elsewhere(home)) if os.geteuid() == 0 else (home,)
    return any((each / "data").exists() for each in homes)


@contextmanager
def throwaway_database() -> Iterator[str]:
    """A context with a fresh database for tests: the superuser's address. Deleted afterwards, not crash-safe."""
    top = Path(tempfile.mkdtemp(prefix="goufu-"))
    user = User.of(os.geteuid())
    if user.uid == 0:
        top.chmod(0o755)
        user = User.unprivileged()
    programs = find_programs(os.environ.get("GOUFU_POSTGRES", "")).for_user(user, top)
    try:
        with running(Cluster(top / "postgres", programs, user, THROWAWAY)) as url:
            yield url
    finally:
        shutil.rmtree(top)


def _home_and_user_for_root(home: Path) -> tuple[Path, User]:
    """The home and the user of root's PostgreSQL: the owner of existing data, else a service user.

    A checkout below a folder that this user may not enter (/root) has its database below /var/lib/goufu.
    """
    elsewhere = _elsewhere(home)
    for existing in (home, elsewhere):
        if (existing / "data").exists():
            return existing, User.of((existing / "data").stat().st_uid)
    user = User.unprivileged()
    if user.can_use(home.parent):
        return home, user
    if is_chosen():
        raise PostgresError(
            f"PostgreSQL 不以 root 运行，而用户 {user.name} 不能进入 {home.parent}。"
            "请把 GOUFU_DATA 设到它能进入的地方，如 /var/lib/goufu。"
        )
    elsewhere.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    return elsewhere, user


def _elsewhere(home: Path) -> Path:
    return Path("/var/lib/goufu") / f"{home.parent.parent.name}-{digest(home)}" / "postgres"


def _wait_until(ready: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(PATIENCE_SECONDS * 20):
        if ready():
            return
        pause.wait(0.05)


def _tail(file: Path) -> str:
    return "\n".join(file.read_text(errors="replace").splitlines()[-5:])
