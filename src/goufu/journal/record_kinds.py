"""The kinds of records of which the journal's stream consists; `journal.records` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


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
    """A sealed entry: its number and digest as sealed; `said` is None where the entry itself was deleted.

    chain, place, previous, written: its place in its chain, and its digest as written; None before there were chains.
    """

    number: int
    seal: int
    position: int
    digest: bytes
    said: Mapping[str, Any] | None
    chain: int | None = None
    place: int | None = None
    previous: bytes | None = None
    written: bytes | None = None


@dataclass(frozen=True, slots=True)
class DayRecord:
    day: date
    last_seal: int
    tree: bytes
    previous: bytes
    root: bytes


@dataclass(frozen=True, slots=True)
class TileRecord:
    """A full tile of the standard log."""

    level: int
    number: int
    digests: bytes
    root: bytes


@dataclass(frozen=True, slots=True)
class CheckpointRecord:
    """A checkpoint of the standard log, with the lines of its witnesses by their keys."""

    number: int
    size: int
    root: bytes
    note: str
    cosignatures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LooseRecord:
    """An entry in no seal, or one that is in the queue although it is sealed.

    `waits`: its number is in the queue, for so many seconds; `exists`: the entry is stored. The rest as in EntryRecord.
    """

    number: int
    waits: bool
    exists: bool
    is_sealed: bool = False
    waited_seconds: int = 0
    said: Mapping[str, Any] | None = None
    chain: int | None = None
    place: int | None = None
    previous: bytes | None = None
    written: bytes | None = None


@dataclass(frozen=True, slots=True)
class RulebookRecord:
    """Rules that entries refer to by the digest of their text."""

    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class ChainRecord:
    """The end of a chain: the number of its entries and the link of the last."""

    number: int
    length: int
    head: bytes


@dataclass(frozen=True, slots=True)
class EndRecord:
    """The end: the number of records before it, the root of the last seal, and the last number given to an entry.

    is_as_written: whether the lines of an export are those that it ended with, in their order.
    """

    records: int
    root: bytes
    last_number: int
    is_as_written: bool = True


Record = (
    SealRecord
    | EntryRecord
    | DayRecord
    | TileRecord
    | CheckpointRecord
    | LooseRecord
    | RulebookRecord
    | ChainRecord
    | EndRecord
)
