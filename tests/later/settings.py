"""The settings of the later release."""

from __future__ import annotations

from goufu.config.settings import *  # noqa: F403
from goufu.planning.apps import PlanningConfig

MIGRATION_MODULES = {"planning": "later.migrations"}
PlanningConfig.facts = {"plan": [*PlanningConfig.facts["plan"], "later.facts.REVIEWS"]}
