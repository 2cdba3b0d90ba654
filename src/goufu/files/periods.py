"""Parsing of dates and terms."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from goufu.files.amounts import numeral
from goufu.files.errors import Unreadable
from goufu.lazy_patterns import lazy_pattern

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_MONTHS = 12_000  # a thousand years; more is assumed to be an error
MONTH_NOTE = "只写到月，按当月1日计"
_EPOCH = date(1899, 12, 30)  # day 0 of Excel, which treats 1900 as a leap year
_REMEDY = "请写成 2026-11-23 或者 2026年11月23日"

_DAY = lazy_pattern(
    r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
)
_MONTH = lazy_pattern(r"(\d{4})(?:年|[-/.])(\d{1,2})月?(?:份|(上旬|中旬|下旬|底|初|末))?$")
_JANUARY_OR_OCTOBER = lazy_pattern(r"\d{4}\.1")  # as a number 2027.10 loses its zero
_QUARTER = lazy_pattern(r"(\d{4})年?(?:第?([一二三四1-4])季度|Q([1-4]))$")
_HALF = lazy_pattern(r"(\d{4})年?(上|下)半年$")
_TENTH = {"上旬": 1, "初": 1, "中旬": 11, "下旬": 21, "底": 21, "末": 21}

_RANGE = lazy_pattern(
    r"(\d{4}(?:年|[-/.])\d{1,2}(?:月|[-/.])?\d{0,2}日?)(?:起)?(?:至|到|-|~|—|–)+(.+?)(?:止)?$"
)
_SHORT_END = lazy_pattern(r"(\d{1,2})月(?:(\d{1,2})日)?$")
_DURATION = lazy_pattern(
    r"(\d+(?:\.\d+)?|[一二两三四五六七八九十]+|半)(?:个)?(年|月|周|日历天|日历日|天|日)(半)?"
)
_WHOLE_YEAR = lazy_pattern(r"(?:(?:20\d\d)年?度?)?(?:全年度?|整年)|20\d\d年度")
_FILLER = lazy_pattern(
    r"自|从|合同|协议|签订|签署|生效|中标通知书|发出|之日|之后|后|日?起|计算|内|以内|不超过|服务|履行|履约|期限|期|为|共计?|总计"
    r"|[:,，。()、=即]"
)


def parse_date(text: str, *, first_year: int = FIRST_YEAR) -> tuple[date, str]:
    """The date of an NFKC text, and a note on how it was read ("" when the text gives the day).

    Raises:
        Unreadable: no single date from 1990, or `first_year`, to 2100.
    """
    compact = re.sub(r"\s", "", text)
    if _JANUARY_OR_OCTOBER.fullmatch(compact):
        year = compact[:4]
        raise Unreadable(
            "“%(text)s”可能是%(year)s年1月，也可能是10月",
            "请写成%(year)s年1月或者%(year)s年10月",
            text=compact,
            year=year,
        )
    return _parsed(compact, first_year)


def parse_day(text: str, *, first_year: int = FIRST_YEAR) -> date:
    """The date of a text that gives the day. Otherwise as `parse_date`."""
    day, note = parse_date(text, first_year=first_year)
    if note:
        raise Unreadable("没有写到日", _REMEDY)
    return day


def _parsed(compact: str, first_year: int = FIRST_YEAR) -> tuple[date, str]:
    day, note = _read(compact)
    if not first_year <= day.year <= LAST_YEAR:
        raise Unreadable(
            "年份 %(year)s 不在 %(first)s 到 %(last)s 之间",
            _REMEDY,
            year=day.year,
            first=first_year,
            last=LAST_YEAR,
        )
    return day, note


def _read(compact: str) -> tuple[date, str]:
    if compact.isdecimal():
        return _from_digits(compact)
    if found := _DAY.match(compact):
        return _date(found[1], found[2], found[3]), ""
    if found := _MONTH.match(compact):
        day = _TENTH.get(found[3] or "", 1)
        return _date(found[1], found[2], day), f"只写到{found[3]}，按{day}日计" if found[3] else MONTH_NOTE
    if found := _QUARTER.match(compact):
        quarter = int(found[3] or 0) or (int(found[2]) if found[2].isdigit() else numeral(found[2]))
        return _date(found[1], 3 * quarter - 2, 1), "只写到季度，按该季度第一天计"
    if found := _HALF.match(compact):
        return _date(found[1], 1 if found[2] == "上" else 7, 1), "只写到半年，按该半年第一天计"
    raise Unreadable("看不懂这个日期", _REMEDY)


def _from_digits(digits: str) -> tuple[date, str]:
    if len(digits) == 8:
        return _date(digits[:4], digits[4:6], digits[6:]), ""
    if len(digits) == 6:
        return _date(digits[:4], digits[4:], 1), MONTH_NOTE
    if len(digits) == 5 and 32_874 <= int(digits) <= 73_415:
        return _EPOCH + timedelta(days=int(digits)), ""
    if len(digits) == 4:
        raise Unreadable("只写了年份", _REMEDY)
    raise Unreadable("看不懂这个日期", _REMEDY)


def _date(year: str | int, month: str | int, day: str | int) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable("没有这一天", _REMEDY) from None


def parse_term(text: str, unit: str | None) -> Decimal:
    """The term in months (six decimals) of an NFKC text; `unit` (年, 月 or 天) is the header's, for bare numbers.

    365 days are 12 months, leap days of whole years included. From a day to the day before or to the same day of a
    later month are whole months (Civil Code, articles 201 and 202).

    Raises:
        Unreadable: no single term.
    """
    compact = re.sub(r"\s", "", text)
    if re.fullmatch(r"\d+(?:\.\d+)?", compact):
        return _bare(Decimal(compact), unit)
    if found := _RANGE.search(compact):
        return _between(found[1], found[2])
    if _WHOLE_YEAR.fullmatch(compact):
        return _six(Decimal(12))
    if re.search(r"续签|一签|\+|长期|每年|[~～]|至|或", compact):
        raise Unreadable("看不出总的期限", "请写总期限，如“12个月”")
    parts = _DURATION.findall(compact)
    rest = _FILLER.sub("", _DURATION.sub("", compact))
    if not parts or rest:
        raise Unreadable("看不懂这个期限", "请写成“12个月”或者起止日期")
    return _same_twice(compact, [_months(*part) for part in parts])


def _same_twice(text: str, months: list[Decimal]) -> Decimal:
    """The term of several parts: 3年（36个月） repeats one, 1年6个月 adds up. Raises Unreadable."""
    if "(" in text or "即" in text:
        if len(set(months)) > 1:
            raise Unreadable("前后两个期限不一致", "请只写一个期限")
        return months[0]
    return _six(sum(months, Decimal(0)))


def _bare(number: Decimal, unit: str | None) -> Decimal:
    if unit is not None:
        return _months(str(number), unit, "")
    if number < 6:
        raise Unreadable("没有写单位，不知道是年还是月", "请写成“12个月”或者“1年”")
    if number > 120:
        raise Unreadable("没有写单位，不知道是月还是天", "请写成“12个月”或者“365天”")
    return _six(number)


def _months(number: str, unit: str, half: str) -> Decimal:
    if number == "半":
        count = Decimal("0.5")
    elif number[0].isdecimal():
        count = Decimal(number)
    else:
        count = Decimal(numeral(number))
    _refuse_beyond(count / 366)
    if half:
        count += Decimal("0.5")
    if unit == "年":
        return _six(count * 12)
    if unit == "月":
        return _six(count)
    return _from_days(count * 7 if unit == "周" else count)


def _from_days(days: Decimal) -> Decimal:
    years = int(days // 365)
    if years and 365 * years <= days <= 365 * years + (years + 3) // 4:
        return _six(Decimal(12 * years))
    return _six(days * 12 / 365)


def _between(start_text: str, end_text: str) -> Decimal:
    start, start_note = _parsed(start_text)
    if short := _SHORT_END.match(end_text):
        end, end_note = _date(start.year, short[1], short[2] or 1), "" if short[2] else MONTH_NOTE
    else:
        end, end_note = _parsed(end_text)
    if start_note or end_note:
        if not (start_note and end_note):
            raise Unreadable("起止日期一个写到日，一个写到月", "请把起止日期都写到日")
        months = 12 * (end.year - start.year) + end.month - start.month + 1
        return _positive(Decimal(months))
    months = 12 * (end.year - start.year) + end.month - start.month
    if end == plus_months(start, months):
        return _positive(Decimal(months))
    after = end + timedelta(days=1)
    whole = 12 * (after.year - start.year) + after.month - start.month
    if after.day < start.day:
        whole -= 1
    left = (after - plus_months(start, whole)).days
    return _positive(Decimal(whole) + Decimal(left) * 12 / 365)


def plus_months(day: date, months: int) -> date:
    """The same day that many months later, or the month's last day."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return first + timedelta(days=min(day.day, (following - first).days) - 1)


def _positive(months: Decimal) -> Decimal:
    if months <= 0:
        raise Unreadable("截止日期早于开始日期", "请核对起止日期")
    return _six(months)


def _refuse_beyond(months: Decimal) -> None:
    if months > LONGEST_MONTHS:
        raise Unreadable("期限超过一千年", "请核对数字和单位，写成“12个月”这样")


def _six(months: Decimal) -> Decimal:
    _refuse_beyond(months)
    return months.quantize(Decimal("0.000001"))
