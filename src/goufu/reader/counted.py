"""Counted persons: a title that ends in a number of staff buys persons, whatever it calls that."""

from __future__ import annotations

from goufu.lazy_patterns import lazy_pattern
from goufu.reader import words
from goufu.reader.parts import Piece
from goufu.reader.staff import COUNT, STAFF_ENDING
from goufu.reader.tokens import alternation

_STAFF = (
    rf"(?:{alternation((*words.lists()['sent_staff'], *words.lists()['staff']))}"
    rf"|[\u4e00-\u9fff]{STAFF_ENDING}|(?:点|厨|理发|按摩|康复|营养|工程|技)师|(?:维修|水电|清洁|养护|勤杂|搬运|管道)工)"
)
_UNITS = frozenset("名人位个")
_COUNTED = lazy_pattern(rf"{_STAFF}(?:共|共计|约)?{COUNT}余?[名人位个]$")
_FIRST = lazy_pattern(rf"(?<!\d){COUNT}余?[名位个]{_STAFF}$")
LAST_SIGNS = _UNITS | frozenset("员师工")
_SERVED = lazy_pattern(alternation(words.lists()["done_for_persons"]))


def counts_persons(piece: Piece) -> bool:
    """Whether a part ends in a number of staff (保洁员5名); not in persons who are trained or helped (学员200人)."""
    text = piece.text
    if piece.head and not text.endswith(piece.head):
        return False
    pattern = _COUNTED if text[-1:] in _UNITS else _FIRST
    return pattern.search(text) is not None and _SERVED.search(text) is None
