"""Panels of decisions on other rooms' pages."""

from __future__ import annotations

from django.http import HttpRequest

from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.decisions.doubts import doubt_rules
from goufu.law.model import Rule


def where_lists_grow_from(request: HttpRequest, thing: object) -> Panel | None:
    """The panel that leads from the word lists to what people decided, for who may see it."""
    return Panel("decisions/panels/words.html", {}) if _may_see(request) else None


def decided_under(request: HttpRequest, rule: Rule) -> Panel | None:
    """The panel that leads from a rule to the decisions on its doubts."""
    if rule.id not in doubt_rules() or not _may_see(request):
        return None
    return Panel("decisions/panels/rule.html", {"rule": rule.id})


def _may_see(request: HttpRequest) -> bool:
    agent = request.agent  # type: ignore[attr-defined]
    return bool(agent and agent.may(Permission.SEE_DECISIONS))
