"""Endings of parts that may not be bought whatever they are called: counted staff, decisions of organs, payments."""

from __future__ import annotations

from functools import cache

from goufu.reader import counted, payments, words
from goufu.reader.parts import REACH, Piece

DOUBT = 0.5

Answer = tuple[str, float]


def by_ending(piece: Piece) -> Answer | None:
    """The kind of a part by what it ends in, and how sure it is, or None."""
    if piece.text[-1:] not in _last_signs():
        return None
    if counted.counts_persons(piece):
        return "labour", DOUBT
    return _decision(piece) or (("subsidy", DOUBT) if payments.is_payment(piece) else None)


def _decision(piece: Piece) -> Answer | None:
    """Deciding by a power (“行政处罚案件集体审议决定”), deliberating it, or drafting the decision.

    The drafting is asked about though a neighbour lends its head: the words of a decision are nearly the decision.
    """
    verb = next((verb for verb in words.lists()["drafting"] if piece.text.endswith(verb)), "")
    if verb:
        drafted = piece.text.removesuffix(verb).removesuffix("书")
        return ("duty", DOUBT) if drafted.endswith(words.lists()["decided"]) else None
    if not (piece.text.endswith(piece.head) and piece.has("duties", REACH)):
        return None
    if piece.text.endswith(words.lists()["decided"]):
        return "duty", 1.0
    return ("duty", DOUBT) if piece.text.endswith(words.lists()["deliberated"]) else None


@cache
def _last_signs() -> frozenset[str]:
    """The last signs of all these endings: hardly a part has one, and with any other there is nothing to look for."""
    lists = words.lists()
    ends = (word[-1] for name in ("decided", "deliberated", "drafting") for word in lists[name])
    return frozenset(ends) | counted.LAST_SIGNS | payments.LAST_SIGNS
