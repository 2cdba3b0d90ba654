"""Procurements that ran elsewhere, as they are entered afterwards: their days by event, and what was late before anybody entered it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from goufu.core.errors import Refusal
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method
from goufu.procurement.models import PastEntry, PastOffer, Procurement
from goufu.procurement.timing.counting import day_of
from goufu.procurement.timing.told import State, Step

# The days that are asked for, in their order: names of events.toml.
EVENTS = (
    "intention_published",
    "notice_published",
    "file_provided",
    "opened",
    "review_ended",
    "awarded",
    "letter_sent",
    "result_published",
    "contract_signed",
)
# What of them can't be before what, whatever the law says of the days between.
FOLLOWS = {
    "notice_published": ("intention_published",),
    "file_provided": ("intention_published",),
    "opened": ("notice_published", "file_provided"),
    "review_ended": ("opened",),
    "awarded": ("review_ended",),
    "letter_sent": ("awarded",),
    "result_published": ("awarded",),
    "contract_signed": ("awarded",),
}


def event_titles() -> dict[str, str]:
    """The titles of these events."""
    return {name: load_methods().events[name].title for name in EVENTS}


def past_of(procurement: Procurement) -> PastEntry | None:
    """How it was entered afterwards; None of one that runs here."""
    return getattr(procurement, "past", None)


def refuse_past(procurement: Procurement) -> None:
    """Raises Refusal for one that ran elsewhere: its review and its award are not held here."""
    if past_of(procurement) is not None:
        raise Refusal(
            "这次采购是补录的，评审、定标在别处办", "办完一步，在采购页登记一步；定标了的，按“登记结果”办"
        )


def offers_of(procurement: Procurement) -> QuerySet[PastOffer]:
    """What is known of those who bid for what ran elsewhere, by lot, whoever was awarded first."""
    return procurement.past_offers.select_related("lot")


def entered_on(procurement: Procurement) -> date | None:
    """The day on which it was entered afterwards."""
    past = past_of(procurement)
    return day_of(past.at) if past else None


def is_passed_over(step: Step, method: Method, happened: Collection[str]) -> bool:
    """Whether something that comes after the step has happened already: it was done elsewhere, or never will be."""
    order = list(method.order)
    if step.rule.ends not in order:
        return False
    return any(order.index(each) > order.index(step.rule.ends) for each in happened if each in order)


def is_of_before(step: Step, entered: date | None) -> bool:
    """Whether the step was overdue before anybody entered the procurement: it is shown, and on nobody's list."""
    return (
        entered is not None
        and step.state is State.OVERDUE
        and step.latest is not None
        and day_of(step.latest) < entered
    )
