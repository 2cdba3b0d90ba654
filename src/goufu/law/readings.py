"""The facts that the reader gives of a row's texts: read once, whichever way the row came in.

A text is the part or clause that says it, "" where the texts were read and nothing says it; without the text itself
nothing is given, so that the rules that need it say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from goufu.law.model import Fact, Stage, Value
from goufu.reader import ReadFacts, normal, read, read_contract, version

VERSION = "reader_version"
# of what the reader gives, in its order
NAMES = tuple(VERSION if name == "version" else name for name in ReadFacts._fields)


@lru_cache(maxsize=20_000)  # a list repeats its titles
def _read(title: str, need: str) -> tuple[Value, ...]:
    return read(title, need or None).facts


def reading_of(title: str, need: str = "") -> dict[str, Value]:
    """The facts of a title and its need, by name."""
    return dict(zip(NAMES, _read(title, need), strict=True))


def reading_to_keep(title: str, need: str = "") -> dict[str, Value]:
    """The facts of a title and its need that say something: what is kept beside them, with the reader's version."""
    return {name: value for name, value in reading_of(title, need).items() if value not in ("", None)}


def with_reading(stage: Stage, facts: Mapping[str, Value]) -> dict[str, Value]:
    """The facts of a row with those that are read from its texts, unless these are given."""
    source = next((fact.read_from for fact in stage.read.values()), "")
    text = str(facts.get(source) or "")
    if not text.strip():
        return dict(facts)
    if source == "clauses":
        return {**_contract(stage, text), **facts}
    return {**reading_of(text, str(facts.get("description") or "")), **facts}


def texts_of(fact: Fact) -> tuple[str, ...]:
    """The names of the texts from which the reader gives the fact; of another fact its own name."""
    if fact.read_from == "title":
        return "title", "description"
    return (fact.read_from or fact.name,)


def _contract(stage: Stage, clauses: str) -> dict[str, Value]:
    found = read_contract(normal(clauses).text)
    return {name: version() if name == VERSION else getattr(found, name) for name in stage.read}
