"""Approved projects whose provider may no longer be one: what changes after the approval asks nobody by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import IntegerField, Q, QuerySet
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.composed import Param
from goufu.law.load import load_rulebook
from goufu.planning.models import Project, ProjectState
from goufu.registry.eligibility import PROVIDER, against_providers
from goufu.registry.models import Body
from goufu.registry.queries.designations import heirs

# In a query that is composed once, the places of this year and the two before it: `last_years`.
YEARS = {name: Param(name, IntegerField()) for name in ("year", "year_before", "year_before_that")}


class Reason(NamedTuple):
    """Why a provider may not be one today, in a sentence, and the article."""

    why: str
    article: str


class Unfit(NamedTuple):
    """A project whose provider may not be one today, and the reason."""

    project: Project
    reason: Reason


def with_unfit_providers(rows: QuerySet[Project], most: int) -> tuple[list[Unfit], int]:
    """Those of the projects that are approved, pay in this year or later, and whose provider is unfit today.

    At most `most` of them, and the number of all.
    A provider that was merged or split is its successor. What is not approved is asked under today's law anyway.
    """
    reasons = reasons_against(providers_of(rows, last_years()))
    return unfit_among(rows, reasons, most) if reasons else ([], 0)


def unfit_among(rows: QuerySet[Project], reasons: Mapping[int, Reason], most: int) -> tuple[list[Unfit], int]:
    """Those of the projects whose provider has one of the reasons against it, as `with_unfit_providers` says."""
    unfit = with_provider(rows, last_years()).filter(provider_body__in=reasons)
    return [Unfit(each, reasons[each.provider_body_id or 0]) for each in unfit[:most]], unfit.count()


def last_years() -> dict[str, int]:
    """This year and the two before it, by the names of `YEARS`."""
    this = wall_clock.today().year
    return {name: this - before for before, name in enumerate(YEARS)}


def providers_of(rows: QuerySet[Project], years: Mapping[str, Any]) -> QuerySet[Body]:
    """The providers of these projects that are asked about."""
    return Body.objects.filter(pk__in=with_provider(rows, years).order_by().values("provider_body"))


def with_provider(rows: QuerySet[Project], years: Mapping[str, Any]) -> QuerySet[Project]:
    """Those of the projects that are approved, pay in this year or later, and have a registered provider."""
    running = (
        Q(year__gte=years["year"])
        | Q(year=years["year_before"], second_year__gt=0)
        | Q(year__gte=years["year_before_that"], third_year__gt=0)
    )
    return rows.filter(running, state=ProjectState.APPROVED).exclude(provider_body=None)


def unfit_provider_of(project: Project) -> Reason | None:
    """Why the provider of the project is unfit today; None where it is not, or the project is not asked about any more."""
    if project.provider_body_id is None or project.state != ProjectState.APPROVED:
        return None
    found, _count = with_unfit_providers(Project.objects.filter(pk=project.pk), 1)
    return found[0].reason if found else None


def reasons_against(providers: Iterable[Body]) -> dict[int, Reason]:
    """The reasons against the unfit ones of these providers, by the number under which each was chosen."""
    present = heirs(providers)
    if not present:
        return {}
    against = against_providers(present.values(), wall_clock.today())
    reasons = {}
    for number, body in present.items():
        if answer := against.get(body.pk):
            reasons[number] = Reason(answer.message, answer.rule.articles[0])
        elif not body.is_active:
            ended = _("承接主体%s已经停用。") % body.name
            reasons[number] = Reason(ended, load_rulebook().rules[PROVIDER].articles[0])
    return reasons
