"""The clauses of a rule's sentence: what is said of a fact, and what is demanded of it, as law prose says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from goufu.law.expression import FALSE, TRUE, Expression
from goufu.law.model import Fact, Rule, Rulebook
from goufu.law.nouns import Nouns, listed
from goufu.law.patterns import in_words
from goufu.law.values import Where

_CONTRARY = {"eq": "neq", "neq": "eq", "gt": "lte", "lte": "gt", "lt": "gte", "gte": "lt"}
_SWAPPED = {"gt": "lt", "lt": "gt", "gte": "lte", "lte": "gte"}
_Words: TypeAlias = "dict[str, tuple[str, str]]"  # what a comparison states, and what it demands
EMPTY = Expression("text")
_SHOULD, _MUST_NOT = "应当", "不得"
_DATES: _Words = {
    "eq": ("就是", "应当就是"),
    "neq": ("不是", "不得是"),
    "gt": ("晚于", "应当晚于"),
    "gte": ("不早于", "不得早于"),
    "lt": ("早于", "应当早于"),
    "lte": ("不晚于", "不得晚于"),
}
_NUMBERS: _Words = {
    "eq": ("等于", "应当等于"),
    "neq": ("不等于", "不得等于"),
    "gt": ("超过", "应当超过"),
    "gte": ("不低于", "不得低于"),
    "lt": ("低于", "应当低于"),
    "lte": ("不超过", "不得超过"),
}
_COUNTS: _Words = _NUMBERS | {"gte": ("不少于", "不得少于"), "lt": ("少于", "应当少于")}
_STANDARDS: _Words = _NUMBERS | {"gte": ("达到", "应当达到"), "lt": ("未达到", "不得达到")}
_ZERO: _Words = _NUMBERS | {
    "eq": ("为0", "应当为0"),
    "gt": ("大于0", "应当大于0"),
    "lte": ("不大于0", "不得大于0"),
}
_SAME: _Words = {"eq": ("与{}相同", "应当与{}相同"), "neq": ("与{}不同", "不得与{}相同")}
_IS: _Words = {"eq": ("是", "应当是"), "neq": ("不是", "不得是")}
_PLAIN_NO = ("在", "是", "属于", "经", "由", "按", "以", "为", "适宜", "涉", "做")  # verbs denied by 不


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its subject, what it states (已安排预算) and what it demands (应当已安排预算).

    Clauses with `objects` end in a row of things (写明 甲、乙和丙) and are joined into one.
    """

    subject: str
    states: str
    demands: str
    objects: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        return self.subject + self.states + "、".join(self.objects)

    def predicate(self, is_demand: bool) -> str:
        return self.demands if is_demand else self.states

    def verb(self, is_demand: bool) -> str:
        """The verb that clauses share to be joined; empty for a clause that stands alone."""
        return self.predicate(is_demand) if self.objects else ""


def contrary(node: Expression, negated: bool) -> tuple[Expression, bool]:
    """The expression without brackets, NOT, comparisons with TRUE or FALSE and defaults of conditions around it."""
    while True:
        if node.kind == "paren":
            node = node.parts[0]
        elif node.kind == "not":
            node, negated = node.parts[0], not negated
        elif node.kind == "eq" and node.parts[1].kind == "yesno":
            node, negated = node.parts[0], negated is (node.parts[1] == TRUE)
        elif node.kind == "coalesce" and node.parts[0].kind != "column" and node.parts[1].kind == "yesno":
            node = node.parts[0]  # a condition that counts as one answer where a fact of it is not filled in
        else:
            return node, negated


class Phrases:
    """The clauses of one rule's sentence. `said` writes the conditions within a noun."""

    def __init__(self, rule: Rule, book: Rulebook, at: Where, said: Callable[[Expression], str]) -> None:
        self.book = book
        self.nouns = Nouns(rule, book, at, said)

    def asks(self, node: Expression, negated: bool) -> bool:
        """Whether the clause asks for something to be done, written or left out: 应当征求意见, 应当写明理由, 不得有工程."""
        if node.kind in ("eq", "neq") and node.parts[1] == EMPTY:
            return (node.kind == "eq") is not negated
        is_blank = node.kind == "call" and node.text == "gf_blank"
        is_yes = node.kind == "column" or (node.kind == "coalesce" and node.parts[1] == FALSE)
        return (is_yes and not negated) or (is_blank and negated)

    def clause(self, node: Expression, negated: bool) -> Clause:
        """The clause that a condition without AND and OR says, or its contrary."""
        match node.kind:
            case "yesno":
                return Clause("", "", "")
            case "column":
                return self._yes_no(self.nouns.facts[node.text], negated, "")
            case "coalesce":
                fact, default = self.nouns.facts[node.parts[0].text], node.parts[1]
                note = self.nouns.once("未填按是") if default == TRUE else ""
                if default.kind in ("is", "not"):
                    note = f"（没有填的，看{self.nouns.said(default)}）"
                return self._yes_no(fact, negated, note)
            case "is":
                return self._is(node, negated)
            case "in":
                subject, *labels = node.parts
                values = listed(_quoted_alike([self.nouns.value(each, subject) for each in labels]))
                return self._label(subject, "neq" if negated else "eq", values)
            case "between":
                subject, low, high = node.parts
                words = ("不在", "不得在") if negated else ("在", "应当在")
                value = f"{self.nouns.of(low)}至{self.nouns.of(high)}之间（含本数）"
                return self._plain(subject, words, value)
            case "call":
                return self._call(node, negated)
        return self._comparison(node, negated)

    def _plain(self, subject: Expression, words: tuple[str, str], value: str) -> Clause:
        states, demands = words
        return Clause(self.nouns.of(subject), states + value, demands + value)

    def _label(self, subject: Expression, operator: str, value: str) -> Clause:
        """A choice that is, or isn't, one of its labels."""
        fact = self.nouns.fact_of(subject)
        if not (fact and fact.when_is):
            return self._plain(subject, _IS[operator], value)
        if operator == "eq":
            return Clause("", fact.when_is + value, _SHOULD + fact.when_is + value)
        return Clause("", f"不{fact.when_is}{value}", _MUST_NOT + fact.when_is + value)

    def _yes_no(self, fact: Fact, negated: bool, note: str) -> Clause:
        subject, yes, no = yes_and_no(fact)
        if negated:
            return Clause(subject, no, _MUST_NOT + yes.removeprefix("已"))
        return Clause(subject, yes + note, _SHOULD + yes + note)

    def _is(self, node: Expression, negated: bool) -> Clause:
        subject, value = node.parts
        if value.kind == "yesno":
            return self.clause(*contrary(subject, negated is (value == TRUE)))
        return self._filled_in(subject, is_empty=not negated)

    def _filled_in(self, subject: Expression, *, is_empty: bool) -> Clause:
        """Whether something is filled in; a fact may have words of its own for either."""
        fact = self.nouns.fact_of(subject)
        if fact and (fact.when_empty or fact.when_said):
            if is_empty:
                return Clause("", fact.when_empty, fact.when_empty.replace("没有", "不得有", 1))
            return Clause("", fact.when_said, fact.when_said)
        states, demands = ("没有写明", "不得写") if is_empty else ("写明", _SHOULD + "写明")
        return Clause("", states, demands, (self.nouns.titled(subject),))

    def _call(self, node: Expression, negated: bool) -> Clause:
        subject, *rest = node.parts
        if node.text == "gf_blank":
            return self._filled_in(subject, is_empty=not negated)
        noun = self.nouns.of(subject)
        if node.text == "gf_odd":
            kind = "双数" if negated else "单数"
            return Clause(noun, f"是{kind}", f"应当是{kind}")
        is_end = node.text == "gf_ends"
        words, is_prefix = in_words(rest[0].text, self.book.word_titles)
        if is_prefix or is_end:
            text = f"以{listed(words)}{'结尾' if is_end else '开头'}"
            return Clause(noun, ("不" if negated else "") + text, (_MUST_NOT if negated else _SHOULD) + text)
        text = f"有{listed(words)}的说法"
        return Clause(
            f"{noun}里", ("没" if negated else "") + text, (_MUST_NOT if negated else _SHOULD) + text
        )

    def _comparison(self, node: Expression, negated: bool) -> Clause:
        operator = _CONTRARY[node.kind] if negated else node.kind
        left, right = node.parts
        if left.kind in ("text", "number", "parameter", "call") and right.kind == "column":
            left, right, operator = right, left, _SWAPPED.get(operator, operator)
        if self.nouns.is_workday_after(right, left) and operator in _IS:
            states, demands = _IS[operator]
            return Clause(self.nouns.of(left), f"{states}工作日", f"{demands}工作日")
        if right.kind == "text":
            return self._with_text(left, operator, right.text)
        if self.nouns.is_date(left) or self.nouns.is_date(right):
            return self._plain(left, _DATES[operator], self.nouns.of(right))
        if self.nouns.is_text(left):
            states, demands = _SAME[operator]
            other = self.nouns.of(right)
            return Clause(self.nouns.of(left), states.format(other), demands.format(other))
        return self._numbers(left, operator, right)

    def _with_text(self, left: Expression, operator: str, text: str) -> Clause:
        if text:
            return self._label(left, operator, self.nouns.label(text, left))
        return self._filled_in(left, is_empty=operator == "eq")

    def _numbers(self, left: Expression, operator: str, right: Expression) -> Clause:
        subject, value, is_standard = self.nouns.compared(left, right)
        if value == "0":
            states, demands = _ZERO[operator]
            return Clause(subject, states, demands)
        counted = self.nouns.is_counted(left) or self.nouns.is_counted(right)
        states, demands = (_STANDARDS if is_standard else _COUNTS if counted else _NUMBERS)[operator]
        return Clause(subject, states + value, demands + value)


def _quoted_alike(labels: list[str]) -> list[str]:
    """The labels of a row, all in quotes where one of them is."""
    if not any(label.startswith("“") for label in labels):
        return labels
    return [label if label.startswith("“") else f"“{label}”" for label in labels]


def yes_and_no(fact: Fact) -> tuple[str, str, str]:
    """The subject, the predicate and its denial of a yes/no fact: (合同文本, 经法律顾问审定, 不经法律顾问审定)."""
    subject, asked, verb = fact.title.partition("是否")
    if not asked:
        subject, asked, verb = fact.title.partition("有无")
        verb = "有" + verb if asked else ""
    if not asked:
        subject, verb = "", fact.title
    yes = fact.when_yes or verb
    return subject, yes, fact.when_no or _denied(yes)


def _denied(verb: str) -> str:
    if verb.startswith("已"):
        return "尚未" + verb[1:].removeprefix("经")
    if verb.startswith("有"):
        return "没" + verb
    return ("不" if verb.startswith(_PLAIN_NO) else "没有") + verb
