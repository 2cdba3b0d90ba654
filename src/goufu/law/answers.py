"""Answers in words: what a rule answered, on which facts, under which articles, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from goufu.law.conditions import Conditions, conditions_of
from goufu.law.floors import floors_of, values_held
from goufu.law.found import finder
from goufu.law.marks import marks
from goufu.law.model import (
    Article,
    Fact,
    Parameter,
    ParameterValue,
    Rule,
    Rulebook,
    Severity,
    Stage,
    Value,
    Verdict,
)
from goufu.lazy_patterns import lazy_pattern

# {fact}, {:parameter}, {found:word_list}, {fact|other_fact}: those of them that are written
_SLOT = lazy_pattern(r"\{(found:|:)?([a-z_][a-z0-9_|]*)\}")
_GRAVITY = {severity: order for order, severity in enumerate(Severity)}
NEGATIVE_LIST = "order-102:10."  # what is never bought as a service (管理办法第十条), by its items
BLANK = "blank"  # the slot that names the texts that were left empty
DISPUTED = "法规可以有不同的读法，请人工确认"
_FAILED = (Verdict.FAIL, Verdict.UNVERIFIED)
_MOST_REMEMBERED = 4096  # different answers of many rows


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one rule about one row.

    `missing` names the facts and parameters that are not given; `marks` are sentences about what the answer rests on
    and nobody has verified, whether the rule is met or not.
    """

    rule: Rule
    verdict: Verdict
    articles: tuple[Article, ...]
    citations: tuple[str, ...]
    message: str
    facts: Mapping[str, Value]
    parameters: Mapping[str, ParameterValue | None]
    missing: tuple[str, ...]
    marks: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return self.verdict in _FAILED

    @property
    def severity(self) -> Severity:
        return severity_of(self.rule, self.verdict)


def severity_of(rule: Rule, verdict: Verdict) -> Severity:
    """The rule's severity; a block that rests on an unverified value is lowered to a review."""
    if verdict is Verdict.UNVERIFIED and rule.severity is Severity.BLOCK:
        return Severity.REVIEW
    return rule.severity


def _rank(failed: tuple[Rule, Verdict]) -> tuple[int, bool, str]:
    """The place of a failed rule among others: what can't be bought at all tells more than what is not yet in order."""
    rule, verdict = failed
    is_negative = any(each.startswith(NEGATIVE_LIST) for each in rule.articles)
    return _GRAVITY[severity_of(rule, verdict)], not is_negative, rule.id


@dataclass(frozen=True, slots=True)
class _RuleText:
    """The parts that all answers of a rule share; `sentence` fills the slots of its message."""

    conditions: Conditions
    parameters: tuple[str, ...]
    floors: Mapping[str, str]
    articles: tuple[Article, ...]
    citations: tuple[str, ...]
    reads: tuple[str, ...]
    sentence: Callable[[Mapping[str, Value]], str]


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """That a rule is not met, in words. One object stands for all rows of which the same is said."""

    rule: Rule
    severity: Severity
    articles: tuple[Article, ...]
    citations: tuple[str, ...]
    message: str


class Explainer:
    """The words for the letters of a stage's rules. `letters` holds the rules in the order of the letters."""

    def __init__(self, book: Rulebook, letters: Sequence[Rule]) -> None:
        self.book = book
        self.rules = tuple(letters)
        self._texts: dict[str, _RuleText] = {}
        self._failed = lru_cache(_MOST_REMEMBERED)(self._failed_rules)
        self._failure = lru_cache(_MOST_REMEMBERED)(self._new_failure)
        self._missing = lru_cache(_MOST_REMEMBERED)(re.compile(f"[^{Verdict.MISSING}]").sub)
        self._wanted = lru_cache(_MOST_REMEMBERED)(self._new_wanted)

    def answers(self, letters: str, facts: Mapping[str, Value]) -> Iterator[Answer]:
        """An answer for each rule, in order."""
        for rule, letter in zip(self.rules, letters, strict=True):
            yield self.answer(rule, Verdict(letter), facts)

    def findings(self, letters: str, facts: Mapping[str, Value]) -> list[Answer]:
        """The answers of the rules that are not met, gravest first; among equals, those of the negative list first."""
        return [self.answer(rule, verdict, facts) for rule, verdict in self._failed(letters)]

    def failures(self, letters: str, facts: Mapping[str, Value]) -> list[Failure]:
        """The findings for one of many rows: what is said, without the facts that it rests on."""
        return [
            self._failure(rule.id, verdict, self._message(rule, verdict, facts))
            for rule, verdict in self._failed(letters)
        ]

    def _failed_rules(self, letters: str) -> list[tuple[Rule, Verdict]]:
        failed = [
            (self.rules[index], Verdict(letter)) for index, letter in enumerate(letters) if letter in "fu"
        ]
        return sorted(failed, key=_rank)

    def _new_failure(self, rule_id: str, verdict: Verdict, message: str) -> Failure:
        rule, known = self.book.rules[rule_id], self._texts[rule_id]
        return Failure(rule, severity_of(rule, verdict), known.articles, known.citations, message)

    def unanswered(self, letters: str, facts: Mapping[str, Value]) -> list[Answer]:
        """The answers of the rules that miss facts, in order."""
        rules = [rule for rule, letter in zip(self.rules, letters, strict=True) if letter == Verdict.MISSING]
        return [self.answer(rule, Verdict.MISSING, facts) for rule in rules]

    def basis_of_unanswered(self, letters: str, facts: Mapping[str, Value]) -> tuple[Value, ...]:
        """All that `unanswered` follows from, of the letters and of a row's facts: rows with the same miss the same."""
        missing = self._missing(".", letters)
        wanted, sources, dates = self._wanted(missing)
        given = [value is not None for value in map(facts.get, wanted)]
        blank = map(_is_blank, map(facts.get, sources))
        return missing, *given, *blank, *map(facts.get, dates), facts.get("level"), facts.get("place")

    def _new_wanted(self, missing: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """The facts that the rules read which miss one, the texts from which these are read, and the facts that date the rules."""
        rules = [rule for rule, letter in zip(self.rules, missing, strict=True) if letter == Verdict.MISSING]
        wanted: dict[str, None] = {}
        sources: dict[str, None] = {}
        for rule in rules:
            known = self._texts.get(rule.id) or self._learn(rule)
            titles = self.book.stages[rule.stage].facts
            wanted |= dict.fromkeys(known.reads)
            sources |= dict.fromkeys(titles[name].read_from for name in known.reads if titles[name].read_from)
        return tuple(wanted), tuple(sources), tuple(dict.fromkeys(rule.dated_by for rule in rules))

    def answer(self, rule: Rule, verdict: Verdict, facts: Mapping[str, Value]) -> Answer:
        known = self._texts.get(rule.id) or self._learn(rule)
        parameters = self._held(rule, known, facts)
        is_answer = verdict in _FAILED or verdict is Verdict.PASS
        marked = self._marks(known, verdict, facts, parameters) if is_answer else ()
        return Answer(
            rule=rule,
            verdict=verdict,
            articles=known.articles,
            citations=known.citations,
            message=_marked(known.sentence(facts), marked) if verdict in _FAILED else "",
            facts={name: facts.get(name) for name in known.reads},
            parameters=parameters,
            missing=tuple(missing_facts(rule, facts, self.book)) if verdict is Verdict.MISSING else (),
            marks=marked,
        )

    def _message(self, rule: Rule, verdict: Verdict, facts: Mapping[str, Value]) -> str:
        known = self._texts.get(rule.id) or self._learn(rule)
        return _marked(
            known.sentence(facts), self._marks(known, verdict, facts, self._held(rule, known, facts))
        )

    def _held(
        self, rule: Rule, known: _RuleText, facts: Mapping[str, Value]
    ) -> dict[str, ParameterValue | None]:
        return values_held(rule, known.parameters, known.floors, facts, self.book)

    def _marks(
        self,
        known: _RuleText,
        verdict: Verdict,
        facts: Mapping[str, Value],
        held: Mapping[str, ParameterValue | None],
    ) -> tuple[str, ...]:
        marked = marks(known.conditions, facts, held, self.book)
        if verdict is Verdict.UNVERIFIED and not any(value and not value.verified for value in held.values()):
            marked += (DISPUTED,)
        return marked

    def _learn(self, rule: Rule) -> _RuleText:
        conditions = conditions_of(rule, self.book)
        self._texts[rule.id] = _RuleText(
            conditions,
            tuple(sorted(conditions.parameters)),
            floors_of(rule, conditions, self.book),
            tuple(self.book.article(ref) for ref in rule.articles),
            tuple(self.book.cite(ref) for ref in rule.articles),
            tuple(read_facts(rule, conditions, self.book)),
            sentence_of(rule, conditions, self.book),
        )
        return self._texts[rule.id]


def sentence_of(rule: Rule, conditions: Conditions, book: Rulebook) -> Callable[[Mapping[str, Value]], str]:
    """The rule's message as a function of a row's facts: its slots are looked up once, not for each row."""
    texts = _SLOT.split(rule.message)[:: _SLOT.groups + 1]
    fillings = [
        _filling(slot[1] or "", slot[2], rule, conditions, book) for slot in _SLOT.finditer(rule.message)
    ]
    if not fillings:
        return lambda facts: rule.message
    template = "%s".join(text.replace("%", "%%") for text in texts)
    return lambda facts: template % tuple([fill(facts) for fill in fillings])


def _marked(message: str, marked: Iterable[str]) -> str:
    return message + "".join(f"（{mark}）" for mark in marked)


def _filling(
    kind: str, name: str, rule: Rule, conditions: Conditions, book: Rulebook
) -> Callable[[Mapping[str, Value]], str]:
    """The words for one slot."""
    titles = book.stages[rule.stage].facts
    if kind == "found:":
        find = finder(name, conditions, book)
        return lambda facts: f"“{find(facts)}”"
    if kind == ":":
        parameter = book.parameters[name]

        def value(facts: Mapping[str, Value]) -> str:
            held = parameter.of_row(rule, facts)
            if held:
                return written(held.value, parameter)
            least = book.parameters[parameter.floor].of_row(rule, facts) if parameter.floor else None
            return f"（本地的未收录，不低于{written(least.value, parameter)}）" if least else "未收录"

        return value
    if name == BLANK:
        blanks = conditions.blanks
        return lambda facts: "、".join(titles[each].title for each in blanks if _is_blank(facts.get(each)))
    if rule.scope and name in rule.scope.totals:
        total = rule.total_name(name)
        return lambda facts: _shown_total(name, facts.get(total))
    if "|" in name:
        names = name.split("|")
        return lambda facts: "、".join(dict.fromkeys(f"“{facts[each]}”" for each in names if facts.get(each)))
    fact = titles[name]
    return lambda facts: shown(facts.get(name), fact)


def message_slots(rule: Rule) -> list[tuple[str, str]]:
    """The slots of a rule's message as (kind, name): kind is '', ':' for a parameter, 'found:' for a word list."""
    return [(slot[1] or "", name) for slot in _SLOT.finditer(rule.message) for name in slot[2].split("|")]


def message_in_words(rule: Rule, book: Rulebook) -> str:
    """The rule's message with names for its slots, for display without facts."""
    facts = book.stages[rule.stage].facts

    def name(slot: re.Match[str]) -> str:
        kind, name = slot[1], slot[2]
        if kind == "found:":
            return "“……”"
        if kind == ":":
            return f"〔{book.parameters[name].title}〕"
        if name == BLANK:
            return "〔没有写的各项〕"
        return "、".join(
            f"〔{facts[each].title}〕" if each in facts else "〔合计〕" for each in name.split("|")
        )

    return _SLOT.sub(name, rule.message)


def read_facts(rule: Rule, conditions: Conditions, book: Rulebook) -> list[str]:
    """The names of the facts that the rule reads of a row, in the stage's order."""
    read = conditions.facts | {rule.dated_by} | (set(rule.scope.by) if rule.scope else set())
    if rule.places or conditions.parameters:
        read |= {"place"} & set(book.stages[rule.stage].facts)
    if rule.levels or conditions.parameters:
        read |= {"level"} & set(book.stages[rule.stage].facts)
    return [name for name in book.stages[rule.stage].facts if name in read]


def missing_facts(rule: Rule, facts: Mapping[str, Value], book: Rulebook) -> list[str]:
    """The names of facts and parameters that the rule needs and that are not given."""
    conditions = conditions_of(rule, book)
    unknown = [
        name for name in sorted(conditions.parameters) if book.parameters[name].of_row(rule, facts) is None
    ]
    needed = conditions.needed | {rule.dated_by} | (set(rule.scope.by) if rule.scope else set())
    needed |= {"place"} if rule.places else set()
    needed |= {"level"} if rule.levels or unknown else set()
    absent = [name for name in read_facts(rule, conditions, book) if facts.get(name) is None]
    named = [name for name in absent if name in needed] or absent
    return _as_people_give(named, facts, book.stages[rule.stage]) + unknown


def _as_people_give(names: Iterable[str], facts: Mapping[str, Value], stage: Stage) -> list[str]:
    """The names with the text that is not given in the place of what would be read from it."""
    given = []
    for name in names:
        source = stage.facts[name].read_from
        given.append(source if source and _is_blank(facts.get(source)) else name)
    return list(dict.fromkeys(given))


def shown(value: Value, fact: Fact) -> str:
    """The fact formatted for display."""
    if value is None:
        return "（未填）"
    if value == "":
        return "没有"
    if fact.type == "money":
        return f"{value:,.2f}元"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}{fact.unit}"
    if isinstance(value, date):
        return value.isoformat()
    if fact.choices:
        return fact.choices.get(str(value), str(value))
    return f"{value}{fact.unit}"


def _is_blank(value: Value) -> bool:
    return value is None or not str(value).strip()


def _shown_total(name: str, value: Value) -> str:
    """The total formatted for display; totals of money have names ending in _yuan."""
    if not isinstance(value, Decimal | int):
        return "（未知）"
    return f"{value:,.2f}元" if name.endswith("_yuan") else f"{value}"


def written(value: Decimal, parameter: Parameter) -> str:
    """The parameter's value with its unit."""
    if parameter.type == "money":
        return f"{value:,.2f}{parameter.unit}"
    return f"{value.normalize():f}{parameter.unit}"
