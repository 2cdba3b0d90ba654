"""Parsing of amounts of money: separators, units, full-width signs, Chinese numerals."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from goufu.files import numerals
from goufu.files.errors import NotStated, Unreadable
from goufu.files.units import YUAN

CEILING = Decimal(10) ** 12  # yuan; from there on, the unit is assumed to be wrong
FEN = Decimal("0.01")
NOISY_PLACES = 9  # decimals that only floating-point arithmetic produces

_NUMBER = re.compile(
    r"(?P<sign>[-−(]?)(?:¥|人民币|RMB|CNY)*[:]?(?P<minus>-?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)(?P<power>[eE][+-]?\d{1,2})?"
    r"(?P<unit>亿元?|百万元|千元|万元?|元)?(?:人民币|RMB|CNY)?整?\)?$"
)
_RANGE = re.compile(r"\d[^\d.,]*(?:-|~|—|–|至|到)[^\d]*\d")
_WORDS = re.compile(
    rf"(?:人民币)?[:]?(?P<yuan>[{numerals.SIGNS}]+)(?:元|圆)?"
    rf"(?:零?(?P<jiao>[{numerals.DIGITS}])角)?(?:零?(?P<fen>[{numerals.DIGITS}])分)?[整正]?$"
)


def numeral(text: str) -> int:
    """The whole number written in Chinese numerals. Raises Unreadable."""
    try:
        return numerals.value(text)
    except numerals.NoNumeral as error:
        raise Unreadable(f"“{text}”不是完整的数字", "请写阿拉伯数字") from error


def parse_money(text: str, unit: str | None) -> Decimal:
    """The amount in yuan to the fen (halves up). Arguments and errors: see `exact_money`."""
    return exact_money(text, unit).quantize(FEN, ROUND_HALF_UP)


def money_to_the_fen(text: str, unit: str | None, *, negative: bool = False) -> Decimal:
    """The amount in yuan, to the fen without rounding: parts of a fen are Unreadable. Otherwise as `exact_money`."""
    return _to_the_fen(exact_money(text, unit, negative=negative))


def checked_money(yuan: Decimal, *, negative: bool = False) -> Decimal:
    """The number as an amount to the fen. Raises Unreadable as `money_to_the_fen` does, and for what is no number."""
    if not yuan.is_finite():
        raise Unreadable("看不懂这个金额", "请写数字，例如 1,860,000 或 186万元")
    return _to_the_fen(_signed(_bounded(yuan.copy_abs()), is_cut=yuan < 0, negative=negative))


def _to_the_fen(yuan: Decimal) -> Decimal:
    """The amount with two decimals. Raises Unreadable for parts of a fen."""
    if yuan != yuan.quantize(FEN):
        raise Unreadable("金额精确到了分以下", "金额最多到分，请写到两位小数")
    return yuan.quantize(FEN) + 0  # there is no negative zero


def exact_money(text: str, unit: str | None, *, negative: bool = False) -> Decimal:
    """The amount in yuan of a text as `cells.clean` gives it; a unit in it overrides `unit`, that of the header.

    negative: cuts are read too, -5 or (5).
    Raises:
        Unreadable: no single amount, no unit, negative where that is not read, or 10^12 yuan and more.
    """
    compact = re.sub(r"\s", "", text)
    found = _NUMBER.match(compact)
    if found is None:
        return _bounded(_in_words(compact))
    own = found["unit"]
    if own is not None:
        unit = own if own.endswith("元") else own + "元"
    if unit is None:
        raise Unreadable("没有写单位，不知道是元还是万元", "请写明单位，如“12万元”")
    yuan = _bounded(_without_noise(_number(found), unit) * YUAN[unit])
    return _signed(yuan, is_cut=bool(found["sign"] or found["minus"]), negative=negative)


def has_unit(text: str) -> bool:
    """Whether the cell contains its own unit, or is no plain number at all."""
    found = _NUMBER.match(re.sub(r"\s", "", text))
    return found is None or found["unit"] is not None


def plain_number(text: str) -> Decimal | None:
    """The number of a cell without a unit; None otherwise."""
    found = _NUMBER.match(re.sub(r"\s", "", text))
    if found is None or found["unit"] is not None:
        return None
    return _number(found)


def _number(found: re.Match[str]) -> Decimal:
    return Decimal(found["digits"].replace(",", "") + (found["power"] or ""))


def _without_noise(number: Decimal, unit: str) -> Decimal:
    """The number without the rounding error of floating-point arithmetic: 3702.2999999999997 is 3702.3."""
    if -int(number.as_tuple().exponent) < NOISY_PLACES:
        return number
    return round(number, max(6, 2 + YUAN[unit].adjusted()))


def _signed(yuan: Decimal, *, is_cut: bool, negative: bool) -> Decimal:
    if is_cut and not negative:
        raise Unreadable("金额是负数", "请写大于零的金额；调减请另列")
    return -yuan if is_cut else yuan


def _bounded(yuan: Decimal) -> Decimal:
    if yuan >= CEILING:
        raise Unreadable("金额达到一万亿元，多半是单位写错了", "请核对是元还是万元")
    return yuan


def _in_words(text: str) -> Decimal:
    found = _WORDS.match(text)
    if found is not None:
        cents = 10 * numeral(found["jiao"] or "零") + numeral(found["fen"] or "零")
        return Decimal(numeral(found["yuan"])) + Decimal(cents) / 100
    if re.search(r"/(?:年|月|人|次|天|平)|每(?:年|月|人|次)", text):
        raise Unreadable("写的是单价或者每期的金额", "请只写总金额；分年、分期的，写合计")
    if _RANGE.search(text):
        raise Unreadable("写的是一个范围，不是一个金额", "请写一个确定的金额")
    if text in {"-", "--", "—", "——", "/", "\\", "无", "待定", "暂无", "未定", "N/A", "n/a"}:
        raise NotStated("没有写金额", "请填写金额")
    raise Unreadable("看不懂这个金额", "请写数字，例如 1,860,000 或 186万元")
