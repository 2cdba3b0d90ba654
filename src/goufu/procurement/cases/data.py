"""What may happen in challenges and complaints, their clocks, numbers and terms: cases.toml, held to the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from goufu.law.load import load_rulebook
from goufu.law.tables import read
from goufu.procurement.methods import HOME
from goufu.procurement.strict import Entry, References

CASES = "cases.toml"


@dataclass(frozen=True, slots=True)
class Kind:
    """What may happen in a case. `facts`: those of the rules that its day is."""

    name: str
    title: str
    facts: tuple[str, ...]
    after: tuple[str, ...]
    annuls: tuple[str, ...]
    pauses_until: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A period from one step to another. `whose`: who must act in it: purchaser, office, party, or the challenger whose right it is.

    `of`: challenge, complaint, or each party to one. `term`: its number is this one's, or what the decision told in its place.
    `follows`: it begins when the period of that clock ends, whenever the step came. `again`: a step from which it counts anew.
    `ends_itself`: nobody need do anything when it is over.
    """

    name: str
    title: str
    of: str
    whose: str
    begins: str
    ends: str
    number: str
    article: str
    rule: str
    follows: str
    again: str
    needs: str
    stops: tuple[str, ...]
    pauses: bool
    is_right: bool
    term: str
    ends_itself: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the law that no step begins. `within_months`: in how many months something is counted; 0 for a period."""

    name: str
    number: str
    article: str
    within_months: int


@dataclass(frozen=True, slots=True)
class Term:
    """A period that no rule judges, as the law has it from a day on.

    `is_told`: a decision on a complaint says it, and what it says counts. `is_verified`: somebody has held it against the text.
    """

    name: str
    title: str
    value: int
    unit: str
    since: date
    article: str
    is_told: bool
    is_verified: bool

    def at(self, day: date) -> int | None:
        """How long it is on that day; None before the law has it."""
        return self.value if day >= self.since else None


@dataclass(frozen=True, slots=True)
class CaseData:
    kinds: Mapping[str, Kind]
    numbers: Mapping[str, Number]
    terms: Mapping[str, Term]
    clocks: Mapping[str, Clock]


@cache
def load_cases() -> CaseData:
    """The data of cases, held to the rulebook. Raises DataError for the first fault."""
    path = HOME / CASES
    entry, refs = Entry(path, "", read(path)), References(load_rulebook(), {})
    kinds = {name: _kind(name, each, refs) for name, each in entry.needed("steps").named()}
    numbers = {name: _number(name, each, refs) for name, each in entry.needed("numbers").named()}
    terms = {name: _term(name, each, refs) for name, each in entry.needed("terms").named()}
    clocks = {name: _clock(name, each, refs, terms) for name, each in entry.needed("clocks").named()}
    entry.done()
    for kind in kinds.values():
        for other in (*kind.after, *kind.annuls, *filter(None, [kind.pauses_until])):
            if other not in kinds:
                raise entry.error(f"{kind.name} 写了 {other}，没有这一步")
    for each in clocks.values():
        named = (each.begins, each.ends, each.again, each.needs, *each.stops)
        if unknown := [name for name in named if name and name not in kinds]:
            raise entry.error(f"{each.name} 写了 {unknown[0]}，没有这一步")
        if each.follows and each.follows not in clocks:
            raise entry.error(f"{each.name} 写了 {each.follows}，没有这个期限")
    return CaseData(kinds, numbers, terms, clocks)


def _kind(name: str, entry: Entry, refs: References) -> Kind:
    facts = entry.texts("facts")
    for fact in facts:
        refs.fact(entry, fact)
    kind = Kind(
        name,
        entry.text("title"),
        facts,
        entry.texts("after"),
        entry.texts("annuls"),
        entry.text("pauses_until", ""),
    )
    entry.done()
    return kind


def _number(name: str, entry: Entry, refs: References) -> Number:
    months = entry.number("within_months") if "within_months" in entry.raw else 0
    found = Number(name, refs.number(entry, "number"), refs.article(entry), months)
    entry.done()
    return found


def _term(name: str, entry: Entry, refs: References) -> Term:
    found = Term(
        name,
        entry.text("title"),
        entry.number("value"),
        entry.text("unit"),
        entry.day("from"),
        refs.article(entry),
        entry.flag("told"),
        entry.flag("verified"),
    )
    entry.done()
    return found


def _clock(name: str, entry: Entry, refs: References, terms: Mapping[str, Term]) -> Clock:
    term = entry.text("term", "")
    if term and term not in terms:
        raise entry.error(f"term 写了 {term}，没有这个期限")
    found = Clock(
        name,
        entry.text("title"),
        entry.text("of"),
        entry.text("whose"),
        entry.text("begins"),
        entry.text("ends"),
        "" if term else refs.number(entry, "number"),
        terms[term].article if term else refs.article(entry),
        refs.rule(entry),
        entry.text("follows", ""),
        entry.text("again", ""),
        entry.text("needs", ""),
        entry.texts("stops"),
        entry.flag("pauses"),
        entry.flag("is_right"),
        term,
        entry.flag("ends_itself"),
    )
    entry.done()
    return found
