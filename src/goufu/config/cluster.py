"""The folder of a private PostgreSQL: its creation and protection, and starting a server on it.

The server listens on a Unix socket in a folder that only its owner and root can enter, without passwords, and never on
a port, so that two checkouts can't clash. It never runs as root, and nothing outside its home is changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from goufu.config.database_roles import DatabaseRoles
from goufu.config.database_url import Addresses
from goufu.config.processes import User
from goufu.config.programs import PostgresError, Programs
from goufu.files.parent import ends_with_us

ROLES = DatabaseRoles()
ADMINISTRATOR = "postgres"  # used by the launcher and tests only
DRAFT = "data.draft"  # begins the name of a folder in which a cluster is made
MARK = "goufu_roles"  # a file in the data folder of clusters created with these roles
LONGEST_SOCKET_FOLDER = 85  # bytes; the system's limit of 107 is for the socket's whole path
SERVER_LOCALE = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL cluster in its home, a folder with data, socket and log."""

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
        return Path("/tmp") / f"goufu-{digest(self.home)}"  # noqa: S108, refused below unless it is ours

    @property
    def addresses(self) -> Addresses:
        """The database's addresses for the program."""
        return Addresses(self._url(ROLES.runtime), self._url(ROLES.owner))

    @property
    def administrator_url(self) -> str:
        """The database's address for the superuser."""
        return self._url(ADMINISTRATOR)

    @property
    def log(self) -> Path:
        """The server's log; that of the server before it is beside it, in log.before."""
        return self.home / "log"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A context that only one process at a time enters, for starting a server here."""
        self._make_home()
        with (self.home / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def answers(self) -> bool:
        """Whether a server accepts connections; so does a full one, but not one that is starting or stopping."""
        conninfo = f"{self._server_url}&connect_timeout=5".encode()
        return psycopg.pq.PGconn.ping(conninfo) == psycopg.pq.Ping.OK

    def postmaster(self) -> int | None:
        """The process number in the server's lock file, if that process lives and is this cluster's server; else None.

        After a power cut the number may belong to another program. A server is recognised by its working directory.
        """
        lock = self.data / "postmaster.pid"
        try:
            number = int(lock.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return number if self._works_here(Path(f"/proc/{number}")) else None

    def is_stopping(self) -> bool:
        """Whether the server is shutting down."""
        try:
            return (self.data / "postmaster.pid").read_text().rstrip().endswith("stopping")
        except FileNotFoundError:
            return False

    def end_at_once(self) -> None:
        """Ends a server that hangs during shutdown (SIGQUIT). The next start recovers committed data from its log."""
        if number := self.postmaster():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGQUIT)

    def launch(self) -> subprocess.Popen[bytes]:
        """Starts the server, after creating the cluster if there is none. No other server may be running on it."""
        self._create()
        self._make_private(self.socket_folder)
        self._end_orphans()
        self._drop_locks()
        if self.log.exists():
            self.log.replace(self.log.with_name("log.before"))
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
        with self.log.open("wb") as log:
            return subprocess.Popen(
                command,
                **self._surroundings(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl+C is for us: we stop it last
                preexec_fn=ends_with_us(signal.SIGINT),
            )

    def make_database(self) -> None:
        """Creates the missing roles and the database on a running server."""
        with psycopg.connect(self._server_url, autocommit=True) as server:
            for statement in ROLES.on_the_server:
                server.execute(statement)
            there = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not server.execute(there, [ROLES.database]).fetchone():
                server.execute(ROLES.create_database)
        with psycopg.connect(self.administrator_url) as database:
            for statement in ROLES.in_the_database:
                database.execute(statement)

    def drop_database(self) -> None:
        """Drops the database with all that is in it; the next start makes it anew."""
        name = sql.Identifier(ROLES.database)
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    @property
    def _server_url(self) -> str:
        return self._url(ADMINISTRATOR, "postgres")

    def _url(self, role: str, database: str = ROLES.database) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    def _make_home(self) -> None:
        """Creates the home, and refuses one of another user, since root writes here. Raises PostgresError."""
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
        """Creates a folder for PostgreSQL's user only. An existing one must be exactly that. Raises PostgresError."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.user.uid:
                raise PostgresError(_belongs_to(folder, User.of(found.st_uid), self.user)) from None
            return
        os.chown(folder, self.user.uid, self.user.gid)

    def _create(self) -> None:
        """Creates a new cluster, completely or not at all. Raises PostgresError.

        In a folder of its own: the initdb of a start that was killed lives on, and may still write into its.
        """
        for left in self.home.glob(f"{DRAFT}*"):
            shutil.rmtree(left, ignore_errors=True)
        if self.data.exists():
            return
        draft = Path(mkdtemp(prefix=f"{DRAFT}-", dir=self.home))
        os.chown(draft, self.user.uid, self.user.gid)
        done = subprocess.run(
            [
                self.programs["initdb"],
                *(
                    "--pgdata",
                    draft,
                    "--username",
                    ADMINISTRATOR,
                    "--encoding",
                    "UTF8",
                    "--locale",
                    "C.UTF-8",
                ),
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
        (draft / MARK).write_text(f"{ROLES.owner} {ROLES.runtime}\n")
        draft.rename(self.data)

    def _surroundings(self) -> dict[str, Any]:
        return {"cwd": self.home, "env": SERVER_LOCALE, **self.user.identity}

    def _works_here(self, process: Path) -> bool:
        """Whether a folder in /proc is that of a PostgreSQL process of this cluster."""
        try:
            here = (process / "cwd").resolve(strict=True) == self.data.resolve()
            return here and (process / "comm").read_text().strip() == "postgres"
        except OSError:
            return False

    def _end_orphans(self) -> None:
        """Kills the sessions left by a killed server: a busy one would not notice, and blocks the data folder."""
        for process in Path("/proc").glob("[0-9]*"):
            if self._works_here(process):
                with suppress(ProcessLookupError):
                    os.kill(int(process.name), signal.SIGKILL)

    def _drop_locks(self) -> None:
        """Deletes the lock files of a killed server; PostgreSQL might take another program for their owner."""
        for left in (self.data / "postmaster.pid", *self.socket_folder.glob(".s.PGSQL.*.lock")):
            left.unlink(missing_ok=True)


def _belongs_to(path: Path, owner: User, user: User) -> str:
    return (
        f"{path} 属于用户 {owner.name}，不能由 {user.name} 使用。"
        "请由原来启动的用户运行，或用 GOUFU_DATA 另选数据文件夹。"
    )


def refuse_older(data: Path) -> None:
    """Raises PostgresError for an older data folder, in which the superuser owned all tables; changes nothing."""
    if data.exists() and not (data / MARK).exists():
        raise PostgresError(
            f"{data} 是较早的购服建立的，里面的表都归数据库的超级用户，这一版不能用它，也没有动它。"
            "还要用里面的数据，请用原来的那一版启动；不要了，就把这个文件夹移走，"
            "或者用 GOUFU_DATA 另选数据文件夹，再启动一次。"
        )


def digest(path: Path) -> str:
    """Eight hexadecimal digits that identify a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
