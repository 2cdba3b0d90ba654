"""Doubts beside their cards: how the like was decided before, and for who may, the form to decide here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from goufu.core.permissions import Permission
from goufu.decisions.doubts import doubt_rules, doubts_of
from goufu.decisions.forms import DecideHereForm
from goufu.decisions.queries import Before, Earlier, decided_alike, earlier_decisions
from goufu.registry.agents import Agent


@dataclass(frozen=True, slots=True)
class Here:
    """What stands under the card of one doubt."""

    earlier: Earlier | None
    form: DecideHereForm | None = None


def beside_cards(
    agent: Agent | None,
    title: str,
    need: str,
    rules: Collection[str],
    *,
    known: Iterable[str] = (),
    may_decide: bool = True,
) -> dict[str, Here]:
    """What stands under the cards of these rules, by rule; nothing for who may not see decisions."""
    if not rules or not agent or not agent.may(Permission.SEE_DECISIONS):
        return {}
    doubts = doubts_of(title, need, rules, known)
    earlier = earlier_decisions(agent, doubts)
    decides = may_decide and agent.may(Permission.DECIDE_DOUBT)
    return {
        rule: Here(earlier.get(rule), _form(rule, title, need) if decides else None)
        for rule in doubts
        if decides or rule in earlier
    }


def decided_before(
    agent: Agent | None, texts: Mapping[int, tuple[str, str, Collection[str]]]
) -> dict[int, Before]:
    """How the like of texts was decided before, by number: title, need, and the rules that doubt something in them."""
    asked = {rule for _, _, rules in texts.values() for rule in rules if rule in doubt_rules()}
    return decided_alike(
        agent, asked, lambda: {number: doubts_of(*each) for number, each in texts.items() if each[2]}
    )


def _form(rule: str, title: str, need: str) -> DecideHereForm:
    given = {"rule": rule, "title": title, "need": need}
    return DecideHereForm(initial=given, once=uuid4(), auto_id=f"id_{rule.replace('.', '-')}_%s")
