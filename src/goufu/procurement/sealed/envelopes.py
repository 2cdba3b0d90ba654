"""Which envelopes a method's bids have: those of the first opening, those of a later call, and in which the price stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from goufu.law.tables import read
from goufu.procurement.methods import HOME, load_methods
from goufu.procurement.parts import ENVELOPES
from goufu.procurement.strict import Entry

NONE = "none"
WHOLE = "whole"  # of paper: all envelopes of the first opening in one wrapper


@dataclass(frozen=True, slots=True)
class Envelopes:
    """The kinds of a word's envelopes, in the order in which they are opened."""

    first: tuple[str, ...]
    later: tuple[str, ...]
    priced: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.first, *self.later)


@cache
def _data() -> tuple[Mapping[str, Envelopes], Mapping[str, str]]:
    path = HOME / "envelopes.toml"
    entry = Entry(path, "", read(path))
    titles = dict(entry.needed("titles").all())
    found = {}
    for word in ENVELOPES:
        if word == NONE:
            continue
        table = entry.needed(word)
        found[word] = Envelopes(table.texts("first"), table.texts("later"), table.texts("priced"))
        table.done()
        if unknown := {*found[word].all, *found[word].priced} - titles.keys():
            raise table.error(f"[titles] 里没有 {'、'.join(sorted(unknown))}")
    entry.done()
    return found, titles


def envelopes_of(method: str) -> Envelopes | None:
    """The envelopes of the method with that name; None where its bids are not sealed."""
    known = load_methods().methods.get(method)
    return _data()[0].get(known.envelopes.word) if known and known.envelopes else None


def lacking(method: str, kinds: Collection[str]) -> list[str]:
    """The kinds that the first opening wants besides these."""
    known = envelopes_of(method)
    return [kind for kind in (known.first if known else ()) if not {kind, WHOLE} & {*kinds}]


def is_priced(method: str, kind: str) -> bool:
    """Whether the price stands in an envelope of the kind."""
    known = envelopes_of(method)
    return known is not None and (kind == WHOLE or kind in known.priced)


def kind_title(kind: str) -> str:
    """What a kind of envelope is called."""
    return _data()[1].get(kind, kind)
