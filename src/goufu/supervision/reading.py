"""The rules' answers stored in a log entry, for display."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goufu.core.kept_rules import KeptRule, kept_rules
from goufu.journal.models import Entry
from goufu.law.cards import Cited, cited
from goufu.law.load import load_rulebook
from goufu.law.model import RulebookError, Verdict
from goufu.law.views import VERDICT_KINDS


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """A stored answer of a rule; `is_known` while the rulebook still has the rule.

    articles: citations with their links; one whose article is gone from the rulebook is words only.
    """

    rule: str
    title: str
    is_known: bool
    kind: str
    word: str
    message: str
    articles: tuple[Cited, ...]
    words: tuple[str, ...] = ()


def answers_in_words(entry: Entry) -> list[AnswerRead]:
    """The rules' answers stored in the entry, those that do not apply left out."""
    return [read for answer in entry.answers for read in _each(answer)]


def _each(answer: Mapping[str, Any]) -> Iterator[AnswerRead]:
    """A stored answer: letters of kept rules, or one rule's answer as 0.1.0 stored it."""
    if "letters" not in answer:
        yield _read(answer)
        return
    for rule, letter in zip(kept_rules(answer["rules"]), answer["letters"], strict=False):
        if letter != Verdict.NOT_APPLICABLE:
            yield _as_kept(rule, letter)


def _as_kept(kept: KeptRule, letter: str) -> AnswerRead:
    """The answer with the words that the rule had when it was asked."""
    known = [ref for ref in kept.articles if _is_known(ref)]
    verdict = _verdict(letter)
    return AnswerRead(
        rule=kept.rule,
        title=kept.title,
        is_known=kept.rule in load_rulebook().rules,
        kind=VERDICT_KINDS[verdict] if verdict else "info",
        word=verdict.label if verdict else letter,
        message="",
        articles=cited([kept.articles[ref] for ref in known], known),
        words=tuple(words for ref, words in kept.articles.items() if ref not in known),
    )


def _read(answer: Mapping[str, Any]) -> AnswerRead:
    """The answer for display. Entries are stored for good, so rule and articles may be gone from the rulebook."""
    book = load_rulebook()
    name = str(answer.get("rule", ""))
    rule = book.rules.get(name)
    verdict = _verdict(str(answer.get("verdict", "")))
    refs = answer.get("articles") or (rule.articles if rule else ())
    known = [ref for ref in refs if _is_known(ref)]
    return AnswerRead(
        rule=name,
        title=rule.title if rule else name,
        is_known=bool(rule),
        kind=VERDICT_KINDS[verdict] if verdict else "info",
        word=verdict.label if verdict else str(answer.get("verdict", "")),
        message=str(answer.get("message", "")),
        articles=cited([book.cite(ref) for ref in known], known),
    )


def _verdict(said: str) -> Verdict | None:
    """The verdict of its letter or its name; None for any other text."""
    return next((verdict for verdict in Verdict if said in (verdict.value, verdict.name.lower())), None)


def _is_known(ref: str) -> bool:
    try:
        load_rulebook().article(ref)
    except RulebookError:
        return False
    return True
