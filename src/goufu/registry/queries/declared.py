"""Queries of what providers have declared of themselves, as it holds on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q

from goufu.registry.models import Affiliation, Body, Headship, Relation


def heads_on(bodies: Collection[Body], day: date) -> dict[int, Headship]:
    """Who is in charge of each body on the day, by the body's number, as far as it is known; one query."""
    rows = Headship.objects.filter(Q(starts_on=None) | Q(starts_on__lte=day), body__in=bodies, struck="")
    return {each.body_id: each for each in rows.order_by(F("starts_on").asc(nulls_first=True))}


def holders_on(bodies: Collection[Body], day: date) -> dict[int, list[Affiliation]]:
    """Who holds or manages each body directly on the day, as it has declared, by the body's number; one query."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=day)
    rows = Affiliation.objects.filter(lasting, body__in=bodies, struck="", starts_on__lte=day)
    found: dict[int, list[Affiliation]] = {}
    for each in rows.exclude(relation=Relation.NONE).order_by("pk"):
        found.setdefault(each.body_id, []).append(each)
    return found
