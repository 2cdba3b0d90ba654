"""What bodies were on a day: their names, kinds and parents, and who came before them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from goufu.registry.models import Body, Designation, Succession

PARTS = "SELECT body, part FROM unnest(%s::bigint[]) body, registry_with_predecessors(body, %s) part"
MOST_FOUND = 1_000  # bodies that a word finds by what they were called


@dataclass(frozen=True, slots=True)
class Designated:
    """What a body was on the day that was asked for; parent and office by their numbers."""

    name: str
    credit_code: str | None
    kind: str
    parent: int | None
    office: int | None


def designations_on(numbers: Iterable[int], day: date) -> dict[int, Designated]:
    """What these bodies were on that day, by their numbers; one query. Before its first change a body is what it was then."""
    fields = ("name", "credit_code", "kind", "parent", "office")
    rows = (
        Body.objects.filter(pk__in=list(numbers))
        .annotate(former=FilteredRelation("designations", condition=Q(designations__days__contains=day)))
        .order_by()
        .values_list("pk", "former__pk", *fields, *(f"former__{field}" for field in fields))
    )
    return {pk: Designated(*(values[5:] if former else values[:5])) for pk, former, *values in rows}


def name_on(body: Body, day: date) -> str:
    """What the body was called on that day."""
    return designations_on([body.pk], day)[body.pk].name


def kind_on(body: Body, day: date) -> str:
    """Of which kind the body was on that day, as a code."""
    return designations_on([body.pk], day)[body.pk].kind


def parent_on(body: Body, day: date) -> Body | None:
    """The body above on that day."""
    above = designations_on([body.pk], day)[body.pk].parent
    return Body.objects.get(pk=above) if above else None


def name_at(body: str, day: str) -> Coalesce:
    """An expression for lists: the name, on each row's own day, of the body that the row refers to.

    rows.annotate(owner_name=name_at("owner", "published_on"))

    Both name fields (or annotations) of the rows. Where the day is not known the name is today's.
    """
    then = Designation.objects.filter(body=OuterRef(f"{body}_id"), days__contains=OuterRef(day))
    return Coalesce(Subquery(then.values("name")[:1]), f"{body}__name")


def named(words: str) -> Q:
    """Bodies that have each word in their name or code, of today or of another day; one query a word."""
    found = Q()
    for word in words.split():
        found &= Q(name__icontains=word) | Q(credit_code__icontains=word) | Q(pk__in=_once_called(word))
    return found


def history_of(body: Body) -> QuerySet[Designation]:
    """What the body was before, the latest first."""
    return body.designations.select_related("parent", "office", "document").order_by("-days")


def with_former_names(bodies: QuerySet[Body]) -> QuerySet[Body]:
    """Each with `former_names`, a list of the other names that it had, the latest first."""
    had = Designation.objects.filter(body=OuterRef("pk")).exclude(name=OuterRef("name")).order_by("-days")
    return bodies.annotate(former_names=ArraySubquery(had.values("name")))


def of_codes(codes: Iterable[str]) -> dict[str, int]:
    """The numbers of the bodies that have or had these credit codes; two queries."""
    wanted = list(codes)
    had = Designation.objects.filter(credit_code__in=wanted)
    found = dict(had.order_by("days").values_list("credit_code", "body"))
    found |= dict(Body.objects.filter(credit_code__in=wanted).values_list("credit_code", "pk"))
    return {code: body for code, body in found.items() if code}


def with_predecessors(numbers: Iterable[int], day: date) -> dict[int, set[int]]:
    """Each body and all that had gone into it by that day, through any number of changes; one query."""
    found: dict[int, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(PARTS, [list(numbers), day])
        for body, part in cursor.fetchall():
            found.setdefault(body, set()).add(part)
    return found


def successions(body: Body) -> list[Succession]:
    """What went into this body, and what it went into: the latest first, and first the one that took over what was open."""
    found = Succession.objects.filter(Q(ended=body) | Q(successor=body))
    return list(found.select_related("ended", "successor", "document"))


def _once_called(word: str) -> list[int]:
    """Asked beforehand, so that PostgreSQL can join the indexes of both tables."""
    called = Designation.objects.filter(Q(name__icontains=word) | Q(credit_code__icontains=word))
    return list(called.order_by().values_list("body", flat=True)[:MOST_FOUND])
