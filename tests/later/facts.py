"""What the later release knows of projects."""

from __future__ import annotations

from pathlib import Path

from goufu.core.fact_views import AddedFacts

REVIEWS = AddedFacts(Path(__file__).with_name("facts.sql"))
