"""Coverage: the published catalogues of provinces, and of the departments of a level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from goufu.catalogue.models import Edition, EditionKind
from goufu.catalogue.queries.applied import in_force
from goufu.registry.models import Body, Place

SPECIAL_REGIONS = ("71", "81", "82")  # no part of the mainland's budget: 台湾、香港、澳门


@dataclass(frozen=True, slots=True)
class Covered:
    """A province or a department with its body (a province's finance office) and its edition in force, if any."""

    name: str
    code: str
    body: Body | None
    edition: Edition | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The bodies that should have a catalogue, with their editions."""

    rows: Sequence[Covered]

    @property
    def published(self) -> int:
        return sum(1 for row in self.rows if row.edition)

    @property
    def total(self) -> int:
        return len(self.rows)


def province_coverage(day: date) -> Coverage:
    """The provinces with their finance office's edition in force on the day; three queries."""
    places = [
        place
        for place in Place.objects.filter(level="province", listed_until=None)
        if not place.code.startswith(SPECIAL_REGIONS)
    ]
    offices = {
        office.place_id: office
        for office in _with_editions(
            Body.objects.filter(is_finance_office=True, is_active=True, place__in=places).order_by("-pk"),
            EditionKind.LEVEL,
            day,
        )
    }
    return Coverage([_covered(place.name, place.code, offices.get(place.pk)) for place in places])


def department_coverage(office: Body, day: date) -> Coverage:
    """The departments that this finance office pays for, with their own edition in force on the day; two queries.

    A department is an active body without a parent.
    """
    departments = _with_editions(
        Body.objects.filter(office=office, is_active=True, parent=None)
        .exclude(pk=office.pk)
        .order_by("path"),
        EditionKind.DEPARTMENT,
        day,
    )
    return Coverage([_covered(body.name, body.agency_code, body) for body in departments])


def _with_editions(bodies: QuerySet[Body], kind: EditionKind, day: date) -> QuerySet[Body]:
    editions = Edition.objects.filter(in_force(day), kind=kind)
    return bodies.prefetch_related(Prefetch("editions", editions, to_attr="in_force"))


def _covered(name: str, code: str, body: Body | None) -> Covered:
    found: list[Edition] = getattr(body, "in_force", [])
    return Covered(name, code, body, found[0] if found else None)
