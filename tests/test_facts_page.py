"""docs/facts.md tells where the fact views have each fact from."""

from __future__ import annotations

from pathlib import Path

from goufu.core.fact_page import page
from goufu.law.load import load_rulebook

PAGE = Path(__file__).parents[1] / "docs" / "facts.md"


def test_the_page_is_what_the_views_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Run `goufu facts docs/facts.md`."


def test_it_tells_of_every_fact_and_names_what_the_program_knows() -> None:
    [plan] = [each for each in page().split("\n## ") if each.startswith(load_rulebook().stages["plan"].title)]
    rows = [line.split("|") for line in plan.splitlines() if line.startswith("| `")]
    sources = {row[1].strip().strip("`"): row[3].strip() for row in rows}
    assert sources.keys() == load_rulebook().stages["plan"].facts.keys()
    assert sources["is_provider_debarred"] == "follows from `registry_provider_file()`"
    assert "`catalogue_edition_for()`" in sources["is_in_catalogue"]
    assert "`funds.BudgetLine`" in sources["budget_line_yuan"]
    assert "`funds.LedgerEntry`" in sources["amount_yuan"]
    assert sources["new_amount_yuan"] == "written: `new_amount`"
    assert sources["started_on"] == "asked"
