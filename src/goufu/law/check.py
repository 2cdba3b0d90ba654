"""Checks of the rulebook: references, conditions, examples."""

from __future__ import annotations

from collections.abc import Iterator

from goufu.law.answers import BLANK, message_slots
from goufu.law.conditions import Conditions, conditions_of
from goufu.law.coverage import uncovered
from goufu.law.engines.duckdb import DuckDBEngine
from goufu.law.examples import Engine, apart, failed_examples, failed_parameters, wanting_examples
from goufu.law.load import load_rulebook
from goufu.law.model import Rule, Rulebook, RulebookError, Severity
from goufu.law.versions import digest_of_condition
from goufu.law.wording import sentence_slots


def complaints(book: Rulebook, stage: str | None = None) -> Iterator[str]:
    """The faults of the rulebook, one Chinese sentence each."""
    engine = DuckDBEngine(apart(book))
    for parameter in book.parameters.values():
        yield from _missing_articles(
            book, f"参数 {parameter.name}", [value.article for value in parameter.values]
        )
    yield from failed_parameters(book.parameters.values())
    if book is load_rulebook():
        yield from uncovered(book)
    yield from _titles_alike(book)
    yield from _below_the_floor(book)
    for name in book.stages:
        if stage is None or stage == name:
            yield from _stage_complaints(name, book, engine)


def _titles_alike(book: Rulebook) -> Iterator[str]:
    """Rules that nobody can tell apart by their titles."""
    first: dict[str, str] = {}
    for rule in book.rules.values():
        other = first.setdefault(rule.title, rule.id)
        if other != rule.id:
            yield f"{rule.id}：题目和 {other} 一样，都是“{rule.title}”"


def _stage_complaints(stage: str, book: Rulebook, engine: Engine) -> Iterator[str]:
    readable = []
    for rule in book.stage_rules(stage):
        try:
            yield from rule_complaints(rule, book)
            readable.append(rule)
        except RulebookError as error:
            yield str(error)
    if readable:
        yield from failed_examples(engine, readable, book)


def rule_complaints(rule: Rule, book: Rulebook) -> Iterator[str]:
    """The faults of one rule as written. Raises RulebookError where its condition can't be parsed."""
    conditions = conditions_of(rule, book)
    if not rule.articles and rule.severity is Severity.BLOCK:
        yield f"{rule.id}：没有条款的规则只看数据，不能不让做"
    yield from _missing_articles(book, rule.id, rule.articles)
    facts = book.stages[rule.stage].facts
    if rule.dated_by not in facts:
        yield f"{rule.id}：没有事实 {rule.dated_by}"
    for kind, name in message_slots(rule):
        known = {
            "": {*facts, *conditions.totals, *([BLANK] if conditions.blanks else [])},
            ":": conditions.parameters,
            "found:": conditions.word_lists,
        }[kind]
        if name not in known:
            yield f"{rule.id}：提示语里的 {{{kind}{name}}} 在条件里没有"
    yield from _stale_sentence(rule, conditions)
    if rule.waiver not in ("nobody", "purchaser", "finance"):
        yield f"{rule.id}：waiver 只能是 nobody、purchaser、finance"
    yield from wanting_examples(rule, book)


def _stale_sentence(rule: Rule, conditions: Conditions) -> Iterator[str]:
    """What is wrong with a sentence written by hand: another condition, or other parameters than the condition's."""
    if not rule.sentence:
        return
    digest = digest_of_condition(rule)
    if rule.sentence_for != digest:
        yield f'{rule.id}：sentence 是照别的条件写的；对着条件改好句子，再写 sentence_for = "{digest}"'
    if missing := conditions.parameters - sentence_slots(rule):
        yield f"{rule.id}：sentence 里没有参数 {'、'.join(sorted(missing))}"
    if unknown := sentence_slots(rule) - conditions.parameters:
        yield f"{rule.id}：sentence 里的参数 {'、'.join(sorted(unknown))} 在条件里没有"


def _below_the_floor(book: Rulebook) -> Iterator[str]:
    """The values of places below what the whole country allows at that level on the day from which they hold."""
    for parameter in book.parameters.values():
        floor = book.parameters[parameter.floor] if parameter.floor else None
        for value in parameter.values if floor else ():
            least = floor and floor.at(value.from_, value.level, value.place)
            if least and value.place and value.value < least.value:
                yield f"参数 {parameter.name}：{value.place} {value.from_} 的 {value.value} 低于全国下限 {least.value}"


def _missing_articles(book: Rulebook, what: str, refs: tuple[str, ...] | list[str]) -> Iterator[str]:
    for ref in refs:
        try:
            book.article(ref)
        except RulebookError as error:
            yield f"{what}：{error}"
