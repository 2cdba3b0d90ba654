"""The journal as a stream of records, the same from the database and from an export.

Each seal is followed by its entries, each day comes after its last seal; unsealed entries come last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import IO, Any

from django.db import connection, transaction

from goufu.journal import tree
from goufu.journal.content import FIELDS
from goufu.journal.errors import UnreadableExport
from goufu.journal.models import Day, Entry, Seal

ROWS_AT_A_TIME = 5_000
_COLUMNS = ", ".join(f"e.{name}" for name in FIELDS)


@dataclass(frozen=True, slots=True)
class SealRecord:
    number: int
    sealed_at: datetime
    count: int
    tree: bytes
    previous: bytes
    root: bytes


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """A sealed entry: its number and digest as sealed; `said` is None where the entry itself was deleted."""

    number: int
    seal: int
    position: int
    digest: bytes
    said: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class DayRecord:
    day: date
    last_seal: int
    tree: bytes
    previous: bytes
    root: bytes


@dataclass(frozen=True, slots=True)
class LooseRecord:
    """An entry in no seal. `waits`: its number is in the queue; `exists`: the entry is stored."""

    number: int
    waits: bool
    exists: bool


Record = SealRecord | EntryRecord | DayRecord | LooseRecord
_KINDS = {
    kind.__name__.removesuffix("Record").lower(): kind
    for kind in (SealRecord, EntryRecord, DayRecord, LooseRecord)
}
_READ: dict[str, Callable[[Any], Any]] = {
    "bytes": bytes.fromhex,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
}


def entry_said(entry: Entry) -> dict[str, Any]:
    """The entry's fields as they are digested and exported."""
    return _said(getattr(entry, name) for name in FIELDS)


@dataclass(frozen=True, slots=True)
class ChainStart:
    """The start of a part of the journal: after a closed day and its last seal."""

    day: DayRecord
    seal: SealRecord | None = None

    @property
    def last_seal(self) -> int:
        return self.seal.number if self.seal else 0


def start_after(day: Day) -> ChainStart:
    seal = Seal.objects.filter(pk=day.last_seal).first()
    return ChainStart(_day(day), _seal(seal) if seal else None)


def stored(start: ChainStart | None = None) -> Iterator[Record]:
    """The records of the database's journal, whole or from a start, in one snapshot and in constant memory."""
    after = start.last_seal if start else 0
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        days = _days(start)
        day = next(days, None)
        entries = _sealed_entries(after)
        entry = next(entries, None)
        for seal in Seal.objects.filter(number__gt=after).order_by("number").iterator():
            while day and day.last_seal < seal.number:
                yield _day(day)
                day = next(days, None)
            yield _seal(seal)
            while entry and entry.seal <= seal.number:
                yield entry
                entry = next(entries, None)
        if entry:
            yield entry
        yield from entries
        if day:
            yield _day(day)
        yield from map(_day, days)
        yield from _loose(after)


def lines(records: Iterable[Record]) -> Iterator[str]:
    """The lines of an export, one JSON object each."""
    for record in records:
        kind = type(record).__name__.removesuffix("Record").lower()
        said = {name: _as_json(value) for name, value in asdict(record).items()}
        yield json.dumps({kind: said}, ensure_ascii=False) + "\n"


def write(records: Iterable[Record], file: IO[str]) -> int:
    """Writes an export; returns the number of lines."""
    count = 0
    for line in lines(records):
        file.write(line)
        count += 1
    return count


def read(file: Iterable[str]) -> Iterator[Record]:
    """The records of an export. Raises UnreadableExport with the line number."""
    for number, line in enumerate(file, start=1):
        try:
            [(kind, said)] = json.loads(line).items()
            yield _from_json(_KINDS[kind], said)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableExport(number, str(error)) from error


def _sealed_entries(after: int) -> Iterator[EntryRecord]:
    query = (
        f"SELECT l.entry, l.seal, l.position, l.digest, {_COLUMNS} FROM journal_leaf l"
        " LEFT JOIN journal_entry e ON e.id = l.entry WHERE l.seal > %s ORDER BY l.seal, l.position"
    )
    for number, seal, position, digest, *values in _rows(query, after):
        yield EntryRecord(
            number, seal, position, bytes(digest), _said(values) if values[0] is not None else None
        )


def _loose(after: int) -> Iterator[LooseRecord]:
    """The entries in no seal; for a part of the journal, those after the last entry sealed before it."""
    query = (
        "SELECT COALESCE(e.id, w.entry), w.entry IS NOT NULL, e.id IS NOT NULL FROM journal_entry e"
        " FULL JOIN journal_waiting w ON w.entry = e.id"
        " WHERE NOT EXISTS (SELECT FROM journal_leaf l WHERE l.entry = COALESCE(e.id, w.entry))"
        " AND COALESCE(e.id, w.entry) > (SELECT COALESCE(max(entry), 0) FROM journal_leaf WHERE seal = %s)"
        " ORDER BY 1"
    )
    for number, waits, exists in _rows(query, after):
        yield LooseRecord(number, waits, exists)


def _rows(query: str, after: int) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, [after])
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            yield from rows


def _said(values: Iterable[Any]) -> dict[str, Any]:
    said = dict(zip(FIELDS, values, strict=True))
    said["at"] = tree.moment(said["at"])
    for name in ("facts", "answers"):
        if isinstance(said[name], str):  # a plain cursor returns JSON as text
            said[name] = json.loads(said[name])
    return said


def _seal(seal: Seal) -> SealRecord:
    return SealRecord(
        seal.number,
        seal.sealed_at,
        seal.count,
        bytes(seal.tree),
        bytes(seal.previous),
        bytes(seal.root),
    )


def _days(start: ChainStart | None) -> Iterator[Day]:
    days = Day.objects.order_by("day")
    return (days.filter(day__gt=start.day.day) if start else days).iterator()


def _day(day: Day) -> DayRecord:
    return DayRecord(day.day, day.last_seal, bytes(day.tree), bytes(day.previous), bytes(day.root))


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return tree.moment(value)
    return value.isoformat() if isinstance(value, date) else value


def _from_json(kind: type[Record], said: Mapping[str, Any]) -> Record:
    """The record from its JSON, with each value in the type of the record's field."""
    values = {
        field.name: _READ.get(str(field.type), lambda value: value)(said[field.name])
        for field in fields(kind)
    }
    return kind(**values)
