"""The impact of a change of a body on projects."""

from __future__ import annotations

from collections.abc import Iterator

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
from goufu.registry.agents import Agent
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
