"""TOML tables read strictly: each key is asked for, what nobody asks for is refused, and every name is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from goufu.files.own_settings import Setting
from goufu.law.model import Fact, Rulebook, RulebookError
from goufu.procurement.model import When

T = TypeVar("T")
STAGES = ("procurement", "award")  # whose facts conditions may read, in the order of asking


class DataError(RulebookError):
    """A data file of the room is faulty; the message names the file, the place and what to mend."""


@dataclass
class Entry:
    """One table of a file. `where` is its place in the file, for error messages."""

    path: Path
    where: str
    raw: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not isinstance(self.raw, Mapping):
            raise DataError(f"{self.path.name}：{self.where} 应当是一个表")
        self._asked: set[str] = set()

    def text(self, key: str, default: str | None = None) -> str:
        return self._typed(key, default, str, "文字")

    def flag(self, key: str) -> bool:
        return self._typed(key, False, bool, "true 或者 false")

    def day(self, key: str) -> date:
        return self._typed(key, None, date, "日期")

    def number(self, key: str) -> int:
        return self._typed(key, None, int, "整数")

    def texts(self, key: str) -> tuple[str, ...]:
        values: list[str] = self._typed(key, [], list, "文字的列表")
        if not all(isinstance(each, str) for each in values):
            raise self.error(f"{key} 应当是文字的列表")
        if twice := sorted({each for each in values if values.count(each) > 1}):
            raise self.error(f"{key} 里写了两次：{'、'.join(twice)}")
        return tuple(values)

    def table(self, key: str) -> Entry | None:
        """The table under the key; None where it isn't written."""
        raw: dict[str, Any] = self._typed(key, {}, dict, "表")
        return Entry(self.path, f"{self.where}.{key}".lstrip("."), raw) if key in self.raw else None

    def needed(self, key: str) -> Entry:
        """The table under the key, which must be written."""
        found = self.table(key)
        if found is None:
            raise self.error(f"缺少 [{key}]")
        return found

    def tables(self, key: str) -> list[Entry]:
        """The tables of a list."""
        rows: list[dict[str, Any]] = self._typed(key, [], list, "表的列表")
        return [Entry(self.path, f"{self.where}.{key}[{at}]".lstrip("."), row) for at, row in enumerate(rows)]

    def named(self) -> Iterator[tuple[str, Entry]]:
        """The tables in this one, by name: a table of tables."""
        self._asked.update(self.raw)
        for name, raw in self.raw.items():
            yield name, Entry(self.path, f"{self.where}.{name}".lstrip("."), raw)

    def all(self) -> Mapping[str, Any]:
        """Everything in the table, whatever its keys are."""
        self._asked.update(self.raw)
        return self.raw

    def done(self) -> None:
        """Refuses keys that nobody has asked for."""
        for key in self.raw:
            if key not in self._asked:
                near = get_close_matches(key, self._asked - self.raw.keys(), n=1)
                hint = f"是不是 {near[0]}？" if near else f"可以写：{'、'.join(sorted(self._asked))}"
                raise self.error(f"没有“{key}”这一项。{hint}")

    def error(self, what: str) -> DataError:
        return DataError(f"{self.path.name}：{f'{self.where} ' if self.where else ''}{what}")

    def _typed(self, key: str, default: T | None, wanted: type[T], called: str) -> T:
        self._asked.add(key)
        if key not in self.raw:
            if default is None:
                near = get_close_matches(key, self.raw.keys() - self._asked, n=1)
                raise self.error(f"缺少 {key}{f'。写成了 {near[0]}？' if near else ''}")
            return default
        value = self.raw[key]
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            raise self.error(f"{key} 应当是{called}")
        return value


@dataclass(frozen=True, slots=True)
class References:
    """What a name in a data file may stand for; each method raises DataError where there is no such thing."""

    book: Rulebook
    settings: Mapping[str, Setting]

    def article(self, entry: Entry, key: str = "article", default: str | None = None) -> str:
        ref = entry.text(key, default)
        if ref:
            try:
                self.book.article(ref)
            except RulebookError as error:
                raise entry.error(str(error)) from error
        return ref

    def rule(self, entry: Entry, key: str = "rule") -> str:
        return self._known(entry, key, entry.text(key, ""), self.book.rules, "规则")

    def rules(self, entry: Entry, key: str = "rules") -> tuple[str, ...]:
        return tuple(self._known(entry, key, each, self.book.rules, "规则") for each in entry.texts(key))

    def number(self, entry: Entry, key: str) -> str:
        """The name of a parameter of the law, or of a setting; "" where none is written."""
        known = {**self.book.parameters, **self.settings}
        return self._known(entry, key, entry.text(key, ""), known, "参数或者设置")

    def unit(self, number: str) -> str:
        """The unit of a parameter of the law or of a setting."""
        found = self.settings.get(number)
        return found.unit if found else self.book.parameters[number].unit

    def fact(self, entry: Entry, name: str) -> Fact:
        """The fact of that name that the rules of the two stages read, or of the stage named before a dot."""
        stage, _, bare = name.rpartition(".")
        for each in [stage] if stage else STAGES:
            if each in self.book.stages and bare in self.book.stages[each].facts:
                return self.book.stages[each].facts[bare]
        raise entry.error(f"没有事实 {name}")

    def cases(self, entry: Entry, key: str, fact: Fact) -> tuple[str, ...]:
        """Choices of the fact."""
        values = entry.texts(key)
        for each in values:
            self._known(entry, key, each, fact.choices, f"{fact.title}的选项")
        return values

    def when(self, entry: Entry) -> When:
        """The condition `when`: facts with what they must be, true or false, or one of some choices."""
        written = entry.table("when")
        if written is None:
            return {}
        found: dict[str, bool | tuple[str, ...]] = {}
        for name, value in written.all().items():
            fact = self.fact(written, name)
            if isinstance(value, bool):
                if fact.type not in ("yesno", "money", "integer"):
                    raise written.error(f"{name} 是{fact.title}，不能写 true 或者 false")
                found[name] = value
            else:
                values = tuple([value] if isinstance(value, str) else value)
                for each in values:
                    self._known(written, name, each, fact.choices, f"{fact.title}的选项")
                found[name] = values
        return found

    def _known(self, entry: Entry, key: str, name: str, known: Mapping[str, object], called: str) -> str:
        if name and name not in known:
            near = get_close_matches(name, list(known), n=1)
            raise entry.error(f"{key} 写了 {name}，没有这个{called}{f'，是不是 {near[0]}？' if near else ''}")
        return name
