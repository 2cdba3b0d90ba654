"""Expressions: conditions as trees, which every engine's SQL, the sentences and the analysis are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

LOGIC = {"and": "AND", "or": "OR"}
COMPARISONS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
ARITHMETIC = {"add": "+", "sub": "-", "mul": "*"}
TOTALS = {"sum": "SUM", "count": "COUNT", "min": "MIN", "max": "MAX"}
_BETWEEN_PARTS = LOGIC | COMPARISONS | ARITHMETIC | {"is": "IS"}


@dataclass(frozen=True, slots=True)
class Expression:
    """One node of a condition.

    `kind` is a key of LOGIC, COMPARISONS, ARITHMETIC or TOTALS, or: column, parameter, call (`text` is its name), text,
    number, yesno (TRUE or FALSE), day (`text` is what stands in quotes), null, paren, not, neg, is, in, between, coalesce,
    case (`parts`: condition, value, …, and the default if there is one), or sql, already written out for one engine.
    """

    kind: str
    parts: tuple[Expression, ...] = ()
    text: str = ""

    @classmethod
    def of_json(cls, node: list[Any]) -> Self:
        """The expression of [kind, text, part, …]."""
        kind, text, *parts = node
        return cls(kind, tuple(cls.of_json(part) for part in parts), text)

    @property
    def sql(self) -> str:
        """The expression in SQL, the same for every engine."""
        return _written(self)

    def walk(self) -> Iterator[Expression]:
        """This node and all below it, level by level."""
        level = [self]
        while level:
            yield from level
            level = [part for node in level for part in node.parts]

    def in_order(self) -> Iterator[Expression]:
        """This node and all below it, in the order in which they are read."""
        yield self
        for part in self.parts:
            yield from part.in_order()

    def replaced(self, replace: Callable[[Expression], Expression]) -> Expression:
        """The expression with each node replaced by what `replace` returns; what is below a replaced node is left alone."""
        node = replace(self)
        return node if node is not self else self.of(part.replaced(replace) for part in self.parts)

    def of(self, parts: Iterator[Expression] | tuple[Expression, ...]) -> Expression:
        """The node with other parts."""
        return Expression(self.kind, tuple(parts), self.text)

    def operands(self) -> Iterator[Expression]:
        """The operands of a chain of the same AND or OR, from left to right."""
        for part in self.parts:
            if part.kind == self.kind:
                yield from part.operands()
            else:
                yield part

    @property
    def bare(self) -> Expression:
        """The expression without brackets around it."""
        return self.parts[0].bare if self.kind == "paren" else self

    @property
    def branches(self) -> list[tuple[Expression, Expression]]:
        """The conditions of a CASE, each with its value."""
        return list(zip(self.parts[0::2], self.parts[1::2], strict=False))

    @property
    def default(self) -> Expression | None:
        """The value of a CASE of which no condition is true; None where it has no ELSE."""
        return self.parts[-1] if len(self.parts) % 2 else None


def column(name: str) -> Expression:
    return Expression("column", text=name)


def sql(text: str) -> Expression:
    """An expression that is already written out."""
    return Expression("sql", text=text)


NULL = Expression("null")
TRUE = Expression("yesno", text="TRUE")
FALSE = Expression("yesno", text="FALSE")


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _written(node: Expression) -> str:
    kind, parts = node.kind, [_written(part) for part in node.parts]
    if kind in _BETWEEN_PARTS:
        return f" {_BETWEEN_PARTS[kind]} ".join(parts)
    if kind in TOTALS:
        return f"{TOTALS[kind]}({parts[0]})"
    match kind:
        case "text":
            return quoted(node.text)
        case "parameter":
            return f":{node.text}"
        case "day":
            return f"DATE {quoted(node.text)}"
        case "null":
            return "NULL"
        case "paren":
            return f"({parts[0]})"
        case "not":
            return f"NOT {parts[0]}"
        case "neg":
            return f"-{parts[0]}"
        case "in":
            return f"{parts[0]} IN ({', '.join(parts[1:])})"
        case "between":
            return f"{parts[0]} BETWEEN {parts[1]} AND {parts[2]}"
        case "coalesce":
            return f"COALESCE({', '.join(parts)})"
        case "call":
            return f"{node.text}({', '.join(parts)})"
        case "case":
            return _case(parts)
    return node.text


def _case(parts: list[str]) -> str:
    branches = [f"WHEN {when} THEN {then}" for when, then in zip(parts[0::2], parts[1::2], strict=False)]
    default = [f"ELSE {parts[-1]}"] if len(parts) % 2 else []
    return f"CASE {' '.join([*branches, *default])} END"
