"""The choice of a method: why it may not be used, whose approval it needs, and the panel and price weights it demands.

Pure functions of a day, a place and what is known of the procurement, by names of facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from goufu.law.model import Value
from goufu.law.values import level_of, number_in_words
from goufu.procurement.model import Approval, LargerPanel, Method, Methods, holds


@dataclass(frozen=True, slots=True)
class Situation:
    """When and where somebody wants to buy, and what is known of it. `level`: where the place's code doesn't tell."""

    day: date
    place: str
    choices: Mapping[str, Value] = field(default_factory=dict)
    level: str = ""

    @property
    def government(self) -> str:
        """The level of government."""
        return self.level or level_of(self.place)


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most that is allowed; None: no limit, or none is known."""

    least: Decimal | None
    most: Decimal | None


def number(name: str, situation: Situation, methods: Methods) -> Decimal | None:
    """The number of the law on that day, in that place; None where none is known."""
    value = methods.book.parameters[name].at(situation.day, situation.government, situation.place)
    return value.value if value else None


def reasons_against(method: Method, situation: Situation, methods: Methods) -> tuple[str, ...]:
    """Why the method can't be used, a sentence each with its article; none where it can."""
    return tuple(_reasons(method, situation, methods))


def usable(situation: Situation, methods: Methods) -> list[Method]:
    """The methods that nothing speaks against, in the order of their names."""
    return [each for each in methods.methods.values() if not reasons_against(each, situation, methods)]


def approval_needed(method: Method, situation: Situation, methods: Methods) -> Approval | None:
    """The approval that the method needs for this budget. A threshold that isn't known asks for none; timetables tell that gap."""
    if method.approval is None or not _reaches(method.approval.above, situation, methods):
        return None
    return method.approval


def may_approve(approval: Approval, level: str) -> bool:
    """Whether a finance department of that level may give the approval."""
    return level in approval.levels


def least_panel(method: Method, situation: Situation, methods: Methods) -> int | None:
    """The least number of members of the panel; None where the method has none."""
    if method.panel is None:
        return None
    larger = [each.least for each in method.panel.larger if _applies(each, situation, methods)]
    sizes = [number(name, situation, methods) for name in (method.panel.least, *larger)]
    return int(max(size for size in sizes if size is not None))


def law_experts_needed(method: Method, situation: Situation, methods: Methods) -> int:
    """The least number of experts of law on the panel."""
    wanted = method.panel.law_experts if method.panel else None
    if wanted is None or not _applies(wanted, situation, methods):
        return 0
    return int(number(wanted.least, situation, methods) or 0)


def price_weights(method: Method, situation: Situation, methods: Methods) -> Range:
    """The percents that the price may weigh; for information systems of the government there is one number."""
    limits = method.scoring.limits if method.scoring else {}
    if situation.choices.get("is_it_system") and "price_weight.it_system" in limits:
        only = number(limits["price_weight.it_system"], situation, methods)
        return Range(only, only)
    least, most = (limits.get(f"price_weight.{end}") for end in ("least", "most"))
    return Range(
        number(least, situation, methods) if least else None,
        number(most, situation, methods) if most else None,
    )


def _reasons(method: Method, situation: Situation, methods: Methods) -> Iterator[str]:
    book = methods.book
    if method.refusal:
        yield f"{method.refusal}（{book.cite(method.article)}）"
        return
    if not method.in_force(situation.day):
        yield f"{method.title}从 {method.in_force_from} 起才有（{book.cite(method.article)}）：改用其他采购方式"
    if method.levels and situation.government not in method.levels:
        levels = book.stages["procurement"].facts["level"].choices
        allowed = "、".join(levels[each] for each in method.levels)
        yield f"{method.title}只限{allowed}单位（{book.cite(method.approval_article)}）：改用其他采购方式"
    if method.below and _reaches(method.below, situation, methods):
        parameter, limit = book.parameters[method.below], number(method.below, situation, methods)
        yield (
            f"预算达到{parameter.title}{number_in_words(limit or Decimal(0), parameter)}，不能自行采购"
            f"（{book.cite(method.article)}）：改用政府采购方式"
        )
    if method.grounds and situation.choices.get(method.grounds.fact) not in method.grounds.cases:
        labels = book.stages["procurement"].facts[method.grounds.fact].choices
        cases = "；".join(labels[case] for case in method.grounds.cases)
        yield f"{method.title}要有规定的情形（{book.cite(method.grounds.article)}）：写明是哪一种：{cases}"


def _applies(larger: LargerPanel, situation: Situation, methods: Methods) -> bool:
    reached = not larger.above or _reaches(larger.above, situation, methods)
    return reached and holds(larger.when, situation.choices)


def _reaches(name: str, situation: Situation, methods: Methods) -> bool:
    """Whether the budget is at or above the amount; no where either isn't known."""
    budget, limit = situation.choices.get("budget_yuan"), number(name, situation, methods)
    return isinstance(budget, Decimal) and limit is not None and budget >= limit
