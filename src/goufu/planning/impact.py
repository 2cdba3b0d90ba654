"""The impact of a change of a body on projects."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.planning.actions.following import (
    PROVIDER_FACTS,
    PURCHASER_FACTS,
    open_projects,
    own_projects,
    undecided_with_provider,
)
from goufu.planning.models import Project
from goufu.planning.queries.unfit_providers import last_years, with_provider
from goufu.registry.agents import Agent
from goufu.registry.eligibility import against_providers
from goufu.registry.impact import BodyChange, Impact


def projects(agent: Agent, change: BodyChange) -> Iterator[Impact]:
    """The projects that `planning.actions.following` changes."""
    seen = visible(agent, Permission.SEE_PROJECTS, Project.SCOPE_FIELDS)
    if change.is_succession:
        yield Impact.of(
            _("没有办完的项目，由承接的单位接过"), open_projects(change.body.pk, change.since.year), seen
        )
    elif PURCHASER_FACTS & change.changed:
        own = own_projects(change.body.pk, change.since.year)
        yield Impact.of(_("这一年起的项目，购买主体的资料跟着改"), own, seen)
    if change.is_succession or PROVIDER_FACTS & change.changed:
        provided = undecided_with_provider(change.body.pk)
        yield Impact.of(_("由它承接而没有批准的项目，承接主体跟着改"), provided, seen)
    if change.is_succession:
        yield from _approved(change, seen)


def _approved(change: BodyChange, seen: Q) -> Iterator[Impact]:
    """The approved projects of the ended body as a provider, and of its heir where the ended one's file counts against it."""
    approved = with_provider(Project.objects.all(), last_years())
    ended = approved.filter(provider_body=change.body)
    yield Impact.of(_("已批准、由它承接的项目，由承接的单位接着承接"), ended, seen)
    if against_providers([change.body], change.since):
        heirs = approved.filter(provider_body=change.heir)
        unfit = _("已批准、由承接的单位承接的项目：记录跟着过来，它不能再承接，购买主体要另选")
        yield Impact.of(unfit, heirs, seen)
