"""A county with a finance office, two bureaus and the people in them."""

from __future__ import annotations

from goufu.registry.tests.county import county, signed_in

__all__ = ["county", "signed_in"]
