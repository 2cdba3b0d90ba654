"""The parser of conditions, sqlglot's: 70 ms to import, and 17 MB, so it is imported only for what was not compiled.

What an expression may hold is decided in two steps: here, what can be a node at all; in `conditions`, which facts,
functions and kinds of values go together.
"""

from __future__ import annotations

from sqlglot import exp, parse_one, tokenize
from sqlglot.errors import ParseError, TokenError

from goufu.law.model import RulebookError

Node = list["str | Node"]
"""[kind, text, part, …], as `Expression.of_json` reads it."""

_OPERATORS: dict[type[exp.Expr], str] = {
    exp.And: "and", exp.Or: "or", exp.EQ: "eq", exp.NEQ: "neq", exp.GT: "gt", exp.GTE: "gte", exp.LT: "lt", exp.LTE: "lte",
    exp.Add: "add", exp.Sub: "sub", exp.Mul: "mul",
}  # fmt: skip
_WITH_ONE_PART: dict[type[exp.Expr], str] = {
    exp.Paren: "paren", exp.Not: "not", exp.Neg: "neg", exp.Sum: "sum", exp.Count: "count", exp.Min: "min", exp.Max: "max",
}  # fmt: skip


def parsed(condition: str) -> Node:
    """The tree of a condition. Raises RulebookError where it can't be read or has what no condition may have."""
    try:
        return _node(parse_one(condition, dialect="duckdb"))
    except (ParseError, TokenError) as error:
        raise RulebookError(f"条件读不懂：{condition}") from error


def tokens(condition: str) -> list[list[str]]:
    """The kinds and texts of the condition's tokens, without blanks and comments; a text in quotes stays as it is."""
    return [[token.token_type.name, token.text] for token in tokenize(condition, dialect="duckdb")]


def _node(node: exp.Expr) -> Node:
    kind = type(node)
    if kind in _OPERATORS:
        return [_OPERATORS[kind], "", _node(node.args["this"]), _node(node.args["expression"])]
    if kind in _WITH_ONE_PART and not node.expressions:
        return [_WITH_ONE_PART[kind], "", _node(node.this)]
    match node:
        case exp.Column() if not node.table:
            return ["column", node.name]
        case exp.Column():
            raise RulebookError(f"没有事实 {node.sql()}")
        case exp.Placeholder():
            return ["parameter", node.name]
        case exp.Literal():
            return ["text" if node.is_string else "number", str(node.this)]
        case exp.Boolean():
            return ["yesno", "TRUE" if node.this else "FALSE"]
        case exp.Null():
            return ["null", ""]
        case exp.Cast() if node.to.this == exp.DataType.Type.DATE and node.this.is_string:
            return ["day", str(node.this.this)]
        case exp.Anonymous():
            return ["call", node.name, *map(_node, node.expressions)]
        case exp.Coalesce():
            return ["coalesce", "", *map(_node, [node.this, *node.expressions])]
        case exp.Is() if isinstance(node.expression, exp.Null | exp.Boolean):
            return ["is", "", _node(node.this), _node(node.expression)]
        case exp.In() if node.expressions and not node.args.get("query"):
            return ["in", "", *map(_node, [node.this, *node.expressions])]
        case exp.Between():
            return ["between", "", *map(_node, [node.this, node.args["low"], node.args["high"]])]
        case exp.Case():
            return _case(node)
    raise RulebookError(f"条件里不能用 {node.sql(dialect='duckdb')}（{kind.__name__}）")


def _case(node: exp.Case) -> Node:
    if node.this is not None:
        raise RulebookError("CASE 要写成 CASE WHEN 条件 THEN 值")
    branches = [_node(part) for branch in node.args["ifs"] for part in (branch.this, branch.args["true"])]
    default = node.args.get("default")
    return ["case", "", *branches, *([_node(default)] if default is not None else [])]
