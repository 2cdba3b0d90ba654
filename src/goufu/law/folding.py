"""Simplification of a condition for facts that are never given, by three-valued logic."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce

from goufu.law.expression import ARITHMETIC, COMPARISONS, FALSE, NULL, TRUE, Expression

_STRICT = COMPARISONS.keys() | ARITHMETIC.keys()


def fold(tree: Expression, absent: Collection[str]) -> Expression:
    """The condition with NULL for the absent facts, simplified; it gives the same answer on every row."""
    return _folded(tree, frozenset(absent))


def _is_known(node: Expression) -> bool:
    return node.kind in ("text", "number", "yesno")


def _folded(node: Expression, absent: frozenset[str]) -> Expression:
    if node.kind == "column":
        return NULL if node.text in absent else node
    if node.kind in ("and", "or"):
        return _connected(node.kind, [_folded(part, absent) for part in node.operands()])
    if node.kind == "case":
        return _case(node, absent)
    return _simple(node.of(_folded(part, absent) for part in node.parts))


def _simple(node: Expression) -> Expression:
    first = node.parts[0] if node.parts else NULL
    match node.kind:
        case "paren":
            return first if first == NULL or _is_known(first) else node
        case "not":
            return _opposite(node)
        case "is" if first == NULL:
            return TRUE if node.parts[1] == NULL else FALSE
        case "coalesce":
            return _first(node.parts)
        case "call" if NULL in node.parts:
            return NULL
        case "in" | "between" | "neg" | "sum" | "min" | "max" if first == NULL:
            return NULL
        case "count" if first == NULL:
            return Expression("number", text="0")
        case "eq" if first.kind in ("text", "number") and first == node.parts[1]:
            return TRUE
    return NULL if node.kind in _STRICT and NULL in node.parts else node


def _opposite(node: Expression) -> Expression:
    [inner] = node.parts
    if inner == NULL:
        return NULL
    if inner.kind == "yesno":
        return FALSE if inner == TRUE else TRUE
    return node


def _connected(kind: str, parts: list[Expression]) -> Expression:
    deciding, idle = (FALSE, TRUE) if kind == "and" else (TRUE, FALSE)
    if deciding in parts:
        return deciding
    left = [part for part in parts if part != idle]
    if not left:
        return idle
    known = [part for part in left if part != NULL]
    if not known:
        return NULL
    remaining = [*known, NULL] if len(known) < len(left) else known
    return reduce(lambda whole, part: Expression(kind, (whole, part)), remaining)


def _first(values: Sequence[Expression]) -> Expression:
    left = tuple(value for value in values if value != NULL)
    if not left:
        return NULL
    if len(left) == 1 or _is_known(left[0]):
        return left[0]
    return Expression("coalesce", left)


def _is_never_true(node: Expression) -> bool:
    if node.kind == "and":
        return any(_is_never_true(part.bare) for part in node.operands())
    return node in (NULL, FALSE)


def _case(node: Expression, absent: frozenset[str]) -> Expression:
    parts: list[Expression] = []
    default = NULL if node.default is None else _folded(node.default, absent)
    for when, then in node.branches:
        condition = _folded(when, absent)
        if _is_never_true(condition):
            continue
        value = _folded(then, absent)
        if condition == TRUE:
            default = value
            break
        parts += [condition, value]
    if default == NULL and all(value == NULL for value in parts[1::2]):
        return NULL
    return Expression("case", (*parts, default)) if parts else default
