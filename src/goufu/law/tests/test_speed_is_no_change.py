"""What makes the queries fast changes no answer: words looked for first, and conditions worked out beforehand."""

from __future__ import annotations

import random
import re

import pytest

from goufu.law import patterns
from goufu.law.conditions import conditions_of, parse
from goufu.law.dialects import DUCKDB
from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.folding import fold
from goufu.law.model import Rulebook
from goufu.law.needed_words import any_of, parts
from goufu.law.sql import Question

TEXTS = ("", "养老服务", "办公楼改造及运营服务", "3年+2年保洁", "劳务派遣", "C1105", "C1802", "(中心)")


def rulebook_patterns(book: Rulebook) -> set[str]:
    calls = {
        call
        for rule in book.rules.values()
        for condition in (conditions_of(rule, book).applies, conditions_of(rule, book).must)
        for call in condition.tree.walk()
        if call.kind == "call" and call.text == "gf_match"
    }
    return {patterns.expand(call.parts[1].text, book.words) for call in calls}


def example_texts(book: Rulebook) -> list[str]:
    facts = [example.facts for rule in book.rules.values() for example in rule.examples]
    return [
        *TEXTS,
        *dict.fromkeys(value for each in facts for value in each.values() if isinstance(value, str)),
    ]


def test_the_parts_of_a_pattern_match_what_the_pattern_matches(book: Rulebook) -> None:
    texts = example_texts(book)
    for pattern in rulebook_patterns(book):
        found, whole = parts(pattern), re.compile(pattern)
        plain = re.compile(any_of(found.plain)) if found.plain else None
        gaps = re.compile(found.gaps) if found.gaps else None
        needed = re.compile(any_of(found.needed)) if found.needed else None
        for text in texts:
            in_gaps = bool(gaps and gaps.search(text) and (needed is None or needed.search(text)))
            assert bool(whole.search(text)) == bool(plain and plain.search(text)) | in_gaps, (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "plain", "needed", "starts"),
    [
        ("甲|乙丙", {"甲", "乙丙"}, set(), set()),
        ("(?:甲|乙)(?:丙|丁)?", {"甲", "乙", "甲丙", "甲丁", "乙丙", "乙丁"}, set(), set()),
        ("甲|乙[^,]{0,4}丙丁", {"甲"}, {"丙丁"}, set()),
        ("[甲乙]丙", {"甲丙", "乙丙"}, set(), set()),
        ("[0-9]年", set(), {"年"}, set()),
        ("[^甲]*", set(), set(), set()),
        ("^C18(?:01|02)", set(), {"C1801", "C1802"}, {"C1801", "C1802"}),
        ("^甲|乙", {"乙"}, {"甲"}, set()),
        ("甲[+]乙", {"甲+乙"}, set(), set()),
        ("(?:甲乙){2}", set(), {"甲乙"}, set()),
    ],
)
def test_words_that_a_pattern_needs(
    pattern: str, plain: set[str], needed: set[str], starts: set[str]
) -> None:
    found = parts(pattern)
    assert (set(found.plain), set(found.needed), set(found.starts)) == (plain, needed, starts)


def test_a_word_that_contains_another_is_not_looked_for() -> None:
    assert any_of(frozenset({"建设", "建设项目", "甲+乙"})) == "甲[+]乙|建设"


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        ("NOT gf_blank(title)", "NULL"),
        ("COALESCE(is_new, TRUE)", "TRUE"),
        ("amount > 5 AND COALESCE(is_new, TRUE)", "amount > 5"),
        ("amount > 5 AND is_new", "amount > 5 AND NULL"),
        ("amount > 5 AND (is_new OR months > 3)", "amount > 5 AND (months > 3 OR NULL)"),
        ("title IS NOT NULL OR amount > 5", "amount > 5"),
        (
            "CASE WHEN is_new THEN 1 WHEN amount > 5 THEN 2 END <= 1",
            "CASE WHEN amount > 5 THEN 2 ELSE NULL END <= 1",
        ),
        ("title = 'a' OR title <> 'a'", "NULL"),
        ("CASE WHEN amount > 5 AND is_new THEN 1 END", "NULL"),
        ("CASE WHEN amount > 5 THEN title END", "NULL"),
        ("SUM(CASE WHEN is_new THEN amount END) * 100 >= months", "NULL"),
        ("CASE WHEN COUNT(CASE WHEN is_new THEN 1 END) = 0 THEN FALSE END OR is_new", "NULL"),
    ],
)
def test_what_is_left_without_some_facts(condition: str, left: str) -> None:
    assert fold(parse(condition), {"title", "is_new"}).sql == left


def test_a_fact_that_is_not_given_is_a_fact_that_is_unknown(book: Rulebook) -> None:
    """The query without the fact and the query with NULL in its place give the same letters, of a dozen rules at once."""
    dice = random.Random(3)  # noqa: S311
    engine = DuckDBEngine(book)
    for name, stage in book.stages.items():
        listed = book.stage_rules(name)
        for rules in (listed[at : at + 12] for at in range(0, len(listed), 12)):
            given = set(dice.sample(sorted(stage.given), len(stage.given) // 2))
            given |= {rule.dated_by for rule in rules}
            given |= {each for each, fact in stage.read.items() if fact.read_from in given}
            rows = [
                {fact: example.facts.get(fact) for fact in given - {*stage.read}}
                for rule in rules
                for example in rule.examples
            ]
            asked = Question(book, name, DUCKDB, given=given, rules=rules).record("given_rows", "TRUE")
            with_null = engine.answer(rules, rows)
            without = engine.connection.execute(f"SELECT letters FROM ({asked}) ORDER BY line").fetchall()
            assert [(letters,) for letters in with_null] == without, [rule.id for rule in rules]


def test_a_list_added_up_answers_as_each_of_its_rows_does(book: Rulebook) -> None:
    """Rows out of the examples, thrown together under few keys, asked as a list and one by one."""
    dice = random.Random(7)  # noqa: S311
    engine = DuckDBEngine(book)
    for name in book.stages:
        rules = [rule for rule in book.stage_rules(name) if rule.scope is not None]
        if not rules:
            continue
        examples = [example.facts for rule in rules for example in rule.examples]
        keys = {key for rule in rules if rule.scope for key in rule.scope.by}
        known = {
            key: [*[each[key] for each in examples if each.get(key) is not None][:2], None] for key in keys
        }
        rows = [
            {**dice.choice(examples), **{key: dice.choice(known[key]) for key in keys}} for _ in range(300)
        ]
        engine.answer(rules, rows)
        question = Question(book, name, DUCKDB, rules=rules)
        one_by_one = question.record("given_rows", "TRUE")
        both = f"SELECT a.*, b.* FROM ({question.scopes('given_rows')}) a JOIN ({one_by_one}) b USING (line)"
        found = engine.connection.execute(both).fetchall()
        width = len(question.totals) + 1
        letters = [row[1:][:width] for row in found]
        assert letters == [row[-width:] for row in found], name
        assert len({row[0] for row in letters}) > 3, name
