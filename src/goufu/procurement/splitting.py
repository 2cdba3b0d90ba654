"""Splitting: what the law says, before a method is chosen, of procurements of the same item out of the same budget project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goufu import wall_clock
from goufu.core.opinion import Opinion, cards
from goufu.law.cards import Card
from goufu.law.model import Value
from goufu.procurement.choices import STAGE

RULE = "procurement.no-splitting"
ANY_OTHER = "consultation"  # a method that is not open tender: asked where none is chosen yet


def opinion_on_splitting(facts: Mapping[str, Value]) -> Opinion:
    """What the rule says of these facts; of a procurement without a method or a day as if it began today and were no open tender."""
    assumed: dict[str, Value] = {"method": ANY_OTHER, "started_on": wall_clock.today()}
    return Opinion.of_facts(STAGE, assumed | dict(facts), rules=[RULE])


@dataclass(frozen=True, slots=True)
class Split:
    """The other procurements, and the card for a person; no card: the threshold of the place isn't known."""

    named: str
    card: Card | None


def split_of(facts: Mapping[str, Value]) -> Split | None:
    """What a person looks into before a method is chosen; None where nothing is split."""
    if not facts.get("same_item_count"):
        return None
    opinion = opinion_on_splitting(facts)
    if not (opinion.to_review or opinion.unanswered):
        return None
    found = cards(opinion.to_review)
    return Split(str(facts["same_item_text"]), found[0] if found else None)
