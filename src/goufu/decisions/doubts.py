"""Doubts: what in a title and its need a rule leaves to a person, and how that part was read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from goufu.catalogue.entry_scores import features
from goufu.decisions.names import SOMEBODY, without_names
from goufu.law.conditions import conditions_of
from goufu.law.load import load_rulebook
from goufu.law.model import Rule, Severity
from goufu.reader import Part, TextReading, normal, read, words
from goufu.reader.tokens import alternation

STAGE = "plan"
CLAUSE = "clause"  # the kind of what is no part of the title
LEAST_LIKENESS = (
    0.6  # of two doubts that count as similar; measured in docs/decisions/0029-what-people-decide-teaches.md
)
_BUYING = re.compile(rf"(?<=.){alternation(words.lists()['buying_verbs'])}$")


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a rule doubts. `said`: the part or clause; `kind`, `head`, `object`: how the part was read.

    Of a clause the kind is CLAUSE, and the object names the signals found in it. `core` is what was said, without names.
    """

    said: str
    kind: str
    head: str
    object: str
    core: str

    @property
    def reading(self) -> tuple[str, str, str]:
        """What two doubts of one rule that were read alike have in common."""
        return self.kind, self.head, self.object

    @property
    def is_told(self) -> bool:
        """Whether enough was read to say that another was read alike: a head without its object, or the reverse, is not."""
        return bool(self.object and (self.head or self.kind == CLAUSE))


@cache
def doubt_rules() -> dict[str, tuple[str, ...]]:
    """The rules that leave to a person what was read in title and need, by id, each with the facts that it reads."""
    book = load_rulebook()
    stage = book.stages[STAGE]
    texts = [name for name, fact in stage.read.items() if fact.type == "text"]
    found = {}
    for rule in book.stage_rules(STAGE):
        if rule.severity is not Severity.REVIEW or rule.once_per:
            continue
        asked = conditions_of(rule, book).must.facts
        if names := tuple(name for name in texts if name in asked):
            found[rule.id] = names
    return found


def rule_choices() -> list[tuple[str, str]]:
    """The doubt rules as choices: id and title."""
    return [(rule.id, rule.title) for rule in map(doubt_rule, doubt_rules())]


def doubt_rule(rule: str) -> Rule:
    return load_rulebook().rules[rule]


def doubts_of(title: str, need: str, rules: Collection[str], known: Iterable[str] = ()) -> dict[str, Doubt]:
    """What these rules doubt in the texts, by rule; rules that doubt nothing there are left out.

    known: names that are left out of the core besides those that show themselves.
    """
    asked = [rule for rule in rules if rule in doubt_rules()]
    if not asked or not title.strip():
        return {}
    reading, names = read(title, need or None), [*known]
    found = {}
    for rule in asked:
        facts = (str(getattr(reading.facts, name)) for name in doubt_rules()[rule])
        if said := next(filter(None, facts), ""):
            found[rule] = _doubt(said, reading, names)
    return found


def _doubt(said: str, reading: TextReading, names: Collection[str]) -> Doubt:
    for part in reading.parts:
        if part.text == said:
            return Doubt(said, part.kind, part.head, _object(part, names), without_names(said, names))
    signals = {each.name for each in reading.signals if each.clause and each.clause in said}
    core = without_names(said, names, is_clause=True)
    return Doubt(said, CLAUSE, "", "、".join(sorted(signals)), core)


def _object(part: Part, names: Collection[str]) -> str:
    """Of what the head is: the word that the reader knows, else what stands before the head without names.

    A word of one sign (室, 楼) is the end of another.
    """
    before = part.text.rpartition(part.head)[0] if part.head else ""
    if len(part.object) > 1 or not before:
        return part.object
    return without_names(before, names).replace(SOMEBODY, "")


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: twice the signs, pairs and endings that both have, for all that each has."""
    first, second = _features(one), _features(other)
    return 2 * len(first & second) / ((len(first) + len(second)) or 1)


@lru_cache(maxsize=4_096)  # the same decisions are compared again and again
def _features(text: str) -> set[str]:
    """What of a text is compared: 服务器购置 and 服务器 are one thing."""
    return features(_BUYING.sub("", text.replace(SOMEBODY, "")))


def folded(title: str, need: str) -> str:
    """Both texts as they count in comparing: without what carries no meaning."""
    return f"{normal(title).text}\n{normal(need).text}"
