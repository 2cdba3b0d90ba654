"""A draft and its money for tests of other rooms, made for each."""

from __future__ import annotations

import pytest

from goufu.funds.models import BudgetLine
from goufu.funds.tests.conftest import line
from goufu.funds.tests.money import YEAR
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project
from goufu.planning.tests.writing import complete
from goufu.registry.tests.county import County

__all__ = ["line"]


def a_draft(county: County, line: BudgetLine) -> Project:
    written = draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR})
    return complete(written, line, county.officer)


@pytest.fixture
def draft(county: County, line: BudgetLine) -> Project:
    """A draft of the civil affairs bureau with nothing left to mend, paid out of the line."""
    return a_draft(county, line)
