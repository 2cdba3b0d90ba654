"""Panels of planning on other rooms' pages."""

from __future__ import annotations

from django.http import HttpRequest

from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.funds.queries.ledger import Held
from goufu.planning.models import ProjectState
from goufu.planning.queries.projects import projects
from goufu.planning.views.projects import STATE_BADGES

SHOWN = 8


def own_projects(request: HttpRequest, thing: object) -> Panel | None:
    """The panel of the newest projects that the agent may see, without withdrawn ones."""
    agent = request.agent  # type: ignore[attr-defined]
    if not agent.may(Permission.SEE_PROJECTS):
        return None
    newest = projects(agent).exclude(state=ProjectState.WITHDRAWN).order_by("-id")[:SHOWN]
    context = {
        "projects": [(project, STATE_BADGES[project.state]) for project in newest],
        "may_write": agent.may(Permission.WRITE_PROJECT),
    }
    return Panel("planning/panels/projects.html", context, order=10)


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
