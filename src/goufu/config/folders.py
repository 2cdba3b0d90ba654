"""The folders and key files of this installation."""

from __future__ import annotations

import fcntl
import os
import platform
import secrets
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.fernet import Fernet

from goufu import os_errors
from goufu.config.processes import StartError
from goufu.journal.tlog.notes import PrivateKey
from goufu.journal.unverified import MARK

_STAMP = "demonstration"
RESTORING = "restoring"  # there while a backup is being restored
# The keys that a backup wraps: each is a file here, or given in an environment variable in its place.
KEY_FILES = {
    "secret_key": "GOUFU_SECRET_KEY",
    "personal_keys": "GOUFU_PERSONAL_KEYS",
    "log_key": "GOUFU_LOG_KEY",
    "tls_ca_key": "",
    "tls_ca.pem": "",
}
CHECKOUT = Path(__file__).resolve().parents[3]


def data_folder() -> Path:
    """The private data folder, created when missing: GOUFU_DATA, a checkout's var/, or the user's own.

    Raises StartError where it can't be made, or not be written.
    """
    folder = chosen_folder()
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        why = "" if os.access(folder, os.W_OK | os.X_OK) else "没有写的权限，或者磁盘只读"
    except OSError as error:
        why = os_errors.why(error)
    if why:
        raise StartError(
            f"数据文件夹 {folder} 不能用（{why}）。请用它的主人启动，或者用 GOUFU_DATA 另选一个能写的文件夹。"
        )
    return folder


def is_chosen() -> bool:
    """Whether the data folder was set by GOUFU_DATA."""
    return bool(os.environ.get("GOUFU_DATA"))


def is_demonstration(folder: Path) -> bool:
    """Whether `goufu demo` has made the data folder. No other is ever taken for one."""
    return (folder / _STAMP).exists()


def stamp(folder: Path) -> str:
    """How far `goufu demo` has come with the data folder; "" where it has not begun."""
    return (folder / _STAMP).read_text().strip() if is_demonstration(folder) else ""


def set_stamp(folder: Path, text: str) -> None:
    write_key_file(folder / _STAMP, f"{text}\n")  # whole or not at all, as a start may be killed


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """A context in which no other `goufu run` of this machine uses the data folder; other machines may share it.

    Raises StartError. The lock ends with the process, even on SIGKILL.
    """
    with (folder / f"run-{platform.node()}.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise StartError(
                f"数据文件夹 {folder} 已有一个购服在运行（进程 {file.read()}）。"
                "请先停止它，或用 GOUFU_DATA 另选数据文件夹。"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def secret_key(folder: Path) -> str:
    """The key that signs cookies: generated once, readable by its owner only, and shared by all processes."""
    file = folder / "secret_key"
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(50))
    return file.read_text()


def personal_keys(folder: Path) -> list[str]:
    """The keys of personal data, newest first, one per line: generated once, readable by their owner only."""
    file = folder / "personal_keys"
    if not file.exists():
        _write_once(file, Fernet.generate_key().decode() + "\n")
    return file.read_text().split()


def log_key(folder: Path) -> str:
    """The key that signs the log's checkpoints (c2sp.org/signed-note), with the name under which witnesses know the log.

    Generated once, readable by its owner only. The name is GOUFU_LOG_NAME, or one of its own.
    """
    file = folder / "log_key"
    if not file.exists():
        name = os.environ.get("GOUFU_LOG_NAME") or f"goufu-{secrets.token_hex(4)}/journal/log"
        _write_once(file, f"{PrivateKey(name, secrets.token_bytes(32))}\n")
    return file.read_text().strip()


def key_files(folder: Path) -> dict[str, str]:
    """The keys in use by the names of their files: those of the environment, else those that are there."""
    given = {name: os.environ[variable] for name, variable in KEY_FILES.items() if os.environ.get(variable)}
    return {name: (folder / name).read_text() for name in KEY_FILES if (folder / name).exists()} | given


def put_key_files(folder: Path, keys: dict[str, str]) -> None:
    """Writes key files, in the place of those that are there."""
    for name in KEY_FILES:
        if name in keys:
            write_key_file(folder / name, keys[name])


def write_key_file(file: Path, text: str) -> None:
    """Writes a file that only its owner reads, whole or not at all, in the place of one that is there."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(file)


def is_being_restored(folder: Path) -> bool:
    """Whether a restore into this data folder was begun and has not ended."""
    return (folder / RESTORING).exists()


@contextmanager
def being_restored(folder: Path) -> Iterator[None]:
    """A context that marks the data folder; the mark stays where the block fails or is killed.

    Then comes the mark of a house that nobody has verified yet.
    """
    (folder / RESTORING).touch()
    yield
    end_restoring(folder)


def end_restoring(folder: Path) -> None:
    """Exchanges the mark of a restore for that of a house that nobody has verified yet."""
    with suppress(FileNotFoundError):  # another process was first
        (folder / RESTORING).rename(folder / MARK)


def as_typed(command: str) -> str:
    """A command of `goufu` as it is typed in another terminal in this folder to reach this installation."""
    data = f"GOUFU_DATA={shlex.quote(str(chosen_folder()))} " if is_chosen() else ""
    return f"{data}{_program()} {command}"


def demonstration_hint() -> str:
    """How a command reaches the demonstration where it lies beside this installation's data; else ""."""
    folder = demonstration_folder()
    if is_chosen() or not is_demonstration(folder):
        return ""
    return f"示例的数据在 {folder}：命令前面写 GOUFU_DATA={shlex.quote(str(folder))}，就用在示例上。"


def demonstration_folder() -> Path:
    """The data folder of `goufu demo`: GOUFU_DATA, or one beside the usual data folder. Not created."""
    folder = chosen_folder()
    return folder if is_chosen() else folder.with_name(f"{folder.name}-demo")


def chosen_folder() -> Path:
    """The data folder, whether it is there or not."""
    if is_chosen():
        return Path(os.environ["GOUFU_DATA"]).expanduser().absolute()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var"
    if os.geteuid() == 0:
        return Path("/var/lib/goufu")
    return Path.home() / ".local/share/goufu"


def _program() -> str:
    """`goufu` as it is typed in this folder."""
    program = Path(sys.executable).with_name("goufu")
    if program.is_relative_to(Path.cwd()):
        program = program.relative_to(Path.cwd())
    return shlex.quote(str(program))


def _write_once(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, file)  # fails when another process was first, so no process reads half a key
    except FileExistsError:
        return
    finally:
        draft.unlink()
