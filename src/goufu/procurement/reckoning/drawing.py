"""The draw of experts, which anybody can repeat: from the seed, the snapshot's digest and the exclusions alone.

Experts stand in the order of SM3 of `seed`, a line end, the snapshot's digest, a line end, and their code, all as text.
Each field takes the first of that order who have it and are neither excluded nor taken; a replacement is the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


class NotEnough(Exception):
    """Too few experts are left in a field."""

    def __init__(self, field: str, missing: int) -> None:
        super().__init__(field, missing)
        self.field, self.missing = field, missing


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many experts of a field; any field: ''."""

    field: str
    count: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """An expert who was drawn, and for which field."""

    code: str
    field: str


def sm3(text: str) -> str:
    """SM3 of the text in UTF-8, as any tool computes it."""
    return hashlib.new("sm3", text.encode()).hexdigest()


def order_of(seed: str, snapshot: str, codes: Collection[str]) -> list[str]:
    """The codes in the order of the draw."""
    return sorted(codes, key=lambda code: sm3(f"{seed}\n{snapshot}\n{code}"))


def drawn(
    order: Sequence[str],
    fields: Mapping[str, Collection[str]],
    wanted: Sequence[Wanted],
    excluded: Collection[str],
) -> list[Drawn]:
    """Who is drawn. Raises NotEnough."""
    taken, found = set(excluded), []
    for each in wanted:
        able = [code for code in order if code not in taken and _has(fields[code], each.field)]
        if len(able) < each.count:
            raise NotEnough(each.field, each.count - len(able))
        chosen = able[: each.count]
        taken |= {*chosen}
        found += [Drawn(code, each.field) for code in chosen]
    return found


def _has(fields: Collection[str], field: str) -> bool:
    return not field or field in fields
