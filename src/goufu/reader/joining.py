"""Coordination: what the parts of a title are to each other."""

from __future__ import annotations

from goufu.reader.barred import SERVED
from goufu.reader.parts import Piece

BUILDABLE = ("works", "light_works", "works_nouns", "structures")
OBJECTS = ("goods", "structures", "digital", "abstract", "works_nouns")
TAKERS = (
    *SERVED,
    "buying",
    "light_works",
    "works",
    "goods",
)  # heads that take the thing on their left as object


def join(pieces: list[Piece]) -> None:
    """Gives parts without a head of their own the head of the part to their right, from right to left."""
    if len(pieces) < 2:
        return
    for left, right in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        if _is_object_of(left, right):
            _share(left, right)
        elif _is_bare(right) and left.head:
            own = [] if left.head_kind in SERVED else [(left.head, left.head_kind, 0)]
            right.words = own + left.words


def lend(piece: Piece, head: str, kind: str) -> None:
    """Gives a part a head that stands elsewhere; its own head becomes its object."""
    if piece.head:
        piece.words.insert(0, (piece.head, piece.head_kind, 0))
    piece.head, piece.head_kind = head, kind


def _share(left: Piece, right: Piece) -> None:
    """Gives the left part the head of the right one."""
    left.borrowed = True
    left.said_service = right.said_service
    left.said_purchase = right.said_purchase
    is_place = left.head_kind == "structures" and right.object_kind in ("goods", "digital")
    if is_place and right.head_kind == "light_works":
        left.words = list(right.words)  # the left part is only the place
        left.head, left.head_kind = right.head, right.head_kind
    elif right.head or left.head:
        lend(left, right.head, right.head_kind)


def _is_bare(piece: Piece) -> bool:
    """Whether a part is a verb without an object: “运行维护与升级改造”."""
    return piece.head_kind in ("light_works", "works") and not piece.before.strip("功能日常")


def _is_object_of(left: Piece, right: Piece) -> bool:
    """Whether the left part is an object of the right part's head."""
    is_open = not (left.said_service or left.said_purchase)
    if not right.head:
        return not left.head or (is_open and right.said_service and left.head_kind in OBJECTS)
    if left.is_obscure and right.head_kind != "project_services":
        return False
    if left.head_kind == "staff":
        return right.head_kind in SERVED
    if is_open and left.head_kind in OBJECTS and right.head_kind in TAKERS:
        return left.head_kind != "works_nouns" or right.object_kind in BUILDABLE
    if left.head_kind in BUILDABLE:
        return right.head_kind == "project_services" and right.object_kind in BUILDABLE
    return not left.head
