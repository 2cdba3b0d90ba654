"""The seat of a panel in a session, of a browser or a program: who acts by a one-time code, and for how long."""

from __future__ import annotations

import time
from datetime import UTC

from django.contrib.sessions.backends.base import SessionBase

from goufu.procurement.methods import load_methods
from goufu.procurement.models import PanelMember, ProcurementState
from goufu.procurement.review.seats import SeatAgent

SEAT, SINCE, USED = "panel_seat", "panel_since", "panel_code_used"  # keys of the session


def remember(session: SessionBase, member: PanelMember) -> None:
    """Notes in the session who has sat down."""
    session[SEAT], session[SINCE], session[USED] = member.pk, int(time.time()), digest_of_use(member)


def seat_in(session: SessionBase) -> SeatAgent | None:
    """Whoever has sat down in this session; None after some hours, after leaving or a new code, and when the procurement has ended."""
    number, since = session.get(SEAT), session.get(SINCE, 0)
    if number is None or time.time() - since > 3_600 * load_methods().settings["code_hours"].value:
        return None
    rows = PanelMember.objects.select_related("procurement__purchaser__place", "expert")
    found = rows.filter(pk=number, left_at=None, procurement__state=ProcurementState.RUNNING).first()
    return SeatAgent(found) if found and digest_of_use(found) == session.get(USED) else None


def digest_of_use(member: PanelMember) -> str:
    """When the code was used by which the member sat down: a new code ends what the older one began."""
    return member.code_used_at.astimezone(UTC).isoformat() if member.code_used_at else ""
