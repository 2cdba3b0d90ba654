"""Advice on budget lines before any project uses them: what the plan rules say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from goufu.core.opinion import Opinion, cards
from goufu.funds.models import BudgetLine
from goufu.law.cards import Card
from goufu.law.model import Value

MOST_ASKED = 60  # combinations of classes and fund, the most frequent first; a budget has about ten


@dataclass(frozen=True, slots=True)
class Advice:
    """A rule that lines for service purchases do not meet, and the number of these lines."""

    card: Card
    lines: int


def advice_on(lines: Iterable[BudgetLine], day: date) -> list[Advice]:
    """The plan rules that the lines don't meet, asked once per combination of classes and fund.

    Rules that need facts of a project have no answer, and are not among them.
    """
    kinds = Counter(
        (line.department_economic_class, line.government_economic_class, line.fund_name)
        for line in lines
        if line.is_service_purchase
    )
    found: Counter[Card] = Counter()
    for (department, government, fund), count in kinds.most_common(MOST_ASKED):
        for card in _cards(department, government, fund, day):
            found[card] += count
    return [Advice(card, count) for card, count in found.items()]


def _cards(department: str, government: str, fund: str, day: date) -> list[Card]:
    known: dict[str, Value] = {
        "department_economic_class": department or None,
        "government_economic_class": government or None,
        "fund_source": fund,
        "is_service_purchase": True,
        "on_date": day,
    }
    return cards(Opinion.of_facts("plan", known).failed)
