"""Projects as people may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from goufu.planning.models import Project, Waiver
from goufu.registry.agents import Agent, visible
from goufu.registry.errors import NotThere
from goufu.registry.permissions import Permission


def projects(agent: Agent | None) -> QuerySet[Project]:
    """All that the agent may see, the newest first, with the purchaser's name."""
    seen = visible(agent, Permission.SEE_PROJECTS, Project.REACH)
    return Project.objects.filter(seen).select_related("purchaser").order_by("-id")


def project_for(agent: Agent, number: int) -> Project:
    """One project with all that its page shows. Raises NotThere."""
    found = (
        projects(agent)
        .select_related("office", "entry__edition", "submitted_by")
        .prefetch_related("targets", "funding__line", "waivers__person", "waivers__body")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise NotThere
    return found


def waivers() -> QuerySet[Waiver]:
    """Every waiver: who, why, since when. Everybody may read them."""
    return Waiver.objects.select_related("project__purchaser", "person", "body").order_by("-id")
