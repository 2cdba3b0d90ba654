"""Clauses of needs and contracts: who does what to whom, and what a need says about works, goods, terms and money."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from goufu.reader import marks, quantities, words
from goufu.reader.guarantees import guarantee_signals
from goufu.reader.labour import labour_signals, weigh
from goufu.reader.reading import Signal
from goufu.reader.sentences import sentences
from goufu.reader.terms import need_term
from goufu.reader.tokens import alternation

_TRIGGERS = re.compile(alternation(words.lists()["need_triggers"]))
_LABOUR = re.compile(alternation(words.lists()["labour_triggers"]))
_DEBT = re.compile(alternation(words.lists()["debt_triggers"]))
_WORKS_SERVICE = re.compile(
    rf"{alternation(words.lists()['works_services'])}(?:服务|项目|工作|采购|外包|类)*(?:\(.*\))?$"
)


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """The facts of a contract text for the rules. Each is the clause that says it, "" where none does."""

    guarantee: str = ""  # the purchaser answers for debts or returns of the provider
    dispatch: str = ""  # dispatch of persons, said plainly
    labour: str = ""  # two labour signals or more
    labour_doubt: str = ""  # one
    finance_doubt: str = ""  # advanced, borrowed or later repaid money
    secret: str = ""  # a mark of secrecy
    signals: tuple[Signal, ...] = ()


def read_clauses(title: str, need: str) -> tuple[dict[str, Any], tuple[Signal, ...]]:
    """The facts that a need, together with its title, gives, by the names of ReadFacts, and the signals found.

    Both texts are in their normal form. A fact that the title has given already stands before one given here. Signals of
    title and need count together: the number of persons may stand in the title, pay and attendance in the need.
    """
    triggered = bool(need) and _TRIGGERS.search(need) is not None
    found = [*signals(title), *(signals(need) if triggered else ())]
    facts = _labour_and_debt(found)
    if triggered:
        facts |= _need_facts(title, need)
    return {name: value for name, value in facts.items() if value}, tuple(found)


def read_contract(text: str) -> ClauseFacts:
    """The facts of the clauses of a contract, in their normal form."""
    found = signals(text)
    return ClauseFacts(
        **_labour_and_debt(found),
        finance_doubt=marks.advanced_money(text),
        secret=marks.secret_mark(text),
        signals=tuple(found),
    )


def signals(text: str) -> list[Signal]:
    """The labour and guarantee signals of a text, from its first sentence to its last."""
    is_labour, is_debt = _LABOUR.search(text) is not None, _DEBT.search(text) is not None
    found: list[Signal] = []
    if is_labour or is_debt:
        for sentence in sentences(text):
            found += labour_signals(sentence) if is_labour else ()
            found += guarantee_signals(sentence) if is_debt else ()
    return found


def _labour_and_debt(found: Iterable[Signal]) -> dict[str, str]:
    dispatch, labour, labour_doubt = weigh(found)
    guarantee = next((signal.clause for signal in found if signal.name == "guarantee"), "")
    return {"dispatch": dispatch, "labour": labour, "labour_doubt": labour_doubt, "guarantee": guarantee}


def _need_facts(title: str, need: str) -> dict[str, Any]:
    works, works_doubt = ("", "") if _WORKS_SERVICE.search(title) else quantities.works(need)
    goods, goods_doubt = quantities.goods(need)
    said, years = need_term(need)
    return {
        "works": works,
        "works_doubt": works_doubt,
        "goods": goods,
        "goods_doubt": goods_doubt,
        "finance_doubt": marks.advanced_money(need),
        "secret": marks.secret(need),
        "unbudgeted": marks.unbudgeted(need),
        "term": said,
        "term_years": years,
    }
