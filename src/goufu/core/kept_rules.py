"""Rules as log entries refer to them: what each asked and said, and which articles it cited, as one text with a digest.

An entry stores a letter for each rule of the text, in its order. Years later the letters are read with that text, whatever
has become of the rules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from goufu.journal import rulebooks
from goufu.law.model import Rule, Rulebook
from goufu.law.sql import Question
from goufu.law.versions import version_of


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A rule as it was: its id, version, title, and its articles with the words of their citations."""

    rule: str
    version: str
    title: str
    articles: Mapping[str, str]


@cache
def text_of(question: Question) -> tuple[str, str]:
    """The digest and the text of the rules of a question, in the order of its letters."""
    rules = [_said(rule, question.book) for rule in question.letters]
    text = json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return rulebooks.digest_of(text), text


def kept_rules(digest: str) -> list[KeptRule]:
    """The rules that letters of entries stand for; none where they are not kept."""
    text = rulebooks.kept(digest)
    return [
        KeptRule(each["rule"], each["version"], each["title"], each["articles"])
        for each in json.loads(text or "[]")
    ]


def _said(rule: Rule, book: Rulebook) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "version": version_of(rule, book),
        "title": rule.title,
        "severity": rule.severity.name.lower(),
        "articles": {ref: book.cite(ref) for ref in rule.articles},
        "applies": rule.applies,
        "must": rule.must,
        "message": rule.message,
        "remedy": rule.remedy,
    }
