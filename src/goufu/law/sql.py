"""Compilation of rules to SQL: one query that answers every rule of a stage, of the same structure for every engine.

A query is built in layers, so that nothing is computed twice: the facts in their types, then the parameters and the
text matches that rules share, then for each rule whether it applies and whether it is met, then one letter per rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from goufu.law.conditions import Conditions, conditions_of
from goufu.law.folding import fold, is_null
from goufu.law.matches import Matches, has_text_call, is_text_call
from goufu.law.model import Fact, Parameter, ParameterValue, Rule, Rulebook

TYPES = {
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "money": "DECIMAL(24,2)",
    "number": "DECIMAL(24,6)",
    "integer": "BIGINT",
    "date": "DATE",
    "yesno": "BOOLEAN",
}
_ARGUMENTS = 50  # PostgreSQL takes at most a hundred


@dataclass(frozen=True, slots=True)
class Dialect:
    """The differences of one engine: its sqlglot name, its types, and the fence that stops it from merging layers."""

    name: str
    types: Mapping[str, str]
    fence: str = ""


DUCKDB = Dialect("duckdb", TYPES)
POSTGRES = Dialect("postgres", TYPES, fence=" OFFSET 0")
SPARK = Dialect("spark", TYPES | {"text": "STRING", "choice": "STRING"})


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
        self._records: dict[tuple[str, str], str] = {}

    @property
    def letters(self) -> tuple[Rule, ...]:
        return self.row_rules + self.scope_rules

    @property
    def totals(self) -> tuple[str, ...]:
        """The names of the totals that `record` returns after the letters; `scopes` returns those of its own rules."""
        return self._totals_of(self.letters)

    def rows(self, relation: str) -> str:
        """The query of line and letters of the rules without a scope."""
        return self._answers(self._facts(relation), self.row_rules)

    def scopes(self, relation: str) -> str:
        """The query of line, letters and totals of the rules with a scope, ordered by line."""
        return f"{self._answers(self._with_totals(relation), self.scope_rules)}\nORDER BY {self.key}"

    def record(self, relation: str, condition: str) -> str:
        """The query of line, letters and totals of all rules for the rows that meet the condition: few, found by index.

        Cached by relation and condition: building it takes longer than running it.
        """
        if (relation, condition) not in self._records:
            facts = self._record_with_totals(relation, condition)
            self._records[relation, condition] = self._answers(facts, self.letters)
        return self._records[relation, condition]

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

        def replace(node: exp.Expr) -> exp.Expr:
            total = empty.get(node.name) if isinstance(node, exp.Column) else None
            return total.copy() if total is not None and not total.find(exp.AggFunc) else node

        must = fold(conditions.must.tree.copy().transform(replace), self._absent)
        return not self._absent & set(rule.scope.by) and not is_null(must)

    def _facts(self, relation: str, rules: Iterable[Rule] | None = None, condition: str = "TRUE") -> str:
        needed = self._needed(self.row_rules if rules is None else rules)
        columns = [self.key, *(self._typed(self.stage.facts[name]) for name in needed)]
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

    def _record_with_totals(self, relation: str, condition: str) -> str:
        scoped = [rule for rule in self.letters if rule.scope]
        facts = f"({self._facts(relation, self.letters, condition)})"
        joins = []
        for number, (by, rules) in enumerate(self._by_scope(scoped)):
            others = self._open(self._facts(relation, rules))
            together = " AND ".join(f"o.{name} = f.{name}" for name in by)
            joins.append(
                f"LEFT JOIN LATERAL (SELECT {self._totals(rules)} FROM ({others}) o WHERE {together}) s{number} ON TRUE"
            )
        return f"SELECT {self._known_totals(scoped)} FROM {facts} f {' '.join(joins)}{self.dialect.fence}"

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

    def _totals(self, rules: Iterable[Rule]) -> str:
        return ", ".join(
            f"{self._sql(self._with_parameters(rule, total.tree))} AS {rule.total_name(name)}"
            for rule in rules
            for name, total in self._conditions[rule.id].totals.items()
        )

    def _counted(self, rules: Iterable[Rule]) -> str:
        """The condition for the rows that count in any total; the others need not be grouped."""
        conditions = []
        for rule in rules:
            for total in self._conditions[rule.id].totals.values():
                branches = total.tree.this.args["ifs"] if isinstance(total.tree.this, exp.Case) else []
                if len(branches) != 1 or total.tree.this.args.get("default") is not None:
                    return "TRUE"
                counted = self._with_parameters(rule, fold(branches[0].this, self.absent(rule)))
                conditions.append(f"({self._sql(counted)})")
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
        for number, (by, together) in enumerate(self._by_scope(rules)):
            known = " AND ".join(f"f.{name} IS NOT NULL" for name in by)
            for rule in together:
                for name, total in self._conditions[rule.id].totals.items():
                    column = f"s{number}.{rule.total_name(name)}"
                    value = f"COALESCE({column}, 0)" if isinstance(total.tree, exp.Count) else column
                    columns.append(f"CASE WHEN {known} THEN {value} END AS {rule.total_name(name)}")
        return ", ".join(columns)

    def _with_parameters(self, rule: Rule, tree: exp.Expr) -> exp.Expr:
        """The expression with each parameter written out: the rows of a scope may have different values."""

        def replace(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Placeholder):
                written = self.parameter(rule, self.book.parameters[node.name])
                return exp.maybe_parse(written, dialect="duckdb")
            return node

        return tree.copy().transform(replace)

    def parameter(self, rule: Rule, parameter: Parameter) -> str:
        """The SQL of the parameter's value in force for the row, by day, level and place; NULL when unknown."""
        branches = " ".join(
            f"WHEN {_holds(value, rule.dated_by)} THEN {value.value}" for value in parameter.values
        )
        return f"CAST(CASE {branches} END AS {self.dialect.types[parameter.type]})"

    def _answers(self, facts: str, rules: Sequence[Rule]) -> str:
        shared = _Shared(self, rules)
        letters = [self._letter(rule, shared) for rule in rules]
        totals = self._totals_of(rules)
        layers = [
            ["*", *shared.matches.texts()],
            ["*", *shared.matches.gates()],
            ["*", *shared.columns()],
            ["*", *shared.guards()],
            [self.key, *totals, *shared.answers()],
            [self.key, f"{_joined(letters)} AS letters", *totals],
        ]
        query = facts
        for number, columns in enumerate(layers):
            query = f"SELECT {', '.join(columns)} FROM (\n{query}\n) layer{number}{self.dialect.fence}"
        return query.removesuffix(self.dialect.fence)

    def _letter(self, rule: Rule, shared: _Shared) -> str:
        conditions = self._conditions[rule.id]
        applies, must = shared.applies(rule, conditions), shared.expression(rule, conditions.must.tree)
        if must == "NULL":
            return shared.answer(f"CASE WHEN NOT {applies} THEN 'n' ELSE 'm' END")
        a, m = shared.answer(applies), shared.answer(must)
        doubt = shared.doubt(rule, conditions)
        fails = f"CASE WHEN {shared.answer(doubt)} THEN 'u' ELSE 'f' END" if doubt else "'f'"
        return f"CASE WHEN NOT {a} THEN 'n' WHEN {m} THEN 'p' WHEN {a} AND NOT {m} THEN {fails} ELSE 'm' END"

    def _sql(self, tree: exp.Expr) -> str:
        return tree.sql(dialect=self.dialect.name)


class _Shared:
    """The parameters and text matches that several rules read: computed once per row, under a short name."""

    def __init__(self, question: Question, rules: Sequence[Rule]) -> None:
        self.question = question
        self.rules = rules
        self.matches = Matches(question.book.words, self.name, question._sql)
        self._columns: dict[str, str] = {}
        self._guards: dict[str, str] = {}
        self._answers: dict[str, str] = {}
        for rule in rules:  # a match that one rule needs eagerly is then known to all others
            self.expression(rule, question._conditions[rule.id].must.tree)

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
        terms = [f"{rule.dated_by} >= {_day(rule.in_force_from)}"]
        if rule.in_force_until:
            terms.append(f"{rule.dated_by} <= {_day(rule.in_force_until)}")
        if rule.levels:
            terms.append(f"level IN ({', '.join(map(_text, rule.levels))})")
        if rule.places:
            terms.append("(" + " OR ".join(map(_within, rule.places)) + ")")
        in_force = self.name(" AND ".join(terms))
        applies = self.expression(rule, conditions.applies.tree)
        return in_force if applies == "TRUE" else f"({in_force} AND ({applies}))"

    def expression(self, rule: Rule, tree: exp.Expr) -> str:
        """The SQL of the expression, with names for totals, parameters and text calls."""
        totals = set(rule.scope.totals) if rule.scope else set()

        def replace(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Placeholder):
                return exp.column(
                    self.name(self.question.parameter(rule, self.question.book.parameters[node.name]))
                )
            if isinstance(node, exp.Column) and node.name in totals:
                return exp.column(rule.total_name(node.name))
            return node

        return self._guarded(
            fold(tree, self.question.absent(rule)).transform(replace), eager=True, names=True
        )

    def _guarded(self, node: exp.Expr, *, eager: bool, names: bool = False) -> str:
        """The SQL of an expression in which operands after the first of an `OR` or `AND` are computed only if needed.

        Text matches are most of the cost. Those of the first operand are shared by all rules; those of the others are
        written inside a CASE, which engines evaluate only for the rows that reach it. The answer is the same. `names`:
        the first operand gets a name, since it occurs twice.
        """
        while isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, exp.Or | exp.And):
            first, *others = node.flatten()
            if not any(has_text_call(other) for other in others):
                return self._plain(node, eager=eager)
            guard = self._guarded(first, eager=eager)
            guard = self._guards.setdefault(guard, f"z{len(self._guards)}") if names else guard
            rest = [f"({self._guarded(other, eager=False)})" for other in others]
            if isinstance(node, exp.Or):
                return f"CASE WHEN {guard} THEN TRUE ELSE ({guard}) OR {' OR '.join(rest)} END"
            return f"CASE WHEN NOT ({guard}) THEN FALSE ELSE ({guard}) AND {' AND '.join(rest)} END"
        if isinstance(node, exp.Not):
            return f"NOT ({self._guarded(node.this, eager=eager, names=names)})"
        return self._plain(node, eager=eager)

    def _plain(self, node: exp.Expr, *, eager: bool) -> str:
        def replace(inner: exp.Expr) -> exp.Expr:
            return self.matches.call(inner, eager=eager) if is_text_call(inner) else inner

        return self.question._sql(node.copy().transform(replace))

    def doubt(self, rule: Rule, conditions: Conditions) -> str:
        """The SQL of whether the answer rests on an unverified value; empty when none can."""
        flags = []
        for name in sorted(conditions.parameters):
            values = self.question.book.parameters[name].values
            if all(value.verified for value in values):
                continue
            branches = " ".join(
                f"WHEN {_holds(value, rule.dated_by)} THEN {'FALSE' if value.verified else 'TRUE'}"
                for value in values
            )
            flags.append(self.name(f"COALESCE(CASE {branches} END, FALSE)"))
        return " OR ".join(flags)


def _joined(letters: Sequence[str]) -> str:
    """The SQL that joins the letters. A chain of || would copy the growing text for every letter."""
    groups = [letters[start : start + _ARGUMENTS] for start in range(0, len(letters), _ARGUMENTS)]
    joined = [f"concat({', '.join(group)})" for group in groups]
    return f"concat({', '.join(joined)})" if joined else "''"


def _holds(value: ParameterValue, dated_by: str) -> str:
    terms = [f"{dated_by} >= {_day(value.from_)}"]
    if value.until:
        terms.append(f"{dated_by} <= {_day(value.until)}")
    if value.level:
        terms.append(f"level = {_text(value.level)}")
    if value.place:
        terms.append(_within(value.place))
    return " AND ".join(terms)


def _within(place: str) -> str:
    return f"LEFT(place, {len(place)}) = {_text(place)}"


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
