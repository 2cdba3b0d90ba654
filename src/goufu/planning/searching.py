"""Projects in the search of the head."""

from __future__ import annotations

import re
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.core.permissions import Permission
from goufu.core.search import SHOWN, Found, Hit, filtered, found_among
from goufu.planning.models import Project
from goufu.planning.queries.projects import containing
from goufu.planning.queries.projects import projects as projects_seen
from goufu.planning.tokens import search
from goufu.registry.agents import Agent

_NUMBER = re.compile(r"(?:第 ?)?(\d{1,18})(?: ?号)?")


def projects(agent: Agent | None, text: str) -> Found | None:
    """By words of title and purchaser, and the one of that number, as its page and its papers show it, first."""
    query = search(text)
    if agent is None or query is None or not agent.may(Permission.SEE_PROJECTS):
        return None
    seen = projects_seen(agent)
    url = filtered("planning:projects", q=text)
    found = found_among(_("项目"), seen, containing(seen, query), _hit, url, 10)
    number = _NUMBER.fullmatch(text)
    numbered = seen.filter(pk=int(number[1])).first() if number else None
    if numbered is None:
        return found
    hits = [_hit(numbered), *(each for each in found.hits if each.url != _address(numbered))]
    count = found.count + len(hits) - len(found.hits)
    return replace(found, hits=hits[:SHOWN], count=count, url=url if found.count else "")


def _hit(project: Project) -> Hit:
    said = (project.purchaser_name, str(project.year), project.get_state_display())  # type: ignore[attr-defined]
    return Hit(project.title, _address(project), " · ".join(said))


def _address(project: Project) -> str:
    return reverse("planning:project", args=[project.pk])
