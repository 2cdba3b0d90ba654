"""Queries of what bodies were called on a past day, and of their predecessors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from goufu import wall_clock
from goufu.core.composed import related
from goufu.registry.models import Body, Designation, Succession

MOST_FOUND = 1_000  # bodies found by a former name or code


def names_on(numbers: Iterable[int], day: date) -> dict[int, str]:
    """The names of these bodies on that day, by number; one query. The oldest known name holds for all days before."""
    former = FilteredRelation("designations", condition=Q(designations__days__contains=day))
    rows = Body.objects.filter(pk__in=list(numbers)).annotate(former=former).order_by()
    return {pk: former or name for pk, name, former in rows.values_list("pk", "name", "former__name")}


def name_at(body: str, day: str) -> Coalesce:
    """A query expression: the name, on each row's own day, of the body that the row refers to.

    rows.annotate(owner_name=name_at("owner", "published_on"))

    Both arguments are fields (or annotations) of the rows. Where the day is NULL the name is today's.
    """
    then = Designation.objects.filter(body=OuterRef(f"{body}_id"), days__contains=OuterRef(day))
    return Coalesce(Subquery(then.values("name")[:1]), f"{body}__name")


def named(words: str) -> Q:
    """The filter for bodies that have each word in a present or former name or code; one query per word."""
    found = Q()
    for word in words.split():
        found &= (
            Q(name__folded__contains=word) | Q(credit_code__icontains=word) | Q(pk__in=_once_called(word))
        )
    return found


def history_of(body: Body) -> QuerySet[Designation]:
    """The former designations of the body, latest first."""
    return body.designations.select_related("parent", "office", "document").order_by("-days")


def with_former_names(bodies: QuerySet[Body]) -> QuerySet[Body]:
    """The bodies with `former_names`, a list of their other names, latest first."""
    had = Designation.objects.filter(body=OuterRef("pk")).exclude(name=OuterRef("name")).order_by("-days")
    return bodies.annotate(former_names=ArraySubquery(had.values("name")))


def names_of(body: Body) -> list[str]:
    """The body's present name, and its former ones, latest first."""
    former = [each.name for each in related(body, "designations")]  # earliest first
    return list(dict.fromkeys([body.name, *reversed(former)]))


def of_codes(codes: Iterable[str]) -> dict[str, int]:
    """The numbers of the bodies that have or had these credit codes, by code; two queries."""
    wanted = list(codes)
    had = Designation.objects.filter(credit_code__in=wanted)
    found = dict(had.order_by("days").values_list("credit_code", "body"))
    found |= dict(Body.objects.filter(credit_code__in=wanted).values_list("credit_code", "pk"))
    return {code: body for code, body in found.items() if code}


def heirs(bodies: Iterable[Body]) -> dict[int, Body]:
    """For each body, by its number, the one that has taken over its open matters by now: itself unless it has ended."""
    found = {body.pk: body for body in bodies}
    while ended := {each.pk for each in found.values() if not each.is_active}:
        rows = Succession.objects.filter(ended__in=ended, takes_over=True).select_related("successor")
        after = {each.ended_id: each.successor for each in rows}
        if not after:
            break
        found = {number: after.get(each.pk, each) for number, each in found.items()}
    return found


def successions(body: Body) -> list[Succession]:
    """The successions of the body in both directions, latest first, on one day the one that takes over first."""
    found = Succession.objects.filter(Q(ended=body) | Q(successor=body))
    return list(found.select_related("ended", "successor", "document"))


def _once_called(word: str) -> list[int]:
    """The bodies with that former name or code, queried first so that PostgreSQL can use both tables' indexes."""
    called = Designation.objects.filter(Q(name__folded__contains=word) | Q(credit_code__icontains=word))
    return list(called.order_by().values_list("body", flat=True)[:MOST_FOUND])


def bodies_taken_over(body: Body) -> set[int]:
    """The body's number, and those of all bodies whose pending matters have come to it until today."""
    found = new = {body.pk}
    while new:
        rows = Succession.objects.filter(
            successor__in=new, takes_over=True, day__lte=wall_clock.today()
        ).values_list("ended", flat=True)
        new = {*rows} - found
        found = found | new
    return found
