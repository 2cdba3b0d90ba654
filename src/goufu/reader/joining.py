"""Coordination: what the parts of a title are to each other."""

from __future__ import annotations

from goufu.reader.kinds import SERVED
from goufu.reader.parts import Piece

TAKING = ("project_services",)
BUILDABLE = ("works", "light_works", "works_nouns", "structures")
THINGS = ("goods", "structures", "digital", "abstract", "works_nouns")


def join(pieces: list[Piece]) -> None:
    """Gives parts without a head of their own the head of the part to their right, from right to left."""
    for left, right in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        if _is_object_of(left, right):
            left.borrowed = True
            left.said_service = right.said_service
            left.said_purchase = right.said_purchase
            if right.head:
                lend(left, right.head, right.head_kind)


def _is_object_of(left: Piece, right: Piece) -> bool:
    """Whether the left part is an object of the right part's head."""
    if not right.head:
        return not left.head
    if right.borrowed and not left.head_kind:
        return True
    if left.head_kind in THINGS:
        return (
            right.head_kind in (*SERVED, "buying", "light_works", "works", "goods") and not left.said_service
        )
    if left.head_kind in BUILDABLE:
        return right.head_kind in TAKING and right.object_kind in (
            "works",
            "light_works",
            "works_nouns",
            "structures",
        )
    return not left.head


def lend(piece: Piece, head: str, kind: str) -> None:
    """Gives a part a head that stands elsewhere; its own head becomes its object."""
    if piece.head:
        piece.words.insert(0, (piece.head, piece.head_kind, 0))
    piece.head, piece.head_kind = head, kind
