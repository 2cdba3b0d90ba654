"""A county whose bureau may procure."""

from __future__ import annotations

from goufu.registry.tests.county import county, signed_in

__all__ = ["county", "signed_in"]
