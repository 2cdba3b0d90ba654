"""The nouns of a rule's sentence: facts, numbers, days and totals as law prose names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import prod

from goufu.law.conditions import conditions_of, parse
from goufu.law.expression import Expression
from goufu.law.model import Fact, Rule, Rulebook
from goufu.law.values import Where, value_in_words

_COUNTED = frozenset(("家", "人", "个", "份", "次", "日", "个工作日", "个月", "分钟", "项"))
_DATE_FUNCTIONS = frozenset({"gf_due", "gf_workday_due", "gf_plus_months"})
_TOTALS = {"sum": "合计", "count": "项数", "min": "最小值", "max": "最大值"}
_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Product:
    """A product taken apart: its plain number, the per cent in it, and what is left."""

    number: Decimal
    percent: Expression | None
    rest: tuple[Expression, ...]


class Nouns:
    """The nouns of one rule's sentence. `said` writes a condition within a noun."""

    def __init__(self, rule: Rule, book: Rulebook, at: Where, said: Callable[[Expression], str]) -> None:
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

    def of(self, node: Expression) -> str:
        first = node.parts[0] if node.parts else node
        match node.kind:
            case "paren":
                return self.of(first)
            case "column":
                return self._total(node.text) if node.text in self.totals else self._called(node.text)
            case "parameter":
                return value_in_words(self.book.parameters[node.text], self.rule, self.at)
            case "text":
                return f"“{node.text}”"
            case "day":
                day = date.fromisoformat(node.text)
                return f"{day.year}年{day.month}月{day.day}日"
            case "neg":
                return f"负{self.of(first)}"
            case "case":
                return self._case(node)
            case "coalesce":
                return self._coalesce(node)
            case "add":
                return f"{listed([self.of(each) for each in node.operands()], '与')}之和"
            case "sub" if first.kind == "parameter" and node.parts[1].kind == "number":
                less = int(node.parts[1].text)
                return value_in_words(self.book.parameters[first.text], self.rule, self.at, less=less)
            case "sub":
                return f"{self.of(first)}减去{self.of(node.parts[1])}的差"
            case "mul":
                return f"{self.of(first)}与{self.of(node.parts[1])}的乘积"
            case "call":
                return self._call(node)
        return node.text  # a number

    def _called(self, name: str) -> str:
        return self.facts[name].called or self.facts[name].title

    def titled(self, node: Expression) -> str:
        """The fact by its title, where its being filled in is meant."""
        fact = self.fact_of(node)
        return fact.title if fact else self.of(node)

    def _coalesce(self, node: Expression) -> str:
        first, default = node.parts[:2]
        if default.kind == "parameter":
            return f"{self.of(default)}{self.once(f'另定{self.of(first)}的，从其规定'.replace('：', ''))}"
        if default.kind in ("text", "number", "yesno"):
            return self.of(first) + (self.once("未填按0") if default.text == "0" else "")
        return f"{self.of(first)}（没有填的，按{self.of(default)}）"

    def _case(self, node: Expression) -> str:
        branches, default = node.branches, node.default
        if len(branches) == 1 and default is not None:
            condition, value = branches[0]
            return f"{self.of(default)}（{self.said(condition)}的，按{self.of(value)}）"
        texts = [f"{self.said(condition)}的，为{self.of(value)}" for condition, value in branches]
        return f"（{'；'.join(texts + ([f'其他的，为{self.of(default)}'] if default is not None else []))}）"

    def _call(self, node: Expression) -> str:
        first, second = node.parts
        subject = self.of(first)
        match node.text:
            case "gf_days" | "gf_workdays":
                return f"{subject}至{self.of(second)}"
            case "gf_due":
                return f"{subject}后第{self._numbered(second, '日')}{self.once('遇节假日顺延')}"
            case "gf_workday_due":
                return f"{subject}后第{self._numbered(second, '个工作日')}"
        return f"{subject}起满{self._numbered(second, '个月')}之日"

    def _numbered(self, node: Expression, unit: str) -> str:
        """A number with its unit; years for months that are counted by years."""
        match node:
            case Expression("mul", (Expression("parameter") as years, Expression("number", text="12"))):
                return self.of(years)
            case Expression("add", (number, Expression("coalesce", (added, _)))):
                return f"{self.of(number)}（另加{self.of(added)}）"
        text = self.of(node)
        return text if text.endswith(unit) else text + unit

    def _total(self, name: str) -> str:
        tree = self.totals[name].tree
        assert self.rule.scope is not None
        same = "、".join(self.facts[fact].title for fact in self.rule.scope.by)
        whose = self.once(same) and f"同一{same}"
        [of], kind = tree.parts, _TOTALS[tree.kind]
        if of.kind == "case" and len(of.branches) == 1:
            condition, of = of.branches[0]
            is_the_rule_s = condition == parse(self.rule.applies)
            such = ("的此类" if whose else "此类") if is_the_rule_s else f"中{self.said(condition)}的"
            whose = (whose or "其") + such
        else:
            whose = f"{whose or '其'}的"
        return f"{whose}{kind}" if tree.kind == "count" else f"{whose}{self.of(of)}{kind}"

    def compared(self, left: Expression, right: Expression) -> tuple[str, str, bool]:
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
        if right.kind == "number" and value != "0":
            value += "" if left.kind == "column" and left.text in self.totals else self._unit(left)
        is_standard = right.kind == "parameter" and not value[0].isdigit()
        return self.of(left), value, is_standard

    def percent(self, node: Expression) -> str:
        text = self.of(node)
        return text if "%" in text or node.kind != "column" else f"{text}（%）"

    def _taken_apart(self, node: Expression) -> _Product:
        factors = list(_factors(node))
        numbers = [Decimal(each.text) for each in factors if each.kind == "number"]
        others = [each for each in factors if each.kind != "number"]
        percents = [each for each in others if self._unit(each) == "%"] if len(others) > 1 else []
        percent = percents[0] if percents else None
        return _Product(
            prod(numbers, start=Decimal(1)), percent, tuple(each for each in others if each is not percent)
        )

    def value(self, node: Expression, subject: Expression) -> str:
        return self.label(node.text, subject) if node.kind == "text" else self.of(node)

    def label(self, code: str, subject: Expression) -> str:
        """The label of a choice; in quotes where it holds a comma, or where it isn't a choice."""
        fact = self.fact_of(subject)
        label = fact.choices.get(code) if fact else None
        return f"“{label or code}”" if label is None or set(label) & set("，、") else label

    def fact_of(self, node: Expression) -> Fact | None:
        """The fact that a column, or a column with a default, reads."""
        if node.kind == "coalesce":
            node = node.parts[0]
        return self.facts.get(node.text) if node.kind == "column" else None

    def is_date(self, node: Expression) -> bool:
        if node.kind == "case":
            return self.is_date(node.branches[0][1])
        fact = self.fact_of(node)
        is_date = fact is not None and fact.type == "date"
        return is_date or node.kind == "day" or (node.kind == "call" and node.text in _DATE_FUNCTIONS)

    def is_workday_after(self, node: Expression, day: Expression) -> bool:
        """Whether the node is the day itself, or else the next working day after it."""
        return node.text == "gf_workday_due" and node.parts == (day, Expression("number", text="0"))

    def is_text(self, node: Expression) -> bool:
        fact = self.fact_of(node)
        return fact is not None and fact.type in ("text", "choice")

    def is_counted(self, node: Expression) -> bool:
        return self._unit(node) in _COUNTED

    def _unit(self, node: Expression) -> str:
        match node.kind:
            case "parameter":
                return self.book.parameters[node.text].unit
            case "coalesce" | "sub":
                return self._unit(node.parts[0])
            case "case":
                return self._unit(node.branches[0][1])
            case "column" if node.text in self.totals:
                return "个" if self.totals[node.text].tree.kind == "count" else "元"
        fact = self.fact_of(node)
        return fact.unit if fact else ""


def listed(words: Sequence[str], last: str = "或者") -> str:
    """The words as a row: 甲、乙或者丙."""
    return last.join(["、".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _factors(node: Expression) -> list[Expression]:
    if node.kind == "paren" and node.bare.kind == "mul":
        node = node.bare
    return [factor for part in node.parts for factor in _factors(part)] if node.kind == "mul" else [node]
