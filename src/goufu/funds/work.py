"""Work of funds: the budget of this year or the next that nobody has imported."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.permissions import Permission
from goufu.core.work import NextStep
from goufu.funds.queries.budget import lines_of_year
from goufu.registry.agents import Agent


def next_steps(agent: Agent) -> Iterator[NextStep]:
    """Finance offices import the first budget that is missing, of this year and the next."""
    if not agent.may(Permission.KEEP_BUDGET):
        return
    this_year = wall_clock.today().year
    for year in (this_year, this_year + 1):
        if not lines_of_year.exist(agent, year=year):
            why = _("%(year)s年还没有预算：导入批复的预算以后，各单位才能从中安排项目。") % {"year": year}
            yield NextStep(_("导入预算"), reverse("budget:import"), 30, why)
            return
