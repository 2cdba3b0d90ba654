"""Judging by the model where words leave doubt.

It never stops a part. It sends parts to a person, some of which words alone had stopped as works or goods; and it clears a
part that words could not tell, where a word or its ending shows at least that something is done.
"""

from __future__ import annotations

from goufu.reader.barred import SERVED
from goufu.reader.kinds import BUILT
from goufu.reader.lexicon import members
from goufu.reader.model import Probabilities, ends_like_a_service, probabilities
from goufu.reader.parts import RIGHT_BEFORE, Piece
from goufu.reader.patterns import pattern
from goufu.reader.reading import SURE_FROM

DONE_TO = ("structures", "goods", "works")  # with an unknown verb behind them nobody knows what is done
LIKELY_SERVICE = 0.8  # the probability from which the model contradicts words
LOOKED_AT = 24  # signs from the end: further to the front stands who buys
_PERSONS = pattern("[0-9一二两三四五六七八九十百]余?[名人]$")  # are no goods, whoever they are
SEEN_BY_WORDS = ("works", "goods")


def judge(piece: Piece) -> None:
    """Lowers a sure answer that the model contradicts, and answers where words couldn't."""
    if piece.kind in SEEN_BY_WORDS:
        if piece.sure >= SURE_FROM and not _is_plain(piece) and _odds(piece).service > LIKELY_SERVICE:
            piece.sure = 0.6
    elif piece.kind == "service" and piece.sure < SURE_FROM:
        _weak_service(piece)
    elif piece.kind in ("none", "unclear", "thing"):
        _unknown(piece)


def _is_plain(piece: Piece) -> bool:
    """Whether words leave no doubt: goods without 服务, works on what is built."""
    return not piece.said_service if piece.kind == "goods" else piece.object_kind in BUILT


def _weak_service(piece: Piece) -> None:
    if piece.head in members("arranging"):
        return
    odds = _odds(piece)
    if 1 - odds.service > 0.7:
        if piece.head_kind == "digital":
            piece.kind, piece.sure = "it", 0.5
        else:
            _doubt(piece, odds)


def _unknown(piece: Piece) -> None:
    odds = _odds(piece)
    other = 1 - odds.service
    above, below = (0.7, 0.2) if piece.said_service else (0.5, 0.2)
    if other > above and not _PERSONS.search(piece.text):
        _doubt(piece, odds)
    elif other < below and _is_understood(piece):
        piece.kind, piece.sure = "service", 0.6


def _is_understood(piece: Piece) -> bool:
    """Whether anything shows what a part without an answer is: a head, a service nearby, or signs that services end in.

    Without them the model only knows that most purchases are services.
    """
    if piece.object_kind in DONE_TO and piece.gap <= RIGHT_BEFORE:
        return False
    return piece.head != "" or any(map(piece.has, SERVED)) or ends_like_a_service(piece.text)


def _doubt(piece: Piece, odds: Probabilities) -> None:
    piece.kind, piece.sure = ("works" if odds.works > odds.goods else "goods"), 0.5


def _odds(piece: Piece) -> Probabilities:
    """The probabilities of service, works, goods."""
    text = piece.stretch.text + piece.head if piece.borrowed else piece.stretch.text
    return probabilities(text[-LOOKED_AT:], said_purchase=piece.said_purchase)
