"""Marks of money: money that is not in the budget, and advanced or borrowed money."""

from __future__ import annotations

import re

from goufu.reader import words
from goufu.reader.patterns import pattern
from goufu.reader.tokens import alternation

_LISTS = words.lists()
_CLAUSE = pattern(r"[^,;。:!?]+")
_UNBUDGETED = pattern(
    "{unbudgeted}|{money_words}[^,;。]{0,4}(?:由|为|来源|来自|靠|通过|从|以|自|全部|:)[^,;。]{0,10}{outside_money}|{money_words}{outside_money}"
    "|自筹(?:资金|经费)"
    "|(?:社会捐赠|企业赞助|捐赠|募集)(?:资金|经费|款)[^,;。]{0,4}(?:支付|解决|列支|安排)"
)
# words alone are found many times faster than words beside patterns
_MAY_BE_UNBUDGETED = pattern(alternation([*_LISTS["unbudgeted"], *_LISTS["outside_money"]]))
_LATE_PAYMENT = r"分(?:[四五六七八九]|二?十[一二三四五六七八九]?|[4-9]|[12]\d)(?:个(?:预算|财政|会计)?)?年度?"
_MAY_BE_ADVANCED = pattern(
    rf"{alternation([*_LISTS['advanced_money'], *_LISTS['paid_off_late']])}|{_LATE_PAYMENT}"
)
_ADVANCED = pattern(
    r"{advanced_money}|分[一二两三四五六七八九十\d]+年{paid_off_late}"
    f"|{_LATE_PAYMENT}[^,;。]{{0,4}}(?:支付|拨付|给付|付款)"
)
_OPEN_MONEY = pattern("(?:酌情|视情)[^,;。]{0,8}(?:补|借支|追加)|(?:追加|补[贴助差])[^,;。]{0,24}酌[定情]")
_NOT_ADVANCED = pattern(
    "^[^甲乙方我由为]*等{wordings}.{0,4}{forbidden_plainly}(?:写入|载入|列入|出现在?|订入).{0,4}(?:合同|协议)"
    "|{no_advanced_money}|(?:不(?!足|低|少)|无需|无须|禁止|严禁).*"
    "|{telling}(?!后|决定|确定|同意|并|所)[^由]*"
)


def unbudgeted(need: str) -> str:
    """The clause that says that the money isn't in the budget, or an empty text."""
    return _clause(need, _UNBUDGETED) if _MAY_BE_UNBUDGETED.search(need) else ""


def money_left_open(need: str) -> str:
    """The clause that leaves it open how much is paid beside the price, or an empty text: “酌情给予补贴”."""
    return _clause(need, _OPEN_MONEY) if "酌" in need or "视情" in need else ""


def advanced_money(text: str) -> str:
    """The clause that speaks of advanced, borrowed or later repaid money, or an empty text; what is forbidden is none."""
    return _clause(text, _ADVANCED, _NOT_ADVANCED) if _MAY_BE_ADVANCED.search(text) else ""


def _clause(text: str, wanted: re.Pattern[str], unless: re.Pattern[str] | None = None) -> str:
    """The first clause that holds what is wanted beside what is excepted, or an empty text."""
    if not wanted.search(text):
        return ""
    for clause in _CLAUSE.finditer(text):
        said = clause.group()
        if wanted.search(unless.sub("", said) if unless else said):
            return said
    return ""
