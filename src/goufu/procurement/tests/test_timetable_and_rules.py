"""The timetable and the rulebook agree: a rule accepts each earliest and latest day, and not the day beyond."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from goufu.law.clock import is_workday
from goufu.law.conditions import conditions_of
from goufu.law.dialects import DUCKDB
from goufu.law.engines.duckdb import DuckDBEngine, integers, table, texts
from goufu.law.load import load_rulebook
from goufu.law.model import Value
from goufu.law.sql import Question
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method, StepRule
from goufu.procurement.timing.counting import day_of
from goufu.procurement.timing.timetable import timetable
from goufu.procurement.timing.told import Case, Step

DAY = timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # nothing has happened, and nothing is clamped to the present day
FIRST, LAST = date(2016, 1, 1), date(2046, 12, 31)
PLACES = ("100000", "410000", "410100", "410122", "350000")
METHODS = [each for each in load_methods().methods.values() if not each.refusal]
STARTS = 300

CHOICES: Mapping[str, Value] = {
    "budget_yuan": Decimal(5_000_000),
    "bid_deposit_yuan": Decimal(10_000),
    "has_prequalification": True,
    "is_unforeseen_urgent": False,
}
SPEAKING: Mapping[str, Mapping[str, Value]] = {  # what a rule wants to know besides days
    "award.award-letter": {"is_awarded": True},
    "award.result-notice-period": {"is_awarded": True},
    "award.deposit-return-loser": {"is_awarded": False, "deposit_paid_yuan": Decimal(1000)},
    "award.deposit-return-winner": {"is_awarded": True, "deposit_paid_yuan": Decimal(1000)},
    "procurement.method-approval": {"method_approved": True},
}

Row = dict[str, Value]


def is_bound(step: StepRule) -> bool:
    """Whether the step has a first or a last lawful day."""
    return bool(step.number) or step.kind == "before"


@cache
def steps(method: str) -> tuple[tuple[Step, Row], ...]:
    """The steps with a rule of that method from many days on, each with the facts that its timetable tells."""
    chance = random.Random(method)  # noqa: S311, which days is no secret
    found = []
    rule = load_methods()[method]
    grounds = rule.grounds
    for _ in range(STARTS):
        day = FIRST + DAY * chance.randrange((LAST - FIRST).days)
        if not rule.in_force(day):
            day = max(day, rule.in_force_from + DAY * chance.randrange(3000))
        case = Case(
            method,
            day,
            chance.choice(PLACES),
            {
                **CHOICES,
                **({grounds.fact: grounds.cases[0]} if grounds else {}),
                **({"method_ground": "sole_supplier"} if method == "single_source" else {}),
            },
            _chosen(rule, day, chance),
        )
        told = timetable(case, LONG_AGO)
        found += [
            (step, _facts(step, case, rule)) for step in told.steps if step.rule.rule and is_bound(step.rule)
        ]
    return tuple(found)


def _chosen(method: Method, day: date, chance: random.Random) -> dict[str, date]:
    """Days for what nothing else in the method leads to."""
    roots = ("notice_received", "application_received", "framework_ended")
    return {name: day + DAY * chance.randrange(9) for name in roots if name in method.order}


def _facts(step: Step, case: Case, method: Method) -> Row:
    stage = step.rule.rule.partition(".")[0]
    known = load_rulebook().stages[stage].facts
    said: Row = {**method.facts, **case.choices, **SPEAKING.get(step.rule.rule, {})}
    said |= {"place": case.place, "level": "central" if case.place == "100000" else "province"}
    if case.place not in ("100000", "410000", "350000"):
        said["level"] = "city" if case.place.endswith("00") else "county"
    dated = load_rulebook().rules[step.rule.rule].dated_by
    return {dated: case.starts_on} | {name: value for name, value in said.items() if name in known}


def _fact_of(step: Step, event: str) -> str:
    """The fact of the rule's stage that the day of the event is."""
    stage = step.rule.rule.partition(".")[0]
    own = step.rule.own_facts.get("ends" if event == step.rule.ends else "begins")
    facts = [own] if own else list(load_methods().events[event].facts)
    [fact] = [bare for each in facts for of, _, bare in [each.partition(".")] if of == stage][:1]
    return fact


def _tried(method: str) -> Iterator[tuple[str, Row, bool, Step]]:
    """Rows for a rule, and whether the rule should accept them."""
    for step, facts in steps(method):
        since, until = _fact_of(step, step.rule.counted_from), _fact_of(step, step.rule.ends)
        if step.rule.kind == "least" and step.earliest and step.from_earliest:
            earliest = day_of(step.earliest)
            row = facts | {since: step.from_earliest}
            yield step.rule.rule, row | {until: earliest}, True, step
            yield step.rule.rule, row | {until: earliest - DAY}, False, step
        elif step.latest:
            latest = day_of(step.latest)
            start = step.from_earliest if step.rule.kind == "before" else step.from_latest
            row = facts | {since: start}
            yield step.rule.rule, row | {until: latest}, True, step
            yield step.rule.rule, row | {until: latest + DAY}, False, step


def _letters(engine: DuckDBEngine, rule: str, rows: list[Row]) -> list[str]:
    """The letters of one rule for many rows; only the facts that it reads are loaded."""
    book = load_rulebook()
    stage, asked = book.stages[rule.partition(".")[0]], book.rules[rule]
    read = {*conditions_of(asked, book).facts, asked.dated_by, "place", "level"}
    names = sorted(read & {name for row in rows for name in row})
    columns = {name: texts(row.get(name) for row in rows) for name in names}
    engine.connection.register("said", table(columns | {"line": integers(range(len(rows)))}))
    typed = ", ".join(f"CAST({name} AS {DUCKDB.types[stage.facts[name].type]}) AS {name}" for name in names)
    question = Question(book, stage.name, DUCKDB, given=names, rules=[asked])
    rows_in_types = f"(SELECT line, {typed} FROM said)"  # noqa: S608, our own names
    query = f"SELECT letters FROM ({question.rows(rows_in_types)}) ORDER BY line"  # noqa: S608, our own names
    return [letters for (letters,) in engine.connection.execute(query).fetchall()]


def test_each_earliest_and_latest_day_is_lawful_and_the_day_beyond_is_not() -> None:
    by_rule: dict[str, list[tuple[Row, bool, Step]]] = defaultdict(list)
    for method in METHODS:
        for rule, row, is_lawful, step in _tried(method.name):
            by_rule[rule].append((row, is_lawful, step))
    engine, wrong = DuckDBEngine(load_rulebook()), []
    for rule, rows in by_rule.items():
        letters = _letters(engine, rule, [row for row, _, _ in rows])
        for letter, (row, is_lawful, step) in zip(letters, rows, strict=True):
            if (letter == "p") is not is_lawful or letter in "nm":
                wrong.append((rule, step.name, row, letter, is_lawful))
    assert wrong == []


def test_every_number_of_every_method_was_tried_and_holidays_were_among_the_days() -> None:
    tried = {(method.name, step.name) for method in METHODS for step, _ in steps(method.name)}
    counted = {
        (method.name, step.name)
        for method in METHODS
        for step in method.steps
        if step.rule and is_bound(step)
    }
    assert tried == counted
    days = [day_of(step.latest) for step, _ in steps("consultation") if step.latest]
    assert any(not is_workday(day + DAY) for day in days)
    assert any(step.is_provisional for step, _ in steps("consultation"))
