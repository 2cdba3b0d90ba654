"""Parsing of amounts of money: separators, units, full-width signs, Chinese numerals."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from goufu.files import numerals
from goufu.files.cells import DIRECTIONS
from goufu.files.errors import NotStated, Unreadable
from goufu.files.units import YUAN
from goufu.lazy_patterns import lazy_pattern

CEILING = Decimal(10) ** 12  # yuan; from there on, the unit is assumed to be wrong
FEN = Decimal("0.01")
NOISY_PLACES = 9  # decimals that only floating-point arithmetic produces

_SIGNS = numerals.SIGNS
_NUMBER = lazy_pattern(
    r"(?P<sign>[-−(]?)(?:¥|人民币|RMB|CNY)*:?(?P<minus>[-−]?)"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]+)?"
    r"|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?P<power>[eE][+-]?[0-9]{1,2})?"
    r"(?P<unit>亿元?|百万元|千元|万元?|元)?(?:人民币|RMB|CNY)?整?(?P<end>\)?)"
)
_PLAIN = lazy_pattern(r"[0-9]{1,12}(?:\.[0-9]{1,8})?")
_CUTS = ("-", "−", "()")
_WORDS = lazy_pattern(
    rf"(?:人民币)?:?(?P<numeral>[{_SIGNS}]+)(?:[ \t]+(?P<unit>亿元?|百万元|千元|万元?)"
    rf"|(?P<yuan>[元圆])(?:零?(?P<jiao>[{numerals.DIGITS}])角)?(?:零?(?P<fen>[{numerals.DIGITS}])分)?)?[整正]?"
)
# Blanks within a figure or a numeral, which count; others only stand around signs and units.
_BLANKS = lazy_pattern(rf"((?<=[0-9.,eE+])[ \t]+(?=[0-9.,eE+])|(?<=[{_SIGNS}])[ \t]+(?=[{_SIGNS}]))|[ \t]+")
_RANGE = lazy_pattern(r"\d[^\d.,~—–至到-]*[~—–至到-]\D*\d")


class _Said(NamedTuple):
    """A number as it stands, with its own unit if it has one."""

    number: Decimal
    unit: str | None
    is_cut: bool = False


def numeral(text: str) -> int:
    """The whole number written in Chinese numerals. Raises Unreadable."""
    try:
        return numerals.value(text)
    except numerals.NoNumeral as error:
        shown = text if len(text) <= 40 else text[:40] + "…"
        raise Unreadable("“%(text)s”不是完整的数字", "请写阿拉伯数字", text=shown) from error


def parse_money(text: str, unit: str | None) -> Decimal:
    """The amount in yuan to the fen (halves up). Arguments and errors: see `exact_money`."""
    return exact_money(text, unit).quantize(FEN, ROUND_HALF_UP)


def plain_money(text: str, unit: str | None) -> Decimal | None:
    """What `parse_money` gives for plain figures with a known unit, sooner; None where a closer look is needed."""
    if unit is None or _PLAIN.fullmatch(text) is None:
        return None
    yuan = Decimal(text) * YUAN[unit]
    return yuan.quantize(FEN, ROUND_HALF_UP) if yuan < CEILING else None


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
    return yuan.quantize(FEN)


def exact_money(text: str, unit: str | None, *, negative: bool = False) -> Decimal:
    """The amount in yuan of a text as `cells.clean` gives it; a unit in it overrides `unit`, that of the header.

    negative: cuts are read too, -5 or (5).
    Raises:
        Unreadable: no single amount, no unit, negative where that is not read, or 10^12 yuan and more.
    """
    said = _said(text)
    # 三万五千 under 万元 is not known to be one or the other.
    if said.unit is None and (unit is None or (unit != "元" and re.search("[万亿]", text))):
        raise Unreadable(f"没有写单位，不知道是元还是{unit or '万元'}", "请写明单位，如“12万元”")
    unit = said.unit or unit or "元"
    yuan = _bounded(_without_noise(_bounded(said.number), unit) * YUAN[unit])
    return _signed(yuan, is_cut=said.is_cut, negative=negative)


def plain_number(text: str) -> Decimal | None:
    """The number of a cell without a unit, without its sign; None otherwise."""
    try:
        said = _said(text)
    except Unreadable:
        return None
    return said.number if said.unit is None else None


def _said(text: str) -> _Said:
    """The one number of a text, in figures or in numerals. Raises Unreadable."""
    spaced = _BLANKS.sub(r"\1", text) if " " in text or "\t" in text else text
    if found := _NUMBER.fullmatch(spaced):
        signs = found["sign"] + found["minus"] + found["end"]
        if not signs or signs in _CUTS:
            return _Said(_number(found), _full(found["unit"]), bool(signs))
    elif found := _WORDS.fullmatch(spaced):
        return _in_words(found)
    raise _refusal(text)


def _full(unit: str | None) -> str | None:
    return unit if unit is None or unit.endswith("元") else unit + "元"


def _number(found: re.Match[str]) -> Decimal:
    return Decimal(found["digits"].replace(",", "").replace(" ", "") + (found["power"] or ""))


def _in_words(found: re.Match[str]) -> _Said:
    number = Decimal(numeral(found["numeral"]))
    if found["yuan"] is not None:
        cents = 10 * numeral(found["jiao"] or "零") + numeral(found["fen"] or "零")
        return _Said(number + Decimal(cents) / 100, "元")
    if found["unit"] is None and found["numeral"].endswith(("万", "亿")):  # as 120万 is
        return _Said(number, "元")
    return _Said(number, _full(found["unit"]))


def _without_noise(number: Decimal, unit: str) -> Decimal:
    """The number without the rounding error of floating-point arithmetic: 3702.2999999999997 is 3702.3, 1e-99 is not 0."""
    if -int(number.as_tuple().exponent) < NOISY_PLACES:
        return number
    rounded = round(number, max(6, 2 + YUAN[unit].adjusted()))
    return rounded if abs(rounded - number) * 10**6 <= number else number


def _signed(yuan: Decimal, *, is_cut: bool, negative: bool) -> Decimal:
    if is_cut and not negative:
        raise Unreadable("金额是负数", "请写大于零的金额；调减请另列")
    return -yuan if is_cut else yuan


def _bounded(yuan: Decimal) -> Decimal:
    if yuan >= CEILING:
        raise Unreadable("金额达到一万亿元，多半是单位写错了", "请核对是元还是万元")
    return yuan


def _refusal(text: str) -> Unreadable:
    """What is wrong with a text that is no amount."""
    compact = re.sub(r"\s", "", text)
    if re.search(f"[{DIRECTIONS}]", text):
        return Unreadable("夹有看不见的控制字符，显示的数和存的数可能不同", "请删去，重新输入金额")
    if re.search(r"/(?:年|月|人|次|天|平)|每(?:年|月|人|次)", compact):
        return Unreadable("写的是单价或者每期的金额", "请只写总金额；分年、分期的，写合计")
    if _RANGE.search(compact):
        return Unreadable("写的是一个范围，不是一个金额", "请写一个确定的金额")
    if compact in {"-", "--", "—", "——", "/", "\\", "无", "待定", "暂无", "未定", "N/A", "n/a"}:
        return NotStated("没有写金额", "请填写金额")
    if re.search(rf"[0-9{_SIGNS}]", text) and re.search(r"[^\S \t]", text):
        return Unreadable("写了几行，不知道哪一行是金额", "请只写一个金额，写在一行里")
    if re.search(rf"[0-9.,{_SIGNS}][ \t]+[0-9.,{_SIGNS}]", text):
        return Unreadable("数字中间有空格，不知道是一个数还是几个数", "请只写一个金额，数字中间不要空格")
    return Unreadable("看不懂这个金额", "请写数字，例如 1,860,000 或 186万元")
