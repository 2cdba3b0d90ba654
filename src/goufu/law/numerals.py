"""Article numbers as Chinese law writes them: 24 is 第二十四条, 10.3 is 第十条第三项."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """0 to 999 in Chinese numerals."""
    if number < 10:
        return _DIGITS[number]
    if number < 20:
        return "十" + (_DIGITS[number % 10] if number % 10 else "")
    if number < 100:
        return _DIGITS[number // 10] + chinese(10 + number % 10)
    rest = number % 100
    if rest == 0:
        return _DIGITS[number // 100] + "百"
    if rest < 10:
        return _DIGITS[number // 100] + "百零" + _DIGITS[rest]
    return _DIGITS[number // 100] + "百" + _DIGITS[rest // 10] + chinese(10 + rest % 10)


def article_label(number: str) -> str:
    """The label of an article or of an item of it; text that is no number stands as it is."""
    article, _, item = number.partition(".")
    if not article.isdigit() or (item and not item.isdigit()):
        return number
    return f"第{chinese(int(article))}条" + (f"第{chinese(int(item))}项" if item else "")
