"""The reading of a title: cut, split, heads and kinds, and the facts that follow."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from goufu.files.folding import Normal, normal
from goufu.reader.cutting import Cut, cut
from goufu.reader.doubting import doubts_of_need
from goufu.reader.facts import DOUBT_FACTS, title_facts
from goufu.reader.joining import join, lend
from goufu.reader.judging import judge
from goufu.reader.kinds import decide
from goufu.reader.names import masked
from goufu.reader.parts import Piece, piece, split
from goufu.reader.reading import Part, ReadFacts, Signal, TextReading
from goufu.reader.terms import longer, term_of
from goufu.reader.triggers import title_has_trigger
from goufu.reader.vague import is_vague

HERE = Path(__file__).parent
READ_BY = ("*.py", "*.csv", "words/*.toml")  # what a reading depends on
FOLDED_BY = tuple(HERE.parent / "files" / name for name in ("folding.py", "unseen.py"))


@cache
def version() -> str:
    """The version of the reader: the digest of its code, words and weights, so that no change of a reading goes unseen."""
    return digest_of(HERE, *FOLDED_BY)


def digest_of(home: Path, *beside: Path) -> str:
    """The digest of a reader in a folder, and of files beside it: 12 hexadecimal signs."""
    held = hashlib.sha256()
    for path in sorted(path for pattern in READ_BY for path in home.glob(pattern)):
        held.update(f"{path.relative_to(home).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    for path in beside:
        held.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return held.hexdigest()[:12]


def read(title: str, need: str | None = None, *, learned: bool = True) -> TextReading:
    """The reading of a title and, where there is one, of its need; by words alone where `learned` is false."""
    typed = normal(title)
    shorn = cut(typed.text)
    covered = masked(shorn.left.text)
    pieces = _pieces(shorn, covered)
    parts = [each.stretch.text for each in pieces]
    if typed.cased != typed.text:
        for stretch in (shorn.left, *(each.stretch for each in pieces)):
            stretch.show(typed.cased)
    facts = title_facts(typed.text, shorn, covered, pieces)
    guessed = _guessed(pieces)
    signals: tuple[Signal, ...] = ()
    heard = normal(need).text if need else ""
    has_notes = any(use == "note" for _, use in shorn.asides)
    if heard or has_notes or title_has_trigger(typed.text):
        said, signals = _said_in_clauses(typed.text, heard, has_notes=has_notes)
        terms = longer(term_of(facts), term_of(said))
        facts |= {name: value for name, value in said.items() if not facts.get(name) or name in guessed}
        facts |= terms._asdict()
        guessed -= said.keys()
    if facts.get("unclear") and not is_vague(heard) and _is_vague(shorn):
        facts["unclear"] = ""
    changed = doubts_of_need(facts, guessed, parts, heard) if heard and learned else {}
    set_aside = tuple((name, facts[name]) for name, value in changed.items() if not value)
    facts |= changed
    return TextReading(
        text=title,
        core=shorn.left.text,
        parts=tuple(_part(typed, each) for each in pieces),
        asides=tuple(shorn.asides),
        front=shorn.front,
        facts=ReadFacts(**facts, version=version()),
        signals=signals,
        set_aside=set_aside,
    )


def _said_in_clauses(title: str, need: str, *, has_notes: bool) -> tuple[dict[str, Any], tuple[Signal, ...]]:
    """What a title and its need say as clauses do: facts and signals. A title says the same whatever stands beside it."""
    from goufu.reader import clauses  # its patterns take longer to make than all else at a start

    sounding = "" if clauses.is_silent(need) else need
    is_read = sounding or has_notes or title_has_trigger(title)
    return clauses.read_clauses(title, sounding) if is_read else ({}, ())


def _pieces(shorn: Cut, covered: str) -> list[Piece]:
    """The parts of a title, joined and decided."""
    pieces = split(shorn.left, covered)
    if shorn.role and pieces:
        role = piece(shorn.left, shorn.role)
        for each in pieces:
            lend(each, role.head, role.head_kind)
    join(pieces)
    for each in pieces:
        each.said_purchase |= shorn.said_purchase
    for inside in shorn.further:
        pieces += [each for each in split(inside, masked(inside.text)) if each.head]
    for each in pieces:
        decide(each)
        judge(each)
    if len(pieces) == 1 and _is_vague(shorn):
        pieces[0].kind, pieces[0].sure = "none", 0.0
    return pieces


def _guessed(pieces: list[Piece]) -> set[str]:
    """The doubts of a title that come from parts without a head alone: the model guessed what they are, no word says it."""
    return {DOUBT_FACTS.get(each.kind, "") for each in pieces if not each.head} - {
        DOUBT_FACTS.get(each.kind, "") for each in pieces if each.head
    }


def _is_vague(shorn: Cut) -> bool:
    """Whether neither a title nor its brackets show what is bought."""
    return is_vague(shorn.left.text) and all(use == "number" for _, use in shorn.asides)


def _part(typed: Normal, piece: Piece) -> Part:
    start, end = typed.typed(*piece.stretch.place(0, len(piece.stretch.text)))
    return Part(piece.stretch.text, start, end, piece.head, piece.object, piece.kind, piece.sure)
