from __future__ import annotations

from dataclasses import replace

import pytest

from goufu.law.conditions import conditions_of
from goufu.law.model import Rule, Rulebook, RulebookError


@pytest.fixture
def rule(small_book: Rulebook) -> Rule:
    return small_book.rules["plan.works"]


REFUSED = {
    "a function outside the list": ("lower(title) = 'x'", "没有函数|不能用"),
    "a regular expression operator": ("title ~ '工程'", "不能用"),
    "like": ("title LIKE '%工程%'", "不能用"),
    "division": ("amount_yuan / 2 > 1", "不能用"),
    "a cast": ("CAST(title AS INTEGER) > 1", "不能用"),
    "a subquery": ("amount_yuan > (SELECT 1)", "不能用"),
    "a query inside IN": ("title IN (SELECT title FROM plan)", "不能用"),
    "an unknown fact": ("budget > 1", "没有事实 budget"),
    "an unknown parameter": ("amount_yuan > :nothing", "没有参数 nothing"),
    "a date held against a number": ("signed_on > 3", "不是同一类"),
    "text held against money": ("title = amount_yuan", "不是同一类"),
    "an answer that is no yes or no": ("amount_yuan", "应当是真假"),
    "a window": ("SUM(amount_yuan) OVER () > 1", "不能用"),
    "a pattern that is computed": ("gf_match(title, purchaser)", "直接写出"),
    "a dot in a pattern": ("gf_match(title, '新.建')", "句点"),
    "a backslash class": ("gf_match(title, '\\d年')", "反斜线"),
    "an end anchor": ("gf_match(title, '工程$')", "gf_ends"),
    "look-ahead": ("gf_match(title, '建(?!设)')", "分组"),
    "a possessive quantifier": ("gf_match(title, '建++')", "分组"),
    "an unknown word list": ("gf_match(title, '{nothing}')", "没有词表"),
    "a wrong number of arguments": ("gf_blank(title, title)", "个参数"),
    "the running clock": ("signed_on < CURRENT_DATE", "不能用"),
    "two statements": ("TRUE; DROP TABLE plan", "读不懂|不能用|不是"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_lint_refuses(case: str, rule: Rule, small_book: Rulebook) -> None:
    condition, complaint = REFUSED[case]
    with pytest.raises(RulebookError, match=complaint) as refusal:
        conditions_of(replace(rule, must=condition), small_book)
    assert rule.id in str(refusal.value)


def test_a_condition_knows_what_it_reads(rule: Rule, small_book: Rulebook) -> None:
    conditions = conditions_of(rule, small_book)
    assert conditions.facts == {"title"}
    assert conditions.functions == {"gf_match"}
    assert conditions.word_lists == ("works_services", "works")
    assert not conditions.compares


def test_the_total_of_a_scope_is_read_by_name(small_book: Rulebook) -> None:
    conditions = conditions_of(small_book.rules["plan.ceiling"], small_book)
    assert conditions.facts == frozenset()
    assert conditions.parameters == {"ceiling_yuan"}
    assert conditions.totals["spent_yuan"].facts == {"amount_yuan"}
    assert conditions.compares
