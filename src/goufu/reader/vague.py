"""Vague titles: a place or body, and words such as 技术服务 that fit everything; what is bought isn't said."""

from __future__ import annotations

from functools import cache

from goufu.reader.lexicon import Endings, listed
from goufu.reader.patterns import pattern

LONGEST = 24  # signs of a title that says nothing else
_YEAR = r"(?:20\d\d年?度?)?"
_PLACE = r"[\u4e00-\u9fff]{2,8}(?:[省市县旗州镇乡局厅]|(?<![园社景校厂小片城辖灾])区|街道|委员会)(?<!超市)"
_NOBODY_ELSE = pattern(rf"{_YEAR}(?:{_PLACE})?{_YEAR}(?:购买|采购)?")


def is_vague(text: str) -> bool:
    """Whether nothing in a text shows what service it is; so is an empty one."""
    if len(text) > LONGEST:
        return False
    end = len(text)
    while word := _nothings().longest(text, 0, end):
        end -= len(word)
    return _NOBODY_ELSE.fullmatch(text, 0, end) is not None


@cache
def _nothings() -> Endings:
    return Endings(listed("vague", "neutral"))
