"""Things whose log entries nobody is shown while nothing is opened."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from goufu.procurement.models import (
    Bid,
    FileDownload,
    Invitation,
    Opening,
    Participation,
    Question,
)
from goufu.procurement.queries.procurements import OPEN


def veiled_participations() -> tuple[str, QuerySet[Any]]:
    """Who takes part is not told while a procurement goes on and nothing is opened."""
    return "participation", _unopened(Participation)


def veiled_downloads() -> tuple[str, QuerySet[Any]]:
    """Nor who has got the file."""
    return "filedownload", _unopened(FileDownload)


def veiled_invitations() -> tuple[str, QuerySet[Any]]:
    """Nor who has received an invitation."""
    return "invitation", _unopened(Invitation, "candidate__of__procurement")


def veiled_questions() -> tuple[str, QuerySet[Any]]:
    """Nor who asks about it."""
    return "question", _unopened(Question)


def _unopened(model: type[Model], procurement: str = "procurement") -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(**{f"{procurement}__state__in": OPEN})
    opened = ("openings", "responses")
    return rows.filter(**{f"{procurement}__{each}__isnull": True for each in opened})


def veiled_bids() -> tuple[str, QuerySet[Any]]:
    """The bids whose entries in the log nobody is shown yet: their opening has not begun."""
    begun = Opening.objects.filter(procurement=OuterRef("procurement"), round=OuterRef("round"))
    return "bid", Bid.objects.filter(~Exists(begun))
