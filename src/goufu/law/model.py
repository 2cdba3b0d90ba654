"""The model of the rulebook: instruments, parameters, facts, rules and their worked examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | int | bool | Decimal | date | None
"""The value of a fact: text and choice codes are str, money and numbers Decimal, counts int. None: not given."""


class RulebookError(Exception):
    """The rulebook is faulty; the message names the file and what to mend."""


class Severity(StrEnum):
    """The effect of a failed rule on the matter at hand."""

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
    """The answer of one rule about one row: one letter, as the engines return it."""

    PASS = "p"  # noqa: S105, no password
    FAIL = "f"
    UNVERIFIED = (
        "u"  # fails, but against an unverified value, or in a disputed way: left to a person to review
    )
    NOT_APPLICABLE = "n"
    MISSING = "m"  # a fact that the rule needs is not given

    @property
    def label(self) -> str:
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.PASS: "符合",
    Verdict.FAIL: "不符合",
    Verdict.UNVERIFIED: "不符合（待核对）",
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
        """The reference `order-102:10.3`, as rules cite it."""
        return f"{self.instrument}:{self.number}"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal text, with the days on which it is in force (`in_force_until` is the last one).

    began_on: the first day of its first version, where the text here is a later one.
    """

    id: str
    title: str
    short: str
    number: str
    issuer: str
    issued: date | None
    in_force_from: date
    in_force_until: date | None
    began_on: date | None
    verified: bool
    mark: str
    note: str
    articles: Mapping[str, Article]


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A value with the days, level and place in which it is in force."""

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
    """A worked example: the value on that day, at that level, in that place; None when no value is known."""

    on_date: date
    level: str | None
    place: str | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated number of the law. `values` are in order of precedence: the first in force applies.

    floor: the parameter below which no place may set this one; empty where there is none.
    """

    name: str
    title: str
    type: str
    unit: str
    values: tuple[ParameterValue, ...]
    floor: str = ""
    examples: tuple[ParameterExample, ...] = ()

    def at(self, day: date, level: str | None = None, place: str | None = None) -> ParameterValue | None:
        return next((value for value in self.values if value.holds(day, level, place)), None)

    def of_row(self, rule: Rule, facts: Mapping[str, Value]) -> ParameterValue | None:
        """The value in force for this row; None when the day that decides is not given or no value is known."""
        day, level, place = facts.get(rule.dated_by), facts.get("level"), facts.get("place")
        if not isinstance(day, date):
            return None
        return self.at(day, str(level) if level else None, str(place) if place else None)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a stage, a column. `choices` maps codes to labels; `aliases` are other headers used for it.

    How a rule's sentence says it, where the title alone doesn't do: `called` in place of the title; a yes/no fact
    `when_yes` and `when_no`, a text `when_said` and `when_empty`, a choice `when_is`, the verb before its label (采用).
    `read_from` is the text fact from which the reader reads it; "" for a fact that people give.
    """

    name: str
    title: str
    type: str
    unit: str
    about: str
    aliases: tuple[str, ...]
    choices: Mapping[str, str]
    called: str = ""
    when_yes: str = ""
    when_no: str = ""
    when_said: str = ""
    when_empty: str = ""
    when_is: str = ""
    read_from: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a purchase and the facts that its rules may read, in display order.

    `dated_by` is the date whose law applies to a row, for the rules that don't name another: the event's, never today.
    """

    name: str
    title: str
    about: str
    dated_by: str
    facts: Mapping[str, Fact]

    @property
    def given(self) -> dict[str, Fact]:
        """The facts that people give, by name."""
        return {name: fact for name, fact in self.facts.items() if not fact.read_from}

    @property
    def read(self) -> dict[str, Fact]:
        """The facts that the reader gives of a text, by name: no form and no column asks for them."""
        return {name: fact for name, fact in self.facts.items() if fact.read_from}


@dataclass(frozen=True, slots=True)
class RuleScope:
    """The scope of a rule over many rows: the facts that rows share, and the totals over them."""

    by: tuple[str, ...]
    totals: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: the facts and the expected verdict. It is a test of the rule."""

    name: str
    kind: str
    facts: Mapping[str, Value]
    others: tuple[Mapping[str, Value], ...]
    expect: Verdict
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: one requirement of the law (`must`) on those rows of a stage to which it applies (`applies`).

    A rule without articles looks at the data alone, and never blocks. Where `disputed` holds, a row that does not meet
    the requirement is left to a person: the law can be read either way.
    `once_per`: in a list the rule is a question, asked once for each value of the first of these facts that is given.
    """

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
    disputed: str
    message: str
    remedy: str
    waiver: str
    note: str
    scope: RuleScope | None
    examples: tuple[Example, ...]
    sentence: str = (
        ""  # written by hand, with slots for parameters, where the condition's own sentence is too long
    )
    sentence_for: str = ""  # the digest of the condition that the sentence was written for
    once_per: tuple[str, ...] = ()

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)

    def total_name(self, name: str) -> str:
        """The column that holds the total `name` of the rule's scope in an answer."""
        return f"{self.id.replace('.', '_').replace('-', '_')}__{name}"


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """The whole rulebook, loaded once and immutable; compared by identity."""

    instruments: Mapping[str, Instrument]
    parameters: Mapping[str, Parameter]
    stages: Mapping[str, Stage]
    rules: Mapping[str, Rule]
    words: Mapping[str, tuple[str, ...]]
    word_titles: Mapping[str, str]

    def article(self, ref: str) -> Article:
        """The article. Raises RulebookError when no instrument has it."""
        instrument_id, _, number = ref.partition(":")
        instrument = self.instruments.get(instrument_id)
        if instrument is None or number not in instrument.articles:
            raise RulebookError(f"没有条款 {ref}：请在 instruments/{instrument_id}.toml 写明，或改正引用")
        return instrument.articles[number]

    def cite(self, ref: str) -> str:
        """The citation, `管理办法第十条第三项`, with 待核对 when unverified. Raises RulebookError."""
        article = self.article(ref)
        short = self.instruments[article.instrument].short
        if article.verified:
            return f"{short}{article.label}"
        if "（条号待核对）" in article.label:  # neither its number nor its words: said in one mark
            return short + article.label.replace("（条号待核对）", "（条号和内容待核对）")
        return f"{short}{article.label}（待核对）"

    def stage_rules(self, stage: str) -> tuple[Rule, ...]:
        """The rules of the stage; a rule's id begins with it."""
        return tuple(self.rules[rule] for rule in self.rules if rule.startswith(f"{stage}."))
