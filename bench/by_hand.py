"""A query as a careful developer would write it by hand for the same conditions, to compare ours with.

Conditions, patterns and parameters are the rulebook's. The query by hand reads the facts once, removes the words from a
title once, sums up a purchaser's rows once by index, leaves out conditions on facts not given, and writes the rest
directly: no layers, no search for words first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from goufu.law import patterns
from goufu.law.conditions import conditions_of
from goufu.law.dialects import value_in_force
from goufu.law.expression import NULL, Expression, column, quoted, sql
from goufu.law.floors import with_floors
from goufu.law.folding import fold
from goufu.law.model import Rule
from goufu.law.sql import Question


class ByHand:
    """A question's rules that its facts can answer, in one plain query; the same letters, without u."""

    def __init__(self, question: Question, rules: Sequence[Rule]) -> None:
        self.question = question
        self.absent = frozenset(question.stage.facts) - question.given
        self._patterns: dict[str, str] = {}
        self._parameters: dict[str, str] = {}
        self.places = [place for place, rule in enumerate(rules) if self._tree(rule, "must") != NULL]
        self.rules = [rules[place] for place in self.places]

    def rows(self, relation: str) -> str:
        """The query for many rows: each pattern is evaluated once per row, whichever rules read it."""
        answers = ", ".join(self._answers(share=True))
        return (
            f"SELECT line, {self._letters()} AS letters FROM (SELECT line, {answers} FROM (SELECT *"
            f"{_named(self._patterns)} FROM (SELECT *{_named(self._parameters)} FROM {relation})))"
        )

    def record(self, relation: str, condition: str) -> str:
        """The query for one row: patterns in place, since most are not reached; the purchaser's rows summed once."""
        answers = ", ".join(self._answers(share=False))
        together = ["purchaser", "budget_year"]
        sums = ", ".join(self._sums(together))
        same = " AND ".join(f"o.{name} = f.{name}" for name in together)
        facts = f"SELECT * FROM {relation} WHERE {condition}"
        return (
            f"SELECT line, {self._letters()} AS letters FROM (SELECT line, {answers} FROM (SELECT f.*, s.*"
            f"{_named(self._parameters)} FROM ({facts}) f LEFT JOIN LATERAL"
            f" (SELECT {sums} FROM {relation} o WHERE {same}) s ON TRUE OFFSET 0) r OFFSET 0) a"
        )

    def _sums(self, together: list[str]) -> list[str]:
        found = []
        for rule in (rule for rule in self.rules if rule.scope):
            assert rule.scope is not None
            only = [name for name in rule.scope.by if name not in together]
            those = " AND ".join(f"o.{name} = f.{name}" for name in only)
            for name, total in conditions_of(rule, self.question.book).totals.items():
                filtered = f" FILTER (WHERE {those})" if those else ""
                tree = total.tree.replaced(self._written_out(rule))
                found.append(f"{tree.sql}{filtered} AS {rule.total_name(name)}")
        return found

    def _written_out(self, rule: Rule) -> Callable[[Expression], Expression]:
        def replace(node: Expression) -> Expression:
            if node.kind == "parameter":
                return sql(self._value(node, rule))
            return sql(f"o.{node.text}") if node.kind == "column" else node

        return replace

    def _value(self, parameter: Expression, rule: Rule) -> str:
        return value_in_force(self.question.book.parameters[parameter.text], rule, self.question.dialect)

    def _answers(self, *, share: bool) -> list[str]:
        found = []
        for number, rule in enumerate(self.rules):
            dates = [f"{rule.dated_by} >= DATE '{rule.in_force_from}'"]
            dates += [f"{rule.dated_by} <= DATE '{rule.in_force_until}'"] if rule.in_force_until else []
            dates += [f"level IN ({', '.join(map(quoted, rule.levels))})"] if rule.levels else []
            dates += (
                [
                    f"({' OR '.join(f'place LIKE {quoted(place)}' for place in (f'{p}%' for p in rule.places))})"
                ]
                if rule.places
                else []
            )
            applies = self._condition(rule, "applies", share=share)
            found.append(f"{' AND '.join(dates)} AND ({applies}) AS a{number}")
            found.append(f"{self._condition(rule, 'must', share=share)} AS m{number}")
        return found

    def _letters(self) -> str:
        letters = [
            f"CASE WHEN NOT a{n} THEN 'n' WHEN m{n} THEN 'p' WHEN a{n} AND NOT m{n} THEN 'f' ELSE 'm' END"
            for n in range(len(self.rules))
        ]
        groups = [f"concat({', '.join(letters[at : at + 50])})" for at in range(0, len(letters), 50)]
        return " || ".join(groups)

    def _tree(self, rule: Rule, part: str) -> Expression:
        conditions = conditions_of(rule, self.question.book)
        tree = (conditions.applies if part == "applies" else conditions.must).tree
        return fold(
            with_floors(tree, rule.scope.totals if rule.scope else (), self.question.book), self.absent
        )

    def _condition(self, rule: Rule, part: str, *, share: bool) -> str:
        totals = set(rule.scope.totals) if rule.scope else set()

        def replace(node: Expression) -> Expression:
            if node.kind == "parameter":
                return column(
                    self._parameters.setdefault(self._value(node, rule), f"p{len(self._parameters)}")
                )
            if node.kind == "column" and node.text in totals:
                return column(rule.total_name(node.text))
            return node

        def match(node: Expression) -> Expression:
            if node.kind != "call" or node.text not in ("gf_match", "gf_ends"):
                return node
            text, pattern = node.parts
            expanded = patterns.expand(pattern.text, self.question.book.words)
            asked = f"{node.text}({text.sql}, {quoted(expanded)})"
            return sql(self._patterns.setdefault(asked, f"x{len(self._patterns)}") if share else asked)

        return self._tree(rule, part).replaced(replace).replaced(match).sql


def _named(columns: Mapping[str, str]) -> str:
    return "".join(f", {sql} AS {name}" for sql, name in columns.items())
