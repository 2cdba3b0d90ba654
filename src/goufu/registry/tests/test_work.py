"""What waits in the registry: delegations that end soon, told to who holds them and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.core.work import WorkItem, work_of
from goufu.registry.actions.appointments import delegate
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County


def ending(agent: Agent) -> tuple[list[WorkItem], list[WorkItem]]:
    """The delegations that end: the urgent ones, and the others."""
    work = work_of(agent)
    others = [item for group in work.groups if group.title == "委托到期" for item in group.items]
    return [item for item in work.urgent if item.what.endswith("到期")], others


def test_a_delegation_is_told_fourteen_days_before_it_ends_and_is_urgent_in_the_last_week(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = wall_clock.today()
    last = today + timedelta(days=30)
    delegate(role=Role.PURCHASING_LEAD, to=county.officer.person.pk, last_day=last, by=county.lead)
    told = {}
    for left in (15, 14, 8, 7, 0):
        monkeypatch.setattr(wall_clock, "today", lambda left=left: last - timedelta(days=left))
        told[left] = [len(items) for items in ending(county.officer)]
        assert ending(county.lead) == ending(county.teacher) == ([], [])
    assert told == {15: [0, 0], 14: [0, 1], 8: [0, 1], 7: [1, 0], 0: [1, 0]}
    [item], _others = ending(county.officer)
    assert (item.what, item.due, item.left) == ("王局长委托的采购负责人到期", last, 0)
