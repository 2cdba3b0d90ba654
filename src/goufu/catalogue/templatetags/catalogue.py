"""The tabs on the catalogue's pages: `{% load catalogue %}{% tabs "editions" %}`."""

from __future__ import annotations

from typing import Any

from django import template

from goufu.core.permissions import Permission
from goufu.registry.agents import Agent

register = template.Library()


@register.inclusion_tag("catalogue/tabs.html", takes_context=True)
def tabs(context: dict[str, Any], tab: str = "") -> dict[str, Any]:
    """The tabs that the agent may open. tab: the current one."""
    agent: Agent | None = getattr(context.get("request"), "agent", None)
    return {
        "tab": tab,
        "sees_bodies": bool(agent and agent.may(Permission.SEE_BODIES)),
        "gives_comments": bool(agent and agent.may(Permission.GIVE_COMMENT)),
    }
