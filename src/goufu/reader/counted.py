"""Counted persons: a title that ends in a number of staff buys persons, whatever it calls that."""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.parts import Piece
from goufu.reader.patterns import pattern
from goufu.reader.staff import COUNT, STAFF_ENDING
from goufu.reader.tokens import alternation

_STAFF = (
    f"(?:{alternation((*words.lists()['sent_staff'], *words.lists()['staff']))}"
    rf"|[\u4e00-\u9fff]{STAFF_ENDING}|{{masters}}师|{{workers}}工)"
)
_UNITS = frozenset("名人位个")
_COUNTED = pattern(rf"{_STAFF}(?:共|共计|约)?{COUNT}余?[名人位个]$")
_FIRST = pattern(rf"(?<!\d){COUNT}余?[名位个]{_STAFF}$")
LAST_SIGNS = _UNITS | frozenset("员师工")
_SERVED = pattern("{done_for_persons}")


def counts_persons(piece: Piece) -> bool:
    """Whether a part ends in a number of staff (保洁员5名); not in persons who are trained or helped (学员200人)."""
    text = piece.text
    if piece.head and not text.endswith(piece.head):
        return False
    shape = _COUNTED if text[-1:] in _UNITS else _FIRST
    return shape.search(text) is not None and _SERVED.search(text) is None
