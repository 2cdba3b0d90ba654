"""Simplification of a condition for facts that are never given, by three-valued logic."""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

_STRICT = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Add, exp.Sub, exp.Mul)


def fold(tree: exp.Expr, absent: Collection[str]) -> exp.Expr:
    """The condition with NULL for the absent facts, simplified; it gives the same answer on every row."""
    return _folded(tree.copy(), frozenset(absent))


def is_null(node: exp.Expr) -> bool:
    return isinstance(node, exp.Null)


def is_true(node: exp.Expr) -> bool:
    return isinstance(node, exp.Boolean) and bool(node.this)


def is_false(node: exp.Expr) -> bool:
    return isinstance(node, exp.Boolean) and not node.this


def _folded(node: exp.Expr, absent: frozenset[str]) -> exp.Expr:
    if isinstance(node, exp.Column):
        return exp.null() if node.name in absent else node
    if isinstance(node, exp.And | exp.Or):
        return _connected(type(node), [_folded(part, absent) for part in node.flatten(unnest=False)])
    if isinstance(node, exp.Case):
        return _case(node, absent)
    for key, value in list(node.args.items()):
        if isinstance(value, exp.Expr):
            node.set(key, _folded(value, absent))
        elif isinstance(value, list):
            node.set(key, [_folded(part, absent) for part in value if isinstance(part, exp.Expr)])
    return _simple(node)


def _simple(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.Paren():
            return (
                node.this if is_null(node.this) or isinstance(node.this, exp.Boolean | exp.Literal) else node
            )
        case exp.Not():
            return _opposite(node)
        case exp.Is() if is_null(node.this):
            return exp.true() if is_null(node.expression) else exp.false()
        case exp.Coalesce():
            return _first([node.this, *node.expressions])
        case exp.Anonymous() if any(map(is_null, node.expressions)):
            return exp.null()
        case exp.In() | exp.Between() | exp.Neg() | exp.Sum() | exp.Min() | exp.Max() if is_null(node.this):
            return exp.null()
        case exp.Count() if is_null(node.this):
            return exp.Literal.number(0)
        case exp.EQ() if isinstance(node.left, exp.Literal) and node.left == node.right:
            return exp.true()
    if isinstance(node, _STRICT) and (is_null(node.left) or is_null(node.right)):
        return exp.null()
    return node


def _opposite(node: exp.Not) -> exp.Expr:
    if is_null(node.this):
        return exp.null()
    if isinstance(node.this, exp.Boolean):
        return exp.false() if node.this.this else exp.true()
    return node


def _connected(kind: type[exp.Expr], parts: list[exp.Expr]) -> exp.Expr:
    decides, is_idle = (is_false, is_true) if kind is exp.And else (is_true, is_false)
    if any(map(decides, parts)):
        return next(filter(decides, parts))
    left = [part for part in parts if not is_idle(part)]
    if not left:
        return parts[0]
    if all(map(is_null, left)):
        return exp.null()
    known = [part for part in left if not is_null(part)]
    remaining = [*known, exp.null()] if len(known) < len(left) else known
    whole = remaining[0]
    for part in remaining[1:]:
        whole = kind(this=whole, expression=part)
    return whole


def _first(values: list[exp.Expr]) -> exp.Expr:
    left = [value for value in values if not is_null(value)]
    if not left:
        return exp.null()
    if len(left) == 1 or isinstance(left[0], exp.Literal | exp.Boolean):
        return left[0]
    return exp.Coalesce(this=left[0], expressions=left[1:])


def _is_never_true(node: exp.Expr) -> bool:
    if isinstance(node, exp.And):
        return any(map(_is_never_true, node.flatten()))
    return is_null(node) or is_false(node)


def _case(node: exp.Case, absent: frozenset[str]) -> exp.Expr:
    branches = []
    default = _folded(node.args["default"], absent) if node.args.get("default") is not None else exp.null()
    for branch in node.args["ifs"]:
        condition = _folded(branch.this, absent)
        if _is_never_true(condition):
            continue
        value = _folded(branch.args["true"], absent)
        if is_true(condition):
            default = value
            break
        branches.append(exp.If(this=condition, true=value))
    if is_null(default) and all(is_null(branch.args["true"]) for branch in branches):
        return exp.null()
    return exp.Case(ifs=branches, default=default) if branches else default
