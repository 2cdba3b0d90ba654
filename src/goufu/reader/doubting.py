"""Learned doubts: where words found nothing, and where what they found looks lawful all the same.

Where words have found nothing that stops a purchase or asks a person, a text that looks much like the examples of
violations is a doubt. A mere doubt of words in a need that looks like the lawful examples is dropped: of the examples
that had been left out none that broke the law was lost so (bench/README.md). What words are sure of always stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from goufu.reader.learned import (
    CLAUSES,
    DOUBTFUL,
    NEEDS,
    SHORTEST,
    likeness_of_need,
    likenesses_of_clauses,
    telling_clause,
)

FOUND = (
    "works", "works_doubt", "goods", "goods_doubt", "package", "duty", "duty_doubt", "nonduty", "finance", "finance_doubt",
    "guarantee", "subsidy", "dispatch", "labour", "labour_doubt", "secret", "unbudgeted", "institution_provider",
)  # fmt: skip
TOLD = (*FOUND, "unclear", "it_question", "institution")  # what the model is told of what words gave
# A doubt of a duty is never dropped: of those left out two true ones looked lawful.
MERE_DOUBTS = ("works_doubt", "goods_doubt", "finance_doubt", "labour_doubt")
FOUND_IN_CONTRACT = {
    "guarantee": ("guarantee", "finance_doubt"),
    "labour": ("dispatch", "labour", "labour_doubt"),
    "power": (),
}
# Chosen on authors who had been left out: see bench/README.md.
NEED_IS_DOUBTFUL, NEED_IS_LAWFUL = 0.7, -1.0
CLAUSE_IS_DOUBTFUL = 2.5
LEARNED = "learned_"
OTHER = "other"


def doubts_of_need(facts: Mapping[str, Any], parts: Iterable[str], need: str) -> dict[str, Any]:
    """What a need with its title changes of the facts that words gave: a learned doubt, or a mere doubt that is dropped."""
    if len(need) < SHORTEST:
        return {}
    found = likeness_of_need(parts, need, (name for name in TOLD if facts.get(name)))
    if found.score < NEED_IS_LAWFUL:
        return {name: "" for name in MERE_DOUBTS if facts.get(name)}
    if found.score < NEED_IS_DOUBTFUL or any(facts.get(name) for name in FOUND):
        return {}
    kind = OTHER if found.kind == DOUBTFUL else found.kind
    return {LEARNED + kind: telling_clause(found, NEEDS)}


def doubts_of_contract(facts: Mapping[str, Any], text: str) -> dict[str, str]:
    """The learned doubts of a contract, of each kind of which words found nothing: the clause that looks most like it."""
    best: dict[str, tuple[float, str]] = {}
    for found in likenesses_of_clauses(text):
        if found.score >= CLAUSE_IS_DOUBTFUL and found.score > best.get(found.kind, (0.0, ""))[0]:
            best[found.kind] = found.score, telling_clause(found, CLAUSES)
    return {
        LEARNED + kind: clause
        for kind, (_, clause) in best.items()
        if not any(facts.get(name) for name in FOUND_IN_CONTRACT[kind])
    }
