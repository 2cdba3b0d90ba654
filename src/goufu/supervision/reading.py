"""The rules' answers stored in a log entry, for display."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goufu.journal.models import Entry
from goufu.law.cards import Cited, cited
from goufu.law.load import load_rulebook
from goufu.law.model import RulebookError, Verdict
from goufu.law.views import VERDICT_KINDS


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """A stored answer of a rule; `is_known` while the rulebook still has the rule."""

    rule: str
    title: str
    is_known: bool
    version: str
    kind: str
    word: str
    message: str
    articles: tuple[Cited, ...]


def answers_in_words(entry: Entry) -> list[AnswerRead]:
    """The rules' answers stored in the entry."""
    return [_read(answer) for answer in entry.answers]


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
        version=str(answer.get("version", "")),
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
