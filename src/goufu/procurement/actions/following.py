"""Changes of procurements by the program when a purchaser is merged or split, on the registry's message."""

from __future__ import annotations

from django.db.models import QuerySet

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.procurement.models import Procurement
from goufu.procurement.queries.procurements import OPEN
from goufu.registry.models import Body


def take_over_procurements(*, ended: int, successor: int, since: str) -> None:
    """Gives the successor the ended body's procurements that have not ended."""
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


def open_procurements(purchaser: int) -> QuerySet[Procurement]:
    """The procurements of a purchaser that have not ended."""
    return Procurement.objects.filter(purchaser=purchaser, state__in=OPEN)
