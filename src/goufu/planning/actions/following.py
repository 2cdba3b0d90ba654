"""Changes of projects by the program when a body is renamed, merged or split, on the registry's message."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.planning.actions.writing import purchaser_words
from goufu.planning.models import Project, ProjectState
from goufu.planning.tokens import tokens
from goufu.registry.models import Body


def follow_renamed(*, body: int, since: str) -> None:
    """Handles the renaming of a purchaser or provider."""
    follow_name(body=body, since=since)
    follow_provider(ended=body, heir=body, since=since)


def follow_succeeded(*, ended: int, successor: int, since: str) -> None:
    """Handles the merger or split of a purchaser or provider."""
    take_over_projects(ended=ended, successor=successor, since=since)
    follow_provider(ended=ended, heir=successor, since=since)


def follow_name(*, body: int, since: str) -> None:
    """Sets the purchaser's new name in its projects of that year and later; yearly totals are grouped by it."""
    with action("planning.projects.renamed", Permission.WRITE_PROJECT, by=System()) as act:
        act.allow_anywhere()
        purchaser = Body.objects.get(pk=body)
        year = date.fromisoformat(since).year
        found = list(
            Project.objects.select_for_update().filter(purchaser=body, year__gte=year).order_by("pk")
        )
        for project in found:
            _set_purchaser_name(project, purchaser)
        act.only_log(purchaser)
        act.change_all(found, ["purchaser_words", "words"])
        act.log(name=purchaser.name, count=len(found))


def follow_provider(*, ended: int, heir: int, since: str) -> None:
    """Sets the provider's present name, or its successor, in projects that are neither approved nor withdrawn."""
    with action("planning.projects.provider_changed", Permission.WRITE_PROJECT, by=System()) as act:
        act.allow_anywhere()
        provider = Body.objects.get(pk=heir)
        still_open = Project.objects.exclude(state__in=[ProjectState.APPROVED, ProjectState.WITHDRAWN])
        found = list(still_open.filter(provider_body=ended).select_for_update().order_by("pk"))
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
    with action("planning.projects.taken_over", Permission.WRITE_PROJECT, by=System()) as act:
        act.allow_anywhere()
        before = Body.objects.get(pk=ended)
        heir = Body.objects.select_related("place", "office").get(pk=successor)
        year = date.fromisoformat(since).year
        open_ones = ~Q(state__in=[ProjectState.WITHDRAWN, ProjectState.APPROVED]) | Q(
            state=ProjectState.APPROVED, year__gte=year
        )
        of_the_body = Project.objects.filter(open_ones, Q(purchaser=ended) | Q(office=ended))
        found = list(of_the_body.select_related("purchaser").select_for_update(of=("self",)).order_by("pk"))
        for project in found:
            if project.purchaser_id == ended:
                _hand_over(project, heir)
            else:
                project.office = heir
            act.log_for(
                project, "planning.project.taken_over", before=str(before), successor=str(heir), since=since
            )
        act.only_log(heir)
        act.change_all(found, ["purchaser", "purchaser_words", "office", "place_code", "level", "words"])
        act.log(before=str(before), since=since, count=len(found))


def _hand_over(project: Project, heir: Body) -> None:
    project.purchaser = heir
    project.office = heir.office or project.office
    project.place_code = heir.place.code
    project.level = heir.level
    _set_purchaser_name(project, heir)


def _set_purchaser_name(project: Project, purchaser: Body) -> None:
    project.purchaser_words = purchaser_words(purchaser)
    project.words = tokens(project.title, purchaser.name)
