"""Rounds: after a report or an award was voided, another follows; the voided ones stay, and no longer count.

Within a round a report gives way to another only where the same panel reviews again on a lawful ground (`Rereview`).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from goufu.core.action import Action
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Award, Framework, Letter, Lot, Procurement, Rereview, ReviewReport
from goufu.procurement.review.events import AWARDED, REOPENED, REVIEWED


@cache
def annulling(event: str) -> frozenset[str]:
    """The events that make as if this one had not happened."""
    return frozenset(name for name, each in load_methods().events.items() if event in each.annuls)


def voiding(event: str) -> frozenset[str]:
    """Those of them that begin another round: not that the panel reviews again, which leaves the other reports as they are."""
    return annulling(event) - {REOPENED}


def round_of(procurement: Procurement, event: str) -> int:
    """The round that counts now: 1, and one more each time that the event was voided."""
    return 1 + procurement.occurrences.filter(event__in=voiding(event)).count()


def reports_of(procurement: Procurement) -> QuerySet[ReviewReport]:
    """The reports that are not voided, nor reviewed again."""
    return all_reports_of(procurement).filter(rereview=None)


def all_reports_of(procurement: Procurement) -> QuerySet[ReviewReport]:
    """The same with those that were reviewed again."""
    return procurement.reports.filter(round=round_of(procurement, REVIEWED))


def rereviews_of(procurement: Procurement) -> QuerySet[Rereview]:
    """The orders to review again, in the round that counts, the last first."""
    rows = Rereview.objects.filter(report__in=all_reports_of(procurement)).order_by("-pk")
    return rows.select_related("report__lot", "person")


def rereview_of(procurement: Procurement, lot: Lot | None) -> Rereview | None:
    """The last order to review the lot again."""
    return rereviews_of(procurement).filter(report__lot=lot).first()


def awards_of(procurement: Procurement) -> QuerySet[Award]:
    """The awards that are not voided."""
    return procurement.awards.filter(round=round_of(procurement, AWARDED))


def agreements_of(procurement: Procurement) -> QuerySet[Framework]:
    """The framework agreements with whom the shortlist that counts now names, or that are open."""
    return procurement.frameworks.filter(round=round_of(procurement, AWARDED))


def lots_to_agree(procurement: Procurement) -> list[int | None]:
    """The lots, or None for the whole, on which agreements are concluded: those with a shortlist, all of an open one."""
    rows = awards_of(procurement).order_by("lot").values_list("lot", flat=True)
    lots: list[int | None] = [*rows.distinct()] or [
        *procurement.lots.order_by("pk").values_list("pk", flat=True)
    ]
    return lots or [None]


def letters_of(procurement: Procurement) -> QuerySet[Letter]:
    """The letters of awards, and of failures, that are not voided, and of an end."""
    standing = Q(award__in=awards_of(procurement)) | Q(report__in=reports_of(procurement))
    standing |= Q(response__procurement=procurement, award=None, report=None, decision=None)
    return Letter.objects.filter(standing)


def is_reported(procurement: Procurement, lot: Lot | None) -> bool:
    """Whether a report on the lot stands."""
    return reports_of(procurement).filter(lot=lot).exists()


def review_again(act: Action, procurement: Procurement) -> None:
    """Gives everybody on the panel the scores back, unsigned: what was handed in belonged to the earlier report.

    The panel meets again, and is given new one-time codes.
    """
    for member in procurement.panel.select_for_update().filter(left_at=None):
        again: dict[str, Any] = {"code_digest": "", "code_used_at": None}
        if member.finished_at or member.signed_at:
            again |= {"finished_at": None, "signed_at": None, "dissent": ""}
        act.update(member, **again)
