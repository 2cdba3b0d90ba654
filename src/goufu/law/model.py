"""What the rulebook is made of: instruments, parameters, facts, rules and their worked examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | int | bool | Decimal | date | None
"""One fact: text and choice codes are str, money and numbers Decimal, counts int. None: the facts don't say."""


class RulebookError(Exception):
    """The rulebook itself is wrong: the message names the file and what to mend."""


class Severity(StrEnum):
    """What a failed rule does to the matter at hand."""

    BLOCK = "block"
    REVIEW = "review"
    WARN = "warn"
    INFO = "info"

    @property
    def label(self) -> str:
        return _SEVERITY_LABELS[self]


_SEVERITY_LABELS = {
    Severity.BLOCK: "不得实施",
    Severity.REVIEW: "需人工核查",
    Severity.WARN: "需完善",
    Severity.INFO: "提示",
}


class Verdict(StrEnum):
    """What one rule answers about one row, as the engines write it: one letter."""

    PASS = "p"  # noqa: S105, no password
    FAIL = "f"
    UNVERIFIED = "u"  # fails, but against a value nobody has checked: told, and put before a person
    NOT_APPLICABLE = "n"
    MISSING = "m"  # a fact that the rule needs is not given

    @property
    def label(self) -> str:
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.PASS: "符合",
    Verdict.FAIL: "不符合",
    Verdict.UNVERIFIED: "不符合（标准待核对）",
    Verdict.NOT_APPLICABLE: "不适用",
    Verdict.MISSING: "缺少资料",
}


@dataclass(frozen=True, slots=True)
class Article:
    """One article, item or numbered part of an instrument, in our own words."""

    instrument: str
    number: str
    label: str
    text: str
    verified: bool
    mark: str
    note: str = ""

    @property
    def ref(self) -> str:
        """`order-102:10.3`: how rules cite it."""
        return f"{self.instrument}:{self.number}"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal text, with the days on which it is in force (`in_force_until` is the last one)."""

    id: str
    title: str
    short: str
    number: str
    issuer: str
    issued: date | None
    in_force_from: date
    in_force_until: date | None
    verified: bool
    mark: str
    note: str
    articles: Mapping[str, Article]


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A value with the days, level and place for which it holds."""

    value: Decimal
    from_: date
    until: date | None
    level: str | None
    place: str | None
    article: str
    verified: bool
    mark: str
    note: str = ""

    def holds(self, day: date, level: str | None, place: str | None) -> bool:
        return (
            self.from_ <= day
            and (self.until is None or day <= self.until)
            and (self.level is None or self.level == level)
            and (self.place is None or (place or "").startswith(self.place))
        )


@dataclass(frozen=True, slots=True)
class ParameterExample:
    """On that day, at that level, in that place the value is this; None: nothing is known."""

    on_date: date
    level: str | None
    place: str | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated number of the law. `values` stand in order of precedence: the first that holds is the one."""

    name: str
    title: str
    type: str
    unit: str
    values: tuple[ParameterValue, ...]
    examples: tuple[ParameterExample, ...] = ()

    def at(self, day: date, level: str | None = None, place: str | None = None) -> ParameterValue | None:
        return next((value for value in self.values if value.holds(day, level, place)), None)


@dataclass(frozen=True, slots=True)
class Fact:
    """A column of a stage. `choices` maps codes to what people read; `aliases` are headers as they write them."""

    name: str
    title: str
    type: str
    unit: str
    about: str
    aliases: tuple[str, ...]
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on the walk and the facts that its rules may read, in the order of the dictionary."""

    name: str
    title: str
    about: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class RuleScope:
    """The rows that belong together for a rule over many rows, and what is added up over them."""

    by: tuple[str, ...]
    totals: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: these facts get this verdict. It is the rule's test."""

    name: str
    kind: str
    facts: Mapping[str, Value]
    others: tuple[Mapping[str, Value], ...]
    expect: Verdict
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand of the law on one row of a stage. `must` is what it demands, `applies` of whom."""

    id: str
    title: str
    stage: str
    severity: Severity
    articles: tuple[str, ...]
    in_force_from: date
    in_force_until: date | None
    dated_by: str
    levels: tuple[str, ...]
    places: tuple[str, ...]
    applies: str
    must: str
    message: str
    remedy: str
    waiver: str
    note: str
    scope: RuleScope | None
    examples: tuple[Example, ...]
    version: str = field(default="", compare=False)

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)

    def total_name(self, name: str) -> str:
        """The column under which an answer tells the total `name` of the rule's scope."""
        return f"{self.id.replace('.', '_').replace('-', '_')}__{name}"


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Everything that the law says here, loaded once and never changed; the same only as itself."""

    instruments: Mapping[str, Instrument]
    parameters: Mapping[str, Parameter]
    stages: Mapping[str, Stage]
    rules: Mapping[str, Rule]
    words: Mapping[str, tuple[str, ...]]
    word_titles: Mapping[str, str]

    def article(self, ref: str) -> Article:
        """Raises RulebookError when no instrument has that article."""
        instrument_id, _, number = ref.partition(":")
        instrument = self.instruments.get(instrument_id)
        if instrument is None or number not in instrument.articles:
            raise RulebookError(f"没有条款 {ref}：请在 instruments/{instrument_id}.toml 写明，或改正引用")
        return instrument.articles[number]

    def cite(self, ref: str) -> str:
        """`管理办法第十条第三项`, with 待核对 where nobody has checked it."""
        article = self.article(ref)
        mark = "" if article.verified else "（待核对）"
        return f"{self.instruments[article.instrument].short}{article.label}{mark}"

    def stage_rules(self, stage: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules.values() if rule.stage == stage)
