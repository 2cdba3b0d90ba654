"""What a paper that leaves the house cites: nothing that nobody has held against the text of the law."""

from __future__ import annotations

from goufu.law.load import load_rulebook


def citation(article: str) -> str:
    """The citation of the article; empty without one, and for one that is not verified."""
    book = load_rulebook()
    return book.cite(article) if article and book.article(article).verified else ""


def basis(article: str) -> str:
    """The sentence that names the article on which the paper rests; empty where it can't be cited."""
    cited = citation(article)
    return f"依据：{cited}。" if cited else ""
