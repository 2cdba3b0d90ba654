"""The store of documents' files: a folder in which each file is named by its SM3 digest.

    with store().draft(upload.chunks()) as draft:    written and fsynced under a name of its own
        with action(…):
            hold(draft.digest)                       no sweep takes the file away meanwhile
            store().keep(draft)                      there under its digest, before the row is committed
            …

Equal files are stored once. A crash leaves at most a file without a row, which the nightly sweep deletes; a Document is
never without its file. Other rows may name a file that no document names: they lose it to the sweep. The folder is in
the data folder, or one that several machines share (GOUFU_DOCUMENTS).
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings

from goufu.documents.errors import Changed, MissingFile, NotStored, TooLarge
from goufu.journal.locks import LockOf, take_all_of, take_of

MOST_BYTES = 30 << 20
LARGEST = 300 << 20  # of files that an action brings, such as sealed bids
_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DRAFTS = "drafts"
_SYNCED_TOGETHER = 8
_ORPHANS = "orphans"  # an empty file each, as old as the night that first found its file without a row


@dataclass(frozen=True, slots=True)
class Draft:
    """A written file that is not in the store yet."""

    path: Path
    digest: str  # SM3, 64 hexadecimal figures
    size_bytes: int


class FolderStore:
    """Files in a folder, of this machine or shared by several. Raises NotStored where the folder can't be written."""

    def __init__(self, folder: Path, *, is_ours: bool = True) -> None:
        """Sets the folder. is_ours: it is created when missing; a missing share must not be."""
        self.folder = folder
        self.is_ours = is_ours

    @contextmanager
    def draft(self, chunks: Iterable[bytes], most: int = MOST_BYTES) -> Iterator[Draft]:
        """A context with the bytes written to disk, deleted at the end unless stored. Raises TooLarge, NotStored."""
        path = self.folder / _DRAFTS / secrets.token_hex(16)
        try:
            try:
                self._make(path.parent)
                digest, size = _write(path, chunks, most)
            except OSError as error:
                raise NotStored(str(error)) from error
            yield Draft(path, digest, size)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, draft: Draft) -> None:
        """Moves the draft to its digest's name and syncs the folder, to survive a power failure. Raises NotStored.

        An existing file of that digest is replaced, which repairs a damaged one.
        """
        self.keep_all([draft])

    def keep_all(self, drafts: Collection[Draft]) -> None:
        """Moves many drafts and syncs each folder once; the files themselves are on the disk already. Raises NotStored."""
        targets = {draft.digest: self._path(draft.digest) for draft in drafts}
        try:
            for folder in {target.parent for target in targets.values()}:
                self._make(folder)
            for draft in drafts:
                draft.path.replace(targets[draft.digest])
            _sync_all({target.parent for target in targets.values()})
        except OSError as error:
            raise NotStored(str(error)) from error

    def read(self, digest: str, *, in_memory: bool = False) -> IO[bytes]:
        """A copy of the file, verified against its digest while copying. Raises MissingFile, Changed.

        in_memory: for one reader at a time, who should not depend on room in the temporary folder.
        """
        found, size = Hash(SM3()), 0
        with ExitStack() as on_refusal:
            limit = MOST_BYTES if in_memory else _CHUNK
            copy = on_refusal.enter_context(tempfile.SpooledTemporaryFile(max_size=limit))
            for chunk in _chunks(self._path(digest)):
                size += len(chunk)
                if size > LARGEST:  # never stored like that
                    raise Changed
                found.update(chunk)
                copy.write(chunk)
            if found.finalize().hex() != digest:
                raise Changed
            on_refusal.pop_all()
        copy.seek(0)
        return copy

    @contextmanager
    def linked(self, path: Path, digest: str, size_bytes: int) -> Iterator[Draft]:
        """A context with a file of this machine's disk as a draft; the file itself stays where it is. Raises NotStored."""
        there = self.folder / _DRAFTS / secrets.token_hex(16)
        try:
            try:
                self._make(there.parent)
                os.link(path, there)
            except OSError as error:
                raise NotStored(str(error)) from error
            yield Draft(there, digest, size_bytes)
        finally:
            there.unlink(missing_ok=True)

    def unverified(self, digest: str) -> IO[bytes]:
        """The file as it lies there, for who works out its digest himself. Raises MissingFile."""
        try:
            return self._path(digest).open("rb")
        except OSError as error:
            raise MissingFile from error

    def has(self, digest: str) -> bool:
        return self._path(digest).exists()

    def digests(self) -> Iterator[str]:
        """The digests of all files."""
        for file in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            if _DIGEST.fullmatch(file.name):
                yield file.name

    def mark(self, digest: str) -> float:
        """Marks a file as an orphan, unless it is marked; returns since when it is (seconds since 1970)."""
        mark = self.folder / _ORPHANS / digest
        self._make(mark.parent)
        if not mark.exists():
            mark.touch(mode=0o600)
        return mark.stat().st_mtime

    def unmark(self, digests: Collection[str]) -> None:
        """Takes the marks from files that are no orphans."""
        marks = self.folder / _ORPHANS
        for name in {file.name for file in marks.glob("*")}.intersection(digests):
            (marks / name).unlink(missing_ok=True)

    def remove(self, digest: str, before: float) -> bool:
        """Deletes a file and its mark if it was stored before that moment; returns whether it was."""
        path = self._path(digest)
        if not _is_older(path, before):
            return False
        path.unlink(missing_ok=True)
        self.unmark([digest])
        return True

    def remove_drafts(self, before: float) -> None:
        """Deletes drafts written before that moment, left by killed processes."""
        for file in self.folder.glob(f"{_DRAFTS}/*"):
            if _is_older(file, before):
                file.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError(digest)
        return self.folder / digest[:2] / digest

    def _make(self, folder: Path) -> None:
        """Creates a folder below the store's, and syncs the store's folder."""
        if self.is_ours:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync(self.folder)


def store() -> FolderStore:
    """The store of this installation."""
    return FolderStore(Path(settings.DOCUMENTS), is_ours=not settings.DOCUMENTS_ARE_SHARED)


def hold(digest: str) -> None:
    """Locks the file with this digest against being stored or swept by others, until the transaction ends."""
    take_of(LockOf.FILE, digest)


def hold_all(digests: Collection[str]) -> None:
    """Locks all of these files in one query, in the order that all take."""
    take_all_of(LockOf.FILE, digests)


def sync_files(paths: Collection[Path]) -> None:
    """Flushes files that are written already to the disk. Raises NotStored."""
    try:
        _sync_all(paths)
    except OSError as error:
        raise NotStored(str(error)) from error


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise MissingFile from error


def _write(path: Path, chunks: Iterable[bytes], most: int) -> tuple[str, int]:
    digest, size = Hash(SM3()), 0
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooLarge(most)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.finalize().hex(), size


def _sync(path: Path) -> None:
    """Flushes a file, or a folder's entries, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_all(paths: Collection[Path]) -> None:
    """Flushes files or folders to disk, several at a time: the disk writes what waits together at once."""
    if len(paths) < 2:
        for path in paths:
            _sync(path)
        return
    with ThreadPoolExecutor(_SYNCED_TOGETHER) as pool:
        list(pool.map(_sync, paths))


def _is_older(file: Path, moment: float) -> bool:
    try:
        return file.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def days_ago(days: int) -> float:
    """The moment that many days ago, in seconds since 1970."""
    return time.time() - days * 86_400
