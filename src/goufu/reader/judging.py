"""Judging by the model where words leave doubt: it may send a part to a person, and never stops or clears one."""

from __future__ import annotations

from goufu.reader.kinds import BUILT
from goufu.reader.model import probabilities
from goufu.reader.parts import NEAR, Piece

THINGS = ("structures", "goods", "works")  # with an unknown verb behind them nobody knows what is done
SURE = 0.8
LOOKED_AT = 24  # signs from the end: further to the front stands who buys
SEEN_BY_WORDS = ("works", "goods")


def judge(piece: Piece) -> None:
    """Lowers a sure answer that the model contradicts, and answers where words couldn't."""
    if piece.kind in SEEN_BY_WORDS:
        if piece.sure >= SURE and not _is_plain(piece) and _odds(piece)[0] > 0.8:
            piece.sure = 0.6
    elif piece.kind == "service" and piece.sure < SURE:
        _weak_service(piece)
    elif piece.kind in ("none", "unclear", "thing"):
        _unknown(piece)


def _is_plain(piece: Piece) -> bool:
    """Whether words leave no doubt: goods without 服务, works on what is built."""
    return not piece.said_service if piece.kind == "goods" else piece.object_kind in BUILT


def _weak_service(piece: Piece) -> None:
    if 1 - _odds(piece)[0] > 0.7:
        if piece.head_kind == "digital":
            piece.kind, piece.sure = "it", 0.5
        else:
            _doubt(piece)


def _unknown(piece: Piece) -> None:
    other = 1 - _odds(piece)[0]
    above, below = (0.7, 0.2) if piece.said_service else (0.5, 0.2)
    if other > above:
        _doubt(piece)
    elif other < below and not (piece.object_kind in THINGS and piece.gap <= NEAR):
        piece.kind, piece.sure = "service", 0.6


def _doubt(piece: Piece) -> None:
    _, works, goods = _odds(piece)
    piece.kind, piece.sure = ("works" if works > goods else "goods"), 0.5


def _odds(piece: Piece) -> tuple[float, float, float]:
    """The probabilities of service, works, goods."""
    text = piece.stretch.text + piece.head if piece.borrowed else piece.stretch.text
    return probabilities(text[-LOOKED_AT:], said_purchase=piece.said_purchase)
