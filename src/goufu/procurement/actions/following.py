"""Changes of procurements by the program when a purchaser is merged or split, on the registry's message."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.procurement.models import (
    Challenge,
    ChallengeState,
    Complaint,
    ComplaintState,
    CoPurchaser,
    Party,
    PartyState,
    Procurement,
    ProcurementState,
)
from goufu.procurement.models.complaints import UNDECIDED
from goufu.procurement.queries.procurements import OPEN
from goufu.registry.models import Body


def take_over_procurements(*, ended: int, successor: int, since: str) -> None:
    """Gives the successor the ended body's procurements that have not ended, its invitations to buy together, and its cases."""
    _take_over_invitations(ended, successor)
    _take_over_cases(ended, successor, since)
    if not open_procurements(ended).exists():
        return
    with action("procurement.procurements.taken_over", Permission.WRITE_PROCUREMENT, by=System()) as act:
        act.allow_anywhere()
        before, heir = Body.objects.get(pk=ended), Body.objects.get(pk=successor)
        found = list(open_procurements(ended).select_for_update().order_by("pk"))
        for each in found:
            each.purchaser = heir
        act.only_log(heir)
        act.change_all(found, ["purchaser"])
        act.log(before=str(before), since=since, count=len(found))


def _take_over_invitations(ended: int, successor: int) -> None:
    """One goes where the successor is in the plan already, as its leader or by an invitation of its own."""
    if not open_invitations(ended).exists():
        return
    with action("procurement.invitations.taken_over", Permission.WRITE_PROCUREMENT, by=System()) as act:
        act.allow_anywhere()
        heir = Body.objects.get(pk=successor)
        rows = open_invitations(ended).select_related("procurement").select_for_update(of=("self",))
        found = list(rows.order_by("pk"))
        has_own = set(CoPurchaser.objects.filter(body=heir).values_list("procurement", flat=True))
        for each in found:
            if each.procurement_id in has_own or each.procurement.purchaser_id in (ended, successor):
                act.remove(each)
            else:
                act.update(each, body=heir)
        act.only_log(heir)
        act.log(before=str(Body.objects.get(pk=ended)), count=len(found))


def _take_over_cases(ended: int, successor: int, since: str) -> None:
    """What the body has challenged and complained of, and its parts in complaints, go on with the successor, who has its rights and duties.

    Where the successor is a party to the same complaint already, its own part stands, and the ended body's too.
    """
    things: list[tuple[QuerySet[Any], str]] = [
        (open_challenges(ended), "challenger"),
        (open_complaints(ended), "complainant"),
        (open_parts(ended, successor), "body"),
    ]
    if not any(rows.exists() for rows, _field in things):
        return
    with action("procurement.cases.taken_over", Permission.WRITE_PROCUREMENT, by=System()) as act:
        act.allow_anywhere()
        heir, count = Body.objects.get(pk=successor), 0
        act.only_log(heir)
        for rows, field in things:
            found = list(rows.select_for_update(of=("self",)).order_by("pk"))
            for each in found:
                setattr(each, field, heir)
            act.change_all(found, [field])
            count += len(found)
        act.log(before=str(Body.objects.get(pk=ended)), since=since, count=count)


def open_challenges(body: int) -> QuerySet[Challenge]:
    """The challenges of the body that are not answered, or of whose answer one may complain or has complained."""
    open_ = Q(state__in=(ChallengeState.RECEIVED, ChallengeState.ANSWERED))
    open_ |= Q(pk__in=open_complaints(body).exclude(challenge=None).values("challenge"))
    return Challenge.objects.filter(open_, challenger=body)


def open_complaints(body: int) -> QuerySet[Complaint]:
    """The complaints of the body that are handled, or against whose decision one may go."""
    return Complaint.objects.filter(
        Q(state__in=UNDECIDED) | Q(state=ComplaintState.DECIDED), complainant=body
    )


def open_parts(body: int, successor: int) -> QuerySet[Party]:
    """The parts of the body in such complaints in which the successor has none."""
    its_own = Party.objects.filter(complaint=OuterRef("complaint"), body=successor)
    ended = Q(state=PartyState.ENDED) | Q(
        complaint__state__in=(ComplaintState.REFUSED, ComplaintState.REFERRED)
    )
    return Party.objects.filter(~ended, ~Exists(its_own), body=body)


def open_invitations(body: int) -> QuerySet[CoPurchaser]:
    """The plans of others that have taken the body in."""
    return CoPurchaser.objects.filter(body=body, procurement__state=ProcurementState.PLANNING)


def open_procurements(purchaser: int) -> QuerySet[Procurement]:
    """The procurements of a purchaser that have not ended."""
    return Procurement.objects.filter(purchaser=purchaser, state__in=OPEN)
