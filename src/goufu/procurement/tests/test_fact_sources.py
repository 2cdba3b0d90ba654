"""Every rule of procurement and award knows where its facts are to come from; few of them are ticks."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from goufu.law.load import load_rulebook
from goufu.procurement.cases.data import load_cases
from goufu.procurement.fact_sources import MOST_TICKS, Source, facts_read, page, sources, told
from goufu.procurement.methods import load_methods
from goufu.procurement.strict import STAGES

TESTS, MARK = Path(__file__).parent, "pytest.mark.makes"
PAGE = Path(__file__).parents[4] / "docs" / "procurement-facts.md"


def test_the_page_is_what_the_program_says() -> None:
    stale = "Run `goufu procurement_facts docs/procurement-facts.md`."
    assert PAGE.read_text(encoding="utf-8") == page(), stale


def test_every_fact_of_both_stages_has_a_source() -> None:
    facts = {f"{stage}.{fact}" for stage in STAGES for fact in load_rulebook().stages[stage].facts}
    assert sources().keys() == facts


def test_at_most_twelve_facts_are_ticks_and_each_is_a_yes_or_no() -> None:
    ticks = [name for name, source in sources().items() if source.source is Source.TICK]
    assert 0 < len(ticks) <= MOST_TICKS
    for name in ticks:
        stage, _, fact = name.partition(".")
        assert load_rulebook().stages[stage].facts[fact].type == "yesno", name


@pytest.mark.parametrize(("stage", "sql"), [("procurement", "facts.sql"), ("award", "award_facts.sql")])
def test_a_fact_that_is_never_but_one_value_says_so(stage: str, sql: str) -> None:
    """Of a column that says TRUE, or FALSE, or nothing, the table of facts must not look as if it answered either way."""
    text = (PAGE.parents[1] / "src/goufu/procurement" / sql).read_text(encoding="utf-8")
    one_sided = re.findall(
        r"^  CASE WHEN (?:(?!THEN|ELSE).)* THEN (?:TRUE|FALSE|'\w+') END AS (\w+)", text, re.MULTILINE
    )
    assert len(one_sided) >= 2
    for name in one_sided:
        assert sources()[f"{stage}.{name}"].words.startswith("只会是"), name


@cache
def marked() -> list[tuple[str, ast.FunctionDef]]:
    """What each test is marked to make: the fact, as stage.fact, and the test."""
    texts = [path.read_text(encoding="utf-8") for path in TESTS.glob("test_*.py")]
    tests = [
        test
        for text in texts
        if f"\n@{MARK}(" in text
        for test in ast.parse(text).body
        if isinstance(test, ast.FunctionDef)
    ]
    return [
        (ast.literal_eval(fact), test)
        for test in tests
        for mark in test.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == MARK
        for fact in mark.args
    ]


def test_every_yes_or_no_that_is_no_tick_is_made_by_an_action_in_a_test_that_looks_at_it() -> None:
    """A test says so by its mark `makes`; what no record tells yet has none."""
    wanted = {
        f"{stage}.{name}"
        for stage in STAGES
        for name, fact in load_rulebook().stages[stage].facts.items()
        if fact.type == "yesno"
        and name in told(stage)
        and sources()[f"{stage}.{name}"].source is not Source.TICK
    }
    assert {fact for fact, _test in marked()} == wanted


def test_a_test_that_makes_a_fact_looks_at_it() -> None:
    for fact, test in marked():
        looked_at = {each.value for each in ast.walk(test) if isinstance(each, ast.Constant)}
        assert fact.partition(".")[2] in looked_at, (test.name, fact)


def test_days_come_from_events_and_actions_and_are_never_typed() -> None:
    for stage in STAGES:
        for name, fact in load_rulebook().stages[stage].facts.items():
            if fact.type == "date" and name != "on_date":
                assert sources()[f"{stage}.{name}"].source in (
                    Source.EVENT,
                    Source.ACTION,
                    Source.WORKED_OUT,
                ), name


def test_the_page_has_each_rule_once_with_all_its_facts_and_its_steps() -> None:
    text = page()
    for stage in STAGES:
        for rule in load_rulebook().stage_rules(stage):
            [row] = [
                line for line in text.splitlines() if line.startswith(f"| [{rule.title}](rules/{stage}/")
            ]
            assert all(f"`{fact}`" in row for fact in facts_read(rule)), rule.id
    assert "| 编制响应文件 |" in text and "确定中标、成交供应商" in text


def test_every_rule_that_judges_a_period_of_the_timetable_is_a_step_somewhere() -> None:
    """Rules that count days are a step of a method, or a clock of challenges and complaints; questions have neither."""
    stepped = {step.rule for method in load_methods().methods.values() for step in method.steps}
    stepped |= {each.rule for each in load_cases().clocks.values()}
    counting = {
        rule.id
        for stage in STAGES
        for rule in load_rulebook().stage_rules(stage)
        if any(name in rule.must for name in ("gf_days", "gf_workdays", "gf_due", "gf_workday_due"))
    }
    assert counting - stepped <= {"award.question-answer"}
