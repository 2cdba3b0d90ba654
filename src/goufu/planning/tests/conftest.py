"""A county, and money for its civil affairs bureau."""

from __future__ import annotations

from typing import Any

import pytest

from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import budget_line
from goufu.planning.models import Project
from goufu.planning.tests.drafts import a_draft
from goufu.planning.tests.writing import returned_after_approval
from goufu.registry.tests.county import County, make_county, signed_in
from goufu.registry.tests.standing import worlds

__all__ = ["beginning", "db", "pytest_generate_tests", "signed_in", "world"]


pytest_generate_tests, world, db, beginning = worlds(
    {"county": make_county, "line": lambda county: budget_line(county.civil), "draft": a_draft}
)


@pytest.fixture
def county(beginning: dict[str, Any]) -> County:
    return beginning["county"]  # type: ignore[no-any-return]


@pytest.fixture
def line(beginning: dict[str, Any]) -> BudgetLine:
    """100,000 yuan of the civil affairs bureau."""
    return beginning["line"]  # type: ignore[no-any-return]


@pytest.fixture
def draft(beginning: dict[str, Any]) -> Project:
    """A draft of the civil affairs bureau with nothing left to mend, paid out of the line."""
    return beginning["draft"]  # type: ignore[no-any-return]


@pytest.fixture
def returned(county: County, draft: Project, line: BudgetLine) -> Project:
    """45,000 yuan are committed when 90,000 are asked for, which the finance office doesn't grant."""
    return returned_after_approval(draft, line, county)
