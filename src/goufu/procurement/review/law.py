"""What the law says of bids: as their record stands, and as one would stand if the award were decided on it today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from goufu import wall_clock
from goufu.core.opinion import Opinion, facts_of_records
from goufu.law.answers import Answer
from goufu.law.model import Severity, Value
from goufu.procurement.choices import AWARD, STAGE
from goufu.procurement.law import facts_of
from goufu.procurement.models import Placing, Procurement

TOO_FEW_SMES = (
    "procurement.too-few-smes"  # a rule that sends to a person: no text known here forbids the award
)


def opinions_on_bids(responses: Collection[int]) -> dict[int, Opinion]:
    """The opinion of the rules of the award on each response as it stands, by its number; two queries for all."""
    facts = facts_of_records(AWARD, responses)
    return dict(zip(facts, Opinion.of_rows(AWARD, [*facts.values()]), strict=True))


def opinions_if_awarded(placings: Sequence[Placing]) -> dict[int, Opinion]:
    """The same of each response as if it were awarded today at the price of the report: rules of the award's day answer before it."""
    stored = facts_of_records(AWARD, [each.response_id for each in placings])
    decided: dict[str, Value] = {"is_awarded": True, "awarded_on": wall_clock.today()}
    facts = {
        each.response_id: stored[each.response_id] | decided | {"price_yuan": each.price} for each in placings
    }
    return dict(zip(facts, Opinion.of_rows(AWARD, [*facts.values()]), strict=True))


def opinion_on_reserve(procurement: Procurement) -> Opinion:
    """The opinion on whether enough small enterprises are left where all is reserved for them."""
    return Opinion.of_facts(STAGE, facts_of(procurement), rules=(TOO_FEW_SMES,))


@dataclass(frozen=True)
class AwardLaw:
    """What the law says before the award is decided: of each response of a report, by its number, and of all together."""

    of_each: Mapping[int, Opinion]
    of_all: Opinion

    @classmethod
    def of(cls, procurement: Procurement, placings: Sequence[Placing]) -> AwardLaw:
        return cls(opinions_if_awarded(placings), opinion_on_reserve(procurement))

    @property
    def doubts(self) -> dict[int, list[Answer]]:
        """What a person must look into before each is awarded."""
        return {number: [*each.to_review, *self.of_all.to_review] for number, each in self.of_each.items()}

    @property
    def failed(self) -> list[Answer]:
        """What is not met, gravest first, each said once."""
        found = {(each.rule.id, each.message): each for said in self.of_each.values() for each in said.failed}
        found |= {(each.rule.id, each.message): each for each in self.of_all.failed}
        return sorted(found.values(), key=lambda each: [*Severity].index(each.severity))
