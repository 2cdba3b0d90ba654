"""The ways within the catalogue, on each of its pages: `{% load catalogue %}{% doors "editions" %}`."""

from __future__ import annotations

from typing import Any

from django import template

from goufu.core.permissions import Permission
from goufu.registry.agents import Agent

register = template.Library()


@register.inclusion_tag("catalogue/doors.html", takes_context=True)
def doors(context: dict[str, Any], door: str = "") -> dict[str, Any]:
    """door: the one that is open. Nobody is shown one that would not open."""
    agent: Agent | None = getattr(context.get("request"), "agent", None)
    return {
        "door": door,
        "sees_bodies": bool(agent and agent.may(Permission.SEE_BODIES)),
        "gives_opinions": bool(agent and agent.may(Permission.GIVE_OPINION)),
    }
