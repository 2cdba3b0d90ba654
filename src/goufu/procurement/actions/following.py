"""Changes of procurements by the program when a purchaser is merged or split, on the registry's message."""

from __future__ import annotations

from django.db.models import QuerySet

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.procurement.models import CoPurchaser, Procurement, ProcurementState
from goufu.procurement.queries.procurements import OPEN
from goufu.registry.models import Body


def take_over_procurements(*, ended: int, successor: int, since: str) -> None:
    """Gives the successor the ended body's procurements that have not ended, and its invitations to buy together."""
    _take_over_invitations(ended, successor)
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


def open_invitations(body: int) -> QuerySet[CoPurchaser]:
    """The plans of others that have taken the body in."""
    return CoPurchaser.objects.filter(body=body, procurement__state=ProcurementState.PLANNING)


def open_procurements(purchaser: int) -> QuerySet[Procurement]:
    """The procurements of a purchaser that have not ended."""
    return Procurement.objects.filter(purchaser=purchaser, state__in=OPEN)
