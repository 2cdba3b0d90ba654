"""Panels of funds on other rooms' pages."""

from __future__ import annotations

from django.http import HttpRequest

from goufu import wall_clock
from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.funds.queries.budget import money_by_year
from goufu.funds.tables import bar_of
from goufu.ui.money import Unit


def money(request: HttpRequest, thing: object) -> Panel | None:
    """The panel of this year's and next year's budgets; None without the permission."""
    agent = request.agent  # type: ignore[attr-defined]
    if not agent.may(Permission.SEE_BUDGET):
        return None
    unit = Unit.WAN if agent.body.is_finance_office else Unit.YUAN  # a whole place's money, or a bureau's
    year = wall_clock.today().year
    bars = [(each, bar_of(sums, unit)) for each, sums in money_by_year(agent, (year, year + 1)).items()]
    may_keep = agent.may(Permission.KEEP_BUDGET)
    return Panel("funds/panels/money.html", {"bars": bars, "may_keep": may_keep}, order=20)
