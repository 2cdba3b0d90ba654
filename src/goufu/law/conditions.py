"""The SQL subset of conditions: parsed, type-checked, and analysed for the facts and parameters that they read.

It holds nothing that differs between engines: only the functions in `FUNCTIONS` and the operators that `_kind` accepts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from goufu.compiled import compiled
from goufu.law import patterns
from goufu.law.expression import ARITHMETIC, COMPARISONS, LOGIC, TOTALS, Expression
from goufu.law.model import Rule, Rulebook, RulebookError

FUNCTIONS = {
    # name: (arguments, answer); "pattern" is a literal string
    "gf_blank": (("text",), "yesno"),
    "gf_match": (("text", "pattern"), "yesno"),
    "gf_ends": (("text", "pattern"), "yesno"),
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
_LIMITS = frozenset({"gt", "gte", "lt", "lte", "between"})
_parsed = compiled("goufu.law.parsing", "parsed")


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked expression, with the facts, parameters, functions and word lists that it reads."""

    tree: Expression
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
            node for node in self.must.tree.in_order() if node.kind == "call" and node.text == "gf_blank"
        )
        return tuple(
            dict.fromkeys(node.text for call in calls for node in call.walk() if node.kind == "column")
        )

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
        return any(node.kind in _LIMITS for node in self.must.tree.walk())


@cache
def parse(text: str) -> Expression:
    """The tree of a condition. Raises RulebookError where it can't be read or has what no condition may have."""
    return Expression.of_json(_parsed(text))


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
    if totals and tree.kind not in TOTALS:
        raise RulebookError(f"合计只能是 SUM、COUNT、MIN、MAX：{text}")
    inner = tree.parts[0] if totals else tree
    _kind(inner, columns)
    facts = {node.text for node in inner.walk() if node.kind == "column"}
    parameters = {node.text for node in inner.walk() if node.kind == "parameter"}
    unknown = parameters - set(book.parameters)
    if unknown:
        raise RulebookError(f"没有参数 {'、'.join(sorted(unknown))}")
    calls = [node for node in inner.walk() if node.kind == "call"]
    lists: list[str] = []
    for pattern in (call.parts[1].text for call in calls if _reads_text(call)):
        patterns.expand(pattern, book.words)
        lists.extend(patterns.word_lists(pattern))
    return Condition(
        tree, frozenset(facts), frozenset(parameters), frozenset(call.text for call in calls), tuple(lists)
    )


def _needed(node: Expression) -> frozenset[str]:
    if node.kind == "column":
        return frozenset({node.text})
    if node.kind == "is" or (node.kind == "coalesce" and any(map(_is_value, node.parts[1:]))):
        return frozenset()
    return frozenset().union(*map(_needed, node.parts))


def _is_value(node: Expression) -> bool:
    return node.kind in ("text", "number", "yesno")


def _reads_text(call: Expression) -> bool:
    return FUNCTIONS[call.text][0][-1] == "pattern"


def _kind(node: Expression, columns: Mapping[str, str]) -> str:
    """The kind of an expression's value: text, number, date, yesno or null. Raises RulebookError if not allowed."""
    match node.kind:
        case "paren":
            return _kind(node.parts[0], columns)
        case "column":
            if node.text not in columns:
                raise RulebookError(f"没有事实 {node.text}")
            return columns[node.text]
        case "text" | "number" | "yesno" | "null":
            return node.kind
        case "parameter":
            return "number"
        case "day":
            return "date"
        case "sum" | "count":
            return "number"
        case "min" | "max":
            return _kind(node.parts[0], columns)
        case "call":
            return _call(node, columns)
        case "case":
            return _case(node, columns)
        case "coalesce":
            return _same(node.parts, columns, node)
        case "neg":
            return _all(node, node.parts, "number", columns)
        case "is":
            _kind(node.parts[0], columns)
            return "yesno"
        case "not":
            return _all(node, node.parts, "yesno", columns)
    if node.kind in LOGIC:
        return _all(node, node.parts, "yesno", columns)
    if node.kind in ARITHMETIC:
        return _all(node, node.parts, "number", columns)
    assert node.kind in COMPARISONS or node.kind in ("between", "in"), node
    _same(node.parts, columns, node)
    return "yesno"


def _call(node: Expression, columns: Mapping[str, str]) -> str:
    if node.text not in FUNCTIONS:
        raise RulebookError(f"没有函数 {node.text}")
    wanted, answer = FUNCTIONS[node.text]
    if len(wanted) != len(node.parts):
        raise RulebookError(f"{node.text} 要 {len(wanted)} 个参数")
    for kind, argument in zip(wanted, node.parts, strict=True):
        if kind == "pattern":
            if argument.kind != "text":
                raise RulebookError(f"{node.text} 的模式要直接写出")
        elif _kind(argument, columns) not in (kind, "null"):
            raise RulebookError(f"{node.sql} 的参数应当是 {kind}")
    return answer


def _case(node: Expression, columns: Mapping[str, str]) -> str:
    _all(node, [condition for condition, _ in node.branches], "yesno", columns)
    values = [value for _, value in node.branches]
    return _same([*values, *([node.default] if node.default is not None else [])], columns, node)


def _all(node: Expression, parts: Sequence[Expression], kind: str, columns: Mapping[str, str]) -> str:
    for part in parts:
        if _kind(part, columns) not in (kind, "null"):
            raise RulebookError(f"{node.sql} 里的 {part.sql} 应当是 {kind}")
    return kind


def _same(parts: Sequence[Expression], columns: Mapping[str, str], node: Expression) -> str:
    kinds = {_kind(part, columns) for part in parts} - {"null"}
    if len(kinds) > 1:
        raise RulebookError(f"{node.sql} 比较的两边不是同一类：{'、'.join(sorted(kinds))}")
    return next(iter(kinds), "null")
