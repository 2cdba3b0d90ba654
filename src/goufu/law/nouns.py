"""The nouns of a rule's sentence: facts, numbers, days and totals as law prose names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import prod

from sqlglot import exp

from goufu.law.conditions import conditions_of, parse
from goufu.law.model import Fact, Rule, Rulebook
from goufu.law.patterns import in_words
from goufu.law.values import Where, value_in_words

_COUNTED = frozenset(("家", "人", "个", "份", "次", "日", "个工作日", "个月", "分钟", "项"))
_DATE_FUNCTIONS = frozenset({"gf_due", "gf_workday_due", "gf_plus_months"})
_TOTALS: dict[type[exp.Expr], str] = {
    exp.Sum: "合计",
    exp.Count: "项数",
    exp.Min: "最小值",
    exp.Max: "最大值",
}
_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Product:
    """A product taken apart: its plain number, the per cent in it, and what is left."""

    number: Decimal
    percent: exp.Expr | None
    rest: tuple[exp.Expr, ...]


class Nouns:
    """The nouns of one rule's sentence. `said` writes a condition within a noun."""

    def __init__(self, rule: Rule, book: Rulebook, at: Where, said: Callable[[exp.Expr], str]) -> None:
        self.rule, self.book, self.at, self.said = rule, book, at, said
        self.facts: Mapping[str, Fact] = book.stages[rule.stage].facts
        self.totals = conditions_of(rule, book).totals
        self._noted: set[str] = set()

    def once(self, note: str) -> str:
        """The note in brackets the first time, nothing afterwards."""
        if note in self._noted:
            return ""
        self._noted.add(note)
        return f"（{note}）"

    def of(self, node: exp.Expr) -> str:
        match node:
            case exp.Paren():
                return self.of(node.this)
            case exp.Column():
                return self._total(node.name) if node.name in self.totals else self._called(node.name)
            case exp.Placeholder():
                return value_in_words(self.book.parameters[node.name], self.rule, self.at)
            case exp.Literal():
                return f"“{node.this}”" if node.is_string else str(node.this)
            case exp.Cast():
                day = date.fromisoformat(str(node.this.this))
                return f"{day.year}年{day.month}月{day.day}日"
            case exp.Neg():
                return f"负{self.of(node.this)}"
            case exp.Case():
                return self._case(node)
            case exp.Coalesce():
                return self._coalesce(node)
            case exp.Add():
                return f"{listed([self.of(each) for each in _terms(node)], '与')}之和"
            case exp.Sub(this=exp.Placeholder() as parameter, expression=exp.Literal() as less):
                return value_in_words(
                    self.book.parameters[parameter.name], self.rule, self.at, less=int(less.this)
                )
            case exp.Sub():
                return f"{self.of(node.left)}减去{self.of(node.right)}的差"
            case exp.Mul():
                return f"{self.of(node.left)}与{self.of(node.right)}的乘积"
            case exp.Anonymous():
                return self._call(node)
        return _TOTALS[type(node)]

    def _called(self, name: str) -> str:
        return self.facts[name].called or self.facts[name].title

    def titled(self, node: exp.Expr) -> str:
        """The fact by its title, where its being filled in is meant."""
        fact = self.fact_of(node)
        return fact.title if fact else self.of(node)

    def _coalesce(self, node: exp.Coalesce) -> str:
        first, default = node.this, node.expressions[0]
        if isinstance(default, exp.Placeholder):
            return f"{self.of(default)}{self.once(f'另定{self.of(first)}的，从其规定'.replace('：', ''))}"
        if isinstance(default, exp.Literal):
            return self.of(first) + (self.once("未填按0") if default.this == "0" else "")
        return f"{self.of(first)}（没有填的，按{self.of(default)}）"

    def _case(self, node: exp.Case) -> str:
        branches, default = node.args["ifs"], node.args.get("default")
        if len(branches) == 1 and default is not None:
            return f"{self.of(default)}（{self.said(branches[0].this)}的，按{self.of(branches[0].args['true'])}）"
        texts = [f"{self.said(each.this)}的，为{self.of(each.args['true'])}" for each in branches]
        return f"（{'；'.join(texts + ([f'其他的，为{self.of(default)}'] if default is not None else []))}）"

    def _call(self, node: exp.Anonymous) -> str:
        first, *rest = node.expressions
        subject = self.of(first)
        if node.name == "gf_without":
            words, _ = in_words(str(rest[0].this), self.book.word_titles)
            return f"{subject}（不算{'、'.join(words)}）"
        second = self.of(rest[0])
        match node.name:
            case "gf_days" | "gf_workdays":
                return f"{subject}至{second}"
            case "gf_due":
                return f"{subject}后第{self._numbered(rest[0], '日')}{self.once('遇节假日顺延')}"
            case "gf_workday_due":
                return f"{subject}后第{self._numbered(rest[0], '个工作日')}"
        return f"{subject}起满{self._numbered(rest[0], '个月')}之日"

    def _numbered(self, node: exp.Expr, unit: str) -> str:
        """A number with its unit; years for months that are counted by years."""
        match node:
            case exp.Mul(this=exp.Placeholder() as years, expression=exp.Literal(this="12")):
                return self.of(years)
            case exp.Add(this=number, expression=exp.Coalesce(this=added)):
                return f"{self.of(number)}（另加{self.of(added)}）"
        text = self.of(node)
        return text if text.endswith(unit) else text + unit

    def _total(self, name: str) -> str:
        tree = self.totals[name].tree
        assert self.rule.scope is not None
        same = "、".join(self.facts[fact].title for fact in self.rule.scope.by)
        whose = self.once(same) and f"同一{same}"
        of, kind = tree.this, _TOTALS[type(tree)]
        if isinstance(of, exp.Case) and len(of.args["ifs"]) == 1:
            branch = of.args["ifs"][0]
            is_the_rule_s = branch.this == parse(self.rule.applies)
            such = ("的此类" if whose else "此类") if is_the_rule_s else f"中{self.said(branch.this)}的"
            whose = (whose or "其") + such
            of = branch.args["true"]
        else:
            whose = f"{whose or '其'}的"
        return f"{whose}{kind}" if isinstance(tree, exp.Count) else f"{whose}{self.of(of)}{kind}"

    def compared(self, left: exp.Expr, right: exp.Expr) -> tuple[str, str, bool]:
        """The subject, the value that it is compared with, and whether that is a standard known by its name only.

        `a * 100 <= b * p` is “a, p per cent of b”; `3 * a >= 2 * b` is “a, two thirds of b”.
        """
        ours, theirs = self._taken_apart(left), self._taken_apart(right)
        if len(ours.rest) == len(theirs.rest) == 1 and ours.number != 1:
            if theirs.percent is not None and ours.number == 100 and ours.percent is None:
                return (
                    self.of(ours.rest[0]),
                    f"{self.of(theirs.rest[0])}的{self.percent(theirs.percent)}",
                    False,
                )
            if ours.percent is None and theirs.percent is None and max(ours.number, theirs.number) <= 10:
                share = f"{_DIGITS[int(ours.number)]}分之{_DIGITS[int(theirs.number)]}"
                return self.of(ours.rest[0]), f"{self.of(theirs.rest[0])}的{share}", False
        value = self.of(right)
        if isinstance(right, exp.Literal) and value != "0":
            value += "" if isinstance(left, exp.Column) and left.name in self.totals else self._unit(left)
        is_standard = isinstance(right, exp.Placeholder) and not value[0].isdigit()
        return self.of(left), value, is_standard

    def percent(self, node: exp.Expr) -> str:
        text = self.of(node)
        return text if "%" in text or not isinstance(node, exp.Column) else f"{text}（%）"

    def _taken_apart(self, node: exp.Expr) -> _Product:
        factors = list(_factors(node))
        numbers = [
            Decimal(str(each.this))
            for each in factors
            if isinstance(each, exp.Literal) and not each.is_string
        ]
        others = [each for each in factors if not isinstance(each, exp.Literal)]
        percents = [each for each in others if self._unit(each) == "%"] if len(others) > 1 else []
        percent = percents[0] if percents else None
        return _Product(
            prod(numbers, start=Decimal(1)), percent, tuple(each for each in others if each is not percent)
        )

    def value(self, node: exp.Expr, subject: exp.Expr) -> str:
        text = literal(node)
        return self.of(node) if text is None else self.label(text, subject)

    def label(self, code: str, subject: exp.Expr) -> str:
        """The label of a choice; in quotes where it holds a comma, or where it isn't a choice."""
        fact = self.fact_of(subject)
        label = fact.choices.get(code) if fact else None
        return f"“{label or code}”" if label is None or set(label) & set("，、") else label

    def fact_of(self, node: exp.Expr) -> Fact | None:
        """The fact that a column, or a column with a default, reads."""
        if isinstance(node, exp.Coalesce):
            node = node.this
        return self.facts.get(node.name) if isinstance(node, exp.Column) else None

    def is_date(self, node: exp.Expr) -> bool:
        if isinstance(node, exp.Case):
            return self.is_date(node.args["ifs"][0].args["true"])
        fact = self.fact_of(node)
        return (fact is not None and fact.type == "date") or isinstance(node, exp.Cast) or (
            isinstance(node, exp.Anonymous) and node.name in _DATE_FUNCTIONS
        )  # fmt: skip

    def is_workday_after(self, node: exp.Expr, day: exp.Expr) -> bool:
        """Whether the node is the day itself, or else the next working day after it."""
        if not (isinstance(node, exp.Anonymous) and node.name == "gf_workday_due"):
            return False
        first, days = node.expressions
        return bool(first == day and isinstance(days, exp.Literal) and days.this == "0")

    def is_text(self, node: exp.Expr) -> bool:
        fact = self.fact_of(node)
        return fact is not None and fact.type in ("text", "choice")

    def is_counted(self, node: exp.Expr) -> bool:
        return self._unit(node) in _COUNTED

    def _unit(self, node: exp.Expr) -> str:
        match node:
            case exp.Placeholder():
                return self.book.parameters[node.name].unit
            case exp.Coalesce() | exp.Sub():
                return self._unit(node.this)
            case exp.Case():
                return self._unit(node.args["ifs"][0].args["true"])
            case exp.Column() if node.name in self.totals:
                return "个" if isinstance(self.totals[node.name].tree, exp.Count) else "元"
        fact = self.fact_of(node)
        return fact.unit if fact else ""


def listed(words: Sequence[str], last: str = "或者") -> str:
    """The words as a row: 甲、乙或者丙."""
    return last.join(["、".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def literal(node: exp.Expr) -> str | None:
    """The text of a literal string; None for anything else."""
    return str(node.this) if isinstance(node, exp.Literal) and node.is_string else None


def _terms(node: exp.Expr) -> list[exp.Expr]:
    return [*_terms(node.left), *_terms(node.right)] if isinstance(node, exp.Add) else [node]


def _factors(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Paren):
        return _factors(node.this) if isinstance(node.this, exp.Mul) else [node]
    return [*_factors(node.left), *_factors(node.right)] if isinstance(node, exp.Mul) else [node]
