"""Clauses of needs and contracts: who does what to whom, and what a need says about works, goods, terms and money."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

from goufu.reader import marks, quantities, secrecy
from goufu.reader.doubting import DOUBTS_OF_CONTRACT, doubts_of_contract, not_lawful
from goufu.reader.guarantees import guarantee_signals
from goufu.reader.labour import HEADCOUNT, UNIT_PRICE, WEAK, employment, labour_signals
from goufu.reader.patterns import pattern
from goufu.reader.powers import powers, says_no_power
from goufu.reader.reading import ClauseFacts, Signal
from goufu.reader.sentences import sentences
from goufu.reader.terms import need_term
from goufu.reader.triggers import need_has_trigger, title_has_trigger

OF_ONE_MATTER = 80  # signs, about two sentences, within which weak signs of a contract speak of one matter; set, not measured
_WORKS_SERVICE = pattern(r"{works_services}{ends_of_titles}*(?:\(.*\))?$")
# of what is studied nobody is said to do anything: 融资担保体系研究
_STUDY = pattern("{studies}{ends_of_titles}*$")


def read_clauses(title: str, need: str) -> tuple[dict[str, Any], tuple[Signal, ...]]:
    """The facts that a need, together with its title, gives, by the names of ReadFacts, and the signals found.

    Both texts are in their normal form. A fact that the title has given already stands before one given here, but for a
    longer term. Signals of title and need count together: the number of persons may stand in the title, pay and attendance
    in the need.
    """
    triggered = bool(need) and need_has_trigger(need)
    found = signals(title) if title_has_trigger(title) and not _STUDY.search(title) else []
    found += signals(need) if triggered else ()
    facts = _labour_and_debt(found)
    if need:
        facts["duty"], facts["duty_doubt"] = powers(need)
    if triggered:
        facts |= {name: value for name, value in _need_facts(title, need).items() if value}
    return {name: value for name, value in facts.items() if value}, tuple(found)


def is_silent(need: str) -> bool:
    """Whether a need in its normal form holds none of the words that needs are read for, so that it needn't be read."""
    return not need_has_trigger(need) and says_no_power(need)


def contract_facts(text: str, *, learned: bool) -> ClauseFacts:
    """The facts of the clauses of a contract, in their normal form; by words alone where `learned` is false."""
    found = signals(text)
    facts = _labour_and_debt(_near_others(found))
    if learned and any(facts[name] for name in DOUBTS_OF_CONTRACT):
        left = _labour_and_debt(_near_others(not_lawful(found, text)))
        facts |= {name: left[name] for name in DOUBTS_OF_CONTRACT}
    facts["finance_doubt"] = facts["finance_doubt"] or marks.advanced_money(text)
    if learned:
        facts |= doubts_of_contract(facts, text)
    return ClauseFacts(**facts, secret=secrecy.secret_mark(text), signals=tuple(found))


def signals(text: str) -> list[Signal]:
    """The labour and guarantee signals of a text, from its first sentence to its last."""
    found: list[Signal] = []
    for sentence in sentences(text):
        found += labour_signals(sentence)
        found += guarantee_signals(sentence)
    return found


def _near_others(found: list[Signal]) -> list[Signal]:
    """The signals of a long text without the weak ones that stand alone: far apart, they say nothing together.

    A number of persons and a price by person belong together wherever they stand: the pay follows from both.
    """
    found = sorted(found, key=_place)
    is_priced = any(signal.name == UNIT_PRICE for signal in found)
    return [
        signal
        for signal in found
        if signal.name not in WEAK
        or (signal.name == HEADCOUNT and is_priced)
        or any(other.name != signal.name for other in _near(signal, found))
    ]


def _near(signal: Signal, found: list[Signal]) -> list[Signal]:
    """The signals near one, among those found, which are in the order of the text."""
    first = bisect_left(found, signal.start - OF_ONE_MATTER, key=_place)
    return found[first : bisect_right(found, signal.start + OF_ONE_MATTER, key=_place)]


def _place(signal: Signal) -> int:
    return signal.start


def _labour_and_debt(found: list[Signal]) -> dict[str, str]:
    dispatch, labour, labour_doubt = employment(found)
    return {
        "dispatch": dispatch,
        "labour": labour,
        "labour_doubt": labour_doubt,
        "guarantee": _first(found, "guarantee"),
        "finance_doubt": _first(found, "debt_doubt"),
    }


def _first(found: Iterable[Signal], name: str) -> str:
    return next((signal.clause for signal in found if signal.name == name), "")


def _need_facts(title: str, need: str) -> dict[str, Any]:
    works, works_doubt = ("", "") if _WORKS_SERVICE.search(title) else quantities.works(need)
    goods, goods_doubt = quantities.goods(need)
    return {
        "works": works,
        "works_doubt": works_doubt,
        "goods": goods,
        "goods_doubt": goods_doubt,
        "finance_doubt": marks.advanced_money(need) or marks.money_left_open(need),
        "secret": secrecy.secret(need),
        "unbudgeted": marks.unbudgeted(need),
        **need_term(need)._asdict(),
    }
