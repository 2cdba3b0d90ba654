"""Local numbers of the law that the rulebook doesn't have: whatever a place has set, it is not below the country's least.

So what lies below that least lies below the place's number, too, and a rule has its answer without knowing it. Totals of
a scope are left alone: whether an answer rests on them can't be told from the row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from goufu.law.conditions import Conditions
from goufu.law.expression import FALSE, Expression
from goufu.law.model import ParameterValue, Rule, Rulebook, Value

# Of a comparison `fact OP number`: how the fact has to lie to the country's least, and what the comparison then is.
_CERTAIN = {"lt": ("lt", True), "lte": ("lte", True), "gt": ("lte", False), "gte": ("lt", False)}
_TURNED = {"lt": "gt", "lte": "gte", "gt": "lt", "gte": "lte"}


def with_floors(tree: Expression, totals: Collection[str], book: Rulebook) -> Expression:
    """The condition in which a comparison of a fact with a local number is also answered by the country's least for it."""

    def replace(node: Expression) -> Expression:
        compared = _compared(node, totals, book)
        if compared is None:
            return node
        kind, fact, number = compared
        return _answered(node, kind, fact, book.parameters[number].floor)

    return tree.replaced(replace)


def floors_of(rule: Rule, conditions: Conditions, book: Rulebook) -> dict[str, str]:
    """The local numbers that the rule compares facts with, each with the name of the country's least for it."""
    totals = rule.scope.totals if rule.scope else ()
    nodes = (node for condition in (conditions.applies, conditions.must) for node in condition.tree.walk())
    compared = (_compared(node, totals, book) for node in nodes)
    return {each[2]: book.parameters[each[2]].floor for each in compared if each}


def values_held(
    rule: Rule, names: Iterable[str], floors: Mapping[str, str], facts: Mapping[str, Value], book: Rulebook
) -> dict[str, ParameterValue | None]:
    """The values in force of these parameters for a row, and the country's least for those that the rulebook doesn't have."""
    found = {name: book.parameters[name].of_row(rule, facts) for name in names}
    least = {
        floor: book.parameters[floor].of_row(rule, facts)
        for number, floor in floors.items()
        if found.get(number) is None
    }
    return found | {name: value for name, value in least.items() if value}


def _compared(
    node: Expression, totals: Collection[str], book: Rulebook
) -> tuple[str, Expression, str] | None:
    """The comparison as `fact OP number`; None where it is none, or the number has no least."""
    if node.kind not in _CERTAIN:
        return None
    kind, (fact, number) = node.kind, node.parts
    if fact.kind == "parameter":
        kind, fact, number = _TURNED[kind], number, fact
    if fact.kind != "column" or fact.text in totals or number.kind != "parameter":
        return None
    return (kind, fact, number.text) if book.parameters[number.text].floor else None


def _answered(node: Expression, kind: str, fact: Expression, floor: str) -> Expression:
    lies, answer = _CERTAIN[kind]
    below = Expression(lies, (fact, Expression("parameter", text=floor)))
    is_certain = Expression("coalesce", (below, FALSE))
    if answer:
        return Expression("paren", (Expression("or", (node, is_certain)),))
    return Expression("paren", (Expression("and", (node, Expression("not", (is_certain,)))),))
