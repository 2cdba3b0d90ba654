"""The queries of fact views: taken apart and joined by sqlglot, which only a migration and a page for engineers import."""

from __future__ import annotations

import sqlglot
from django.apps import apps
from sqlglot import exp

from goufu.core.fact_views import COUNTED_AS, KEY, TYPES, StageFacts

_SQL = "postgres"


def columns(query: str) -> list[str]:
    """The names of the query's columns."""
    return _parsed(query).named_selects


def view_query(facts: StageFacts) -> str:
    """The query of the view."""
    joined, table = _joined(facts)
    told = {each.alias_or_name: each for each in joined.selects}
    read = facts.stage.read if facts.view.reading else {}
    of_table = {name: _expression(facts, table, name) for name in [*facts.view.fields, *facts.stored, *read]}
    counted = [
        f"CASE WHEN {facts.view.granted} IS NULL THEN {of_table.get(name) or told[name].unalias().sql(_SQL)}"
        f" ELSE ({facts.view.granted} ->> '{name}')::{TYPES[facts.stage.facts[name].type]} END AS {COUNTED_AS}{name}"
        for name in facts.view.counted_as_granted
    ]
    named = [f"{sql} AS {name}" for name, sql in of_table.items()]
    return joined.select(*named, *counted, dialect=_SQL).sql(_SQL, pretty=True, comments=False)


def sources(facts: StageFacts) -> dict[str, list[str]]:
    """The facts read by queries, each with the tables and functions that it comes from."""
    joined, _table = _joined(facts)
    joins = [joined.find(exp.From), *joined.args.get("joins", [])]
    of_alias = {each.this.alias_or_name: _reads(each.this) for each in joins}
    found = {}
    for each in joined.selects:
        names = {name for column in each.find_all(exp.Column) for name in of_alias.get(column.table, ())}
        found[each.alias_or_name] = sorted(names | _reads(each))
    return found


def _expression(facts: StageFacts, table: str, name: str) -> str:
    """A fact that is a field of the query's first table, read from its texts, or stored by its name."""
    fact = facts.stage.facts[name]
    if fact.read_from:
        found = f"({facts.view.reading} ->> '{name}')::{TYPES[fact.type]}"
        if fact.type != "text":
            return found
        return f"CASE WHEN {facts.view.reading} IS NOT NULL THEN COALESCE({found}, '') END"
    if name not in facts.view.fields:
        return f"({table}.facts ->> '{name}')::{TYPES[fact.type]}"
    column = f"{table}.{facts.view.fields[name]}"
    # A choice not made is an empty text in the column and NULL here.
    return f"NULLIF({column}, '')" if fact.type == "choice" else column


def _joined(facts: StageFacts) -> tuple[exp.Select, str]:
    """The view's own query, and those of other rooms as its joins; and its first table's alias."""
    query = _parsed(facts.view.sql.read_text(encoding="utf-8"))
    first = query.find(exp.From)
    assert first is not None
    table = str(first.this.alias_or_name)
    for number, each in enumerate(facts.added):
        given, alias = _parsed(each.sql.read_text(encoding="utf-8")), f"added{number}"
        names = [f"{alias}.{name}" for name in given.named_selects if name != KEY]
        query = query.select(*names, dialect=_SQL).join(
            given.subquery(alias), on=f"{alias}.{KEY} = {table}.{KEY}", join_type="left", dialect=_SQL
        )
    return query, table


def _parsed(query: str) -> exp.Select:
    return sqlglot.parse_one(query, dialect=_SQL, into=exp.Select)


def _reads(query: exp.Expr) -> set[str]:
    """The tables that a query reads, and the rooms' database functions that it calls."""
    rooms = tuple(f"{room.label}_" for room in apps.get_app_configs())
    called = {f"{each.name}()" for each in query.find_all(exp.Anonymous) if each.name.startswith(rooms)}
    return {each.name for each in query.find_all(exp.Table) if each.name} | called
