"""The chains of entries, each linked to the one before as it is written: what is changed or taken out before its seal
leaves a chain that does not hold.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from goufu.journal.tree import NOTHING

MOST_AHEAD = 1_000  # entries read before the one that they follow; numbers in one transaction may be given out of order


@dataclass(frozen=True, slots=True)
class Place:
    """An entry's place in its chain, the link of the entry before it, and the digest of its content as written."""

    chain: int
    place: int
    previous: bytes
    digest: bytes


def link(at: Place, number: int) -> bytes:
    """The link of an entry: SHA-256, which the database knows, over the link before, place, number and digest."""
    numbers = struct.pack(">qqq", at.chain, at.place, number)
    return hashlib.sha256(at.previous + numbers + at.digest).digest()


@dataclass(slots=True)
class _Chain:
    """How far a chain was followed: the next place, the link before it, and entries that were read ahead by place."""

    next_place: int = 1
    head: bytes | None = NOTHING  # None: not known, at the start of a part of the journal
    ahead: dict[int, tuple[int, bytes, bytes]] = field(default_factory=dict)


class Chains:
    """The chains of a journal, followed from entry to entry in small memory; faults are told in sentences."""

    def __init__(self, say: Callable[[str], None], *, from_the_beginning: bool) -> None:
        self._say = say
        self._from_the_beginning = from_the_beginning
        self._chains: dict[int, _Chain] = {}
        self._ended: set[int] = set()

    def follow(self, number: int, at: Place) -> None:
        """Goes on with the entry of this number."""
        chain = self._chains.get(at.chain)
        if chain is None:
            chain = _Chain() if self._from_the_beginning else _Chain(at.place, None)
            self._chains[at.chain] = chain
        if at.place < chain.next_place or at.place in chain.ahead:
            if self._from_the_beginning:
                self._say(f"第 {number} 条在写入的链 {at.chain} 里占了别的一条的位置（第 {at.place} 位）")
            return
        chain.ahead[at.place] = number, at.previous, link(at, number)
        self._go_on(chain)
        if len(chain.ahead) > MOST_AHEAD:
            self._skip(at.chain, chain, min(chain.ahead))

    def end(self, number: int, length: int, head: bytes) -> None:
        """Compares a chain with its end as the database holds it, after all entries were read."""
        self._ended.add(number)
        chain = self._chains.get(number)
        if chain is None:
            if self._from_the_beginning:
                self._say(f"写入的链 {number} 有 {length} 条，日志里一条也没有")
            return
        self._follow_what_is_ahead(number, chain)
        if chain.next_place <= length:
            self._skip(number, chain, length + 1)
        elif chain.next_place > length + 1 or chain.head != head:
            self._say(f"写入的链 {number} 的末端与最后一条不符：链的末端被改过")

    def close(self) -> None:
        """Tells of chains of which the database holds no end."""
        for number, chain in self._chains.items():
            if number not in self._ended:
                self._follow_what_is_ahead(number, chain)
                self._say(f"写入的链 {number} 的末端不见了")

    def _go_on(self, chain: _Chain) -> None:
        while chain.next_place in chain.ahead:
            number, previous, head = chain.ahead.pop(chain.next_place)
            if chain.head is not None and previous != chain.head:
                self._say(f"第 {number} 条接不上写在它前面的一条：其中一条在写下以后被改、被换过")
            chain.next_place, chain.head = chain.next_place + 1, head

    def _follow_what_is_ahead(self, number: int, chain: _Chain) -> None:
        while chain.ahead:
            self._skip(number, chain, min(chain.ahead))

    def _skip(self, number: int, chain: _Chain, place: int) -> None:
        """Tells of a gap before the place, and goes on behind it."""
        missing = place - chain.next_place
        last = f"至第 {place - 1} " if missing > 1 else ""
        self._say(
            f"写入的链 {number} 里第 {chain.next_place} {last}位的记录不见了，共 {missing} 条：写下以后被删除"
        )
        chain.next_place, chain.head = place, None
        self._go_on(chain)
