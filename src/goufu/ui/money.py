"""Amounts for display: figures, the reader's unit, Chinese capital numerals. Yuan, Decimal, exact to the fen."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from goufu.files.numerals import NoNumeral, capital, value

UNIT_COOKIE = "unit"
FEN = Decimal("0.01")


class Unit(Enum):
    """A unit of amounts: its code in cookie and query string, its size in yuan, its label."""

    YUAN = ("yuan", 1, _("元"))
    WAN = ("wan", 10_000, _("万元"))
    YI = ("yi", 100_000_000, _("亿元"))

    def __init__(self, code: str, size: int, word: Any) -> None:
        self.code = code
        self.size = size
        self.word = word


def unit_of(request: HttpRequest | None, otherwise: Unit = Unit.YUAN) -> Unit:
    """The unit that the reader chose, else the other one."""
    chosen = request.COOKIES.get(UNIT_COOKIE) if request else None
    return next((unit for unit in Unit if unit.code == chosen), otherwise)


def figures(amount: Decimal | int, unit: Unit = Unit.YUAN) -> str:
    """The formatted amount, 1,234,567.89, or 123.46 in 万元: two decimal places, halves up."""
    return f"{(Decimal(amount) / unit.size).quantize(FEN, ROUND_HALF_UP):,f}"


def in_words(amount: Decimal | int) -> str:
    """The amount in the capital numerals of bills and contracts: 1409.50 is 壹仟肆佰零玖元伍角.

    As annex 1 of 支付结算办法 (银发〔1997〕393号) writes them; where it leaves a 零 to choice, without it.
    Raises ValueError for parts of a fen and from ten quadrillion yuan up.
    """
    fen = Decimal(amount) * 100
    if fen != fen.to_integral_value() or abs(fen) >= 10**18:
        raise ValueError(f"no amount of money to the fen below 10,000,000,000,000,000 yuan: {amount}")
    yuan, rest = divmod(abs(int(fen)), 100)
    sign = "负" if fen < 0 else ""
    return (
        sign
        + (capital(yuan) + "元" if yuan or not rest else "")
        + _parts(*divmod(rest, 10), after=bool(yuan))
    )


def in_full(amount: Decimal | int) -> str:
    """The amount as papers say it, in figures and in words: 1,409.50 元（大写：壹仟肆佰零玖元伍角）."""
    return f"{figures(amount)} 元（大写：{in_words(amount)}）"


_WORDS = re.compile(
    r"(?:人民币)?(?:(?P<yuan>[^元圆角分]+)[元圆])?零?(?:(?P<jiao>[^元圆角分零])角)?零?(?:(?P<fen>[^元圆角分整])分)?[整正]?"
)


def yuan_of(words: str) -> Decimal | None:
    """The amount that words like 壹仟肆佰零玖元伍角 say, in yuan; None for what is none."""
    found = _WORDS.fullmatch("".join(words.split()))
    if found is None or not any(found.groups()):
        return None
    try:
        yuan, jiao, fen = (value(each) if each else 0 for each in found.group("yuan", "jiao", "fen"))
    except NoNumeral:
        return None
    return yuan + Decimal(jiao * 10 + fen) / 100 if jiao < 10 and fen < 10 else None


def _parts(jiao: int, fen: int, *, after: bool) -> str:
    """The text for jiao and fen; 零 replaces missing jiao between yuan and fen."""
    if not jiao and not fen:
        return "整"
    gap = "零" if after and not jiao else ""
    return gap + (capital(jiao) + "角" if jiao else "") + (capital(fen) + "分" if fen else "")
