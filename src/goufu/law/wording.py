"""Conditions in Chinese, for readers who don't read SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlglot import exp

from goufu.law.answers import written
from goufu.law.conditions import conditions_of
from goufu.law.model import Fact, ParameterValue, Rule, Rulebook

_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "等于",
    exp.NEQ: "不等于",
    exp.GT: "大于",
    exp.GTE: "不小于",
    exp.LT: "小于",
    exp.LTE: "不大于",
}
_DATE_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "就是",
    exp.NEQ: "不是",
    exp.GT: "晚于",
    exp.GTE: "不早于",
    exp.LT: "早于",
    exp.LTE: "不晚于",
}
_SIGNS: dict[type[exp.Expr], str] = {exp.Add: "加", exp.Sub: "减", exp.Mul: "乘以"}
_TOTALS: dict[type[exp.Expr], str] = {
    exp.Sum: "合计",
    exp.Count: "个数",
    exp.Min: "最小值",
    exp.Max: "最大值",
}
_LIST = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_PLAIN = re.compile(r"\{[a-z][a-z0-9_]*\}|[^\\^$.|?*+()\[\]{}]+")
_DATE_FUNCTIONS = frozenset({"gf_due", "gf_workday_due", "gf_plus_months"})


def demand(rule: Rule, book: Rulebook) -> str:
    """The requirement of the rule as a sentence."""
    return _Reader(rule, book).read(conditions_of(rule, book).must.tree)


def scope_of_application(rule: Rule, book: Rulebook) -> str:
    """The scope of application of the rule as a sentence; empty when it applies to all."""
    if rule.applies == "TRUE":
        return ""
    return _Reader(rule, book).read(conditions_of(rule, book).applies.tree)


def in_dispute(rule: Rule, book: Rulebook) -> str:
    """What is disputed of the rule, as a sentence; empty where nothing is."""
    if rule.disputed == "FALSE":
        return ""
    return _Reader(rule, book).read(conditions_of(rule, book).disputed.tree)


class _Reader:
    def __init__(self, rule: Rule, book: Rulebook) -> None:
        self.book = book
        self.facts: Mapping[str, Fact] = book.stages[rule.stage].facts
        self.totals = conditions_of(rule, book).totals
        self.by = "、".join(self.facts[name].title for name in rule.scope.by) if rule.scope else ""

    def read(self, node: exp.Expr) -> str:
        match node:
            case exp.Paren():
                return f"（{self.read(node.this)}）"
            case exp.And():
                return f"{self.read(node.left)}，且{self.read(node.right)}"
            case exp.Or():
                return f"{self.read(node.left)}，或{self.read(node.right)}"
            case exp.Not():
                return self._not(node.this)
            case exp.Column():
                return self._column(node)
            case exp.Placeholder():
                return self.book.parameters[node.name].title
            case exp.Literal():
                return f"“{node.this}”" if node.is_string else str(node.this)
            case exp.Boolean():
                return "是" if node.this else "否"
            case exp.Null():
                return "未填"
            case exp.Cast():
                return str(node.this.this)
            case exp.Neg():
                return f"负{self.read(node.this)}"
            case exp.Case():
                return self._case(node)
            case exp.Coalesce():
                return f"{self.read(node.this)}（未填按{self.read(node.expressions[0])}）"
            case exp.Between():
                low, high = self._value(node, node.args["low"]), self._value(node, node.args["high"])
                return f"{self.read(node.this)}在{low}与{high}之间（含）"
            case exp.In():
                return f"{self.read(node.this)}是{'、'.join(self._value(node, each) for each in node.expressions)}之一"
            case exp.Is():
                return f"{self.read(node.this)}{'未填' if isinstance(node.expression, exp.Null) else '是' + self.read(node.expression)}"
            case exp.Anonymous():
                return self._call(node)
        return self._binary(node)

    def _binary(self, node: exp.Expr) -> str:
        left, right = node.args["this"], node.args["expression"]
        if type(node) in _TOTALS:
            return f"{_TOTALS[type(node)]}（{self.read(left)}）"
        if type(node) in _SIGNS:
            return f"{self.read(left)}{_SIGNS[type(node)]}{self.read(right)}"
        signs = _DATE_COMPARISONS if self._is_date(left) or self._is_date(right) else _COMPARISONS
        sign = (
            "是"
            if isinstance(right, exp.Literal) and right.is_string and isinstance(node, exp.EQ)
            else signs[type(node)]
        )
        return f"{self.read(left)}{sign}{self._value(node, right)}"

    def _not(self, inner: exp.Expr) -> str:
        if isinstance(inner, exp.Paren):
            inner = inner.this
        if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
            return f"{self.read(inner.this)}已填"
        if isinstance(inner, exp.In):
            values = "、".join(self._value(inner, each) for each in inner.expressions)
            return f"{self.read(inner.this)}不是{values}中的任何一个"
        if isinstance(inner, exp.Column):
            return f"“{self._title(inner)}”为否"
        return f"没有（{self.read(inner)}）"

    def _title(self, node: exp.Column) -> str:
        return self.facts[node.name].title

    def _column(self, node: exp.Column) -> str:
        """A fact's title; a yes/no fact used as a condition becomes a sentence."""
        total = self.totals.get(node.name)
        if total is not None:
            tree = total.tree
            return f"同一{self.by}的{_TOTALS[type(tree)]}（{self.read(tree.this)}）"
        title = self._title(node)
        is_condition = not isinstance(node.parent, exp.Binary | exp.Is | exp.In) or isinstance(
            node.parent, exp.Connector
        )
        return f"“{title}”为是" if self.facts[node.name].type == "yesno" and is_condition else title

    def _value(self, node: exp.Expr, value: exp.Expr) -> str:
        """A value; a literal compared with a choice is written as the choice's label."""
        subject = node.this
        if isinstance(subject, exp.Column) and subject.name in self.facts and value.is_string:
            return self.facts[subject.name].choices.get(str(value.this), f"“{value.this}”")
        return self.read(value)

    def _case(self, node: exp.Case) -> str:
        branches = [f"{self.read(each.this)}时{self.read(each.args['true'])}" for each in node.args["ifs"]]
        default = node.args.get("default")
        return "；".join(branches + ([f"否则{self.read(default)}"] if default is not None else []))

    def _call(self, node: exp.Anonymous) -> str:
        first, *rest = node.expressions
        subject = self.read(first)
        second = self.read(rest[0]) if rest and not rest[0].is_string else ""
        match node.name:
            case "gf_blank":
                return f"{subject}为空白"
            case "gf_match":
                return f"{subject}里有{self._pattern(str(rest[0].this))}"
            case "gf_ends":
                return f"{subject}以{self._pattern(str(rest[0].this))}结尾"
            case "gf_without":
                return f"{subject}（去掉{self._pattern(str(rest[0].this))}以后）"
            case "gf_days":
                return f"{subject}至{second}的日数"
            case "gf_workdays":
                return f"{subject}至{second}的工作日数"
            case "gf_due":
                return f"{subject}起{second}日期满之日"
            case "gf_workday_due":
                return f"{subject}后第{second}个工作日"
            case "gf_plus_months":
                return f"{subject}起满{second}个月之日"
        return f"{subject}是单数"

    def _pattern(self, pattern: str) -> str:
        """The pattern for readers: word lists by title, plain words in quotes, any other pattern unchanged."""
        parts = pattern.split("|")
        if all(_PLAIN.fullmatch(part) for part in parts):
            return "、".join(self._part(part) for part in parts) + ("之一" if len(parts) > 1 else "")
        return "“" + _LIST.sub(lambda found: f"〈{self.book.word_titles[found[1]]}〉", pattern) + "”"

    def _part(self, part: str) -> str:
        name = _LIST.fullmatch(part)
        return f"〈{self.book.word_titles[name[1]]}〉" if name else f"“{part}”"

    def _is_date(self, node: exp.Expr) -> bool:
        if isinstance(node, exp.Column) and node.name in self.facts:
            return self.facts[node.name].type == "date"
        return isinstance(node, exp.Cast) or (
            isinstance(node, exp.Anonymous) and node.name in _DATE_FUNCTIONS
        )


def where(value: ParameterValue) -> str:
    """The place and level for which a value is in force; empty when everywhere."""
    return " ".join(
        filter(None, [value.place and f"区划{value.place}", value.level and _LEVELS[value.level]])
    )


def parameters_in_words(rule: Rule, book: Rulebook) -> list[tuple[str, str, str]]:
    """The parameters that the rule reads: (title, value with place, level and days, citation)."""
    lines = []
    for name in sorted(conditions_of(rule, book).parameters):
        parameter = book.parameters[name]
        for value in parameter.values:
            until = f"至{value.until}" if value.until else "起"
            mark = "" if value.verified else "（待核对）"
            text = f"{written(value.value, parameter)}{mark}，{where(value) or '全国'}，{value.from_}{until}"
            lines.append((parameter.title, text, book.cite(value.article)))
    return lines


_LEVELS = {"central": "中央", "province": "省级", "city": "市级", "county": "县级", "township": "乡镇级"}
