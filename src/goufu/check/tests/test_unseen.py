"""Titles and clauses that nobody tunes to: written from the law alone by somebody who had seen neither reader nor rules.

Don't read the two tables while working on the reader or its words, and never learn from them: their use is that they are
unseen. The limits are issue 10's where they hold, elsewhere what was measured; bench/README.md has the figures.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

from goufu.check.screening import Outcome, confusion, read_labelled, screen
from goufu.law.load import load_rulebook
from goufu.reader import normal, read_contract

HERE = Path(__file__).parent


def test_sixty_titles_with_needs() -> None:
    counts = confusion(
        screen(read_labelled(HERE / "unseen_titles.csv")[0], load_rulebook(), date(2026, 11, 29))
    )
    unlawful, lawful, doubtful = counts["V"], counts["C"], counts["R"]
    held = (Outcome.STOPPED, Outcome.PERSON)
    assert sum(unlawful[each] for each in held) >= 0.97 * unlawful.total()
    assert lawful[Outcome.STOPPED] == 0
    assert lawful[Outcome.PERSON] <= 3
    assert sum(doubtful[each] for each in held) >= 7


def test_forty_clauses() -> None:
    told: Counter[str] = Counter()
    with (HERE / "unseen_clauses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        facts = read_contract(normal(row["text"]).text)
        seen = {
            "guarantee": facts.guarantee or facts.learned_guarantee,
            "labour": facts.dispatch or facts.labour or facts.labour_doubt or facts.learned_labour,
            "power": facts.learned_power,
        }
        told[row["label"]] += bool(seen[row["label"]] if row["label"] in seen else any(seen.values()))
    assert told["guarantee"] == told["labour"] == 12
    assert told["power"] == 6
    assert told["clean"] <= 1
