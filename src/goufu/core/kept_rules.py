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
from goufu.law.conditions import conditions_of
from goufu.law.model import Rule, Rulebook
from goufu.law.sql import Question
from goufu.law.versions import version_of
from goufu.reader import version as reader_version


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A rule as it was: its id, version, title, and its articles with the words of their citations.

    `reader` is the version of the reader that gave facts of texts to the rule; "" for a rule that asks none.
    """

    rule: str
    version: str
    title: str
    articles: Mapping[str, str]
    reader: str = ""


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
        KeptRule(each["rule"], each["version"], each["title"], each["articles"], each.get("reader", ""))
        for each in json.loads(text or "[]")
    ]


def _said(rule: Rule, book: Rulebook) -> dict[str, Any]:
    facts = book.stages[rule.stage].facts
    is_of_texts = any(facts[name].read_from for name in conditions_of(rule, book).facts)
    return {
        **({"reader": reader_version()} if is_of_texts else {}),
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
