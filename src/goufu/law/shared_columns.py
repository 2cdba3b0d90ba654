"""The columns of a query that several rules read: computed once per row, each under a short name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from goufu.law.conditions import Conditions
from goufu.law.dialects import Dialect, day, holds, value_in_force, within
from goufu.law.expression import Expression, column, quoted
from goufu.law.floors import floors_of, with_floors
from goufu.law.folding import fold
from goufu.law.matches import Matches, has_text_call, is_text_call
from goufu.law.model import Rule, Rulebook


class SharedColumns:
    """The parameters and text matches that several rules read: computed once per row, under a short name."""

    def __init__(
        self,
        book: Rulebook,
        dialect: Dialect,
        rules: Sequence[Rule],
        conditions: Mapping[str, Conditions],
        absent: Callable[[Rule], frozenset[str]],
    ) -> None:
        self._book = book
        self._dialect = dialect
        self._absent = absent
        self.matches = Matches(book.words, self.name)
        self._columns: dict[str, str] = {}
        self._guards: dict[str, str] = {}
        self._answers: dict[str, str] = {}
        for rule in rules:  # a match that one rule needs eagerly is then known to all others
            self.expression(rule, conditions[rule.id].must.tree)

    def columns(self) -> list[str]:
        return [f"{sql} AS {name}" for sql, name in self._columns.items()]

    def guards(self) -> list[str]:
        """The columns of first operands, which decide most rows of an OR or AND."""
        return [f"{sql} AS {name}" for sql, name in self._guards.items()]

    def answers(self) -> list[str]:
        """The columns that hold whether rules apply and are met, made from the columns and guards."""
        return [f"{sql} AS {name}" for sql, name in self._answers.items()]

    def answer(self, sql: str) -> str:
        return self._answers.setdefault(sql, f"y{len(self._answers)}")

    def name(self, sql: str) -> str:
        return self._columns.setdefault(sql, f"x{len(self._columns)}")

    def applies(self, rule: Rule, conditions: Conditions) -> str:
        terms = [f"{rule.dated_by} >= {day(rule.in_force_from)}"]
        if rule.in_force_until:
            terms.append(f"{rule.dated_by} <= {day(rule.in_force_until)}")
        if rule.levels:
            terms.append(f"level IN ({', '.join(map(quoted, rule.levels))})")
        if rule.places:
            terms.append("(" + " OR ".join(map(within, rule.places)) + ")")
        in_force = self.name(" AND ".join(terms))
        applies = self.expression(rule, conditions.applies.tree)
        return in_force if applies == "TRUE" else f"({in_force} AND ({applies}))"

    def expression(self, rule: Rule, tree: Expression, *, floors: bool = True) -> str:
        """The SQL of the expression, with names for totals, parameters and text calls.

        floors: whether the country's least answers where a place's number isn't known.
        """
        totals = set(rule.scope.totals) if rule.scope else set()

        def replace(node: Expression) -> Expression:
            if node.kind == "parameter":
                value = value_in_force(self._book.parameters[node.text], rule, self._dialect)
                return column(self.name(value))
            if node.kind == "column" and node.text in totals:
                return column(rule.total_name(node.text))
            return node

        tree = fold(with_floors(tree, totals, self._book) if floors else tree, self._absent(rule))
        return self._guarded(tree.replaced(replace), eager=True, names=True)

    def _guarded(self, node: Expression, *, eager: bool, names: bool = False) -> str:
        """The SQL of an expression in which operands after the first of an `OR` or `AND` are computed only if needed.

        Text matches are most of the cost. Those of the first operand are shared by all rules; those of the others are
        written inside a CASE, which engines evaluate only for the rows that reach it. The answer is the same. `names`:
        the first operand gets a name, since it occurs twice.
        """
        node = node.bare
        if node.kind in ("or", "and"):
            first, *others = (operand.bare for operand in node.operands())
            if not any(has_text_call(other) for other in others):
                return self._plain(node, eager=eager)
            guard = self._guarded(first, eager=eager)
            guard = self._guards.setdefault(guard, f"z{len(self._guards)}") if names else guard
            rest = [f"({self._guarded(other, eager=False)})" for other in others]
            if node.kind == "or":
                return f"CASE WHEN {guard} THEN TRUE ELSE ({guard}) OR {' OR '.join(rest)} END"
            return f"CASE WHEN NOT ({guard}) THEN FALSE ELSE ({guard}) AND {' AND '.join(rest)} END"
        if node.kind == "not":
            return f"NOT ({self._guarded(node.parts[0], eager=eager, names=names)})"
        return self._plain(node, eager=eager)

    def _plain(self, node: Expression, *, eager: bool) -> str:
        def replace(inner: Expression) -> Expression:
            return self.matches.call(inner, eager=eager) if is_text_call(inner) else inner

        return node.replaced(replace).sql

    def doubt(self, rule: Rule, conditions: Conditions) -> str:
        """The SQL of whether a failure rests on an unverified value or is disputed; empty when none can."""
        flags = [self._is_unverified(name, rule) for name in sorted(conditions.parameters)]
        if unverified := list(filter(None, self._floors(rule, conditions))):
            applies, must = (
                self.expression(rule, each.tree, floors=False)
                for each in (conditions.applies, conditions.must)
            )
            flags.append(f"(({' OR '.join(unverified)}) AND (({applies}) AND NOT ({must})) IS NOT TRUE)")
        flags = [each for each in flags if each]
        if rule.disputed != "FALSE":
            flags.append(f"COALESCE({self.expression(rule, conditions.disputed.tree)}, FALSE)")
        return " OR ".join(flags)

    def _floors(self, rule: Rule, conditions: Conditions) -> Iterator[str]:
        """The SQL of whether the country's leasts that the rule may be answered by are unverified."""
        for floor in sorted(floors_of(rule, conditions, self._book).values()):
            yield self._is_unverified(floor, rule)

    def _is_unverified(self, parameter: str, rule: Rule) -> str:
        """The SQL of whether the value in force has been verified by nobody; empty where all of its values are."""
        values = self._book.parameters[parameter].values
        if all(value.verified for value in values):
            return ""
        branches = " ".join(
            f"WHEN {holds(value, rule.dated_by)} THEN {'FALSE' if value.verified else 'TRUE'}"
            for value in values
        )
        return self.name(f"COALESCE(CASE {branches} END, FALSE)")
