"""The facts of a project that have no field of their own: stored in `Project.facts` by name, in their types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Field
from django.utils.translation import pgettext

from goufu.core.errors import Refusal
from goufu.core.fact_views import FactView, facts_of_stage
from goufu.core.model_fields import MoneyField
from goufu.files.cells import one_line
from goufu.law.answers import shown
from goufu.law.load import rulebook_stages
from goufu.law.model import Fact, Value
from goufu.planning.models import Project

STAGE = "plan"
MOST = 10**16  # the first number that the law's columns don't hold
LONGEST_TEXT = 2_000
LARGEST_INTEGER = 10**9
# A field is the fact of its name, an amount the fact in yuan; these are called otherwise.
FACT_NAMES = {
    "year": "budget_year",
    "need": "description",
    "standard": "basic_service_standard",
    "first_year": "year_amount_yuan",
}


def _fact_of(field: Field[Any, Any]) -> str:
    unit = "_yuan" if isinstance(field, MoneyField) else ""
    return FACT_NAMES.get(field.name, f"{field.name}{unit}")


# Facts that people write into a field, by name: the field.
WRITTEN_AS = {
    fact: field.name
    for field in Project.said_fields()
    if (fact := _fact_of(field)) in rulebook_stages()[STAGE].facts
}
# Of a registered provider the view reads what its file says on the day, of an amount what a contract has committed too.
# The rest follows from the project's years, body, provider, budget lines, catalogue entry or targets, as facts.sql says,
# or is kept.
FROM_THE_VIEW = ("provider", "provider_kind", "amount_yuan", "year_amount_yuan")
# What nobody types: the provider's file says it, with what it got of the year's budget (registry.Appropriation).
OF_APPROPRIATION = ("is_provider_fully_appropriated", "is_provider_appropriated")
OF_FIELDS = {fact: name for fact, name in WRITTEN_AS.items() if fact not in FROM_THE_VIEW}
# What the totals of a year read of a project, but for its amounts, purchaser and budget line, which facts.sql tells.
COUNTED_AS_GRANTED = (
    "budget_year", "is_new", "is_service_purchase", "is_sme_reserved", "is_suitable_for_sme", "item_code", "method",
    "no_reserve_reason", "provider_kind", "service_class", "term_months",
)  # fmt: skip
PROJECTS = FactView(
    "planning_plan_facts",
    Path(__file__).with_name("facts.sql"),
    OF_FIELDS,
    granted="granted.facts",
    counted_as_granted=COUNTED_AS_GRANTED,
    reading="p.reading",
)
_PYTHON: dict[str, type | tuple[type, ...]] = {
    "text": str, "choice": str, "money": (Decimal, int), "number": (Decimal, int), "integer": int, "date": date,
    "yesno": bool,
}  # fmt: skip


def _figure(places: str) -> Callable[[str], Decimal]:
    """A reader of numbers with at most that many decimal places; it raises ArithmeticError or ValueError."""

    def read(said: str) -> Decimal:
        figure = Decimal(said)
        if not figure.is_finite() or abs(figure) >= MOST or figure != figure.quantize(Decimal(places)):
            raise ValueError(said[:40])
        return figure + 0  # there is no negative zero

    return read


_READERS: dict[str, Callable[[str], Value]] = {
    "date": date.fromisoformat,
    "money": _figure("0.01"),
    "number": _figure("0.000001"),
}
_WRITTEN = {
    "text": "文字", "choice": "选项的代码", "money": "两位小数的元", "number": "数字", "integer": "整数",
    "date": "2026-11-23", "yesno": "true 或 false",
}  # fmt: skip


def askable() -> Mapping[str, Fact]:
    """The plan stage's facts that are stored in `Project.facts`, by name."""
    return facts_of_stage(STAGE).stored


def words_of(fact: Fact) -> dict[str, str]:
    """What may be chosen for a fact, by its code, in the reader's language."""
    return {code: pgettext("fact", word) for code, word in fact.choices.items()}


def asked_facts(given: Mapping[str, Value]) -> dict[str, Any]:
    """The given facts as stored, without None and empty ones. Raises TypeError, KeyError on a programming error."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value == "":
            continue
        fact = askable()[name]
        is_known = not fact.choices or value in fact.choices
        if not isinstance(value, _PYTHON[fact.type]) or not is_known:
            raise TypeError(f"{name}: {value!r}")
        values[name] = value if isinstance(value, bool | int) else one_line(str(value))
    return values


def facts_said(given: Mapping[str, Any]) -> dict[str, Value]:
    """The facts sent by an API client: money, numbers and dates may be text. Raises Refusal, which names the fact."""
    said: dict[str, Value] = {}
    for name, value in given.items():
        fact = askable().get(name)
        if fact is None:
            raise Refusal(
                f"没有名为 {name} 的事实，或者它由别的栏目得出", "可用的名称见规则库的计划阶段", field=name
            )
        try:
            read = _READERS.get(fact.type)
            said[name] = read(str(value)) if read and value is not None else value
            asked_facts({name: said[name]})
        except (TypeError, ValueError, ArithmeticError) as error:
            raise Refusal(
                f"{fact.title}：{str(value)[:40]!r}读不懂", f"请按{_WRITTEN[fact.type]}填写", field=name
            ) from error
        _must_be_within_bounds(fact, said[name])
    return said


def _must_be_within_bounds(fact: Fact, value: Value) -> None:
    """Refuses what the page's form would not take either: a long text, a number that is negative or too large."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise Refusal(f"{fact.title}：太长", f"请写在{LONGEST_TEXT}字以内", field=fact.name)
    if isinstance(value, int | Decimal) and value < 0:
        raise Refusal(f"{fact.title}：不能小于零", "请核对以后再提交", field=fact.name)
    if isinstance(value, int) and value > LARGEST_INTEGER:
        raise Refusal(f"{fact.title}：数目太大", f"请填不超过{LARGEST_INTEGER}的整数", field=fact.name)


def facts_of(stored: Mapping[str, Any]) -> dict[str, Value]:
    """The stored facts in their types."""
    return {
        name: read(value) if (read := _READERS.get(askable()[name].type)) else value
        for name, value in stored.items()
    }


def in_words(stored: Mapping[str, Any]) -> dict[str, str]:
    """The stored facts for display: formatted values by title."""
    return {askable()[name].title: shown(value, askable()[name]) for name, value in facts_of(stored).items()}


def changed_in_words(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The changed facts for display, one text each."""
    was, said = in_words(before), in_words(now)
    return [
        f"{title}：{said.get(title, '未填')}" for title in was | said if was.get(title) != said.get(title)
    ]
