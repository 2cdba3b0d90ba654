"""Compilation of rules to SQL: one query that answers every rule of a stage, of the same structure for every engine.

A query is built in layers, so that nothing is computed twice: the facts in their types, then the parameters and the
text matches that rules share, then for each rule whether it applies and whether it is met, then one letter per rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from goufu.law.conditions import WORKDAY_FUNCTIONS, conditions_of
from goufu.law.dialects import Dialect, value_in_force
from goufu.law.expression import NULL, TOTALS, Expression, sql
from goufu.law.folding import fold
from goufu.law.model import Fact, Rule, Rulebook
from goufu.law.shared_columns import SharedColumns

_ARGUMENTS = 50  # PostgreSQL takes at most a hundred


class Question:
    """The rules of a stage as SQL. `letters` holds the rules in the order of an answer's letters.

    The relation asked has a column for each fact in `given`; the others count as not given. Every relation also has
    a key column, `line` unless named otherwise.
    """

    def __init__(
        self,
        book: Rulebook,
        stage: str,
        dialect: Dialect,
        *,
        given: Collection[str] | None = None,
        rules: Sequence[Rule] | None = None,
        key: str = "line",
    ) -> None:
        self.book = book
        self.stage = book.stages[stage]
        self.dialect = dialect
        self.given = frozenset(self.stage.facts if given is None else given)
        self.key = key
        chosen = book.stage_rules(stage) if rules is None else tuple(rules)
        self.row_rules = tuple(rule for rule in chosen if rule.scope is None)
        self.scope_rules = tuple(rule for rule in chosen if rule.scope is not None)
        self._conditions = {rule.id: conditions_of(rule, book) for rule in chosen}
        self._absent = frozenset(self.stage.facts) - self.given
        self._added_up = frozenset(rule.id for rule in self.scope_rules if self._can_add_up(rule))
        self._records: dict[tuple[str, str, str, tuple[str, ...]], str] = {}

    @property
    def letters(self) -> tuple[Rule, ...]:
        return self.row_rules + self.scope_rules

    @property
    def totals(self) -> tuple[str, ...]:
        """The names of the totals that `record` returns after the letters; `scopes` returns those of its own rules."""
        return self._totals_of(self.letters)

    @property
    def counts_workdays(self) -> bool:
        """Whether a rule counts working days, for which an engine needs the calendar."""
        return any(each.functions & WORKDAY_FUNCTIONS for each in self._conditions.values())

    @property
    def read(self) -> frozenset[str]:
        """The names of the facts that the rules read."""
        return frozenset(self._needed(self.letters))

    def rows(self, relation: str) -> str:
        """The query of line and letters of the rules without a scope."""
        return self._answers(self._facts(relation), self.row_rules)

    def scopes(self, relation: str) -> str:
        """The query of line, letters and totals of the rules with a scope, ordered by line."""
        return f"{self._answers(self._with_totals(relation), self.scope_rules)}\nORDER BY {self.key}"

    def record(self, relation: str, condition: str, *, others: str = "", told: tuple[str, ...] = ()) -> str:
        """The query of line, letters and totals of all rules for the rows that meet the condition: few, found by index.

        others: the relation of all rows but the one, as they count in its totals; without it, these are over the relation.
        told: what is returned too: facts by name, as the rules read them (`read`), or columns of the relation as
        `expression AS name`, which is the name of no fact or total.

        Cached by these arguments: building it takes longer than running it.
        """
        asked = relation, condition, others, told
        if asked not in self._records:
            names = [each.rpartition(" AS ")[2] for each in told]
            self._records[asked] = self._answers(self._record_with_totals(*asked), self.letters, names)
        return self._records[asked]

    def absent(self, rule: Rule) -> frozenset[str]:
        """The names of facts not given, and of the rule's totals where these can't be computed."""
        return (
            self._absent
            if rule.scope is None or rule.id in self._added_up
            else self._absent | set(rule.scope.totals)
        )

    def _can_add_up(self, rule: Rule) -> bool:
        """Whether the facts of the scope are given and its totals can affect the answer."""
        assert rule.scope is not None
        conditions = self._conditions[rule.id]
        empty = {name: fold(total.tree, self._absent) for name, total in conditions.totals.items()}

        def replace(node: Expression) -> Expression:
            total = empty.get(node.text) if node.kind == "column" else None
            return total if total is not None and total.kind not in TOTALS else node

        must = fold(conditions.must.tree.replaced(replace), self._absent)
        return not self._absent & set(rule.scope.by) and must != NULL

    def _facts(
        self,
        relation: str,
        rules: Iterable[Rule] | None = None,
        condition: str = "TRUE",
        told: Iterable[str] = (),
    ) -> str:
        needed = self._needed(self.row_rules if rules is None else rules)
        columns = [self.key, *(self._typed(self.stage.facts[name]) for name in needed), *told]
        return f"SELECT {', '.join(columns)} FROM {relation} WHERE {condition}{self.dialect.fence}"

    def _needed(self, rules: Iterable[Rule]) -> list[str]:
        wanted: set[str] = set()
        for rule in rules:
            wanted |= self._conditions[rule.id].facts | {rule.dated_by}
            wanted |= (
                {"place", "level"}
                if rule.places or rule.levels or self._conditions[rule.id].parameters
                else set()
            )
            if rule.scope:
                wanted |= set(rule.scope.by)
                wanted |= {
                    name for total in self._conditions[rule.id].totals.values() for name in total.facts
                }
        return [name for name in self.stage.facts if name in wanted]

    def _typed(self, fact: Fact) -> str:
        source = fact.name if fact.name in self.given else "NULL"
        return f"CAST({source} AS {self.dialect.types[fact.type]}) AS {fact.name}"

    def _with_totals(self, relation: str) -> str:
        facts = f"({self._facts(relation, self.scope_rules)})"
        joins = []
        for number, (by, rules) in enumerate(self._by_scope(self.scope_rules)):
            keys = ", ".join(by)
            together = " AND ".join(f"f.{name} = s{number}.{name}" for name in by)
            joins.append(
                f"LEFT JOIN (SELECT {keys}, {self._totals(rules)} FROM {facts} f WHERE {self._counted(rules)}"
                f" GROUP BY {keys}) s{number} ON {together}"
            )
        return f"SELECT {self._known_totals(self.scope_rules)} FROM {facts} f {' '.join(joins)}"

    def _record_with_totals(self, relation: str, condition: str, others: str, told: tuple[str, ...]) -> str:
        """The facts of the rows that meet the condition, with their totals.

        Scopes that begin with the same fact are read once together, each total filtered by what its own scope has beyond
        the facts that all of them have: a row of the relation may itself be the answer of a costly query.
        """
        scoped = [rule for rule in self.letters if rule.scope]
        rows = f"(SELECT * FROM {relation} WHERE {condition}{self.dialect.fence}) r"  # each fact is worked out once
        added = [each for each in told if " AS " in each]
        facts = f"({self._facts(rows, self.letters, told=added)})"
        alike: dict[tuple[str, ...], list[tuple[tuple[str, ...], list[Rule]]]] = {}
        for by, rules in self._by_scope(scoped):
            alike.setdefault(by[:1] if self.dialect.filters_by_outer else by, []).append((by, rules))
        joins = []
        for number, scopes in enumerate(alike.values()):
            shared = [name for name in scopes[0][0] if all(name in by for by, _ in scopes)]
            totals = [
                self._totals(rules, _same([name for name in by if name not in shared]))
                for by, rules in scopes
            ]
            read = self._scope([rule for _, rules in scopes for rule in rules], relation, others)
            joins.append(
                f"LEFT JOIN LATERAL (SELECT {', '.join(totals)} FROM ({read}) o WHERE {_same(shared)}) s{number} ON TRUE"
            )
        return f"SELECT {self._known_totals(scoped)} FROM {facts} f {' '.join(joins)}{self.dialect.fence}"

    def _scope(self, rules: Sequence[Rule], relation: str, others: str) -> str:
        """The query of the rows of which the totals of row f are taken: those of the relation, or the others and itself."""
        if not others:
            return self._open(self._facts(relation, rules))
        added = set().union(*map(self._added, rules))
        names = [name for name in self.stage.facts if name in added]
        read = ", ".join(self._typed(self.stage.facts[name]) for name in names)
        return f"SELECT {read} FROM {others} UNION ALL SELECT {', '.join(f'f.{name}' for name in names)}"

    def _added(self, rule: Rule) -> set[str]:
        """The facts that the rule's totals and their parameters read of a row, and those of its scope."""
        conditions = self._conditions[rule.id]
        assert rule.scope is not None
        names = {*rule.scope.by}.union(*(total.facts for total in conditions.totals.values()))
        has_parameters = any(total.parameters for total in conditions.totals.values())
        return names | ({rule.dated_by, "place", "level"} if has_parameters else set())

    def _by_scope(self, rules: Iterable[Rule]) -> list[tuple[tuple[str, ...], list[Rule]]]:
        """The rules grouped by scope, so that the rows of a scope are read once for all of them."""
        together: dict[tuple[str, ...], list[Rule]] = {}
        for rule in rules:
            if rule.scope and rule.id in self._added_up:
                together.setdefault(rule.scope.by, []).append(rule)
        return list(together.items())

    def _open(self, query: str) -> str:
        """The query without the fence, so that PostgreSQL finds the scope by index instead of reading every row."""
        return query.removesuffix(self.dialect.fence) if self.dialect.fence else query

    def _totals(self, rules: Iterable[Rule], condition: str = "") -> str:
        """The totals of these rules, over the rows that meet the condition."""
        filtered = f" FILTER (WHERE {condition})" if condition else ""
        return ", ".join(
            f"{self._with_parameters(rule, total.tree).sql}{filtered} AS {rule.total_name(name)}"
            for rule in rules
            for name, total in self._conditions[rule.id].totals.items()
        )

    def _counted(self, rules: Iterable[Rule]) -> str:
        """The condition for the rows that count in any total; the others need not be grouped."""
        conditions = []
        for rule in rules:
            for total in self._conditions[rule.id].totals.values():
                [added] = total.tree.parts
                if added.kind != "case" or len(added.branches) != 1 or added.default is not None:
                    return "TRUE"
                [(counted, _)] = added.branches
                counted = self._with_parameters(rule, fold(counted, self.absent(rule)))
                conditions.append(f"({counted.sql})")
        return " OR ".join(dict.fromkeys(conditions))

    def _totals_of(self, rules: Iterable[Rule]) -> tuple[str, ...]:
        return tuple(
            rule.total_name(name)
            for rule in rules
            if rule.scope and rule.id in self._added_up
            for name in rule.scope.totals
        )

    def _known_totals(self, rules: Sequence[Rule]) -> str:
        """The columns of the row and its totals; a total is NULL where a fact of its scope is."""
        columns = ["f.*"]
        for by, together in self._by_scope(rules):
            known = " AND ".join(f"f.{name} IS NOT NULL" for name in by)
            for rule in together:
                for name, total in self._conditions[rule.id].totals.items():
                    column = rule.total_name(name)
                    value = f"COALESCE({column}, 0)" if total.tree.kind == "count" else column
                    columns.append(f"CASE WHEN {known} THEN {value} END AS {column}")
        return ", ".join(columns)

    def _with_parameters(self, rule: Rule, tree: Expression) -> Expression:
        """The expression with each parameter written out: the rows of a scope may have different values."""

        def replace(node: Expression) -> Expression:
            if node.kind == "parameter":
                return sql(value_in_force(self.book.parameters[node.text], rule, self.dialect))
            return node

        return tree.replaced(replace)

    def _answers(self, facts: str, rules: Sequence[Rule], told: Sequence[str] = ()) -> str:
        shared = SharedColumns(self.book, self.dialect, rules, self._conditions, self.absent)
        letters = [self._letter(rule, shared) for rule in rules]
        totals = self._totals_of(rules)
        layers = [
            ["*", *shared.matches.gates()],
            ["*", *shared.columns()],
            ["*", *shared.guards()],
            [self.key, *totals, *told, *shared.answers()],
            [self.key, f"{_joined(letters)} AS letters", *totals, *told],
        ]
        query = facts
        for number, columns in enumerate(layers):
            query = f"SELECT {', '.join(columns)} FROM (\n{query}\n) layer{number}{self.dialect.fence}"
        return query.removesuffix(self.dialect.fence)

    def _letter(self, rule: Rule, shared: SharedColumns) -> str:
        conditions = self._conditions[rule.id]
        applies, must = shared.applies(rule, conditions), shared.expression(rule, conditions.must.tree)
        if must == "NULL":
            return shared.answer(f"CASE WHEN NOT {applies} THEN 'n' ELSE 'm' END")
        a, m = shared.answer(applies), shared.answer(must)
        doubt = shared.doubt(rule, conditions)
        fails = f"CASE WHEN {shared.answer(doubt)} THEN 'u' ELSE 'f' END" if doubt else "'f'"
        return f"CASE WHEN NOT {a} THEN 'n' WHEN {m} THEN 'p' WHEN {a} AND NOT {m} THEN {fails} ELSE 'm' END"


def _same(names: Iterable[str]) -> str:
    """The condition that row o is in the scope of row f, as far as these facts say."""
    return " AND ".join(f"o.{name} = f.{name}" for name in names)


def _joined(letters: Sequence[str]) -> str:
    """The SQL that joins the letters. A chain of || would copy the growing text for every letter."""
    groups = [letters[start : start + _ARGUMENTS] for start in range(0, len(letters), _ARGUMENTS)]
    joined = [f"concat({', '.join(group)})" for group in groups]
    return f"concat({', '.join(joined)})" if joined else "''"
