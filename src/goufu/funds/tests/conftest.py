"""A county, and money for its civil affairs bureau."""

from __future__ import annotations

from typing import Any

import pytest

from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import budget_line
from goufu.registry.tests.county import County, make_county, signed_in
from goufu.registry.tests.standing import worlds

__all__ = ["beginning", "db", "pytest_generate_tests", "signed_in", "world"]

pytest_generate_tests, world, db, beginning = worlds({"county": make_county})


@pytest.fixture
def county(beginning: dict[str, Any]) -> County:
    return beginning["county"]  # type: ignore[no-any-return]


@pytest.fixture
def line(county: County) -> BudgetLine:
    """100,000 yuan of the civil affairs bureau."""
    return budget_line(county.civil)
