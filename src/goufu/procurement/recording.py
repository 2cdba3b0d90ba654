"""What is recorded by hand: the events that people write down now, and the one that is due."""

from __future__ import annotations

from collections.abc import Container

from goufu.procurement.applications import admission_of, applied_elsewhere
from goufu.procurement.deposits import RETURNED, RETURNED_TO_WINNER
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import BEGINNING, OF_KEYS, begins, kinds_of, method_of
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Event, Method
from goufu.procurement.models import Procurement
from goufu.procurement.notices import NoticeKind
from goufu.procurement.past.days import past_of
from goufu.procurement.review.events import (
    AWARDED,
    BY_REVIEW,
    CONTRACT_FILED,
    CONTRACT_PUBLISHED,
    DRAWN,
    SHORTLIST_TOLD,
    SHORTLISTED,
    SIGNED,
    TOLD,
)
from goufu.procurement.review.talks import BEGUN as ASKED
from goufu.procurement.review.talks import unasked
from goufu.procurement.sealed.sheets import sealing_of

# Of a framework agreement all but its filing.
BY_FRAMEWORKS = frozenset(
    {
        *("application_received", "application_reviewed", SHORTLISTED, SHORTLIST_TOLD),
        *("framework_signed", "shortlist_told"),
    }
)
# Recorded by their own steps.
BY_NOTICES = frozenset(
    {"notice_received", "method_approved", "clarified", "emergency_filed", "emergency_reviewed"}
)


def announced_by(method: Method) -> NoticeKind | None:
    """The first kind of notice with which the activity of the method begins; None where it begins without one."""
    return next((each for each in kinds_of(method) if begins(each)), None)


def recordable(procurement: Procurement) -> list[Event]:
    """The events that people record now: no clock's, none that a notice or another step brings, and in their time."""
    method = method_of(procurement)
    if method is None:
        return []
    beginning = {event for kind in kinds_of(method) if begins(kind) for event in kind.events}
    before = {each.ends for each in method.steps if each.before == BEGINNING}
    by_ceremony = _by_ceremony(procurement)
    if is_framework(method):
        by_ceremony |= BY_FRAMEWORKS
    events = (load_methods().events[name] for name in method.order if name != BEGINNING)
    applied = method.admission.closes if method.admission and applied_elsewhere(procurement) else ""
    return [
        each
        for each in events
        if (not each.by_clock or each.name == applied)
        and each.name not in (beginning | BY_NOTICES | OF_KEYS | by_ceremony)
        and (each.name in before if procurement.is_planned else each.name not in before)
    ]


def due_record(method: Method | None, happened: Container[str]) -> str:
    """The event that is recorded by hand next: that suppliers were asked, the contract, its filing; '' where none is that plain."""
    if method is None or unasked(method, happened):
        return ASKED if method else ""
    told = TOLD if TOLD in method.order else AWARDED
    if SIGNED in happened:
        is_next = CONTRACT_PUBLISHED in happened and CONTRACT_FILED not in happened
        return CONTRACT_FILED if is_next and CONTRACT_FILED in method.order else ""
    return SIGNED if SIGNED in method.order and told in happened else ""


def _by_ceremony(procurement: Procurement) -> set[str]:
    """The events that nobody writes down by hand, because the actions of the sealing, the draw, the review, the award and deposits do.

    What ran elsewhere is written down by hand, but for the award, which is recorded with its supplier.
    """
    if past_of(procurement) is not None:
        return {AWARDED}
    admission = admission_of(procurement)
    is_sealed = sealing_of(procurement) is not None
    found = {"opened"} if is_sealed else set()
    if admission:
        found.add(admission.tells)
    if hasattr(procurement, "draw"):
        found.add(DRAWN)
    if is_sealed or procurement.panel.exists() or procurement.responses.exists():
        found |= BY_REVIEW
    if procurement.participations.filter(deposit__gt=0).exists():
        found |= {RETURNED, RETURNED_TO_WINNER}
    return found
