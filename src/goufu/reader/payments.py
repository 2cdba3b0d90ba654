"""Payments: benefits, pensions, wages and premiums that a title hands out or names alone; what is done about them is none."""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.parts import Piece
from goufu.reader.patterns import pattern
from goufu.reader.tokens import alternation

_LISTS = words.lists()
_VERBS = _LISTS["paying_out"]
_MONEY = "(?:{payments}|{costs_of_living}|(?<![基租押佣黄白合五冶证])金)"
_PAID_OUT = pattern(f"{_MONEY}{{ways_of_paying}}{{0,2}}{alternation(_VERBS)}$")
_ALONE = pattern("(?<!风险){payments_alone}{ends_of_payments}*$")
# 保 of 保费, whose 费 is cut as neutral
_OF_MONEY = frozenset(word[-1] for word in _LISTS["payments_alone"]) | {"保"}
LAST_SIGNS = _OF_MONEY | {verb[-1] for verb in _VERBS}


def is_payment(piece: Piece) -> bool:
    """Whether a part ends in paying money to persons, or is such money; with a head lent by another part it is its object."""
    text = piece.text
    if not text.endswith(piece.head):
        return False
    if text.endswith(_VERBS):
        return _PAID_OUT.search(text) is not None
    return text[-1:] in _OF_MONEY and _ALONE.search(piece.stretch.text) is not None
