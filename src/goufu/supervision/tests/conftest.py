from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from goufu import wall_clock
from goufu.journal import actions
from goufu.journal.models import Entry
from goufu.journal.tests.conftest import as_database_administrator, days, write
from goufu.journal.tlog.publishing import publish
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, make_county, signed_in
from goufu.registry.tests.standing import worlds

__all__ = [
    "as_database_administrator",
    "beginning",
    "days",
    "db",
    "pytest_generate_tests",
    "signed_in",
    "world",
    "write",
]

pytest_generate_tests, world, db, beginning = worlds({"county": make_county})


@pytest.fixture
def county(beginning: dict[str, Any]) -> County:
    return beginning["county"]  # type: ignore[no-any-return]


SignIn = Callable[[Agent], Client]


def log(by: Agent, count: int = 1, action: str = "planning.project.submitted") -> list[Entry]:
    """So many entries of what the agent did."""
    with transaction.atomic():
        return [
            actions.record(
                action, by=by.actor, subject=("project", number), facts={"body.name": ["甲", "乙"]}
            )
            for number in range(count)
        ]


@pytest.fixture
def three_days(county: County) -> None:
    """Three days that are over, two seals each, of what the officer and the teacher did."""
    begun = datetime.fromisoformat("2026-11-20T09:00:00+08:00")
    for day in range(3):
        for hour in range(2):
            with wall_clock.telling(wall_clock.standing(begun + timedelta(days=day, hours=hour))):
                log(county.officer, 2)
                log(county.teacher)
                actions.seal()
    with wall_clock.telling(wall_clock.standing(begun + timedelta(days=2, hours=1))):
        actions.close_days((begun + timedelta(days=3)).date())
    publish()
