"""The impact of a change of a body on budget lines."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.funds.actions.following import lines_of, own_lines
from goufu.funds.models import BudgetLine
from goufu.registry.agents import Agent
from goufu.registry.impact import BodyChange, Impact


def lines(agent: Agent, change: BodyChange) -> Iterator[Impact]:
    """The budget lines that `funds.actions.following` changes."""
    seen = visible(agent, Permission.SEE_BUDGET, BudgetLine.SCOPE_FIELDS)
    if change.is_succession:
        rows = lines_of(change.body.pk, change.since.year)
        yield Impact.of(_("预算指标，连同已经占用、承诺和支付的，由承接的单位接过"), rows, seen)
    elif "office" in change.changed:
        own = own_lines(change.body.pk, change.since.year)
        yield Impact.of(_("这一年起的预算指标，改由新的财政部门主管"), own, seen)
