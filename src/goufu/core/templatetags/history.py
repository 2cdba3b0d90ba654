"""The template tag for the log entries of a thing: `{% load history %}{% history project %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model

from goufu.core.action import history as entries_of
from goufu.core.permissions import Permission
from goufu.core.principal import Principal

register = template.Library()
SHOWN = 50


@register.inclusion_tag("core/history.html", takes_context=True)
def history(context: dict[str, Any], thing: Model) -> dict[str, Any]:
    """The thing's log entries, newest first, at most SHOWN; with links to the journal for agents who may read it."""
    agent: Principal | None = getattr(context.get("request"), "agent", None)
    entries = list(entries_of(thing)[: SHOWN + 1])
    return {
        "entries": entries[:SHOWN],
        "has_more": len(entries) > SHOWN,
        "shown": SHOWN,
        "reads_journal": bool(agent and agent.may(Permission.SEE_JOURNAL)),
    }
