"""docs/states.md draws what the transition tables say now."""

from __future__ import annotations

from pathlib import Path

from goufu.core.transitions import page, tables

PAGE = Path(__file__).parents[1] / "docs" / "states.md"


def test_the_page_is_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Run `goufu states docs/states.md`."


def test_every_state_has_its_turn_and_is_reached() -> None:
    for each in tables():
        states = {str(state) for state in each.states}
        assert {str(state) for state in each.turns} == states
        reached = {str(row.target) for row in each.table.values() if row.target}
        begins = getattr(each.model, "BEGINS_IN", [each.model().state])  # type: ignore[attr-defined]
        assert states - reached <= {str(state) for state in begins}
