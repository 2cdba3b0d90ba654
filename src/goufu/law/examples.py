"""The worked examples of rules and parameters: each is a test, and every rule needs certain kinds of them.

All examples of a stage are answered in one query. For that, `apart` adds an example number to each row and to each
rule's scope, so that totals never mix the rows of two examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from goufu.law.answers import missing_facts
from goufu.law.conditions import conditions_of
from goufu.law.model import Example, Fact, Parameter, Rule, Rulebook, Stage, Value, Verdict

REQUIRED_KINDS = ("pass", "fail", "before", "missing")
_NUMBER = Fact("example_number", "例子序号", "integer", "", "", (), {})


class Engine(Protocol):
    def answer(self, rules: Sequence[Rule], rows: Sequence[Mapping[str, Value]]) -> list[str]: ...


def wanting_examples(rule: Rule, book: Rulebook) -> list[str]:
    """The missing kinds of examples of the rule, one sentence each."""
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


def apart(book: Rulebook) -> Rulebook:
    """The rulebook for answering the examples, in which totals never mix the rows of two examples."""
    stages = {name: _numbered(stage) for name, stage in book.stages.items()}
    return replace(book, stages=stages, rules={name: _alone(rule) for name, rule in book.rules.items()})


def _numbered(stage: Stage) -> Stage:
    return replace(stage, facts={**stage.facts, _NUMBER.name: _NUMBER})


def _alone(rule: Rule) -> Rule:
    scope = rule.scope and replace(rule.scope, by=(*rule.scope.by, _NUMBER.name))
    return replace(rule, scope=scope)


def failed_examples(engine: Engine, rules: Sequence[Rule], book: Rulebook) -> list[str]:
    """The examples with an unexpected answer, one sentence each.

    The rules are of one stage of `book`; the engine answers from `apart(book)`.
    """
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
    ordered = sorted(rules, key=lambda rule: rule.scope is not None)  # as the letters of an answer
    examples = [(index, rule, example) for index, rule in enumerate(ordered) for example in rule.examples]
    rows = [
        {**facts, _NUMBER.name: number}
        for number, (_, _, example) in enumerate(examples)
        for facts in (example.facts, *example.others)
    ]
    letters = iter(engine.answer([_alone(rule) for rule in ordered], rows))
    for index, rule, example in examples:
        answered, *_ = [next(letters) for _ in (example.facts, *example.others)]
        yield rule, example, Verdict(answered[index])


def failed_parameters(parameters: Iterable[Parameter]) -> list[str]:
    """The failed examples of parameters, one sentence each."""
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
