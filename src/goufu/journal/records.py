"""The journal as a stream of records, the same from the database and from an export.

Each seal is followed by its entries; each day, tile and checkpoint comes after its last seal; then come the unsealed
entries, the rules that entries refer to, the ends of the chains, and the end.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from goufu.journal import tree
from goufu.journal.content import FIELDS
from goufu.journal.models import Checkpoint, Day, Entry, Rulebook, Seal
from goufu.journal.record_kinds import (
    ChainRecord,
    CheckpointRecord,
    DayRecord,
    EndRecord,
    EntryRecord,
    LooseRecord,
    Record,
    RulebookRecord,
    SealRecord,
    TileRecord,
)
from goufu.journal.rulebooks import unpacked

if TYPE_CHECKING:
    pass

ROWS_AT_A_TIME = 5_000
LARGEST = 2**63
_COLUMNS = ", ".join(f"e.{name}" for name in FIELDS)


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
    count, root = 0, start.seal.root if start and start.seal else tree.NOTHING
    for record in _stored(start):
        count += 1
        if isinstance(record, SealRecord):
            root = record.root
        yield record
    yield EndRecord(count, root, _last_number())


def _stored(start: ChainStart | None) -> Iterator[Record]:
    after = start.last_seal if start else 0
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        behind = _Merged(_days(start), _tiles(after), _checkpoints(after))
        entries = _sealed_entries(after)
        entry = next(entries, None)
        for seal in Seal.objects.filter(number__gt=after).order_by("number").iterator():
            yield from behind.before(seal.number)
            yield _seal(seal)
            while entry and entry.seal <= seal.number:
                yield entry
                entry = next(entries, None)
        if entry:
            yield entry
        yield from entries
        yield from behind.before(LARGEST)
        yield from _loose(after)
        yield from map(_rulebook, Rulebook.objects.order_by("digest").iterator())
        yield from (ChainRecord(number, length, bytes(head)) for number, length, head in _rows(_CHAINS))


class _Merged:
    """Records that stand behind a seal, from several streams of (number of the seal, record), each in its order."""

    def __init__(self, *streams: Iterator[tuple[int, Record]]) -> None:
        self._streams = streams
        self._next = [next(stream, None) for stream in streams]

    def before(self, seal: int) -> Iterator[Record]:
        """Those behind earlier seals, stream by stream."""
        for at, stream in enumerate(self._streams):
            while (each := self._next[at]) and each[0] < seal:
                yield each[1]
                self._next[at] = next(stream, None)


_CHAINS = "SELECT number, length, head FROM journal_chain ORDER BY number"
_PLACE = "e.chain, e.place, e.previous, e.digest"


def _sealed_entries(after: int) -> Iterator[EntryRecord]:
    query = (
        f"SELECT l.entry, l.seal, l.position, l.digest, {_PLACE}, {_COLUMNS} FROM journal_leaf l"
        " LEFT JOIN journal_entry e ON e.id = l.entry WHERE l.seal > %(after)s ORDER BY l.seal, l.position"
    )
    for number, seal, position, digest, *rest in _rows(query, after):
        said, *place = _as_written(rest)
        yield EntryRecord(number, seal, position, bytes(digest), said, *place)


def _loose(after: int) -> Iterator[LooseRecord]:
    """The queue, and the entries in no seal; for a part of the journal, those after the last entry sealed before it."""
    query = (
        "SELECT COALESCE(e.id, w.entry), w.entry IS NOT NULL, e.id IS NOT NULL, l.entry IS NOT NULL,"
        f" COALESCE(extract(epoch FROM now() - w.since), 0)::int, {_PLACE}, {_COLUMNS} FROM journal_entry e"
        " FULL JOIN journal_waiting w ON w.entry = e.id"
        " LEFT JOIN journal_leaf l ON l.entry = COALESCE(e.id, w.entry)"
        " WHERE (l.entry IS NULL OR w.entry IS NOT NULL) AND (%(after)s = 0 OR w.entry IS NOT NULL"
        " OR e.id > (SELECT COALESCE(max(entry), 0) FROM journal_leaf WHERE seal = %(after)s))"
        " ORDER BY 1"
    )
    for number, waits, exists, is_sealed, seconds, *rest in _rows(query, after):
        said, *place = _as_written(rest)
        yield LooseRecord(number, waits, exists, is_sealed, max(0, seconds), said, *place)


def _as_written(values: Sequence[Any]) -> Iterator[Any]:
    """What the entry says, then chain, place, previous link and digest as written."""
    chain, place, previous, written, *fields = values
    yield _said(fields) if fields[0] is not None else None
    yield from (chain, place, *(None if each is None else bytes(each) for each in (previous, written)))


def _last_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_sequence_last_value(pg_get_serial_sequence('journal_entry', 'id')::regclass)"
        )
        return cursor.fetchone()[0] or 0


def _rows(query: str, after: int | None = None) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, {"after": after})
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


def _days(start: ChainStart | None) -> Iterator[tuple[int, DayRecord]]:
    days = Day.objects.order_by("day")
    for day in (days.filter(day__gt=start.day.day) if start else days).iterator():
        yield day.last_seal, _day(day)


def _tiles(after: int) -> Iterator[tuple[int, TileRecord]]:
    query = (
        "SELECT (number + 1) * 256 ^ (level + 1)::numeric AS size, level, number, digests, root FROM journal_tile"
        " WHERE (number + 1) * 256 ^ (level + 1)::numeric > %(after)s ORDER BY 1, 2"
    )
    for size, level, number, digests, root in _rows(query, after):
        yield int(size), TileRecord(level, number, bytes(digests), bytes(root))


def _checkpoints(after: int) -> Iterator[tuple[int, CheckpointRecord]]:
    found = Checkpoint.objects.filter(size__gt=after).order_by("number").prefetch_related("cosignatures")
    for each in found.iterator(ROWS_AT_A_TIME):
        lines = {one.witness: one.line for one in each.cosignatures.all()}
        yield each.size, CheckpointRecord(each.number, each.size, bytes(each.root), each.note, lines)


def _rulebook(rulebook: Rulebook) -> RulebookRecord:
    try:
        return RulebookRecord(rulebook.digest, unpacked(bytes(rulebook.packed)))
    except (zlib.error, UnicodeDecodeError):  # `verify` names what has not the text of its digest
        return RulebookRecord(rulebook.digest, "")


def _day(day: Day) -> DayRecord:
    return DayRecord(day.day, day.last_seal, bytes(day.tree), bytes(day.previous), bytes(day.root))
