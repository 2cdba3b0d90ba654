"""Attempts on an export of the log: values, lines and the tail of the file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from itertools import islice
from typing import Any

from bench.tampering.attempts import Attempt
from bench.tampering.campaign import IMPOSSIBLE, NOTICED, UNNOTICED, Tally, published
from goufu.journal.errors import UnreadableExport
from goufu.journal.export import read, write
from goufu.journal.records import stored
from goufu.journal.verify import verify

EXPORT = "导出的日志"
Line = dict[str, Any]


def on_exports(known: Mapping[str, str], every: int = 1) -> Tally:
    """The tally of attempts on an export of the whole log, or of each so-manieth; `known` as in `Tally`."""
    file = StringIO()
    write(stored(), file)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    tally, roots = Tally(known), published()
    for kind, what, tampered in islice(_attempts(lines), 0, None, every):
        outcome = IMPOSSIBLE if tampered == lines else NOTICED if _is_noticed(tampered, roots) else UNNOTICED
        tally.add(Attempt(EXPORT, kind, what, ()), has_triggers=False, outcome=outcome)
    return tally


def _is_noticed(lines: list[Line], roots: dict[date, bytes]) -> bool:
    try:
        return bool(verify(read(json.dumps(line) for line in lines), roots).faults)
    except UnreadableExport:
        return True


def _attempts(lines: list[Line]) -> Iterator[tuple[str, str, list[Line]]]:
    """Kind, what is tampered with, and the tampered lines."""
    for at in _places(lines):
        [(kind, said)] = lines[at].items()
        before, after = lines[:at], lines[at + 1 :]
        for path, other in _edits(said):
            yield "edit", f"{kind}.{path}", [*before, {kind: other}, *after]
        yield "edit", f"{kind}.unknown key", [*before, {kind: {**said, "extra": 1}}, *after]
        yield "edit", f"{kind}.another record", [*before, {**lines[at], "extra": {}}, *after]
        yield "delete", kind, [*before, *after]
        yield "insert", kind, [*before, lines[at], lines[at], *after]
        if after:
            yield "swap", kind, [*before, after[0], lines[at], *after[1:]]
    for count in (1, 2, len(lines) // 2, len(lines) - 1, len(lines)):
        yield "delete", f"the last {count if count < 3 else 'many'} lines", lines[: len(lines) - count]


def _places(lines: list[Line]) -> list[int]:
    """The first, a middle and the last line of each kind."""
    by_kind: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        by_kind.setdefault(next(iter(line)), []).append(at)
    return sorted({at for found in by_kind.values() for at in (found[0], found[len(found) // 2], found[-1])})


def _edits(said: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The path of each value in it, and all of it with that value changed."""
    if isinstance(said, dict):
        for name, value in said.items():
            for inner, other in _edits(value, f"{path}.{name}".strip(".")):
                yield inner, {**said, name: other}
    elif isinstance(said, list):
        yield path, [*said, "x"]
    else:
        yield path, _other(said)


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str) and value:
        last = "1" if value[-1] != "1" else "2"
        return value[:-1] + last
    return "x"
