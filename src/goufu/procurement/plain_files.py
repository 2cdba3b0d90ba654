"""A folder of plain files that replaces the one before as a whole: what has not changed stays the same file on the disk."""

from __future__ import annotations

import filecmp
import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

MARK = ".goufu-export"  # in a folder of ours, so that no other is ever replaced or removed
SUMS = {"SHA256SUMS": "sha256", "SM3SUMS": "sm3"}


class NotOurs(Exception):
    """The folder holds something else; the message says which, in Chinese."""


class PlainFiles:
    """A context in which files are written beside the folder; at its end they take its place, with lists of their digests.

    Where the block fails, the folder stays as it was. Raises NotOurs.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()  # a link stays, and what it leads to is replaced
        if self.folder == self.folder.parent:
            raise NotOurs(f"{self.folder} 是磁盘的根，不覆盖。请另写一个文件夹。")
        self._new = self.folder.with_name(f"{self.folder.name}.part")
        self._old = self.folder.with_name(f"{self.folder.name}.old")
        self.digests: dict[str, dict[str, str]] = {}
        self.changed: list[str] = []

    def __enter__(self) -> PlainFiles:
        for each in (self.folder, self._new, self._old):
            if each.exists() and not (each / MARK).exists() and (each.is_file() or any(each.iterdir())):
                raise NotOurs(f"{each} 里有别的东西，不覆盖。请另写一个文件夹，或者先移走它。")
        if self._old.exists() and not self.folder.exists():  # killed between the two renames
            self._old.rename(self.folder)
        for left in (self._new, self._old):  # of an export that was killed
            if left.exists():
                shutil.rmtree(left)
        self._new.mkdir(parents=True)
        (self._new / MARK).touch()
        return self

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Writes a file by its path in the folder; one that is the same as before stays that file."""
        file, before = self._new / name, self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        sums = {each: hashlib.new(method) for each, method in SUMS.items()}
        with file.open("wb") as out:
            for chunk in chunks:
                out.write(chunk)
                for each in sums.values():
                    each.update(chunk)
        self.digests[name] = {each: sum_.hexdigest() for each, sum_ in sums.items()}
        if before.is_file() and filecmp.cmp(before, file, shallow=False):
            shutil.copystat(before, file)
        else:
            self.changed.append(name)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind:
            shutil.rmtree(self._new, ignore_errors=True)
            return
        for each in SUMS:
            lines = (f"{said[each]}  {name}\n" for name, said in sorted(self.digests.items()))
            (self._new / each).write_text("".join(lines), encoding="utf-8")
        if self.folder.exists():
            self.folder.rename(self._old)
        self._new.rename(self.folder)
        shutil.rmtree(self._old, ignore_errors=True)
