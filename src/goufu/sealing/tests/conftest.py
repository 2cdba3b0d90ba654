"""The case of each suite, made once."""

from __future__ import annotations

import pytest

from goufu.sealing.tests.cases import SUITES, Case

MADE: dict[str, Case] = {}


@pytest.fixture(params=SUITES, name="case")
def _case(request: pytest.FixtureRequest) -> Case:
    suite = request.param
    if suite.name not in MADE:
        MADE[suite.name] = Case(suite)
    return MADE[suite.name]
