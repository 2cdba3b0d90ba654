"""A county, and money for its civil affairs bureau."""

from __future__ import annotations

import pytest

from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import budget_line
from goufu.registry.tests.county import County, county, signed_in

__all__ = ["county", "signed_in"]


@pytest.fixture
def line(county: County) -> BudgetLine:
    """100,000 yuan of the civil affairs bureau."""
    return budget_line(county.civil)
