"""The made-up county, for the tests of what holds the rooms together."""

from __future__ import annotations

from goufu.journal.tests.conftest import days, write
from goufu.registry.tests.conftest import newcomer
from goufu.registry.tests.county import county, signed_in

__all__ = ["county", "days", "newcomer", "signed_in", "write"]
