"""The choice of a method: why it may not be used, whose approval it needs, and the panel and price weights it demands.

Pure functions of a day, a place and what is known of the procurement, by names of facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from goufu.law.model import ParameterValue, Value
from goufu.law.values import level_of, marked_number
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


@dataclass(frozen=True, slots=True)
class Unknown:
    """An answer that can't be given because the local number or the budget is missing: what is missing, in a sentence."""

    sentence: str


def number(name: str, situation: Situation, methods: Methods) -> Decimal | None:
    """The number of the law on that day, in that place; None where none is known."""
    value = _value(name, situation, methods)
    return value.value if value else None


def reasons_against(method: Method, situation: Situation, methods: Methods) -> tuple[str, ...]:
    """Why the method can't be used, a sentence each with its article; none where it can."""
    return tuple(_reasons(method, situation, methods))


def usable(situation: Situation, methods: Methods) -> list[Method]:
    """The methods that nothing speaks against, in the order of their names."""
    return [each for each in methods.methods.values() if not reasons_against(each, situation, methods)]


def approval_needed(method: Method, situation: Situation, methods: Methods) -> Approval | Unknown | None:
    """The approval that the method needs for this budget; None where it needs none."""
    if method.approval is None:
        return None
    reached = reaches(method.approval.above, situation, methods)
    if reached is None:
        return unknown(method.approval.above, f"看不出{method.title}要不要先经批准", situation, methods)
    return method.approval if reached else None


def may_approve(approval: Approval, level: str) -> bool:
    """Whether a finance department of that level may give the approval."""
    return level in approval.levels


def least_panel(method: Method, situation: Situation, methods: Methods) -> int | Unknown | None:
    """The least number of members of the panel; None where the method has none."""
    if method.panel is None:
        return None
    least = _size(method.panel.least, situation, methods)
    doubtful: list[LargerPanel] = []
    for each in method.panel.larger:
        applies = _applies(each, situation, methods)
        if applies:
            least = max(least, _size(each.least, situation, methods))
        elif applies is None:
            doubtful.append(each)
    for each in doubtful:
        if _size(each.least, situation, methods) > least:
            return unknown(each.above, f"看不出{method.panel.title}最少要几人", situation, methods)
    return least


def law_experts_needed(method: Method, situation: Situation, methods: Methods) -> int:
    """The least number of experts of law on the panel."""
    wanted = method.panel.law_experts if method.panel else None
    return _size(wanted.least, situation, methods) if wanted and _applies(wanted, situation, methods) else 0


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
    if method.below:
        yield from _too_large(method, situation, methods)
    if method.grounds and situation.choices.get(method.grounds.fact) not in method.grounds.cases:
        labels = book.stages["procurement"].facts[method.grounds.fact].choices
        cases = "；".join(labels[case] for case in method.grounds.cases)
        yield f"{method.title}要有规定的情形（{book.cite(method.grounds.article)}）：写明是哪一种：{cases}"


def _too_large(method: Method, situation: Situation, methods: Methods) -> Iterator[str]:
    """Why the budget is too large for the method, or why that can't be seen."""
    cited = methods.book.cite(method.article)
    reached = reaches(method.below, situation, methods)
    if reached is None:
        why = unknown(method.below, "看不出能不能自行采购", situation, methods).sentence
        yield f"{why}（{cited}）：查明以后再定，或者改用政府采购方式"
    elif reached and (value := _value(method.below, situation, methods)):
        parameter = methods.book.parameters[method.below]
        yield (
            f"预算达到{parameter.title}{marked_number(value, parameter)}，不能自行采购（{cited}）：改用政府采购方式"
        )


def unknown(name: str, what: str, situation: Situation, methods: Methods) -> Unknown:
    """Why `reaches` can't answer, and what can't be seen therefore."""
    title = methods.book.parameters[name].title
    if _value(name, situation, methods) is None:
        return Unknown(f"当地的{title}没有收录，{what}")
    return Unknown(f"没有写采购预算，{what}")


def unasked(method: Method) -> Iterator[str]:
    """The fields of a plan that the method has nothing of: prequalification, a deadline for bids, an evaluation."""
    if "prequalification_closed" not in method.order:
        yield "has_prequalification"
    if method.admission is None:
        yield "applications_until"
    if method.scoring is None and method.second_stage is None:
        yield from ("evaluation_method", "has_fixed_price", "price_deduction_percent")
    if "bid_deadline" not in method.order and method.second_stage is None:
        yield from ("bid_deposit", "bid_deposit_cash_only", "file_until", "file_access", "submission_place")
        yield from ("bid_deadline_at", "opens_at", "opening_place")


def _value(name: str, situation: Situation, methods: Methods) -> ParameterValue | None:
    return methods.book.parameters[name].at(situation.day, situation.government, situation.place)


def _size(name: str, situation: Situation, methods: Methods) -> int:
    """A number of people; none where no law set one on that day."""
    return int(number(name, situation, methods) or 0)


def _applies(larger: LargerPanel, situation: Situation, methods: Methods) -> bool | None:
    """Whether the larger panel is wanted; None where it hangs on a budget or an amount that isn't known."""
    if not holds(larger.when, situation.choices):
        return False
    return reaches(larger.above, situation, methods) if larger.above else True


def reaches(name: str, situation: Situation, methods: Methods) -> bool | None:
    """Whether the budget is at or above the amount; None where either isn't known.

    Where nobody collected the local amount, a budget below the least that a place may set is below it all the same.
    """
    budget, limit = situation.choices.get("budget_yuan"), number(name, situation, methods)
    if not isinstance(budget, Decimal):
        return None
    if limit is None:
        least = methods.book.parameters[name].floor
        floor = number(least, situation, methods) if least else None
        return False if floor is not None and budget < floor else None
    return budget >= limit
