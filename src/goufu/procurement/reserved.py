"""Whom a reserve for small enterprises leaves out: the rules of the award, asked of those who are only about to take part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from goufu.core.opinion import Opinion
from goufu.law.answers import Answer
from goufu.law.model import Value
from goufu.procurement.choices import AWARD
from goufu.procurement.law import facts_of
from goufu.procurement.models import Procurement
from goufu.registry.models import Body

RULES = (
    "award.reserved-non-enterprise",
    "award.reserved-size",
    "award.declaration-non-enterprise",
    "award.large-affiliate",
)
SHARED = (
    "on_date",
    "place",
    "level",
    "purchaser",
    "project",
    "title",
    "method",
    "is_sme_reserved",
    "bid_deadline_on",
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a bidder says of its size, as far as it has: None where it was not asked; a feature stands for proof that it counts as small."""

    is_small: bool | None = None
    size: str = ""
    feature: str = ""


UNSAID = Declaration()


def opinions_on(procurement: Procurement, bidders: Sequence[tuple[Body, Declaration]]) -> list[Opinion]:
    """The opinion on each as a bidder, as far as is known before anybody reviews; the registry tells kind and what stands above it."""
    told = facts_of(procurement)
    shared = {name: told[name] for name in SHARED if name in told}
    prefetch_related_objects([body for body, _declared in bidders], "parent")
    return Opinion.of_rows(AWARD, [shared | _facts(*each) for each in bidders], rules=RULES)


def against(procurement: Procurement, bidders: Mapping[Body, Declaration]) -> list[tuple[Body, Answer]]:
    """What these rules have against each, or leave to a person; nothing is asked where nothing is reserved or declared."""
    asked = [each for each in bidders.items() if procurement.reserve == "whole" or each[1].is_small]
    opinions = opinions_on(procurement, asked) if asked else []
    return [
        (body, answer)
        for (body, _declared), each in zip(asked, opinions, strict=True)
        for answer in (*each.blocking, *each.to_review)
    ]


def _facts(body: Body, declared: Declaration) -> dict[str, Value]:
    above = body.parent
    is_tied = (
        above is not None and (above.kind, above.size) == ("enterprise", "large") and not declared.feature
    )
    said: dict[str, Value] = {
        "provider": body.name,
        "provider_kind": body.kind,
        "provider_size": declared.size or body.size,
        "provider_feature": declared.feature,
        "sme_declared": declared.is_small,
        "is_tied_to_large_firm": True if is_tied else None,
    }
    return {name: value for name, value in said.items() if value not in (None, "")}
