"""Budget lines in the search of the head."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.core.permissions import Permission
from goufu.core.search import Found, Hit, filtered, found_among
from goufu.funds.models import BudgetLine
from goufu.funds.queries import budget as queries
from goufu.funds.tables import LineFilter
from goufu.registry.agents import Agent


def lines(agent: Agent | None, text: str) -> Found | None:
    """By name and code, as the list of lines finds them, those of the latest year first."""
    if agent is None or not agent.may(Permission.SEE_BUDGET):
        return None
    seen = queries.lines(agent).order_by("-year", "code", "pk")
    matching = LineFilter.base_filters["q"].filter(seen, text)
    return found_among(_("预算指标"), seen, matching, _hit, filtered("budget:lines", q=text), 15)


def _hit(line: BudgetLine) -> Hit:
    said = (line.body.name, str(line.year), line.code)
    return Hit(line.name, reverse("budget:line", args=[line.pk]), " · ".join(said))
