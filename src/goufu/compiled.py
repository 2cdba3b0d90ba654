"""What is worked out once, when the program is built, because it takes long: parsed rules, parsed conditions.

`make` writes `compiled.json` beside this module (`goufu.config.compiling`). A result stands there under the digest of what
it was made of: the source text, and the code of the module that makes it. So what has changed since is not found and is
worked out anew. The first line is the digest of the others: a program without the file, or with a damaged one, starts more
slowly and does the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("compiled.json")
_KEY = 64  # signs
_DAY = "$day"  # how a day is written in JSON: {"$day": "2026-11-23"}

_recorded: dict[str, str] | None = None


def compiled(module: str, name: str) -> Callable[[str], Any]:
    """That function of a text, asked of the file first; only for what isn't there its module is imported.

    The result is JSON in which days may be. It may depend on nothing but the text and the module.
    """

    @cache
    def code() -> hashlib._Hash:
        spec = find_spec(module)
        assert spec is not None and spec.origin is not None
        return hashlib.sha256(f"{module}.{name}".encode() + Path(spec.origin).read_bytes())

    def found_or_worked_out(source: str) -> Any:
        digest = code().copy()
        digest.update(source.encode())
        key = digest.hexdigest()
        results = _results() if _recorded is None else None
        if results is not None and (known := results.get(key)) is not None:
            return json.loads(known, object_hook=_typed)
        result = getattr(import_module(module), name)(source)
        if _recorded is not None:
            _recorded[key] = json.dumps(result, ensure_ascii=False, separators=(",", ":"), default=_plain)
        return result

    return found_or_worked_out


parsed_toml = compiled("tomllib", "loads")


@contextmanager
def recording() -> Iterator[dict[str, str]]:
    """A context in which everything is worked out and kept in a mapping, which `write` takes."""
    global _recorded
    _recorded = {}
    try:
        yield _recorded
    finally:
        _recorded = None


def write(results: dict[str, str], path: Path = FILE) -> None:
    """Writes the file, whole or not at all."""
    lines = "\n".join(f"{key} {result}" for key, result in sorted(results.items())).encode()
    draft = path.with_suffix(".draft")
    draft.write_bytes(hashlib.sha256(lines).hexdigest().encode() + b"\n" + lines)
    draft.replace(path)


class _Results:
    """The results of the file by key, none where it is damaged. They stay in the file, which all processes share: each needs few."""

    def __init__(self, file: mmap) -> None:
        self._file = file
        first = file.find(b"\n") + 1
        is_whole = hashlib.sha256(file[first:]).hexdigest().encode() == file[: first - 1]
        self._places = dict(self._lines(first)) if is_whole else {}

    def get(self, key: str) -> bytes | None:
        place = self._places.get(key.encode())
        return None if place is None else self._file[place]

    def _lines(self, start: int) -> Iterator[tuple[bytes, slice]]:
        while start < len(self._file):
            end = self._file.find(b"\n", start)
            end = len(self._file) if end < 0 else end
            yield self._file[start : start + _KEY], slice(start + _KEY + 1, end)
            start = end + 1


@cache
def _results() -> _Results | None:
    try:
        with FILE.open("rb") as file:
            return _Results(mmap(file.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError):  # it is not there, or empty
        return None


def _plain(value: Any) -> dict[str, str]:
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    raise TypeError(f"{value!r} is not JSON")


def _typed(table: dict[str, Any]) -> Any:
    return date.fromisoformat(table[_DAY]) if _DAY in table else table
