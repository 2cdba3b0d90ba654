"""The worked examples of rules and parameters: each is a test, and every rule must have its kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from goufu.law.answers import missing_facts
from goufu.law.conditions import conditions_of
from goufu.law.model import Example, Parameter, Rule, Rulebook, Value, Verdict

REQUIRED_KINDS = ("pass", "fail", "before", "missing")


class Engine(Protocol):
    def answer(self, rules: Sequence[Rule], rows: Sequence[Mapping[str, Value]]) -> list[str]: ...


def wanting_examples(rule: Rule, book: Rulebook) -> list[str]:
    """What the rule's examples lack, as sentences; empty when nothing."""
    kinds = {example.kind for example in rule.examples}
    wanted = list(REQUIRED_KINDS)
    conditions = conditions_of(rule, book)
    if conditions.compares:
        wanted.append("limit")
    elif conditions.word_lists:
        wanted.append("near")
    wanting = [f"{rule.id}：缺少 {kind} 类例子" for kind in wanted if kind not in kinds]
    for example in rule.examples:
        if example.expect is Verdict.MISSING and not example.missing:
            wanting.append(f"{rule.id}：例子“{example.name}”没有写明缺少哪个事实")
    return wanting


def failed_examples(engine: Engine, rules: Sequence[Rule], book: Rulebook) -> list[str]:
    """The examples that the engine answers otherwise, as sentences; empty when all hold. The rules are of one stage."""
    failed = []
    for rule, example, answer in _answers(engine, rules):
        if answer is not example.expect:
            failed.append(f"{rule.id}：例子“{example.name}”应当{example.expect.label}，回答是{answer.label}")
        elif answer is Verdict.MISSING:
            named = missing_facts(rule, example.facts, book)
            if not set(example.missing) <= set(named):
                failed.append(f"{rule.id}：例子“{example.name}”缺少的是 {'、'.join(named)}")
    return failed


def _answers(engine: Engine, rules: Sequence[Rule]) -> Iterator[tuple[Rule, Example, Verdict]]:
    """Rules that see one row are asked together; a scope is all that its example has, so each is asked alone."""
    together = [rule for rule in rules if rule.scope is None]
    if together:
        rows = [(index, rule, example) for index, rule in enumerate(together) for example in rule.examples]
        letters = engine.answer(together, [example.facts for _, _, example in rows])
        for (index, rule, example), answered in zip(rows, letters, strict=True):
            yield rule, example, Verdict(answered[index])
    for rule in rules:
        if rule.scope is not None:
            for example in rule.examples:
                yield rule, example, Verdict(engine.answer([rule], [example.facts, *example.others])[0])


def failed_parameters(parameters: Iterable[Parameter]) -> list[str]:
    """The examples of parameters that don't hold, as sentences."""
    failed = []
    for parameter in parameters:
        for example in parameter.examples:
            held = parameter.at(example.on_date, example.level, example.place)
            value = held.value if held else None
            if value != example.value:
                failed.append(
                    f"参数 {parameter.name}：{example.on_date} 应当是 {example.value}，得到 {value}"
                )
    return failed
