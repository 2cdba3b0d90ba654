"""What a paper that leaves the house cites: nothing that nobody has held against the text of the law."""

from __future__ import annotations

from goufu.law.load import load_rulebook


def cited_in_paper(article: str) -> str:
    """The sentence that names the article; empty without one, and for one that is not verified."""
    book = load_rulebook()
    return f"依据：{book.cite(article)}。" if article and book.article(article).verified else ""
