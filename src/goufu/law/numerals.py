"""Article numbers in Chinese: 24 is 第二十四条, 10.3 is 第十条第三项."""

from __future__ import annotations

from goufu.files.numerals import plain


def article_label(number: str) -> str:
    """The label of an article or of an item of it; text that is no number is returned unchanged."""
    article, _, item = number.partition(".")
    if not article.isdigit() or (item and not item.isdigit()):
        return number
    return f"第{plain(int(article))}条" + (f"第{plain(int(item))}项" if item else "")
