"""Rows as actions store them: the check of their fields, their locks, and the database's refusals in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError
from django.db.models import Manager, Model, QuerySet, prefetch_related_objects

from goufu.core.composed import Composed, Param
from goufu.core.errors import NotFound, Refusal
from goufu.core.model_fields import as_stored, refuse_mistyped_day
from goufu.journal.append_only import is_append_only
from goufu.journal.locks import LockOf, take_of

M = TypeVar("M", bound=Model)
RAISED_BY_A_TRIGGER = "23000"  # PostgreSQL's own constraints have a code each


def all_fields(thing: Model) -> list[str]:
    """The names of the fields that a new row stores."""
    return [field.name for field in thing._meta.concrete_fields if not field.primary_key]


def check_fields(thing: Model, names: Collection[str]) -> None:
    """Cleans the named fields; text of one line is what people see of it. Raises Refusal.

    Constraints are checked by the database (`in_words`).
    """
    fields = [
        field
        for field in thing._meta.concrete_fields
        if field.name in names and not (field.is_relation or field.generated)
    ]
    wrong = {}
    for field in fields:
        try:
            value = as_stored(field, getattr(thing, field.attname))
            cleaned = field.clean(value, thing)
            refuse_mistyped_day(cleaned)
            setattr(thing, field.attname, cleaned)
        except ValidationError as error:
            wrong[field] = error.messages[0]
    for field, message in wrong.items():
        raise Refusal(f"{field.verbose_name}：{message}", "请改正后再提交", field=field.name)


def in_words(error: IntegrityError) -> Exception:
    """The refusal with the message of the violated constraint or trigger; the error itself if neither is known."""
    said = getattr(error.__cause__, "diag", None)
    if said and said.sqlstate == RAISED_BY_A_TRIGGER:
        return Refusal(str(said.message_primary), "请刷新页面，核对后再办")
    name = getattr(said, "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                fields = [*getattr(constraint, "fields", ())]
                return Refusal(
                    str(constraint.violation_error_message),
                    "请改正后再提交",
                    field=fields[0] if fields else "",
                )
    return error


def numbered(rows: QuerySet[M], pk: object) -> M:
    """The row with that number among them. Raises NotFound. Their order, which takes long to compose, is left out.

    A query set that gives a row twice, as a join to many rows does, is a mistake of the program: MultipleObjectsReturned.
    """
    related = rows.query.select_related
    try:
        if not isinstance(related, dict) or not _are_whole(rows):
            return rows.get(pk=pk)
        number = rows.select_related(None).prefetch_related(None).values_list("pk", flat=True).get(pk=pk)
    except ObjectDoesNotExist:
        raise NotFound from None
    found: M | None = _with_related(rows.model, (*_paths(related),)).first(pk=number)
    if found is None:  # deleted meanwhile
        raise NotFound
    prefetch_related_objects([found], *rows._prefetch_related_lookups)  # type: ignore[attr-defined]
    return found


def _are_whole(rows: QuerySet[Any]) -> bool:
    """Whether the rows are those of their model as they are stored: with all columns, no others, and not locked."""
    query = rows.query
    is_more = query.annotations or query.extra or query.combinator or query.select_for_update
    return not is_more and query.deferred_loading == (frozenset(), True)


def _paths(related: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, more in sorted(related.items()):
        yield f"{before}{name}"
        yield from _paths(more, f"{before}{name}__")


@cache
def _with_related(model: type[Any], names: tuple[str, ...]) -> Composed[Any]:
    """The row with the number `pk` and what these fields name: composed and planned once, which takes longer than reading it."""
    number = Param("pk", model._meta.pk)
    return Composed(lambda: model._default_manager.select_related(*names).filter(pk=number).order_by())


def locked(rows: QuerySet[M] | Manager[M], pk: object) -> M | None:
    """The locked row, or None. An append-only row can't be locked: an advisory lock of its name is taken instead."""
    if not is_append_only(rows.model):
        if rows is rows.model._default_manager and pk is not None:
            return _rows_to_lock(rows.model).first(pk=pk)
        return rows.select_for_update(of=("self",)).filter(pk=pk).first()
    thing = rows.filter(pk=pk).first()
    if thing is not None:
        take_of(LockOf.APPEND_ONLY_ROW, f"{rows.model._meta.db_table} {thing.pk}")
    return thing


@cache
def _rows_to_lock(model: type[M]) -> Composed[M]:
    """The row with the number `pk`, to be locked: most actions begin with it."""
    number = Param("pk", model._meta.pk)
    return Composed(
        lambda: model._default_manager.select_for_update(of=("self",)).filter(pk=number).order_by()
    )


def locked_all(rows: QuerySet[M]) -> list[int]:
    """The primary keys of the rows, locked in ascending order, so that two actions on the same rows can't deadlock."""
    return list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
