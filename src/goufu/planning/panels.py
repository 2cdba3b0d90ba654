"""Panels of planning on other rooms' pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Subquery
from django.http import HttpRequest

from goufu.core.by_role import by_role
from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.core.stations import along_the_way, progress_of
from goufu.decisions.models import Decision
from goufu.funds.queries.ledger import Held
from goufu.planning.models import ProjectState
from goufu.planning.queries.projects import projects, seen_among
from goufu.planning.views.facts import STATE_BADGES

SHOWN = 5


def newest_projects(request: HttpRequest, thing: object) -> Panel | None:
    """The panel of the newest projects and how far they have come, without withdrawn ones.

    Purchasers see their own body's, first of all, and the number of all of them; others those that were submitted,
    uncounted since there may be a million, and after the money.
    """
    agent = request.agent  # type: ignore[attr-defined]
    if not agent.may(Permission.SEE_PROJECTS):
        return None
    may_write = agent.may(Permission.WRITE_PROJECT)
    newest = _newest.first(agent, SHOWN)
    context = {
        "projects": [(each, STATE_BADGES[each.state], progress_of(each)) for each in newest],
        "may_write": may_write,
        "count": newest[0].own_count if may_write and newest else None,
    }
    return Panel("planning/panels/projects.html", context, order=10 if may_write else 30)


@by_role
def _newest(agent: Any) -> QuerySet[Any]:
    """The newest projects; of the own ones `own_count`, the number of all."""
    if not agent.may(Permission.WRITE_PROJECT):
        return along_the_way(projects(agent).exclude(state__in=[ProjectState.WITHDRAWN, ProjectState.DRAFT]))
    own = projects(agent).filter(purchaser=agent.body)
    counted = own.order_by().values("purchaser").annotate(count=Count("pk")).values("count")
    rows = along_the_way(own.exclude(state=ProjectState.WITHDRAWN))
    return rows.annotate(own_count=Subquery(counted))


def becomes_projects(request: HttpRequest, token: object) -> Panel | None:
    """The panel that turns a checked list into draft projects."""
    agent = getattr(request, "agent", None)
    if not agent or not agent.may(Permission.WRITE_PROJECT):
        return None
    return Panel("planning/panels/from_list.html", {"token": token})


def project_link(request: HttpRequest, held: Held) -> Panel | None:
    """The panel that links to the project holding money of a budget line."""
    agent = request.agent  # type: ignore[attr-defined]
    if held.project is None or not agent.may(Permission.SEE_PROJECTS):
        return None
    return Panel("planning/panels/project_link.html", {"held": held})


def decided_on(request: HttpRequest, decision: Decision) -> Panel | None:
    """The panel that links to the project on which a doubt was decided, for who may see it."""
    agent = request.agent  # type: ignore[attr-defined]
    if decision.project is None or not seen_among(agent, [decision.project]):
        return None
    return Panel("planning/panels/decided_on.html", {"number": decision.project})
