"""Rules in Chinese, for readers who don't read SQL: the sentence, and the parameters behind its numbers."""

from __future__ import annotations

from goufu.law.conditions import conditions_of
from goufu.law.model import Rule, Rulebook
from goufu.law.prose import Prose
from goufu.law.values import (
    ANYWHERE,
    Where,
    days_in_words,
    marked_number,
    value_in_words,
    values_at,
    where_in_words,
)
from goufu.lazy_patterns import lazy_pattern

LONGEST = 120  # signs of a sentence that is not written by hand
_SLOT = lazy_pattern(r"\{:([a-z_][a-z0-9_]*)\}")


def sentence(rule: Rule, book: Rulebook, at: Where = ANYWHERE) -> str:
    """The rule as a sentence, without the full stop: written by hand, or else from its condition."""
    if rule.sentence:
        return _SLOT.sub(lambda slot: value_in_words(book.parameters[slot[1]], rule, at), rule.sentence)
    return sentence_of_condition(rule, book, at)


def sentence_of_condition(rule: Rule, book: Rulebook, at: Where = ANYWHERE) -> str:
    """The sentence that the condition gives by itself."""
    conditions = conditions_of(rule, book)
    return Prose(rule, book, at).sentence(conditions.applies.tree, conditions.must.tree)


def in_dispute(rule: Rule, book: Rulebook) -> str:
    """What is disputed of the rule, without the full stop; empty where nothing is."""
    if rule.disputed == "FALSE":
        return ""
    return Prose(rule, book, ANYWHERE).said(conditions_of(rule, book).disputed.tree)


def sentence_slots(rule: Rule) -> set[str]:
    """The parameters in the sentence that is written by hand."""
    return set(_SLOT.findall(rule.sentence))


def parameters_in_words(rule: Rule, book: Rulebook, at: Where = ANYWHERE) -> list[tuple[str, str, str, str]]:
    """The parameters that the rule reads: (name, title, value with place, level and days, citation)."""
    lines = []
    for name in sorted(conditions_of(rule, book).parameters):
        parameter = book.parameters[name]
        for value in values_at(parameter, None, at):
            place = where_in_words(value) or "全国"
            text = f"{marked_number(value, parameter)}，{place}，{days_in_words(value)}"
            lines.append((name, parameter.title, text, book.cite(value.article)))
    return lines


FEW = 3  # values of a parameter that a page of a rule lists; the parameter's own page has all


def parameters_in_short(rule: Rule, book: Rulebook) -> list[tuple[str, str, list[tuple[str, str]], int]]:
    """The parameters that the rule reads: (name, title, its few values with citations, how many values it has).

    A parameter that has many, by place and level, lists none here.
    """
    lines: dict[str, list[tuple[str, str]]] = {}
    titles = {}
    for name, title, value, citation in parameters_in_words(rule, book):
        titles[name] = title
        lines.setdefault(name, []).append((value, citation))
    return [
        (name, titles[name], values if len(values) <= FEW else [], len(values))
        for name, values in lines.items()
    ]
