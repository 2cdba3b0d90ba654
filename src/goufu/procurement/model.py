"""The model of the methods of purchase: events, steps with their clocks, and what else a method says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from goufu.files.own_settings import Setting
from goufu.law.model import Rulebook, Value

When: TypeAlias = Mapping[str, bool | tuple[str, ...]]
"""Facts with what they must be: true or false (of money and counts: more than nothing), or one of some choices."""


def holds(when: When, choices: Mapping[str, Value]) -> bool:
    """Whether the condition holds; a fact that isn't given counts as no."""
    for name, wanted in when.items():
        value = choices.get(name)
        if isinstance(wanted, bool):
            is_so = value > 0 if isinstance(value, int | Decimal) else bool(value)
            if is_so is not wanted:
                return False
        elif value not in wanted:
            return False
    return True


@dataclass(frozen=True, slots=True)
class Event:
    """What happens in a procurement. `facts` are those of the rules that its day is, each as stage.fact.

    by_clock: it is set, and passes by itself. optional: it may never happen. after: what it follows on at the earliest.
    first_of: it happened when the first of these did. annuls: these count as not having happened before it. pauses: a suspension
    keeps it from happening, so that the days until then stand still.
    """

    name: str
    title: str
    facts: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    first_of: tuple[str, ...] = ()
    by_clock: bool = False
    optional: bool = False
    annuls: tuple[str, ...] = ()
    pauses: bool = False


@dataclass(frozen=True, slots=True)
class StepRule:
    """A step of a method. `ends` is the event that ends it; `begins` the one from which time counts.

    At `least` or at `most` so long from `begins`, or at `least` so long, or `within` so long, before the event `before`.
    `number` is the parameter of the law or the setting that says how long; "" where nothing does. `rule` judges the same
    days; `own_facts` are its facts for `begins` and `ends` where they aren't the first of the event.
    `above`: only from this amount on. `dated_by` is the event on whose day the law of the step is looked up.
    """

    name: str
    title: str
    article: str
    stage: str
    begins: str
    before: str
    ends: str
    kind: str
    number: str
    rule: str
    own_facts: Mapping[str, str]
    when: When
    above: str
    dated_by: str

    @property
    def counted_from(self) -> str:
        return self.before or self.begins


@dataclass(frozen=True, slots=True)
class MethodStage:
    """A word of the line on the page: which notices and papers belong to it, what ends it, and the evidence of that."""

    name: str
    title: str
    notices: tuple[str, ...]
    papers: tuple[str, ...]
    ends: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Approval:
    """The approval of another method by a finance department of one of the levels, from an amount on."""

    title: str
    article: str
    above: str
    rule: str
    levels: tuple[str, ...]
    refusal: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """The lawful cases of a method: choices of a fact."""

    fact: str
    cases: tuple[str, ...]
    article: str
    rule: str


@dataclass(frozen=True, slots=True)
class LargerPanel:
    """A larger panel, from an amount on or where facts hold."""

    least: str
    above: str
    when: When


@dataclass(frozen=True, slots=True)
class Panel:
    """Who reviews: the least size, by number names, and the rules that judge it. `experts` judges their share."""

    title: str
    article: str
    least: str
    is_odd: bool
    larger: tuple[LargerPanel, ...]
    law_experts: LargerPanel | None
    rules: tuple[str, ...]
    experts: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """How bids are compared: methods of a fact, the price base, and limits by number names (weights, eliminations).

    `ties`: what decides between equal scores, one after the other (price, technical), by `ties_article`.
    """

    fact: str
    methods: tuple[str, ...]
    article: str
    base_price: str
    limits: Mapping[str, str]
    rules: tuple[str, ...]
    ties: tuple[str, ...]
    ties_article: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of its own sort: how many are invited or win, how much may be added; `is_random`: chosen by lot."""

    least: str
    most: str
    is_random: bool
    article: str
    rule: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Choices of a fact that a method allows, those of `last` only where the others don't do."""

    fact: str
    cases: tuple[str, ...]
    last: tuple[str, ...]
    article: str
    rule: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of it with so few left: not_opened, failed, continue, person, or as_left (judged by who is left).

    Where `fact` is named the outcome holds for its `cases`, and `otherwise` for all others.
    """

    outcome: str
    article: str
    fewer_than: str
    fact: str
    cases: tuple[str, ...]
    otherwise: str

    def of(self, choices: Mapping[str, Value]) -> str:
        return self.outcome if not self.fact or choices.get(self.fact) in self.cases else self.otherwise


@dataclass(frozen=True, slots=True)
class Admission:
    """That suppliers apply first, and only those admitted may respond: until the event `closes`, and told by `tells` ("": by none).

    `by`: who examines the applications, as of qualification. `when`: the facts that must hold.
    """

    closes: str
    tells: str
    by: str
    article: str
    when: When


@dataclass(frozen=True, slots=True)
class Fallback:
    """What becomes of it with too few at the deadline, and with two, one and none left in review."""

    at_deadline: Outcome
    two: Outcome
    one: Outcome
    none: Outcome
    rule: str

    def with_left(self, count: int, choices: Mapping[str, Value]) -> str:
        """The outcome with `count` suppliers left, 0 to 2."""
        return (self.none, self.one, self.two)[count].of(choices)


@dataclass(frozen=True, slots=True)
class Cited:
    """A word with its article: the kind of envelopes, who examines qualification."""

    word: str
    article: str


@dataclass(frozen=True, slots=True)
class Method:
    """A method of purchase. `refusal` says why services are not bought by it; then it has nothing else.

    `order` names the events so that each comes after those that its day rests on. `endings`: why one that was begun without a
    notice may end without an award. `group`: among which it is listed: method, framework, or other (no method of 政府采购法).
    """

    name: str
    title: str
    article: str
    facts: Mapping[str, str]
    in_force_from: date
    in_force_until: date | None
    refusal: str = ""
    refusal_rule: str = ""
    in_emergency: str = ""
    in_emergency_article: str = ""
    starts: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    levels_rule: str = ""
    below: str = ""
    approval: Approval | None = None
    approval_article: str = ""
    organisation: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    grounds: Grounds | None = None
    stages: tuple[MethodStage, ...] = ()
    steps: tuple[StepRule, ...] = ()
    panel: Panel | None = None
    scoring: Scoring | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)
    group: str = "method"
    ways: Choice | None = None
    second_stage: Choice | None = None
    envelopes: Cited | None = None
    qualification: Cited | None = None
    admission: Admission | None = None
    fallback: Fallback | None = None
    order: tuple[str, ...] = ()

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)


@dataclass(frozen=True, slots=True, eq=False)
class Methods:
    """All methods, with the events, settings and the rulebook that they refer to."""

    book: Rulebook
    events: Mapping[str, Event]
    settings: Mapping[str, Setting]
    methods: Mapping[str, Method]
    papers: Mapping[str, str]
    organisation: Mapping[str, tuple[str, str]]
    endings: Mapping[str, str]

    def __getitem__(self, name: str) -> Method:
        return self.methods[name]
