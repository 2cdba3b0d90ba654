"""A county with a finance office, two bureaus and the people in them."""

from __future__ import annotations

from typing import Any

import pytest

from goufu.registry.models import Person
from goufu.registry.tests.county import County, make_county, signed_in
from goufu.registry.tests.standing import worlds

__all__ = ["beginning", "db", "newcomer", "pytest_generate_tests", "signed_in", "world"]

pytest_generate_tests, world, db, beginning = worlds({"county": make_county})


@pytest.fixture
def county(beginning: dict[str, Any]) -> County:
    return beginning["county"]  # type: ignore[no-any-return]


@pytest.fixture
def newcomer(db: None) -> Person:
    """Somebody enrolled, without any role."""
    return Person.objects.create(username="newcomer", name="新同事")
