"""The file of a backup: an uncompressed zip that ordinary tools can open, too.

    database.dump    what pg_dump writes in its own format
    documents.tar    the files of the documents' store, as ab/ab12…
    manifest.json    the version that made it, the migrations applied, size and SHA-256 of the two above
    keys.json        the key files and the SHA-256 of the manifest, wrapped by the passphrase

So whoever changes a byte without knowing the passphrase is found out. Contents are streamed, never held in memory.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from goufu.config.backup.errors import BackupError, unwritable
from goufu.config.backup.passphrase import unwrap, wrap

FORMAT = 1
DATABASE, DOCUMENTS, MANIFEST, KEYS = "database.dump", "documents.tar", "manifest.json", "keys.json"
CHUNK = 1 << 20
_DAMAGED = (zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError)
_MOST_IN_MEMORY = 16 << 20  # of manifest and keys, which are a few kilobytes


@dataclass(frozen=True)
class Manifest:
    """What a backup is: by which version and PostgreSQL it was made, when, with which migrations and contents."""

    format: int
    version: str
    postgres: int
    made_at: str
    migrations: list[list[str]]
    contents: dict[str, list[Any]]  # name: size in bytes, SHA-256


class Writer:
    """A backup being written: add its contents one after the other, then finish."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self.contents: dict[str, list[Any]] = {}

    @contextmanager
    def content(self, name: str) -> Iterator[IO[bytes]]:
        """A context with a file to write this content into."""
        with self._zip.open(name, "w", force_zip64=True) as member:
            counted = _Counted(member)
            yield counted  # type: ignore[misc]  # write is all that is asked of it
            self.contents[name] = [counted.size, counted.digest.hexdigest()]

    def finish(self, manifest: Manifest, keys: dict[str, str], passphrase: str) -> None:
        written = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        self._zip.writestr(MANIFEST, written)
        sealed = {"manifest": hashlib.sha256(written).hexdigest(), "keys": keys}
        self._zip.writestr(KEYS, wrap(json.dumps(sealed).encode(), passphrase))


class _Counted:
    """A file to write to that counts and digests what is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, chunk: bytes) -> int:
        self.size += len(chunk)
        self.digest.update(chunk)
        return self._file.write(chunk)


class Reader:
    """A backup that is there."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self._written = self._small(MANIFEST)
        try:
            self.manifest = Manifest(**json.loads(self._written))
        except (ValueError, TypeError, RecursionError) as error:
            raise BackupError("备份的说明读不懂：不是这个程序做的，或者是更新的版本做的。") from error

    def keys(self, passphrase: str) -> dict[str, str]:
        """The key files. Raises BackupError for another passphrase, or another manifest than the one wrapped."""
        sealed = json.loads(unwrap(self._small(KEYS), passphrase))
        if sealed["manifest"] != hashlib.sha256(self._written).hexdigest():
            raise _altered(MANIFEST)
        keys: dict[str, str] = sealed["keys"]
        return keys

    def check(self) -> None:
        """Reads everything and compares it with the manifest. Raises BackupError."""
        for name in (DATABASE, DOCUMENTS):
            size, digest = 0, hashlib.sha256()
            with self.content(name) as content:
                while chunk := content.read(CHUNK):
                    size += len(chunk)
                    digest.update(chunk)
            if self.manifest.contents.get(name) != [size, digest.hexdigest()]:
                raise _altered(name)

    @contextmanager
    def content(self, name: str) -> Iterator[IO[bytes]]:
        try:
            content = self._zip.open(name)
        except (*_DAMAGED, KeyError, RuntimeError, OSError) as error:  # said to be encrypted, or packed
            raise _altered(name) from error
        try:
            with content:
                yield content
        except _DAMAGED as error:
            raise _altered(name) from error

    def _small(self, name: str) -> bytes:
        with self.content(name) as content:
            return content.read(_MOST_IN_MEMORY)


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """A context with a new backup, which has its name only once it is complete and synced. Raises BackupError.

    Until then it is target.part; what a kill left of it the next one for that name replaces.
    """
    draft = target.with_name(f"{target.name}.part")
    try:
        with _new_file(draft) as file:
            try:
                if target.exists():
                    raise BackupError(f"{target} 已经有了，不覆盖它。请换一个名字。")
                with zipfile.ZipFile(file, "w") as archive:
                    yield Writer(archive)
                file.flush()
                os.fsync(file.fileno())
                draft.rename(target)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
        _sync(target.parent)
    except BlockingIOError as error:
        raise BackupError(f"另一个命令正在写 {draft}。请等它做完，或者换一个名字。") from error
    except OSError as error:
        raise unwritable(target, error) from error


def _new_file(path: Path) -> IO[bytes]:
    """A new file, locked, that only its owner reads, in the place of what a kill left; of what it links to, never.

    Raises BlockingIOError where another process holds it.
    """
    for _ in range(3):
        with suppress(FileExistsError):
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b")
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        with suppress(FileNotFoundError), os.fdopen(os.open(path, os.O_RDWR | os.O_NOFOLLOW), "r+b") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(left.fileno()), path.lstat()):
                path.unlink()
    raise BlockingIOError(path)


@contextmanager
def reading(file: Path) -> Iterator[Reader]:
    """A context with a backup. Raises BackupError where the file is none, or cut off."""
    with file.open("rb") as opened:
        try:
            archive = zipfile.ZipFile(opened)
        except (*_DAMAGED, ValueError, NotImplementedError, OSError) as error:
            raise BackupError(f"{file} 不是完整的备份：末尾缺了，或者不是备份。什么也没有动。") from error
        with archive:
            if {MANIFEST, KEYS, DATABASE, DOCUMENTS}.isdisjoint(archive.namelist()):
                raise BackupError(
                    f"{file} 不是购服的备份，里面没有备份该有的内容。什么也没有动，请指出 goufu backup 写成的文件。"
                )
            yield Reader(archive)


def _altered(name: str) -> BackupError:
    return BackupError(
        f"备份里的 {name} 和做备份时不一样：文件坏了，或者被人改过。什么也没有动，请用另一份备份。"
    )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
