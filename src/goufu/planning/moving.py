"""What a change of a body takes along in planning."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.planning.actions.following import (
    PROVIDER_FACTS,
    PURCHASER_FACTS,
    open_projects,
    undecided_with_provider,
)
from goufu.planning.models import Project
from goufu.registry.agents import Agent
from goufu.registry.moving import BodyChange, Moving


def projects(agent: Agent, change: BodyChange) -> Iterator[Moving]:
    """The projects that `planning.actions.following` changes."""
    seen = visible(agent, Permission.SEE_PROJECTS, Project.SCOPE_FIELDS)
    if change.is_succession:
        yield Moving.of(
            _("没有办完的项目，由承接的单位接过"), open_projects(change.body.pk, change.since.year), seen
        )
    elif PURCHASER_FACTS & change.changed:
        own = Project.objects.filter(purchaser=change.body, year__gte=change.since.year)
        yield Moving.of(_("这一年起的项目，购买主体的资料跟着改"), own, seen)
    if change.is_succession or PROVIDER_FACTS & change.changed:
        provided = undecided_with_provider(change.body.pk)
        yield Moving.of(_("由它承接而没有批准的项目，承接主体跟着改"), provided, seen)
