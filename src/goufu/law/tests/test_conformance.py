"""The conformance table: nasty values, and what every engine must answer about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.engines.postgres import PostgresEngine
from goufu.law.engines.spark import SparkEngine
from goufu.law.examples import Engine, apart, failed_examples
from goufu.law.load import load_rulebook, load_stages, load_words
from goufu.law.model import Rule, Rulebook, Severity, Value

pytestmark = pytest.mark.starts_programs  # Java: once, in one test process
HERE = Path(__file__).parent
TABLE: list[tuple[str, dict[str, Value], str]] = [
    # blank: every white space that people paste, and nothing else
    ("gf_blank(t)", {"t": ""}, "p"),
    ("gf_blank(t)", {"t": " \t\n\r\v\f\u3000\u00a0"}, "p"),
    ("gf_blank(t)", {"t": "\u3000养\u3000"}, "f"),
    ("gf_blank(t)", {"t": "\u200b"}, "f"),
    ("gf_blank(t)", {}, "m"),
    # match: newlines, quotes, percent signs, other planes
    ("gf_match(t, '{works}')", {"t": "门诊楼\n改扩建\n服务"}, "p"),
    ("gf_match(t, '{works}')", {"t": ""}, "f"),
    ("gf_match(t, '{works}')", {}, "m"),
    ("gf_match(t, '路灯[^，]{0,4}建')", {"t": "路灯\n改建"}, "p"),
    ("gf_match(t, '路灯[^，]{0,4}建')", {"t": "路灯，改建"}, "f"),
    ("gf_match(t, '^养老')", {"t": "社区\n养老"}, "f"),
    ("gf_match(t, '^养老')", {"t": "养老服务"}, "p"),
    ("gf_match(t, '(?:甲|乙)+丙?丁')", {"t": "甲乙甲丁"}, "p"),
    ("gf_match(t, '100%')", {"t": "完成100%"}, "p"),
    ("gf_match(t, '’|“|''')", {"t": "it's"}, "p"),
    ("gf_match(t, '[0-9]{2}年')", {"t": "２０年"}, "f"),
    ("gf_match(t, '𠮷')", {"t": "𠮷野家"}, "p"),
    ("gf_match(t, '[一-龥]')", {"t": "乙"}, "p"),
    ("gf_match(t, 'EPC')", {"t": "epc"}, "f"),
    # ends: a last newline is a character like any other
    ("gf_ends(t, '工程|服务')", {"t": "养老服务"}, "p"),
    ("gf_ends(t, '工程|服务')", {"t": "养老服务\n"}, "f"),
    ("gf_ends(t, '工程|服务')", {"t": "服务采购"}, "f"),
    ("gf_ends(t, '工程|服务')", {}, "m"),
    # money and numbers: exact to the fen, far beyond any budget, never by division
    ("money * 100 <= n * 3", {"money": Decimal("0.03"), "n": Decimal("1")}, "p"),
    ("money * 100 <= n * 3", {"money": Decimal("0.04"), "n": Decimal("1")}, "f"),
    ("money + money = 0.02", {"money": Decimal("0.01")}, "p"),
    ("money * 3 > 29999999999999.96", {"money": Decimal("9999999999999.99")}, "p"),
    ("money > 9999999999999998.99", {"money": Decimal("9999999999999999.99")}, "p"),
    ("-money < 0", {"money": Decimal("0.00")}, "f"),
    ("money BETWEEN 1 AND 2", {"money": Decimal("2.00")}, "p"),
    ("money BETWEEN 1 AND 2", {"money": Decimal("2.01")}, "f"),
    ("n = 0.1", {"n": Decimal("0.100000")}, "p"),
    ("gf_odd(i)", {"i": 5}, "p"),
    ("gf_odd(i)", {"i": 0}, "f"),
    ("gf_odd(i)", {}, "m"),
    # three-valued logic
    ("yes OR i > 1", {"i": 2}, "p"),
    ("yes OR i > 1", {"i": 1}, "m"),
    ("yes AND i > 1", {"i": 1}, "f"),
    ("NOT yes", {}, "m"),
    ("t IS NULL", {}, "p"),
    ("t IS NULL", {"t": ""}, "f"),
    ("COALESCE(yes, FALSE)", {}, "f"),
    ("t IN ('甲', '乙')", {"t": "乙"}, "p"),
    ("t NOT IN ('甲', '乙')", {}, "m"),
    ("t = '甲 '", {"t": "甲"}, "f"),
    ("t < '乙'", {"t": "丙"}, "p"),
    ("CASE WHEN i > 1 THEN yes ELSE t = '甲' END", {"i": 1, "t": "甲"}, "p"),
    # days: leap days, month ends, holidays, adjusted weekends, past the published year, out of the calendar
    ("gf_days(a, b) = 1", {"a": date(2024, 2, 28), "b": date(2024, 2, 29)}, "p"),
    ("gf_days(a, b) = -366", {"a": date(2025, 1, 1), "b": date(2024, 1, 1)}, "p"),
    ("gf_plus_months(a, 12) = b", {"a": date(2024, 2, 29), "b": date(2025, 2, 28)}, "p"),
    ("gf_plus_months(a, 1) = b", {"a": date(2026, 1, 31), "b": date(2026, 2, 28)}, "p"),
    ("gf_plus_months(a, 1) = b", {"a": date(2026, 2, 28), "b": date(2026, 3, 28)}, "p"),
    ("gf_plus_months(a, -1) = b", {"a": date(2026, 3, 31), "b": date(2026, 2, 28)}, "p"),
    ("gf_workdays(a, b) = 1", {"a": date(2026, 9, 30), "b": date(2026, 10, 8)}, "p"),
    ("gf_workdays(a, b) = 1", {"a": date(2026, 10, 9), "b": date(2026, 10, 10)}, "p"),
    ("gf_workdays(a, b) = 0", {"a": date(2026, 10, 1), "b": date(2026, 10, 7)}, "p"),
    ("gf_workdays(a, b) = -1", {"a": date(2026, 10, 8), "b": date(2026, 9, 30)}, "p"),
    ("gf_due(a, 30) = b", {"a": date(2026, 9, 1), "b": date(2026, 10, 8)}, "p"),
    ("gf_due(a, 5) = b", {"a": date(2026, 6, 1), "b": date(2026, 6, 8)}, "p"),
    ("gf_workday_due(a, 5) = b", {"a": date(2026, 9, 28), "b": date(2026, 10, 10)}, "p"),
    ("gf_workday_due(a, -1) = b", {"a": date(2026, 10, 8), "b": date(2026, 9, 30)}, "p"),
    ("gf_due(a, 1) = b", {"a": date(2030, 5, 3), "b": date(2030, 5, 6)}, "p"),
    ("gf_due(a, 10) = b", {"a": date(1999, 1, 1), "b": date(1999, 1, 11)}, "m"),
    ("gf_due(a, 10) >= b", {"a": date(2999, 1, 1), "b": date(1999, 1, 11)}, "m"),
    ("gf_workdays(a, b) >= 0", {"a": date(2026, 1, 1)}, "m"),
    ("gf_due(a, i) = b", {"a": date(2026, 6, 1), "b": date(2026, 6, 8), "i": 5}, "p"),
    ("gf_due(a, n) = b", {"a": date(2026, 6, 1), "b": date(2026, 6, 8), "n": Decimal("5")}, "p"),
    ("a < DATE '2026-01-01'", {"a": date(2025, 12, 31)}, "p"),
    ("a = b", {"a": date(2026, 1, 1), "b": date(2026, 1, 1)}, "p"),
]


def _nasty_rule(number: int, condition: str) -> Rule:
    return Rule(
        id=f"plan.nasty-{number}",
        title="",
        stage="plan",
        severity=Severity.INFO,
        articles=(),
        in_force_from=date(2000, 1, 1),
        in_force_until=None,
        dated_by="on_date",
        levels=(),
        places=(),
        applies="TRUE",
        must=condition,
        disputed="FALSE",
        message="",
        remedy="",
        waiver="nobody",
        note="",
        scope=None,
        examples=(),
    )


RULES = [_nasty_rule(number, condition) for number, (condition, _, _) in enumerate(TABLE)]
ROWS = [facts | {"on_date": date(2026, 6, 1)} for _, facts, _ in TABLE]


@pytest.fixture(scope="module")
def nasty() -> Rulebook:
    words, titles = load_words(HERE / "nasty" / "words")
    return Rulebook({}, {}, load_stages(HERE / "nasty" / "facts"), {}, words, titles)


@pytest.fixture
def engine_of(request: pytest.FixtureRequest) -> Callable[[Rulebook], Engine]:
    match request.param:
        case "duckdb":
            return DuckDBEngine
        case "postgres":
            cursor = request.getfixturevalue("law_cursor")
            return lambda book: PostgresEngine(book, cursor)
        case spark:
            session = request.getfixturevalue(spark)
            return lambda book: SparkEngine(book, session)


@pytest.mark.parametrize("engine_of", ["duckdb", "postgres", "spark"], indirect=True)
def test_every_engine_answers_the_table_of_nasty_values_and_every_condition_on_every_row_alike(
    engine_of: Callable[[Rulebook], Engine], nasty: Rulebook
) -> None:
    answers = engine_of(nasty).answer(RULES, ROWS)
    wrong = [
        f"{condition} {facts}: {answers[number][number]}, not {expected}"
        for number, (condition, facts, expected) in enumerate(TABLE)
        if answers[number][number] != expected
    ]
    assert wrong == []
    assert answers == DuckDBEngine(nasty).answer(RULES, ROWS)


@pytest.mark.parametrize("engine_of", ["duckdb", "postgres", "interpreting_spark"], indirect=True)
def test_every_worked_example_of_the_rulebook_holds_on_every_engine(
    engine_of: Callable[[Rulebook], Engine],
) -> None:
    book = load_rulebook()
    engine = engine_of(apart(book))
    for stage in book.stages:
        assert failed_examples(engine, book.stage_rules(stage), book) == []
