"""Notes: what the brackets and lots beside a title say of building, financing and duties.

A note is read as a part of its own. Beside advice (audits, designs, training) it only names what the advice is about.
Beside any other service a way of financing or of building and running in one counts as if it stood in the title; other
works and duties that stand in a note alone may be what the service is about, so a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from goufu.reader import words
from goufu.reader.barred import SERVED, acts_for_organ, financing
from goufu.reader.kinds import PLAIN, decide
from goufu.reader.lexicon import members
from goufu.reader.names import masked
from goufu.reader.packages import package
from goufu.reader.parts import Piece, split
from goufu.reader.patterns import pattern
from goufu.reader.spans import Stretch

_DENIED = pattern("{denied}")
_NO_DENIAL = pattern("{no_denial}")
_NAMED = tuple(words.lists()["named_in_notes"])  # ends of notes that name what an advice is about


def note_facts(notes: Iterable[str], pieces: Sequence[Piece]) -> dict[str, str]:
    """The facts that the notes of a title with these parts give, by the names of ReadFacts; the first note counts."""
    facts: dict[str, str] = {}
    is_advice = bool(pieces) and all(map(_advises, pieces))
    for note in notes:
        if not _DENIED.search(_NO_DENIAL.sub("", note)):
            for name, said in _facts(note, pieces, is_advice=is_advice):
                facts.setdefault(name, said)
    return facts


def _facts(note: str, pieces: Sequence[Piece], *, is_advice: bool) -> Iterator[tuple[str, str]]:
    covered = masked(note)
    inside = split(Stretch(note), covered)
    for each in inside:
        decide(each)
    yield from _money(inside, note, is_advice=is_advice)
    if is_advice:
        return
    if said := package(covered):
        yield ("package" if not pieces or any(map(_runs, pieces)) else "works_doubt"), said
    for each in inside:
        if each.kind == "works" and each.sure >= PLAIN:
            yield "works_doubt", each.stretch.text
        if each.kind == "duty" and (acts_for_organ(each) or not all(map(_is_service, pieces))):
            yield "duty_doubt", each.stretch.text


def _money(inside: Iterable[Piece], note: str, *, is_advice: bool) -> Iterator[tuple[str, str]]:
    """The financing that a note says; beside advice a doubt, and none where the note ends in the name of a thing."""
    if is_advice and note.endswith(_NAMED):
        return
    for each in inside:
        if each.head_kind in SERVED:
            continue
        if said := financing(each.text):
            yield ("finance_doubt" if is_advice else "finance"), said
        elif not is_advice and (each.head_kind == "doubtful_financing" or each.has("doubtful_financing")):
            yield "finance_doubt", each.stretch.text


def _advises(piece: Piece) -> bool:
    of_projects = piece.head_kind == "project_services" or piece.head.removesuffix("服务") in members(
        "project_services"
    )
    return of_projects or piece.head in members("advising")


def _runs(piece: Piece) -> bool:
    """Whether a part is running, or says too little to be anything else."""
    return not _is_service(piece) or any(word in piece.head for word in members("running"))


def _is_service(piece: Piece) -> bool:
    """Whether a part is a service of which more is said than that it is one."""
    return piece.head_kind in ("project_services", "services") and piece.head not in members("vague")
