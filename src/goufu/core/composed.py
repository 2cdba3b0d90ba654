"""Query sets of a fixed shape, composed once in a process and then only asked, each time with other values.

    OF_YEAR = Composed(lambda: Project.objects.filter(year=Param("year", Project._meta.get_field("year"))))

    OF_YEAR.all(year=2027)
    related(project, "funding")  # as project.funding.all()

Django composes a query anew each time, and PostgreSQL plans it anew, which takes both longer than it takes to answer one of
a single row. What such a query set says besides its parameters is said for good: no day, no language and no agent may be in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import NotSupportedError, connection
from django.db.models import BigIntegerField, BooleanField, Expression, Field, Func, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

from goufu.prepared import prepared_cursor

M = TypeVar("M", bound=Model)


class Param(Expression):
    """The place of a value that is given when the query is asked. `field` prepares it, as in a filter on that field.

    None is refused: `IS NULL` would be another query.
    """

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s", [self]

    def value(self, values: Mapping[str, Any]) -> Any:
        """Its value among those given, as the database is told it. Raises KeyError; ValueError for None."""
        value = self.output_field.get_db_prep_value(values[self.name], connection)
        if value is None:
            raise ValueError(f"{self.name} is None")
        return value


class _Numbers(Param):
    """A list of numbers of rows: those that no row can have, since PostgreSQL knows none so large, are left out."""

    def value(self, values: Mapping[str, Any]) -> Any:
        known = [each for each in values[self.name] if abs(each) <= BigIntegerField.MAX_BIGINT]
        return super().value({self.name: known})


class AnyOf(Func):
    """The condition that a field is one of the values of a parameter: AnyOf("pk", numbers("numbers"))."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def numbers(name: str) -> Param:
    """The place of a list of numbers."""
    return _Numbers(name, ArrayField(BigIntegerField()))


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of a query set are read, and how Django makes a model instance of each.

    converters: the functions by column that make a value of what the database returns.
    """

    sql: str
    model: type[Model]
    names: Sequence[str]  # of the attributes in the columns `own`
    own: slice
    related: Sequence[Any]
    annotations: Mapping[str, int]
    converters: Mapping[int, tuple[Sequence[Callable[..., Any]], Any]]


class Composed(Generic[M]):
    """The query set that the function returns, with a `Param` for each value that is given later.

    is_planned_once: not where the values decide which plan is good, as a prefix decides whether an index serves.
    """

    def __init__(self, rows: Callable[[], QuerySet[M]], *, is_planned_once: bool = True) -> None:
        self._rows = rows
        self._is_planned_once = is_planned_once

    def all(self, **values: Any) -> list[M]:
        """The instances of the model, as the query set itself would give them. Raises as `Param.value` does."""
        if self._is_never:
            return []
        reading = self._reading
        if self._locks and connection.get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        with prepared_cursor() if self._is_planned_once else connection.cursor() as cursor:
            cursor.execute(reading.sql, self._told(values))
            return [_instance(reading, [*row]) for row in cursor.fetchall()]

    def statement(self, **values: Any) -> tuple[str, list[Any]]:
        """The query and its parameters, for another around it. Raises as `Param.value` does."""
        _compiler, sql, _params = self._compiled
        return sql, self._told(values)

    def first(self, **values: Any) -> M | None:
        """The first of them, or None."""
        return next(iter(self.all(**values)), None)

    def count(self, **values: Any) -> int:
        """The number of them. Raises as `Param.value` does."""
        return 0 if self._is_never else int(self._about("SELECT count(*) FROM (%s) AS counted", values))

    def exist(self, **values: Any) -> bool:
        """Whether there is any. Raises as `Param.value` does."""
        return not self._is_never and bool(self._about("SELECT EXISTS(%s)", values))

    def tuples(self, **values: Any) -> list[tuple[Any, ...]]:
        """Of a query set of values: a tuple each, of the columns as they are selected. Raises as `Param.value` does."""
        if self._is_never:
            return []
        compiler, sql, _params = self._compiled
        with connection.cursor() as cursor:
            cursor.execute(sql, self._told(values))
            rows = cursor.fetchall()
        shown = compiler.select[: compiler.col_count]  # others are only ordered by
        converters = compiler.get_converters([column for column, _sql, _alias in shown])
        return [tuple(row[: len(shown)]) for row in compiler.apply_converters(rows, converters)]

    def _about(self, question: str, values: Mapping[str, Any]) -> Any:
        """The answer to the question about the statement."""
        sql, told = self.statement(**values)
        with connection.cursor() as cursor:
            cursor.execute(question.replace("%s", sql), told)
            return cursor.fetchone()[0]

    @cached_property
    def _is_never(self) -> bool:
        """Whether no row is among them whatever the values: Django asks nothing then."""
        try:
            return not self._compiled
        except EmptyResultSet:
            return True

    @cached_property
    def _query(self) -> Any:
        return self._rows().query

    @cached_property
    def _locks(self) -> bool:
        return bool(self._query.select_for_update)

    def _told(self, values: Mapping[str, Any]) -> list[Any]:
        """The parameters of the query, as the database is told them. Raises as `Param.value` does."""
        _compiler, _sql, params = self._compiled
        return [each.value(values) if isinstance(each, Param) else each for each in params]

    @cached_property
    def _compiled(self) -> tuple[Any, str, Sequence[Any]]:
        """Django's compiler of the query, and what it makes of it."""
        compiler = self._query.get_compiler(connection=connection)
        return compiler, *compiler.as_sql()

    @cached_property
    def _reading(self) -> _Reading:
        compiler, sql, _params = self._compiled
        select, own = compiler.select, compiler.klass_info["select_fields"]
        columns = slice(own[0], own[-1] + 1)
        return _Reading(
            _without_lengths(sql, select) if self._is_planned_once else sql,
            compiler.klass_info["model"],
            [column.target.attname for column, _sql, _alias in select[columns]],
            columns,
            get_related_populators(compiler.klass_info, select, connection.alias),  # type: ignore[call-arg]  # of a later Django
            compiler.annotation_col_map or {},
            compiler.get_converters([column for column, _sql, _alias in select[: compiler.col_count]]),
        )


def _without_lengths(sql: str, select: Any) -> str:
    """The query with each column cast to its type without a length: prepared, it outlives a migration that widens one."""
    columns, cast = (", ".join(each) for each in zip(*map(_column, select), strict=True))
    if not sql.startswith(f"SELECT {columns} FROM"):
        raise NotSupportedError(f"A composed query begins with SELECT and its columns, and not so: {sql}")
    return sql.replace(columns, cast, 1)


def _column(selected: Any) -> tuple[str, str]:
    """The column as Django selects it, and cast."""
    expression, (sql, _params), alias = selected
    named = f" AS {connection.ops.quote_name(alias)}" if alias else ""
    return f"{sql}{named}", f"{without_length(sql, expression.output_field)}{named}"


def without_length(sql: str, field: Field[Any, Any]) -> str:
    """The column of the field, cast to its type without a length."""
    kind = re.sub(r"\(.*?\)", "", field.cast_db_type(connection) or "")
    return f"({sql})::{kind}"


def related(thing: Model, name: str) -> list[Any]:
    """The rows that refer to the thing, as the list of `thing.<name>.all()`: those that were prefetched, if so."""
    prefetched = getattr(thing, "_prefetched_objects_cache", {})
    if name in prefetched:
        return [*prefetched[name]]
    rows = _related(type(thing), name).all(thing=thing.pk)
    for each in rows:
        _reference(type(thing), name).set_cached_value(each, thing)
    return rows


def read_related(things: Sequence[Model], name: str) -> None:
    """Reads the rows that refer to the things, some of a kind, and keeps them as `prefetch_related` does."""
    rows = _related_to_any(type(things[0]), name).all(things=[each.pk for each in things])
    keep_related(things, name, rows)


def keep_related(things: Sequence[Model], name: str, rows: Iterable[Model]) -> None:
    """Keeps the rows as what `thing.<name>.all()` gives, as `prefetch_related` does; each refers to one of the things."""
    reference = _reference(type(things[0]), name)
    own: dict[Any, list[Model]] = {thing.pk: [] for thing in things}
    for row in rows:
        own[getattr(row, reference.attname)].append(row)
    for thing in things:
        for row in own[thing.pk]:
            reference.set_cached_value(row, thing)
        kept = getattr(thing, name).get_queryset()
        kept._result_cache, kept._prefetch_done = own[thing.pk], True
        vars(thing).setdefault("_prefetched_objects_cache", {})[name] = kept


def read_named(found: Iterable[Model], model: type[Model], names: Sequence[str]) -> None:
    """Reads what these fields name, none where all are empty. Joined, PostgreSQL would plan fifty times as long as it reads."""
    named = [(each, name, getattr(each, f"{name}_id")) for each in found for name in names]
    asked = {number for _each, _name, number in named if number}
    rows = {each.pk: each for each in _rows_by_number(model).all(numbers=[*asked])} if asked else {}
    for each, name, number in named:
        setattr(each, name, rows.get(number))


@cache
def _rows_by_number(model: type[M]) -> Composed[M]:
    """The rows of the model with one of the `numbers`, in no order."""
    return Composed(lambda: model._default_manager.order_by().filter(AnyOf("pk", numbers("numbers"))))


@cache
def _related(model: type[Model], name: str) -> Composed[Any]:
    reference = _reference(model, name)
    thing = Param("thing", model._meta.pk)
    return Composed(lambda: reference.model._default_manager.filter(**{reference.name: thing}))


@cache
def _related_to_any(model: type[Model], name: str) -> Composed[Any]:
    reference = _reference(model, name)
    return Composed(lambda: reference.model._default_manager.filter(AnyOf(reference.name, numbers("things"))))


@cache
def _reference(model: type[Model], name: str) -> Any:
    """The foreign key to the model whose related name this is."""
    return model._meta.get_field(name).field  # type: ignore[union-attr]


def _instance(reading: _Reading, row: list[Any]) -> Any:
    """What Django's ModelIterable makes of a row."""
    for column, (converters, expression) in reading.converters.items():
        for convert in converters:
            row[column] = convert(row[column], expression, connection)
    thing = reading.model.from_db(connection.alias, reading.names, row[reading.own])
    for each in reading.related:
        each.populate(row, thing)
    for name, column in reading.annotations.items():
        setattr(thing, name, row[column])
    return thing
