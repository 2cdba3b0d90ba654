"""A private PostgreSQL that lives and ends with the server.

It listens on a Unix socket in a folder that only its owner and root can enter, where no password is asked, and
never on a port, so two checkouts cannot clash. It never runs as root, and nothing outside its home changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from goufu.config.folders import data_folder, is_chosen
from goufu.config.processes import User, ends_with_us
from goufu.config.programs import PostgresError, Programs, find_programs

NAME = "goufu"
LONGEST_SOCKET_FOLDER = 85  # bytes; the system's limit of 107 is for the socket's whole path
PATIENCE_SECONDS = 300  # recovery after a crash replays what was not yet written to the tables
SERVER_LOCALE = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}
# Nothing in a cluster that is thrown away needs to survive a crash.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL in its home, a folder with data, socket and log."""

    home: Path
    programs: Programs
    user: User
    options: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket_folder(self) -> Path:
        inside = self.home / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        return Path("/tmp") / f"goufu-{_digest(self.home)}"  # noqa: S108, refused below unless it is ours

    @property
    def url(self) -> str:
        """The address of the database, for DATABASE_URL."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.socket_folder), safe='')}"

    @contextmanager
    def running(self) -> Iterator[str]:
        """The database's address. A server that runs already is shared; one started here ends with the block.

        Raises PostgresError.
        """
        self._make_home()
        with self._alone():
            process = None if self._answers() else self._start()
        try:
            yield self.url
        finally:
            if process:
                process.send_signal(signal.SIGINT)  # "fast": ends sessions, writes everything
                process.wait(PATIENCE_SECONDS)

    def _start(self) -> subprocess.Popen[bytes]:
        self._create()
        self._make_private(self.socket_folder)
        self._drop_stale_lock()
        process = self._launch()
        self._wait_for(process)
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")
        return process

    @property
    def _server_url(self) -> str:
        return f"postgresql://{NAME}@/postgres?host={quote(str(self.socket_folder), safe='')}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.home / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _make_home(self) -> None:
        """The home stays with whoever starts the server: as root we write here, and nobody may lead us astray."""
        self.home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if not self.home.exists():
            self.home.mkdir()
            self.home.chmod(0o711)
        lived_in = self.data if self.data.exists() else self.home
        owner = User.of(lived_in.stat().st_uid)
        allowed = self.user.uid if lived_in == self.data else os.geteuid()
        if owner.uid != allowed:
            raise PostgresError(_belongs_to(lived_in, owner, self.user))

    def _make_private(self, folder: Path) -> None:
        """A folder for PostgreSQL only. One that is there already must be just that, not what somebody planted."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.user.uid:
                raise PostgresError(_belongs_to(folder, User.of(found.st_uid), self.user)) from None
            return
        os.chown(folder, self.user.uid, self.user.gid)

    def _create(self) -> None:
        """A new cluster appears whole or not at all."""
        if self.data.exists():
            return
        draft = self.home / "data.draft"
        if draft.exists():
            shutil.rmtree(draft)
        self._make_private(draft)
        done = subprocess.run(
            [
                self.programs["initdb"],
                *("--pgdata", draft, "--username", NAME, "--encoding", "UTF8", "--locale", "C.UTF-8"),
                *("--auth-local", "trust", "--auth-host", "reject", "--no-instructions"),
                *(["--no-sync"] if "fsync=off" in self.options else []),
            ],
            **self._surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise PostgresError(f"不能在 {self.home} 建立数据库：{done.stderr.strip()}")
        draft.rename(self.data)

    def _launch(self) -> subprocess.Popen[bytes]:
        settings = (
            "listen_addresses=",
            f"unix_socket_directories={self.socket_folder}",
            "unix_socket_permissions=0700",
            "cluster_name=goufu",
            *self.options,
        )
        command: list[str | Path] = [self.programs["postgres"], "-D", self.data]
        for setting in settings:
            command += ["-c", setting]
        with self._log.open("wb") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(
                command,
                **self._surroundings(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl+C is for us, who stop it last
                preexec_fn=ends_with_us(signal.SIGINT),
            )
        return process

    @property
    def _log(self) -> Path:
        return self.home / "log"

    def _surroundings(self) -> dict[str, Any]:
        return {"cwd": self.home, "env": SERVER_LOCALE, **self.user.identity}

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        pause = threading.Event()
        for _ in range(PATIENCE_SECONDS * 20):
            if process.poll() is not None:
                break
            if self._answers():
                return
            pause.wait(0.05)
        process.kill()
        raise PostgresError(f"PostgreSQL 没有启动。{self._log} 的最后几行：\n{_tail(self._log)}")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._server_url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _drop_stale_lock(self) -> None:
        """After a power cut the lock may name what is now another program, and PostgreSQL would refuse.

        A server works in its data folder; a process that works elsewhere is none of ours.
        """
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        number = lock.read_text().split("\n", 1)[0].strip()
        try:
            holder = Path(f"/proc/{number}/cwd").resolve(strict=True)
        except (FileNotFoundError, PermissionError):
            holder = None
        if holder != self.data.resolve():
            lock.unlink()
            for left in self.socket_folder.glob(".s.PGSQL.*.lock"):
                left.unlink()


def private_cluster() -> Cluster:
    """The cluster of this data folder. Raises PostgresError."""
    home = data_folder() / "postgres"
    user = User.of(os.geteuid())
    if user.uid == 0:
        home, user = _home_and_user_for_root(home)
    version = home / "data/PG_VERSION"
    major = int(version.read_text()) if version.exists() else None
    programs = find_programs(os.environ.get("GOUFU_POSTGRES", ""), major)
    return Cluster(home, programs.for_user(user, home.parent), user)


@contextmanager
def database() -> Iterator[str]:
    """The address of a database to use within the block: DATABASE_URL, or the private PostgreSQL's."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with private_cluster().running() as url:
        yield url


@contextmanager
def throwaway_database() -> Iterator[str]:
    """The address of a fresh database for tests: gone after the block, and lost in a crash."""
    top = Path(tempfile.mkdtemp(prefix="goufu-"))
    user = User.of(os.geteuid())
    if user.uid == 0:
        top.chmod(0o755)
        user = User.unprivileged()
    programs = find_programs(os.environ.get("GOUFU_POSTGRES", "")).for_user(user, top)
    try:
        with Cluster(top / "postgres", programs, user, THROWAWAY).running() as url:
            yield url
    finally:
        shutil.rmtree(top)


def _home_and_user_for_root(home: Path) -> tuple[Path, User]:
    """Where root's PostgreSQL lives, and as whom it runs: the owner of what is there, else a service user.

    A checkout below a folder that this user may not enter (/root) keeps its database below /var/lib/goufu.
    """
    elsewhere = Path("/var/lib/goufu") / f"{home.parent.parent.name}-{_digest(home)}" / "postgres"
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


def _belongs_to(path: Path, owner: User, user: User) -> str:
    return (
        f"{path} 属于用户 {owner.name}，不能由 {user.name} 使用。"
        "请由原来启动的用户运行，或用 GOUFU_DATA 另选数据文件夹。"
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def _tail(file: Path) -> str:
    return "\n".join(file.read_text(errors="replace").splitlines()[-5:])
