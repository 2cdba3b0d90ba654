"""The station of a project that is procurement's: behind once what was approved is awarded.

Several procurements of one project are counted together. What fails or is ended gives its share back, and the project stands
here again; so it does while an award is voided, and as long as a part of its money is in no procurement.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, DecimalField, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from goufu.core.composed import Composed, Param
from goufu.core.stations import Station
from goufu.planning.models import Project, ProjectState
from goufu.procurement.models import CallOff, CallOffState, Occurrence, Share
from goufu.procurement.models.procurements import ENDED
from goufu.procurement.review.events import AWARDED
from goufu.procurement.review.rounds import annulling


def _awarded(shares: QuerySet[Share]) -> QuerySet[Share]:
    """Those whose procurement has not ended and has an award that stands."""
    annulled = Occurrence.objects.filter(
        procurement=OuterRef("procurement"), event__in=annulling(AWARDED), pk__gt=OuterRef("pk")
    )
    standing = Occurrence.objects.filter(procurement=OuterRef("procurement"), event=AWARDED)
    return shares.exclude(procurement__state__in=ENDED).filter(Exists(standing.exclude(Exists(annulled))))


_OF_PROJECT = Composed(
    lambda: _awarded(Share.objects.filter(project=Param("project", BigIntegerField()))).order_by()
)


_CALLED_OFF = Composed(
    lambda: CallOff.objects.filter(
        project=Param("project", BigIntegerField()), state=CallOffState.AGREED
    ).order_by()
)


def awarded_amount() -> Mapping[str, Any]:
    """What is awarded, or agreed on in call-offs, of each row's money, in yuan: an annotation for lists."""
    money = DecimalField(max_digits=18, decimal_places=2)
    called_off: QuerySet[Any] = CallOff.objects.filter(project=OuterRef("pk"), state=CallOffState.AGREED)

    def summed(rows: QuerySet[Any]) -> Coalesce:
        sums = rows.order_by().values("project").annotate(sum=Sum("amount")).values("sum")
        return Coalesce(Subquery(sums, money), Decimal(0))

    return {
        "awarded_amount": summed(_awarded(Share.objects.filter(project=OuterRef("pk")))) + summed(called_off)
    }


def is_procured(project: Project) -> bool:
    """Whether all that was approved of the project is awarded."""
    if project.state != ProjectState.APPROVED or not project.amount:
        return False
    awarded = getattr(project, "awarded_amount", None)
    if awarded is None:
        rows: tuple[Any, ...] = (
            *_OF_PROJECT.all(project=project.pk),
            *_CALLED_OFF.all(project=project.pk),
        )
        awarded = sum((each.amount for each in rows), Decimal(0))
    return bool(awarded >= project.amount)


STATIONS = (Station(_("采购"), 30, is_procured, awarded_amount),)
