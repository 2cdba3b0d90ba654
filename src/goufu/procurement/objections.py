"""What the law objects to in a procurement file, line by line: terms of scale, place, brand, years, and the like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from goufu import wall_clock
from goufu.core.opinion import Opinion, cards, letters_of
from goufu.law.cards import Card
from goufu.law.conditions import conditions_of
from goufu.law.load import load_rulebook
from goufu.law.model import Value, Verdict
from goufu.procurement.choices import STAGE
from goufu.procurement.file_templates import QUALIFICATION, left_in
from goufu.procurement.models import Procurement

TEXTS = frozenset({"qualification_text", "scoring_text", "file_text"})
FAILED = (Verdict.FAIL.value, Verdict.UNVERIFIED.value)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file with the cards of what is objected to in it, and what of a template is left in it to be written."""

    text: str
    cards: tuple[Card, ...] = ()
    left: tuple[str, ...] = ()


@cache
def rules_on_texts() -> tuple[str, ...]:
    """The rules of the stage that read nothing but what the file says."""
    book = load_rulebook()
    return tuple(
        rule.id
        for rule in book.stage_rules(STAGE)
        if (read := conditions_of(rule, book).must.facts) and read <= TEXTS
    )


def lines_of(procurement: Procurement, content: Sequence[Mapping[str, object]]) -> dict[str, list[Line]]:
    """The lines of each chapter by its part, with what is objected to; two queries, and one for each line with an objection."""
    given = _given(procurement)
    asked = [(str(each["part"]), text) for each in content for text in _texts(each["said"])]
    rows = [given | _facts(part, text) for part, text in asked]
    letters = letters_of(rules_on_texts(), rows) if rows else []
    found: dict[str, list[Line]] = {}
    for (part, text), row, said in zip(asked, rows, letters, strict=True):
        failed = [rule for rule, letter in zip(rules_on_texts(), said, strict=True) if letter in FAILED]
        answers = Opinion.of_facts(STAGE, row, rules=failed).failed if failed else []
        found.setdefault(part, []).append(Line(text, tuple(cards(answers)), tuple(left_in(text))))
    return found


def _given(procurement: Procurement) -> dict[str, Value]:
    day = procurement.starts_on or wall_clock.today()
    return {"started_on": day, "on_date": day, "place": procurement.purchaser.place.code}


def _texts(said: object) -> list[str]:
    if isinstance(said, str):
        return said.splitlines()
    return ["　".join(row) for row in said]  # type: ignore[attr-defined]


def _facts(part: str, text: str) -> dict[str, Value]:
    """The line as the fact that it belongs to; the others say nothing."""
    facts: dict[str, Value] = {"qualification_text": "", "scoring_text": "", "file_text": text}
    if part in (QUALIFICATION, "scoring"):
        facts["qualification_text" if part == QUALIFICATION else "scoring_text"] = text
    return facts
