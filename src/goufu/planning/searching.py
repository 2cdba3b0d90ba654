"""Projects in the search of the head."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.core.permissions import Permission
from goufu.core.search import Found, Hit, filtered, found_among
from goufu.planning.models import Project
from goufu.planning.queries.projects import containing
from goufu.planning.queries.projects import projects as projects_seen
from goufu.planning.tokens import search
from goufu.registry.agents import Agent


def projects(agent: Agent | None, text: str) -> Found | None:
    """By words of title and purchaser."""
    query = search(text)
    if agent is None or query is None or not agent.may(Permission.SEE_PROJECTS):
        return None
    seen = projects_seen(agent)
    url = filtered("planning:projects", q=text)
    return found_among(_("项目"), seen, containing(seen, query), _hit, url, 10)


def _hit(project: Project) -> Hit:
    said = (project.purchaser_name, str(project.year), project.get_state_display())  # type: ignore[attr-defined]
    return Hit(project.title, reverse("planning:project", args=[project.pk]), " · ".join(said))
