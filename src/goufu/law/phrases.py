"""The clauses of a rule's sentence: what is said of a fact, and what is demanded of it, as law prose says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from sqlglot import exp

from goufu.law.model import Fact, Rule, Rulebook
from goufu.law.nouns import Nouns, listed, literal
from goufu.law.patterns import in_words
from goufu.law.values import Where

_CONTRARY: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.GT: exp.LTE,
    exp.LTE: exp.GT,
    exp.LT: exp.GTE,
    exp.GTE: exp.LT,
}
_SWAPPED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.LT,
    exp.LT: exp.GT,
    exp.GTE: exp.LTE,
    exp.LTE: exp.GTE,
}
_Words: TypeAlias = "dict[type[exp.Expr], tuple[str, str]]"  # what a comparison states, and what it demands
_SHOULD, _MUST_NOT = "应当", "不得"
_DATES: _Words = {
    exp.EQ: ("就是", "应当就是"),
    exp.NEQ: ("不是", "不得是"),
    exp.GT: ("晚于", "应当晚于"),
    exp.GTE: ("不早于", "不得早于"),
    exp.LT: ("早于", "应当早于"),
    exp.LTE: ("不晚于", "不得晚于"),
}
_NUMBERS: _Words = {
    exp.EQ: ("等于", "应当等于"),
    exp.NEQ: ("不等于", "不得等于"),
    exp.GT: ("超过", "应当超过"),
    exp.GTE: ("不低于", "不得低于"),
    exp.LT: ("低于", "应当低于"),
    exp.LTE: ("不超过", "不得超过"),
}
_COUNTS: _Words = _NUMBERS | {exp.GTE: ("不少于", "不得少于"), exp.LT: ("少于", "应当少于")}
_STANDARDS: _Words = _NUMBERS | {exp.GTE: ("达到", "应当达到"), exp.LT: ("未达到", "不得达到")}
_ZERO: _Words = _NUMBERS | {
    exp.EQ: ("为0", "应当为0"),
    exp.GT: ("大于0", "应当大于0"),
    exp.LTE: ("不大于0", "不得大于0"),
}
_SAME: _Words = {exp.EQ: ("与{}相同", "应当与{}相同"), exp.NEQ: ("与{}不同", "不得与{}相同")}
_IS: _Words = {exp.EQ: ("是", "应当是"), exp.NEQ: ("不是", "不得是")}
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


def contrary(node: exp.Expr, negated: bool) -> tuple[exp.Expr, bool]:
    """The expression without brackets, NOT, comparisons with TRUE or FALSE and defaults of conditions around it."""
    while True:
        match node:
            case exp.Paren():
                node = node.this
            case exp.Not():
                node, negated = node.this, not negated
            case exp.EQ(this=inner, expression=exp.Boolean(this=truth)):
                node, negated = inner, negated is bool(truth)
            case exp.Coalesce(this=inner, expressions=[exp.Boolean()]) if not isinstance(inner, exp.Column):
                node = inner  # a condition that counts as one answer where a fact of it is not filled in
            case _:
                return node, negated


class Phrases:
    """The clauses of one rule's sentence. `said` writes the conditions within a noun."""

    def __init__(self, rule: Rule, book: Rulebook, at: Where, said: Callable[[exp.Expr], str]) -> None:
        self.book = book
        self.nouns = Nouns(rule, book, at, said)

    def asks(self, node: exp.Expr, negated: bool) -> bool:
        """Whether the clause asks for something to be done, written or left out: 应当征求意见, 应当写明理由, 不得有工程."""
        if isinstance(node, exp.EQ | exp.NEQ) and literal(node.expression) == "":
            return isinstance(node, exp.EQ) is not negated
        is_blank = isinstance(node, exp.Anonymous) and node.name == "gf_blank"
        is_yes = isinstance(node, exp.Column) or (
            isinstance(node, exp.Coalesce) and node.expressions[0] == exp.false()
        )
        return (is_yes and not negated) or (is_blank and negated)

    def clause(self, node: exp.Expr, negated: bool) -> Clause:
        """The clause that a condition without AND and OR says, or its contrary."""
        match node:
            case exp.Boolean():
                return Clause("", "", "")
            case exp.Column():
                return self._yes_no(self.nouns.facts[node.name], negated, "")
            case exp.Coalesce():
                default = node.expressions[0]
                is_yes = isinstance(default, exp.Boolean) and bool(default.this)
                note = self.nouns.once("未填按是") if is_yes else ""
                if isinstance(default, exp.Is | exp.Not):
                    note = f"（没有填的，看{self.nouns.said(default)}）"
                return self._yes_no(self.nouns.facts[node.this.name], negated, note)
            case exp.Is():
                return self._is(node, negated)
            case exp.In():
                values = listed([self.nouns.value(each, node.this) for each in node.expressions])
                return self._label(node.this, exp.NEQ if negated else exp.EQ, values)
            case exp.Between():
                low, high = self.nouns.of(node.args["low"]), self.nouns.of(node.args["high"])
                words = ("不在", "不得在") if negated else ("在", "应当在")
                return self._plain(node.this, words, f"{low}至{high}之间（含本数）")
            case exp.Anonymous():
                return self._call(node, negated)
        return self._comparison(node, negated)

    def _plain(self, subject: exp.Expr, words: tuple[str, str], value: str) -> Clause:
        states, demands = words
        return Clause(self.nouns.of(subject), states + value, demands + value)

    def _label(self, subject: exp.Expr, operator: type[exp.Expr], value: str) -> Clause:
        """A choice that is, or isn't, one of its labels."""
        fact = self.nouns.fact_of(subject)
        if not (fact and fact.when_is):
            return self._plain(subject, _IS[operator], value)
        if operator is exp.EQ:
            return Clause("", fact.when_is + value, _SHOULD + fact.when_is + value)
        return Clause("", f"不{fact.when_is}{value}", _MUST_NOT + fact.when_is + value)

    def _yes_no(self, fact: Fact, negated: bool, note: str) -> Clause:
        subject, yes, no = yes_and_no(fact)
        if negated:
            return Clause(subject, no, _MUST_NOT + yes.removeprefix("已"))
        return Clause(subject, yes + note, _SHOULD + yes + note)

    def _is(self, node: exp.Is, negated: bool) -> Clause:
        if isinstance(node.expression, exp.Boolean):
            return self.clause(*contrary(node.this, negated is bool(node.expression.this)))
        return self._filled_in(node.this, is_empty=not negated)

    def _filled_in(self, subject: exp.Expr, *, is_empty: bool) -> Clause:
        """Whether something is filled in; a fact may have words of its own for either."""
        fact = self.nouns.fact_of(subject)
        if fact and (fact.when_empty or fact.when_said):
            if is_empty:
                return Clause("", fact.when_empty, fact.when_empty.replace("没有", "不得有", 1))
            return Clause("", fact.when_said, fact.when_said)
        states, demands = ("没有写明", "不得写") if is_empty else ("写明", _SHOULD + "写明")
        return Clause("", states, demands, (self.nouns.titled(subject),))

    def _call(self, node: exp.Anonymous, negated: bool) -> Clause:
        subject, *rest = node.expressions
        if node.name == "gf_blank":
            return self._filled_in(subject, is_empty=not negated)
        noun = self.nouns.of(subject)
        if node.name == "gf_odd":
            kind = "双数" if negated else "单数"
            return Clause(noun, f"是{kind}", f"应当是{kind}")
        is_end = node.name == "gf_ends"
        words, is_prefix = in_words(str(rest[0].this), self.book.word_titles)
        if is_prefix or is_end:
            text = f"以{listed(words)}{'结尾' if is_end else '开头'}"
            return Clause(noun, ("不" if negated else "") + text, (_MUST_NOT if negated else _SHOULD) + text)
        text = f"有{listed(words)}的说法"
        return Clause(
            f"{noun}里", ("没" if negated else "") + text, (_MUST_NOT if negated else _SHOULD) + text
        )

    def _comparison(self, node: exp.Expr, negated: bool) -> Clause:
        operator = _CONTRARY[type(node)] if negated else type(node)
        left, right = node.args["this"], node.args["expression"]
        if isinstance(left, exp.Literal | exp.Placeholder | exp.Anonymous) and isinstance(right, exp.Column):
            left, right, operator = right, left, _SWAPPED.get(operator, operator)
        if self.nouns.is_workday_after(right, left) and operator in (exp.EQ, exp.NEQ):
            states, demands = _IS[operator]
            return Clause(self.nouns.of(left), f"{states}工作日", f"{demands}工作日")
        text = literal(right)
        if text is not None:
            return self._with_text(left, operator, text)
        if self.nouns.is_date(left) or self.nouns.is_date(right):
            return self._plain(left, _DATES[operator], self.nouns.of(right))
        if self.nouns.is_text(left):
            states, demands = _SAME[operator]
            other = self.nouns.of(right)
            return Clause(self.nouns.of(left), states.format(other), demands.format(other))
        return self._numbers(left, operator, right)

    def _with_text(self, left: exp.Expr, operator: type[exp.Expr], text: str) -> Clause:
        if text:
            return self._label(left, operator, self.nouns.label(text, left))
        return self._filled_in(left, is_empty=operator is exp.EQ)

    def _numbers(self, left: exp.Expr, operator: type[exp.Expr], right: exp.Expr) -> Clause:
        subject, value, is_standard = self.nouns.compared(left, right)
        if value == "0":
            states, demands = _ZERO[operator]
            return Clause(subject, states, demands)
        counted = self.nouns.is_counted(left) or self.nouns.is_counted(right)
        states, demands = (_STANDARDS if is_standard else _COUNTS if counted else _NUMBERS)[operator]
        return Clause(subject, states + value, demands + value)


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
