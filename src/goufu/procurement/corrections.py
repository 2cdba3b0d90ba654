"""Which published notice another one corrects or ends, and whether the correction may move the days of bids."""

from __future__ import annotations

from goufu.procurement.law import begins, method_of
from goufu.procurement.models import Notice, Procurement, ProcurementState
from goufu.procurement.notices import load_notices

CORRECTION, TERMINATION = "correction", "termination"


def correctable(procurement: Procurement) -> list[Notice]:
    """The published notices of which one that is wrong can be corrected, the last first."""
    published = [each for each in procurement.notices.all() if each.is_published]
    return [each for each in reversed(published) if each.kind != CORRECTION]


def notice_about(procurement: Procurement, kind: str) -> Notice | None:
    """The notice that one of the kind corrects or ends, where nobody says which: that with which the activity, or the method, began.

    Where there is none, before that or since it began without a notice, or once it has ended, a correction is about the last that was
    published.
    """
    if not load_notices()[kind].is_about_another:
        return None
    last = next(iter(correctable(procurement)), None) if kind == CORRECTION else None
    has_ended = procurement.state == ProcurementState.TERMINATED
    return (last if has_ended else None) or begun_with(procurement) or last


def begun_with(procurement: Procurement) -> Notice | None:
    """The published notice with which the activity, or the method, began."""
    if procurement.is_planned:
        return None
    method, kinds = method_of(procurement), load_notices()
    starts = set(method.starts) if method else set()
    published = [each for each in procurement.notices.all() if each.is_published]
    return next((n for n in published if begins(kinds[n.kind]) or starts & set(kinds[n.kind].events)), None)


def moves_days(notice: Notice) -> bool:
    """Whether the correction may move the days of bids: that of the notice with which the activity began, until it has ended."""
    return (
        notice.kind == CORRECTION
        and notice.about_id is not None
        and notice.procurement.state != ProcurementState.TERMINATED
        and notice.about == begun_with(notice.procurement)
    )
