"""Cards: the answer of a rule for display, with its articles, the facts used and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from goufu.law.answers import Answer, shown, written
from goufu.law.model import Rulebook, Severity
from goufu.law.pages import WAIVERS

# the kind of the card (sign and colour), and its opening words
OPENINGS = {
    Severity.BLOCK: ("stop", "不能这样做"),
    Severity.REVIEW: ("warn", "要由人核查"),
    Severity.WARN: ("info", "还要完善"),
    Severity.INFO: ("info", "请留意"),
}


@dataclass(frozen=True, slots=True)
class Cited:
    """An article's citation, with the instrument's id and the article's number for the link."""

    words: str
    instrument: str
    number: str


@dataclass(frozen=True, slots=True)
class Card:
    """The card of an unmet rule. `kind` is its colour (stop, warn, info); `facts` are titles with formatted values."""

    rule: str
    title: str
    kind: str
    opening: str
    message: str
    articles: tuple[Cited, ...]
    remedy: str
    facts: tuple[tuple[str, str], ...] = ()
    waiver: str = ""


@dataclass(frozen=True, slots=True)
class Unasked:
    """A fact that is not given, and the titles of the rules that wait for it, by rule id."""

    fact: str
    rules: dict[str, str] = field(default_factory=dict)


def card_of(answer: Answer, book: Rulebook) -> Card:
    """The card of a rule that is not met. What a person reviews is not waived: it is looked into, and decided."""
    kind, opening = OPENINGS[answer.severity]
    is_waivable = answer.severity is Severity.WARN and answer.rule.waiver != "nobody"
    return Card(
        rule=answer.rule.id,
        title=answer.rule.title,
        kind=kind,
        opening=opening,
        message=answer.message,
        articles=cited(answer.citations, answer.rule.articles),
        remedy=answer.rule.remedy,
        facts=facts_used(answer, book),
        waiver=WAIVERS[answer.rule.waiver] if is_waivable else "",
    )


def cited(citations: Sequence[str], refs: Sequence[str]) -> tuple[Cited, ...]:
    """The citations, each with the instrument and the number of its article."""
    return tuple(Cited(words, *ref.split(":", 1)) for words, ref in zip(citations, refs, strict=True))


def facts_used(answer: Answer, book: Rulebook) -> tuple[tuple[str, str], ...]:
    """The facts that say something and the parameters in force, each as (title, formatted value)."""
    facts = book.stages[answer.rule.stage].facts
    given = [
        (facts[name].title, shown(value, facts[name]))
        for name, value in answer.facts.items()
        if value not in (None, "")  # a text that was read and says nothing of it
    ]
    held = [
        (book.parameters[name].title, written(value.value, book.parameters[name]))
        for name, value in answer.parameters.items()
        if value is not None
    ]
    return (*given, *held)


def unasked(answers: Sequence[Answer], book: Rulebook) -> list[Unasked]:
    """The missing facts with the rules that wait for them; the one that most rules wait for comes first."""
    waiting: dict[str, Unasked] = {}
    for answer in answers:
        for name in answer.missing:
            title = title_of(name, answer.rule.stage, book)
            waiting.setdefault(title, Unasked(title)).rules[answer.rule.id] = answer.rule.title
    return sorted(waiting.values(), key=lambda each: (-len(each.rules), each.fact))


def title_of(name: str, stage: str, book: Rulebook) -> str:
    """The title of a fact of the stage, else of the parameter of that name."""
    facts = book.stages[stage].facts
    return facts[name].title if name in facts else book.parameters[name].title
