"""Rows stored as Django's `save` stores them, by statements that Django composes once in a process.

An action stores few rows, and it took Django longer to compose the statements than PostgreSQL to carry them out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Field, Model, Q
from django.db.models.signals import post_save, pre_save
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import mark_for_rollback_on_error

from goufu.core.composed import Param
from goufu.prepared import prepared_cursor

MOST_PREPARED = 12  # values


class _Stored(Param):
    """The place of a field's new value, which may be None."""

    def __init__(self, field: Field[Any, Any]) -> None:
        super().__init__(field.attname, field)


def insert(thing: Model) -> None:
    """Stores a new row, as `thing.save(force_insert=True)`, and sets the values that the database gives it."""
    fields = _new(type(thing), thing.pk is not None)
    values = _values(thing, fields, is_new=True)
    if values is None:
        thing.save(force_insert=True)
        return
    returned = thing._meta.db_returning_fields
    with mark_for_rollback_on_error(connection.alias), _inserting(values, returned) as cursor:
        cursor.execute(_insertion(type(thing), thing.pk is not None), values)
        given = cursor.fetchone() if returned else ()
    for field, value in zip(returned, given, strict=True):
        for convert in field.get_db_converters(connection):
            value = convert(value, None, connection)
        setattr(thing, field.attname, value)
    thing._state.adding, thing._state.db = False, connection.alias


def update(thing: Model, names: Collection[str]) -> None:
    """Stores the fields of these names of a row, as `thing.save(update_fields=names)`. Raises DatabaseError without it."""
    fields = [each for each in thing._meta.local_concrete_fields if each.name in names]
    values = _values(thing, fields, is_new=False)
    if values is None:
        thing.save(update_fields=names)
        return
    with mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        cursor.execute(_change(type(thing), tuple(fields)), [*values, thing.pk])
        if not cursor.rowcount:
            raise DatabaseError(f"{thing._meta.label} {thing.pk} is not there")


def _inserting(values: Sequence[Any], returned: Sequence[Field[Any, Any]]) -> Any:
    """The cursor for a statement that inserts these values and returns these fields.

    Prepared where that is no more than a number, and of few values: each combination of types, of which None is one, is a
    statement of its own, and a connection keeps a hundred. So a change, which stores now these fields and now those, is not.
    """
    is_prepared = len(values) <= MOST_PREPARED and all(each.primary_key for each in returned)
    return prepared_cursor() if is_prepared else connection.cursor()


def _values(thing: Model, fields: Sequence[Field[Any, Any]], *, is_new: bool) -> list[Any] | None:
    """The values of the fields as the database is told them; None where `save` does more than tell them."""
    if thing._meta.parents or any(each.has_listeners(type(thing)) for each in (pre_save, post_save)):
        return None
    thing._prepare_related_fields_for_save("save", frozenset(fields))  # type: ignore[attr-defined]  # which looks each up
    values = [each.pre_save(thing, is_new) for each in fields]
    if any(hasattr(value, "resolve_expression") for value in values):
        return None
    return [each.get_db_prep_save(value, connection) for each, value in zip(fields, values, strict=True)]


def _new(model: type[Model], has_number: bool) -> list[Field[Any, Any]]:
    """The fields that a new row says: not what the database gives or computes."""
    given = None if has_number else model._meta.auto_field
    return [each for each in model._meta.local_concrete_fields if not each.generated and each is not given]


@cache
def _insertion(model: type[Model], has_number: bool) -> str:
    fields = _new(model, has_number)
    query = InsertQuery(model)
    query.insert_values(fields, [model(**{each.attname: _Stored(each) for each in fields})], raw=True)
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = model._meta.db_returning_fields
    [(statement, params)] = compiler.as_sql()
    return _in_order(statement, params, fields)


@cache
def _change(model: type[Model], fields: tuple[Field[Any, Any], ...]) -> str:
    query = UpdateQuery(model)
    values: list[Any] = [(each, None, _Stored(each)) for each in fields]
    query.add_update_fields(values)
    query.add_q(Q(pk=_Stored(model._meta.pk)))
    statement, params = query.get_compiler(connection=connection).as_sql()
    return _in_order(statement, params, [*fields, model._meta.pk])


def _in_order(statement: str, params: Iterable[_Stored], fields: Sequence[Field[Any, Any]]) -> str:
    """The statement, whose places must be those of the fields in their order."""
    assert [each.name for each in params] == [each.attname for each in fields]
    return statement
