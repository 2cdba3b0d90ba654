"""The template tag for the log entries of a thing: `{% load history %}{% history project %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model, TextField

from goufu.core.action import entries_about
from goufu.core.action import history as entries_of
from goufu.core.composed import Composed, Param
from goufu.core.permissions import Permission
from goufu.core.principal import Principal
from goufu.journal.naming import kind_of

register = template.Library()
NEWEST = 3  # entries that are shown at once
SHOWN = 50  # those that unfold

_ENTRIES = Composed(
    lambda: entries_about(Param("kind", TextField()), Param("number", TextField()))[: SHOWN + 1]
)


@register.inclusion_tag("core/history.html", takes_context=True)
def history(context: dict[str, Any], thing: Model) -> dict[str, Any]:
    """The thing's log entries, newest first: the last few, and folded those before them, at most SHOWN in all.

    Agents who may read the journal get links to it.
    """
    agent: Principal | None = getattr(context.get("request"), "agent", None)
    entries = _ENTRIES.all(kind=kind_of(thing), number=str(thing.pk))
    count = len(entries) if len(entries) <= SHOWN else entries_of(thing).count()
    return {
        "newest": entries[:NEWEST],
        "older": entries[NEWEST:SHOWN],
        "count": count,
        "shown": SHOWN,
        "reads_journal": bool(agent and agent.may(Permission.SEE_JOURNAL)),
    }
