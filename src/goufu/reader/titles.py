"""The reading of a title: cut, split, heads and kinds, and the facts that follow."""

from __future__ import annotations

from functools import cache
from typing import Any

from goufu.reader import words
from goufu.reader.bodies import institution
from goufu.reader.clauses import read_clauses
from goufu.reader.cutting import Cut, cut
from goufu.reader.joining import join, lend
from goufu.reader.judging import judge
from goufu.reader.kinds import decide
from goufu.reader.normal import Normal, normal
from goufu.reader.packages import package
from goufu.reader.parts import Piece, masked, piece, split
from goufu.reader.reading import Part, ReadFacts, TextReading
from goufu.reader.terms import term

NUMBER = 1  # of the reader's code: raised when a reading changes
SURE = 0.8


@cache
def version() -> str:
    """The version of the reader: its own number and the digest of its words."""
    return f"{NUMBER}.{words.digest()}"


def read(title: str, need: str | None = None) -> TextReading:
    """The reading of a title and, where there is one, of its need."""
    typed = normal(title)
    shorn = cut(typed.text)
    covered = masked(shorn.left.text)
    pieces = _pieces(shorn, covered)
    facts = _facts(typed.text, shorn, pieces)
    facts["package"] = package(covered)
    said, signals = read_clauses(typed.text, normal(need or "").text)
    facts |= {name: value for name, value in said.items() if not facts.get(name)}
    return TextReading(
        text=title,
        core=shorn.left.text,
        parts=tuple(_part(typed, each) for each in pieces),
        asides=tuple(shorn.asides),
        front=shorn.front,
        facts=ReadFacts(**facts, version=version()),
        signals=signals,
    )


def _pieces(shorn: Cut, covered: str) -> list[Piece]:
    """The parts of a title, joined and decided."""
    pieces = split(shorn.left, covered)
    if shorn.role and pieces:
        role = piece(shorn.left, shorn.role)
        for each in pieces:
            lend(each, role.head, role.head_kind)
    for each in pieces:
        each.said_purchase |= shorn.said_purchase
    join(pieces)
    for inside in shorn.further:
        pieces += [each for each in split(inside, masked(inside.text)) if each.head]
    for each in pieces:
        decide(each)
        judge(each)
    return pieces


def _part(typed: Normal, piece: Piece) -> Part:
    start, end = typed.typed(*piece.stretch.place(0, len(piece.stretch.text)))
    return Part(piece.stretch.text, start, end, piece.head, piece.object, piece.kind, piece.sure)


SURE_FACTS = {"works": "works", "goods": "goods", "duty": "duty", "finance": "finance", "labour": "dispatch"}
DOUBTS = {
    "works": "works_doubt", "goods": "goods_doubt", "duty": "duty_doubt", "finance": "finance_doubt",
    "labour": "labour_doubt", "nonduty": "nonduty", "subsidy": "subsidy", "it": "it_question", "unclear": "unclear",
    "none": "unclear", "thing": "unclear",
}  # fmt: skip


def _facts(text: str, shorn: Cut, pieces: list[Piece]) -> dict[str, Any]:
    """The facts of a title: each names the part that says it."""
    facts: dict[str, Any] = {}
    for each in pieces:
        names = SURE_FACTS if each.sure >= SURE else DOUBTS
        name = names.get(each.kind) or DOUBTS.get(each.kind)
        if name and not facts.get(name):
            facts[name] = each.stretch.text
    if any(each.kind == "service" for each in pieces):
        facts.pop("unclear", None)
    if not pieces:
        facts["unclear"] = text
    said, years = term(text)
    facts["term"], facts["term_years"] = said, years
    facts["institution"], facts["institution_provider"] = institution(
        shorn.left.text, "".join(inner for inner, _ in shorn.asides)
    )
    return facts
