"""A county with a finance office, two bureaus and the people in them."""

from __future__ import annotations

import pytest

from goufu.registry.models import Person
from goufu.registry.tests.county import county, signed_in

__all__ = ["county", "newcomer", "signed_in"]


@pytest.fixture
def newcomer(db: None) -> Person:
    """Somebody enrolled, without any role."""
    return Person.objects.create(username="newcomer", name="新同事")
