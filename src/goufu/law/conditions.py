"""The SQL subset of conditions: parsed, type-checked, and analysed for the facts and parameters that they read.

It holds nothing that differs between engines: only the functions in `FUNCTIONS` and the operators that `_kind` accepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from sqlglot import exp, parse_one
from sqlglot.errors import ParseError

from goufu.law import patterns
from goufu.law.model import Rule, Rulebook, RulebookError

FUNCTIONS = {
    # name: (arguments, answer); "pattern" and "words" are literal strings
    "gf_blank": (("text",), "yesno"),
    "gf_match": (("text", "pattern"), "yesno"),
    "gf_ends": (("text", "pattern"), "yesno"),
    "gf_without": (("text", "words"), "text"),
    "gf_days": (("date", "date"), "number"),
    "gf_workdays": (("date", "date"), "number"),
    "gf_due": (("date", "number"), "date"),
    "gf_workday_due": (("date", "number"), "date"),
    "gf_plus_months": (("date", "number"), "date"),
    "gf_odd": (("number",), "yesno"),
}
WORKDAY_FUNCTIONS = frozenset({"gf_workdays", "gf_due", "gf_workday_due"})
_KINDS = {
    "text": "text",
    "choice": "text",
    "money": "number",
    "number": "number",
    "integer": "number",
    "date": "date",
    "yesno": "yesno",
}
_LOGIC = (exp.And, exp.Or)
_COMPARE = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul)
_TOTALS = (exp.Sum, exp.Count, exp.Min, exp.Max)


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked expression, with the facts, parameters, functions and word lists that it reads."""

    tree: exp.Expr
    facts: frozenset[str]
    parameters: frozenset[str]
    functions: frozenset[str]
    word_lists: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Conditions:
    """A rule's checked expressions; compared by identity."""

    applies: Condition
    must: Condition
    disputed: Condition
    totals: Mapping[str, Condition]

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts that the rule reads of the row itself, without the facts of its totals."""
        return (self.applies.facts | self.must.facts | self.disputed.facts) - frozenset(self.totals)

    @cached_property
    def needed(self) -> frozenset[str]:
        """The facts without which the rule may have no answer; not those tested by IS or given a default."""
        return (_needed(self.applies.tree) | _needed(self.must.tree)) - frozenset(self.totals)

    @property
    def blanks(self) -> tuple[str, ...]:
        """The facts that the condition tests with gf_blank, in its order."""
        calls = (
            call for call in self.must.tree.find_all(exp.Anonymous, bfs=False) if call.name == "gf_blank"
        )
        return tuple(dict.fromkeys(column.name for call in calls for column in call.find_all(exp.Column)))

    @cached_property
    def parameters(self) -> frozenset[str]:
        of_row = self.applies.parameters | self.must.parameters | self.disputed.parameters
        return of_row | self._of_totals()

    def _of_totals(self) -> frozenset[str]:
        return frozenset().union(*(total.parameters for total in self.totals.values()))

    @property
    def functions(self) -> frozenset[str]:
        return self.applies.functions | self.must.functions | self.disputed.functions

    @property
    def word_lists(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.applies.word_lists, *self.must.word_lists)))

    @property
    def compares(self) -> bool:
        """Whether the condition compares a number or a date with a limit."""
        return self.must.tree.find(*_COMPARE[2:], exp.Between) is not None


@cache
def parse(text: str) -> exp.Expr:
    try:
        return parse_one(text, dialect="duckdb")
    except ParseError as error:
        raise RulebookError(f"条件读不懂：{text}") from error


def conditions_of(rule: Rule, book: Rulebook) -> Conditions:
    """The rule's conditions, checked against the fact dictionary. Raises RulebookError with the rule's id."""
    by, totals = (rule.scope.by, tuple(rule.scope.totals.items())) if rule.scope else ((), ())
    try:
        return _conditions(book, rule.stage, (rule.applies, rule.must, rule.disputed), by, totals)
    except RulebookError as error:
        raise RulebookError(f"{rule.id}：{error}") from error


@lru_cache(maxsize=4096)
def _conditions(
    book: Rulebook,
    stage: str,
    texts: tuple[str, str, str],
    by: tuple[str, ...],
    totals: tuple[tuple[str, str], ...],
) -> Conditions:
    columns = {name: _KINDS[fact.type] for name, fact in book.stages[stage].facts.items()}
    unknown = [name for name in by if name not in columns]
    if unknown:
        raise RulebookError(f"范围里没有事实 {'、'.join(unknown)}")
    added = {name: _checked(text, columns, book, totals=True) for name, text in totals}
    row = columns | {name: _kind(condition.tree, columns) for name, condition in added.items()}
    applies, must, disputed = (_checked(text, row, book) for text in texts)
    conditions = Conditions(applies, must, disputed, added)
    for condition in (applies, must, disputed):
        if _kind(condition.tree, row) != "yesno":
            raise RulebookError("条件的结果应当是真假")
    return conditions


def _checked(text: str, columns: Mapping[str, str], book: Rulebook, *, totals: bool = False) -> Condition:
    tree = parse(text)
    if totals and not isinstance(tree, _TOTALS):
        raise RulebookError(f"合计只能是 SUM、COUNT、MIN、MAX：{text}")
    inner = tree.this if totals else tree
    _kind(inner, columns)
    facts = {column.name for column in inner.find_all(exp.Column)}
    parameters = {placeholder.name for placeholder in inner.find_all(exp.Placeholder)}
    unknown = parameters - set(book.parameters)
    if unknown:
        raise RulebookError(f"没有参数 {'、'.join(sorted(unknown))}")
    calls = list(inner.find_all(exp.Anonymous))
    lists: list[str] = []
    for name, pattern in ((call.name, str(call.expressions[1].this)) for call in calls if _reads_text(call)):
        if name == "gf_without":
            patterns.literals(pattern, book.words)
        else:
            patterns.expand(pattern, book.words)
        lists.extend(patterns.word_lists(pattern) if name != "gf_without" else ())
    return Condition(
        tree, frozenset(facts), frozenset(parameters), frozenset(call.name for call in calls), tuple(lists)
    )


def _needed(node: exp.Expr) -> frozenset[str]:
    if isinstance(node, exp.Column):
        return frozenset({node.name})
    if isinstance(node, exp.Is) or (isinstance(node, exp.Coalesce) and any(map(_is_value, node.expressions))):
        return frozenset()
    parts = (part for part in node.iter_expressions())
    return frozenset().union(*(_needed(part) for part in parts))


def _is_value(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal | exp.Boolean)


def _reads_text(call: exp.Anonymous) -> bool:
    return FUNCTIONS[call.name][0][-1] in ("pattern", "words")


def _kind(node: exp.Expr, columns: Mapping[str, str]) -> str:
    """The kind of an expression's value: text, number, date, yesno or null. Raises RulebookError if not allowed."""
    match node:
        case exp.Paren():
            return _kind(node.this, columns)
        case exp.Column():
            if node.table or node.name not in columns:
                raise RulebookError(f"没有事实 {node.sql()}")
            return columns[node.name]
        case exp.Placeholder():
            return "number"
        case exp.Literal():
            return "text" if node.is_string else "number"
        case exp.Boolean():
            return "yesno"
        case exp.Null():
            return "null"
        case exp.Cast() if node.to.this == exp.DataType.Type.DATE and node.this.is_string:
            return "date"
        case exp.Sum() | exp.Count() | exp.Min() | exp.Max():
            return "number" if isinstance(node, exp.Sum | exp.Count) else _kind(node.this, columns)
        case exp.Anonymous():
            return _call(node, columns)
        case exp.Case():
            return _case(node, columns)
        case exp.Coalesce():
            return _same([node.this, *node.expressions], columns, node)
        case exp.Neg():
            return _all(node, [node.this], "number", columns)
    return _operator(node, columns)


def _operator(node: exp.Expr, columns: Mapping[str, str]) -> str:
    if isinstance(node, exp.Not):
        return _all(node, [node.this], "yesno", columns)
    if isinstance(node, _LOGIC):
        return _all(node, [node.left, node.right], "yesno", columns)
    if isinstance(node, _ARITHMETIC):
        return _all(node, [node.left, node.right], "number", columns)
    if isinstance(node, _COMPARE):
        _same([node.left, node.right], columns, node)
        return "yesno"
    if isinstance(node, exp.Between):
        _same([node.this, node.args["low"], node.args["high"]], columns, node)
        return "yesno"
    if isinstance(node, exp.In) and node.expressions and not node.args.get("query"):
        _same([node.this, *node.expressions], columns, node)
        return "yesno"
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null | exp.Boolean):
        _kind(node.this, columns)
        return "yesno"
    raise RulebookError(f"条件里不能用 {node.sql(dialect='duckdb')}（{type(node).__name__}）")


def _call(node: exp.Anonymous, columns: Mapping[str, str]) -> str:
    if node.name not in FUNCTIONS:
        raise RulebookError(f"没有函数 {node.name}")
    wanted, answer = FUNCTIONS[node.name]
    if len(wanted) != len(node.expressions):
        raise RulebookError(f"{node.name} 要 {len(wanted)} 个参数")
    for kind, argument in zip(wanted, node.expressions, strict=True):
        if kind in ("pattern", "words"):
            if not argument.is_string:
                raise RulebookError(f"{node.name} 的模式要直接写出")
        elif _kind(argument, columns) not in (kind, "null"):
            raise RulebookError(f"{node.sql(dialect='duckdb')} 的参数应当是 {kind}")
    return answer


def _case(node: exp.Case, columns: Mapping[str, str]) -> str:
    if node.this is not None:
        raise RulebookError("CASE 要写成 CASE WHEN 条件 THEN 值")
    for branch in node.args["ifs"]:
        _all(node, [branch.this], "yesno", columns)
    default = node.args.get("default")
    values = [branch.args["true"] for branch in node.args["ifs"]] + ([default] if default is not None else [])
    return _same(values, columns, node)


def _all(node: exp.Expr, parts: list[exp.Expr], kind: str, columns: Mapping[str, str]) -> str:
    for part in parts:
        if _kind(part, columns) not in (kind, "null"):
            raise RulebookError(
                f"{node.sql(dialect='duckdb')} 里的 {part.sql(dialect='duckdb')} 应当是 {kind}"
            )
    return kind


def _same(parts: list[exp.Expr], columns: Mapping[str, str], node: exp.Expr) -> str:
    kinds = {_kind(part, columns) for part in parts} - {"null"}
    if len(kinds) > 1:
        raise RulebookError(f"{node.sql(dialect='duckdb')} 比较的两边不是同一类：{'、'.join(sorted(kinds))}")
    return next(iter(kinds), "null")
