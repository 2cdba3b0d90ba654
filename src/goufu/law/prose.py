"""Conditions as Chinese law prose: what is said of a row (“……的”), and what must hold (应当, 不得)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from goufu.law.expression import LOGIC, TRUE, Expression
from goufu.law.model import Rule, Rulebook, Severity
from goufu.law.nouns import listed
from goufu.law.phrases import EMPTY, Clause, Phrases, contrary
from goufu.law.values import Where

Part = tuple[Expression, bool]  # an expression, and whether its contrary is meant


class Prose:
    """A writer of one rule's sentence. What is said once (未填按是) isn't said again."""

    def __init__(self, rule: Rule, book: Rulebook, at: Where) -> None:
        self.phrases = Phrases(rule, book, at, self.said)
        self.is_review = rule.severity is Severity.REVIEW

    def sentence(self, applies: Expression, must: Expression) -> str:
        """The whole rule: those to whom it applies, and what must hold for them."""
        scope = [] if applies.kind == "yesno" else list(_parts((applies, False), "all"))
        scope = [each for each in scope if not _is_given_anyway(each, must)]
        kind, parts = _shape((must, False))
        unmet: Part = (must, True)
        if kind == "any":  # “A or B” is law prose as “where not A, B must be”
            chosen = self._demand_among(parts)
            scope += [contrary_of(each) for each in parts if each is not chosen]
            parts, unmet = [chosen], contrary_of(chosen)
        elif kind == "case" and (others := _only_otherwise(parts[0])):
            scope += [contrary(each, True) for each in others[:-1]]
            parts = [(others[-1], False)]
        if self.is_review and all(
            map(_is_nothing_found, parts)
        ):  # what was read is no fault yet: a person looks at it
            return f"{self._all_said([*scope, unmet])}的，应当由人核查"
        whom = self._all_said(scope)
        what = "；".join(self._wanted(parts))
        if not whom:
            return what
        return f"{whom}的：{what}" if "；" in what else f"{whom}的，{what}"

    def said(self, node: Expression, negated: bool = False) -> str:
        """What the condition says of a row."""
        kind, parts = _shape((node, negated))
        if kind == "any":
            return "，或者".join(self._inner(each) for each in parts)
        return self._all_said(parts) if kind == "all" else self.phrases.clause(*parts[0]).said

    def _inner(self, part: Part) -> str:
        text = self.said(*part)
        return f"（{text}）" if _shape(part)[0] in ("all", "any") else text

    def _all_said(self, parts: Sequence[Part]) -> str:
        if len(parts) == 1 and not _is_clause(parts[0]):
            return self.said(*parts[0])
        texts = []
        for is_clause, group in groupby(parts, key=_is_clause):
            if is_clause:
                texts.append(_joined([self.phrases.clause(*each) for each in group], is_demand=False))
            else:
                texts += [self._inner(each) for each in group]
        return "，且".join(texts)

    def _wanted(self, parts: Sequence[Part]) -> Iterator[str]:
        """What must hold, one text for each demand that needs a sentence of its own."""
        for is_clause, group in groupby(_flat(parts), key=_is_clause):
            if is_clause:
                yield _joined([self.phrases.clause(*each) for each in group], is_demand=True)
                continue
            for node, negated in group:
                if node.kind == "case":
                    yield from self._case(node, negated)
                else:
                    yield self._otherwise((node, negated))

    def _otherwise(self, part: Part) -> str:
        parts = _shape(part)[1]
        chosen = self._demand_among(parts)
        others = [contrary_of(each) for each in parts if each is not chosen]
        return f"{self._all_said(others)}的，{'；'.join(self._wanted([chosen]))}"

    def _case(self, node: Expression, negated: bool) -> Iterator[str]:
        met = []  # the cases in which nothing is demanded
        for condition, value in node.branches:
            if value.kind == "yesno" and (value == TRUE) is not negated:
                met.append(condition)
            else:
                yield f"{self.said(condition)}的，{'；'.join(self._wanted([(value, negated)]))}"
        if node.default is not None:
            others = self._all_said([contrary(each, True) for each in met]) if met else "其他"
            yield f"{others}的，{'；'.join(self._wanted([(node.default, negated)]))}"

    def _demand_among(self, parts: Sequence[Part]) -> Part:
        """The alternative that reads as the demand: the last that asks for something to be done, else the last."""
        asks = [each for each in parts if _is_clause(each) and self.phrases.asks(*each)]
        return asks[-1] if asks else parts[-1]


def contrary_of(part: Part) -> Part:
    return part[0], not part[1]


def _shape(part: Part) -> tuple[str, list[Part]]:
    """The parts of which all, or any, must hold; a clause is alone."""
    node, negated = contrary(*part)
    if node.kind in LOGIC:
        kind = "all" if (node.kind == "and") is not negated else "any"
        return kind, list(_parts((node, negated), kind))
    return ("case" if node.kind == "case" else "clause"), [(node, negated)]


def _parts(part: Part, kind: str) -> Iterator[Part]:
    node, negated = contrary(*part)
    if node.kind in LOGIC and ((node.kind == "and") is not negated) is (kind == "all"):
        for each in node.parts:
            yield from _parts((each, negated), kind)
    else:
        yield node, negated


def _flat(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        yield from _parts(part, "all")


def _only_otherwise(part: Part) -> list[Expression]:
    """The conditions of a CASE that demands nothing but in its ELSE, and what it demands there; else nothing."""
    node, negated = part
    if negated or node.default is None or any(value != TRUE for _, value in node.branches):
        return []
    return [*(condition for condition, _ in node.branches), node.default]


def _is_given_anyway(part: Part, must: Expression) -> bool:
    """Whether the part only says that something is filled in of which the demand speaks anyway."""
    node, negated = contrary(*part)
    if not (negated and node.kind == "is" and node.parts[1].kind == "null"):
        return False
    return any(node.parts[0] == each for each in must.walk())


def _is_nothing_found(part: Part) -> bool:
    """Whether the part says that nothing of a kind stands in a text."""
    node, negated = part
    return not negated and node.kind == "eq" and node.parts[1] == EMPTY


def _is_clause(part: Part) -> bool:
    return _shape(part)[0] == "clause"


def _joined(clauses: Sequence[Clause], *, is_demand: bool) -> str:
    """The clauses, with a subject that stays the same said once, and objects of the same verb in one row."""
    texts: list[str] = []
    subject = ""
    for (verb, _), group in groupby(clauses, key=lambda each: (each.verb(is_demand), bool(each.objects))):
        rows = list(group)
        if rows[0].objects:
            texts.append(verb + _row([name for row in rows for name in row.objects]))
            subject = ""
            continue
        for row in rows:
            text = row.predicate(is_demand)
            texts.append(text if row.subject and row.subject == subject else row.subject + text)
            subject = row.subject
    return "，且".join(texts)


def _row(names: Sequence[str]) -> str:
    return listed(names, "以及" if any("和" in name for name in names) else "和")
