"""Changes of projects by the program when a body is changed, merged or split, on the registry's message."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.planning.actions.writing import purchaser_words, search_words
from goufu.planning.models import Project, ProjectState
from goufu.registry.models import Body

DECIDED = (ProjectState.APPROVED, ProjectState.WITHDRAWN)
PURCHASER_FACTS = frozenset({"name", "credit_code", "office", "place", "level"})
PROVIDER_FACTS = frozenset({"name", "kind"})
FROM_THE_PURCHASER = ("purchaser_words", "office", "place_code", "level", "words")


def follow_changed(*, body: int, changed: list[str], since: str | None) -> None:
    """Handles new facts of a purchaser or provider, which hold from the day `since`; None: on all days."""
    if PURCHASER_FACTS.intersection(changed):
        follow_purchaser(body=body, since=since)
    if PROVIDER_FACTS.intersection(changed):
        follow_provider(ended=body, heir=body, since=since)


def follow_succeeded(*, ended: int, successor: int, since: str) -> None:
    """Handles the merger or split of a purchaser or provider."""
    take_over_projects(ended=ended, successor=successor, since=since)
    follow_provider(ended=ended, heir=successor, since=since)


def follow_purchaser(*, body: int, since: str | None) -> None:
    """Writes the purchaser's new facts into its projects: yearly totals, the law and permissions go by them."""
    rows = own_projects(body)
    if not rows.exists():
        return
    with action("planning.projects.followed", Permission.WRITE_PROJECT, by=System()) as act:
        act.allow_anywhere()
        purchaser = Body.objects.select_related("place", "office").get(pk=body)
        found = list(rows.select_for_update().order_by("pk"))
        for project in found:
            _write(project, purchaser, date.fromisoformat(since).year if since else 0)
        act.only_log(purchaser)
        act.change_all(found, FROM_THE_PURCHASER)
        act.log(name=purchaser.name, count=len(found))


def follow_provider(*, ended: int, heir: int, since: str | None) -> None:
    """Sets the provider's present name, or its successor, in undecided projects."""
    rows = undecided_with_provider(ended)
    if not rows.exists():
        return
    with action("planning.projects.provider_changed", Permission.WRITE_PROJECT, by=System()) as act:
        act.allow_anywhere()
        provider = Body.objects.get(pk=heir)
        found = list(rows.select_for_update().order_by("pk"))
        for project in found:
            act.log_for(project, "planning.project.provider_changed", before=project.provider, since=since)
            project.provider_body = provider
            project.provider = provider.name
            project.provider_kind = provider.kind
        act.only_log(provider)
        act.change_all(found, ["provider_body", "provider", "provider_kind"])
        act.log(name=provider.name, since=since, count=len(found))


def take_over_projects(*, ended: int, successor: int, since: str) -> None:
    """Gives the successor the ended body's open projects: undecided ones, and those approved for that year or later.

    An ended finance office's open projects are decided by its successor.
    """
    of_the_body = open_projects(ended, date.fromisoformat(since).year)
    if not of_the_body.exists():
        return
    with action("planning.projects.taken_over", Permission.WRITE_PROJECT, by=System()) as act:
        act.allow_anywhere()
        before = Body.objects.get(pk=ended)
        heir = Body.objects.select_related("place", "office").get(pk=successor)
        found = list(of_the_body.select_related("purchaser").select_for_update(of=("self",)).order_by("pk"))
        for project in found:
            if project.purchaser_id == ended:
                project.purchaser = heir
                _write(project, heir)
            else:
                project.office = heir
            act.log_for(
                project, "planning.project.taken_over", before=str(before), successor=str(heir), since=since
            )
        act.only_log(heir)
        act.change_all(found, ["purchaser", *FROM_THE_PURCHASER])
        act.log(before=str(before), since=since, count=len(found))


def own_projects(body: int, year: int = 0) -> QuerySet[Project]:
    """The projects of a purchaser, of that year and later."""
    return Project.objects.filter(purchaser=body, year__gte=year)


def open_projects(body: int, year: int) -> QuerySet[Project]:
    """The projects of a purchaser or finance office that are undecided, or approved for that year or later."""
    open_ones = ~Q(state__in=DECIDED) | Q(state=ProjectState.APPROVED, year__gte=year)
    return Project.objects.filter(open_ones, Q(purchaser=body) | Q(office=body))


def undecided_with_provider(body: int) -> QuerySet[Project]:
    """The projects with this provider that are neither approved nor withdrawn."""
    return Project.objects.exclude(state__in=DECIDED).filter(provider_body=body)


def _write(project: Project, purchaser: Body, year: int = 0) -> None:
    """Writes what the project has from its purchaser, whose facts hold from that year on.

    A project of an earlier year keeps the name under which that year is totalled, and its level; a decided one keeps its
    office as well. All go with the purchaser's place, by which auditors see them, and are found by each of its names.
    """
    project.place_code = purchaser.place.code
    project.words = search_words(project.title, purchaser)
    if project.year >= year or project.state not in DECIDED:
        project.office = purchaser.office or project.office
    if project.year >= year:
        project.level = purchaser.level
        project.purchaser_words = purchaser_words(purchaser)
