"""An uploaded list on disk: its folder, what is asked of it, and its state.

Whoever knows the token may read the list; after a day it is gone. Each sheet of a workbook that is checked is a list of
its own, with the same file.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TextIO

from goufu.catalogue.central import HeldLists
from goufu.check.errors import ListError
from goufu.check.list_state import ListState, Said
from goufu.check.list_task import Task
from goufu.check.results import LineResult
from goufu.check.terms import STAGE
from goufu.law.load import load_rulebook
from goufu.law.model import Value
from goufu.lazy_patterns import lazy_pattern

KEPT_SECONDS = 24 * 60 * 60
_NAME, _SHEETS, _HELD = "name", "sheets.jsonl", "central_lists.json"
_TOKEN = lazy_pattern(r"[A-Za-z0-9_-]{43}")
_SUFFIXES = (".xlsx", ".xls", ".xlsm", ".csv", ".tsv", ".txt")


class NoSuchList(ListError):
    """The list was never here, or its day is over."""

    def __init__(self) -> None:
        super().__init__("没有这份清单", "", "清单只保存一天；请重新上传")


class UploadedList:
    """One uploaded list."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.token = folder.name
        self.name = (folder / _NAME).read_text(encoding="utf-8")

    @classmethod
    def receive(cls, root: Path, name: str, chunks: Iterable[bytes]) -> UploadedList:
        """Stores an uploaded file in a folder of its own below `root`."""
        suffix = next((suffix for suffix in _SUFFIXES if name.lower().endswith(suffix)), "")
        with _new_folder(root, name) as folder, (folder / f"list{suffix}").open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        return cls(folder)

    def for_sheet(self, sheet: str) -> UploadedList:
        """The list of the same file for another of its sheets, made where there is none; the two know each other.

        Raises NoSuchList when this one is removed meanwhile.
        """
        root = self.folder.parent
        try:
            with self._sheets_alone() as shared:
                known = dict(map(json.loads, shared))
                if sheet in known and _is_here(root / known[sheet]):
                    return UploadedList(root / known[sheet])
                with _new_folder(root, self.name) as folder:
                    (folder / self.source.name).hardlink_to(self.source)
                    (folder / _SHEETS).hardlink_to(self.folder / _SHEETS)
                    tokens = {self.state().read.sheet: self.token, sheet: folder.name}
                    shared.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in tokens.items())
        except FileNotFoundError:
            raise NoSuchList from None
        return UploadedList(folder)

    @contextmanager
    def _sheets_alone(self) -> Iterator[TextIO]:
        """The file that the lists of one workbook share, each by a link: whichever ends, it stays. One at a time has it."""
        with (self.folder / _SHEETS).open("a+", encoding="utf-8") as shared:
            fcntl.flock(shared, fcntl.LOCK_EX)
            shared.seek(0)
            yield shared

    @cached_property
    def other_sheets(self) -> dict[str, str]:
        """The tokens of the lists of other sheets that are still here when it is first asked, by sheet."""
        shared = self.folder / _SHEETS
        if not shared.exists():
            return {}
        with shared.open(encoding="utf-8") as lines:
            fcntl.flock(lines, fcntl.LOCK_SH)
            known = [json.loads(line) for line in lines]
        root = self.folder.parent
        return {sheet: token for sheet, token in known if token != self.token and _is_here(root / token)}

    @classmethod
    def open(cls, root: Path, token: str) -> UploadedList:
        """The uploaded list with that token. Raises NoSuchList."""
        folder = root / token
        if not _TOKEN.fullmatch(token) or not _is_here(folder):
            raise NoSuchList
        return cls(folder)

    def remove(self) -> None:
        shutil.rmtree(self.folder)

    @property
    def source(self) -> Path:
        return next(
            path for path in self.folder.iterdir() if path.stem == "list" and path.suffix in (*_SUFFIXES, "")
        )

    @property
    def lines_file(self) -> Path:
        return self.folder / "lines.parquet"

    @property
    def facts_file(self) -> Path:
        """What was read of each checked line: `line` and a column for each recognised fact, in its own type."""
        return self.folder / "facts.parquet"

    def set_task(self, task: Task) -> None:
        """Says what is to be done. From now on the list waits for it, whatever was found before."""
        _write(self.folder, "task.json", task.to_json())
        self.write_state(ListState("waiting"))

    def set_held_lists(self, held: HeldLists) -> None:
        """Keeps the lists of what is bought centrally as they are now: the process that checks has no database."""
        _write(self.folder, _HELD, held.to_json())

    def held_lists(self) -> HeldLists:
        stored = self.folder / _HELD
        return HeldLists.from_json(json.loads(stored.read_text(encoding="utf-8")) if stored.exists() else ())

    def has_task(self) -> bool:
        return (self.folder / "task.json").exists()

    def task(self) -> Task:
        return Task.from_json(json.loads((self.folder / "task.json").read_text(encoding="utf-8")))

    def write_state(self, state: ListState) -> None:
        """Writes the state, whole or not at all."""
        _write(self.folder, "state.json", state.to_json())

    def refuse(self, what: str, remedy: str, where: str = "") -> None:
        """Says why the list is not checked. Its file is not needed any more, and takes no room."""
        self.write_state(ListState("refused", said=Said(what, where, remedy)))
        for path in self.folder.iterdir():
            if (
                path.is_file()
                and path.suffix != ".json"
                and path.name not in (_NAME, _SHEETS, self.lock.name)
            ):
                path.unlink()

    def state(self) -> ListState:
        """As written last; whether somebody still works on the list, it does not say."""
        return ListState.from_json(json.loads((self.folder / "state.json").read_text(encoding="utf-8")))

    def lines(
        self,
        *,
        verdict: str | None = None,
        rule: str | None = None,
        text: str | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[int, list[LineResult]]:
        """How many lines meet the filters, and those of one page."""
        from goufu.check.storing import find_lines  # DuckDB, which a web process needs only here

        return find_lines(self.lines_file, verdict=verdict, rule=rule, text=text, offset=offset, limit=limit)

    def line(self, number: int) -> LineResult | None:
        """One line, or None when the list has none of that number."""
        return self.numbered([number]).get(number)

    def facts_of(self, number: int) -> dict[str, Value]:
        """What was read of a checked line, without what the reader made of its texts; empty for a line that wasn't checked."""
        from goufu.check.storing import read_facts  # DuckDB

        given = load_rulebook().stages[STAGE].given
        return {name: value for name, value in read_facts(self.facts_file, number).items() if name in given}

    def numbered(self, numbers: Collection[int]) -> dict[int, LineResult]:
        """The lines with these numbers, by number."""
        from goufu.check.storing import read_lines  # DuckDB

        return read_lines(self.lines_file, numbers)

    @property
    def work_folder(self) -> Path:
        """What its process needs meanwhile."""
        return self.folder / "work"

    def report(self, kind: str) -> Path:
        """The finished report: xlsx or csv."""
        return self.folder / f"report.{kind}"

    @property
    def lock(self) -> Path:
        """Held by the process that works on the list, which a process number could not tell so surely.

        A second one on the same list waits for it, so that two never write the same files.
        """
        return self.folder / "worker.lock"

    def is_held(self) -> bool:
        """Whether a process works on the list."""
        if not self.lock.exists():
            return False
        with self.lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


@contextmanager
def _new_folder(root: Path, name: str) -> Iterator[Path]:
    """A folder for a list that waits, with the file's name; what breaks off leaves nothing."""
    folder = root / secrets.token_urlsafe(32)
    folder.mkdir(parents=True, mode=0o700)
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, folder)
        (folder / _NAME).write_text(name, encoding="utf-8")
        yield folder
        _write(folder, "state.json", ListState("waiting").to_json())
        undo.pop_all()


def _write(folder: Path, name: str, value: object) -> None:
    draft = folder / f".{name}.{os.getpid()}"
    draft.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    draft.replace(folder / name)


def bytes_taken(root: Path) -> int:
    """The bytes that all lists take on disk; a file of several lists counts once."""
    files: dict[int, int] = {}
    for folder, _folders, names in os.walk(root):
        for name in names:
            with suppress(FileNotFoundError):  # removed meanwhile
                stored = (Path(folder) / name).lstat()
                files[stored.st_ino] = stored.st_size
    return sum(files.values())


def remove_old(root: Path) -> None:
    """Removes the lists whose day is over."""
    if not root.exists():
        return
    for folder in root.iterdir():
        if folder.is_dir() and _is_over(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_here(folder: Path) -> bool:
    return (folder / "state.json").exists() and not _is_over(folder)


def _is_over(folder: Path) -> bool:
    return time.time() - folder.stat().st_mtime > KEPT_SECONDS
