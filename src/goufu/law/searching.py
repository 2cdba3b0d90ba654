"""Search of rules by the words of their title, sentences and articles."""

from __future__ import annotations

from functools import cache

from goufu.law.load import load_rulebook
from goufu.law.model import Rule, Rulebook
from goufu.law.wording import sentence


def rules_with(words: str) -> list[Rule]:
    """The rules that contain each of the words."""
    book = load_rulebook()
    return [rule for rule in book.rules.values() if has_words(rule, book, words)]


def has_words(rule: Rule, book: Rulebook, words: str) -> bool:
    """Whether the rule, or one of its articles, contains each of the words."""
    text = _text(rule.id) if book is load_rulebook() else _text_of(rule, book)
    return all(word in text for word in words.casefold().split())


@cache
def _text(rule: str) -> str:
    book = load_rulebook()
    return _text_of(book.rules[rule], book)


def _text_of(rule: Rule, book: Rulebook) -> str:
    cites = " ".join(f"{book.cite(ref)} {book.article(ref).text}" for ref in rule.articles)
    said = f"{rule.title} {sentence(rule, book)} {rule.message} {rule.remedy} {rule.note}"
    return f"{rule.id} {book.stages[rule.stage].title} {said} {cites}".casefold()
