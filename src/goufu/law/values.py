"""Values of parameters in words: the number where it is the same for everybody asked about, else the parameter's title."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goufu.law.model import Parameter, ParameterValue, Rule

_LEVELS = {"central": "中央", "province": "省级", "city": "市级", "county": "县级", "township": "乡镇级"}
_TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Where:
    """The day, level and place for which a sentence is written; None: for every one."""

    day: date | None = None
    level: str | None = None
    place: str | None = None


ANYWHERE = Where()


def level_of(place: str) -> str:
    """The level of government of a six-digit place code: 100000 is central, 410000 a province, 410100 a city."""
    if place == "100000":
        return "central"
    return "province" if place.endswith("0000") else "city" if place.endswith("00") else "county"


def values_at(parameter: Parameter, rule: Rule | None, at: Where) -> list[ParameterValue]:
    """The values that may apply there while the rule is in force; one value when day, level and place are all known."""
    if at.day and at.level and at.place:
        held = parameter.at(at.day, at.level, at.place)
        return [held] if held else []
    return [value for value in parameter.values if _may_hold(value, rule, at)]


def _may_hold(value: ParameterValue, rule: Rule | None, at: Where) -> bool:
    first = max(value.from_, rule.in_force_from) if rule else value.from_
    last = min(value.until or date.max, (rule and rule.in_force_until) or date.max)
    return (
        first <= last
        and (at.day is None or value.from_ <= at.day <= (value.until or date.max))
        and (at.level is None or value.level in (None, at.level))
        and (at.place is None or value.place is None or at.place.startswith(value.place))
    )


def number_in_words(value: Decimal, parameter: Parameter) -> str:
    """The number with its unit as people write it: `200万元`, `10%`, `5个工作日`."""
    if parameter.type == "money" and value % _TEN_THOUSAND == 0 and value:
        return f"{(value / _TEN_THOUSAND).normalize():f}万{parameter.unit}"
    return f"{value.normalize():f}{parameter.unit}"


def marked_number(value: ParameterValue, parameter: Parameter) -> str:
    """The number, with 待核对 when nobody has checked it against the text."""
    return number_in_words(value.value, parameter) + ("" if value.verified else "（待核对）")


def value_in_words(parameter: Parameter, rule: Rule, at: Where, *, less: int = 0) -> str:
    """The value in a sentence: the number where there is one only, else the title; unknown values say so.

    `less`: how much less than the value is meant.
    """
    numbers = {value.value for value in values_at(parameter, rule, at)}
    if len(numbers) == 1:
        return number_in_words(numbers.pop() - less, parameter)
    title = f"{parameter.title}减{less}" if less else parameter.title
    return title if numbers else f"{title}（当时当地的数没有收录）"


def where_in_words(value: ParameterValue) -> str:
    """The place and level for which a value is in force; empty when everywhere."""
    return " ".join(
        filter(None, [value.place and f"区划{value.place}", value.level and _LEVELS[value.level]])
    )


def days_in_words(value: ParameterValue) -> str:
    return f"自{value.from_}至{value.until}" if value.until else f"自{value.from_}起"
