"""A county, and money for its civil affairs bureau."""

from __future__ import annotations

import pytest

from goufu.funds.models import BudgetLine
from goufu.funds.tests.conftest import line
from goufu.funds.tests.money import YEAR
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project
from goufu.planning.tests.writing import complete, returned_after_approval
from goufu.registry.tests.county import County, county, signed_in

__all__ = ["county", "line", "signed_in"]


@pytest.fixture
def draft(county: County, line: BudgetLine) -> Project:
    """A draft of the civil affairs bureau with nothing left to mend, paid out of the line."""
    return complete(
        draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR}),
        line,
        county.officer,
    )


@pytest.fixture
def returned(county: County, draft: Project, line: BudgetLine) -> Project:
    """45,000 yuan are committed when 90,000 are asked for, which the finance office doesn't grant."""
    return returned_after_approval(draft, line, county)
