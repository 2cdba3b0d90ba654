"""A county with a finance office, two bureaus and the people in them."""

from __future__ import annotations

from goufu.registry.tests.county import county

__all__ = ["county"]
