"""Exports of the journal: its records as lines of JSON, the last with a digest of all, and read back from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, asdict, fields
from datetime import UTC, date, datetime
from typing import IO, TYPE_CHECKING, Any, get_args

from goufu.journal import tree
from goufu.journal.content import FIELDS
from goufu.journal.errors import UnreadableExport
from goufu.journal.record_kinds import EndRecord, Record

if TYPE_CHECKING:
    from hashlib import _Hash as _Digest

LARGEST = 2**63
_KINDS = {kind.__name__.removesuffix("Record").lower(): kind for kind in get_args(Record)}
_READ: dict[str, Callable[[Any], Any]] = {
    "bytes": bytes.fromhex,
    "bytes | None": lambda text: None if text is None else bytes.fromhex(text),
    "datetime": lambda text: _moment(text),
    "int": lambda value: _whole(value),
    "int | None": lambda value: None if value is None else _whole(value),
    "date": date.fromisoformat,
    "str": lambda value: _instance(value, str),
    "bool": lambda value: _instance(value, bool),
    "Mapping[str, str]": lambda value: {
        name: _instance(each, str) for name, each in _instance(value, dict).items()
    },
    "Mapping[str, Any] | None": lambda value: None if value is None else _instance(value, dict),
}


def lines(records: Iterable[Record]) -> Iterator[str]:
    """The lines of an export, one JSON object each; the last has a digest of all."""
    before = hashlib.new("sm3")
    for record in records:
        kind = type(record).__name__.removesuffix("Record").lower()
        said = {name: _as_json(value) for name, value in asdict(record).items()}
        if isinstance(record, EndRecord):
            del said["is_as_written"]
            said["lines"] = _digest_of_lines(before, said)
        line = json.dumps({kind: said}, ensure_ascii=False) + "\n"
        before.update(line.encode())
        yield line


def _digest_of_lines(before: _Digest, end: Mapping[str, Any]) -> str:
    """The SM3 digest of the lines before and of what the end says beside it."""
    digest = before.copy()
    digest.update(json.dumps(end, sort_keys=True).encode())
    return digest.hexdigest()


def write(records: Iterable[Record], file: IO[str]) -> int:
    """Writes an export; returns the number of lines."""
    count = 0
    for line in lines(records):
        file.write(line)
        count += 1
    return count


def read(file: Iterable[str]) -> Iterator[Record]:
    """The records of an export. Raises UnreadableExport with the line number."""
    before = hashlib.new("sm3")
    for number, line in enumerate(file, start=1):
        try:
            [(kind, said)] = json.loads(line, object_pairs_hook=_each_name_once).items()
            if "\\u" in line:  # half a pair of UTF-16 is no text: it can't be digested
                json.dumps(said, ensure_ascii=False).encode()
            if _KINDS[kind] is EndRecord:
                lines = said.pop("lines")
                said["is_as_written"] = lines == _digest_of_lines(before, said)
            before.update(f"{line.rstrip()}\n".encode())
            yield _from_json(_KINDS[kind], said)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise UnreadableExport(number, str(error)) from error


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return tree.moment(value)
    return value.isoformat() if isinstance(value, date) else value


def _from_json(kind: type[Record], said: Mapping[str, Any]) -> Record:
    """The record from its JSON, with each value in the type of the record's field."""
    if more := said.keys() - {field.name for field in fields(kind)}:
        raise ValueError(f"多出了 {'、'.join(sorted(more))}")
    values = {
        field.name: _READ.get(str(field.type), lambda value: value)(said[field.name])
        for field in fields(kind)
        if field.name in said or field.default is MISSING
    }
    if (entry := values.get("said")) is not None and (other := entry.keys() ^ set(FIELDS)):
        raise ValueError(f"一条日志里多出或者少了 {'、'.join(sorted(other))}")
    return kind(**values)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} 没有时区")
    return moment.astimezone(UTC)


def _instance(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r} 不是 {kind.__name__}")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int or not -LARGEST <= value < LARGEST:
        raise ValueError(f"{value} 不是整数")
    return value


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object. Raises ValueError where a name stands twice: one reader would take the first, another the last."""
    if len(found := dict(pairs)) != len(pairs):
        raise ValueError("同一个名字写了两次")
    return found
