"""Entries for readers: things by their present names, and savings in a row as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BigAutoField, Model, Q

from goufu.journal.models import Entry
from goufu.numbers import whole_number

SAVINGS_APART = timedelta(minutes=10)
NAMESAKES = 200  # things that a name stands for in a search
SEARCHED = 50_000  # newest things of a kind whose names are looked at: no index serves for a part of a name
_NAMES = ("title", "name", "code")


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in a list: the newest of `times` savings in a row, and the name of its thing, "" where it has none."""

    entry: Entry
    times: int = 1
    name: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """The numbers of the things that a search by name has found; `is_all`: whether there can be no others."""

    numbers: list[str]
    is_all: bool = True


def listed(entries: Sequence[Entry]) -> list[Listed]:
    """The entries, newest first, with their things' names; one person's savings of one thing within minutes are one."""
    numbers: dict[str, set[str]] = {}
    for entry in entries:
        numbers.setdefault(entry.object_type, set()).add(entry.object_id)
    names = {kind: names_of(kind, each) for kind, each in numbers.items()}
    return [
        Listed(newest, times, names[newest.object_type].get(newest.object_id, ""))
        for newest, times in _folded(entries)
    ]


def names_of(kind: str, numbers: Iterable[str]) -> dict[str, str]:
    """The present names of things of a kind by number; what is gone, or has no name, is left out."""
    model = model_of(kind)
    asked = [found for number in numbers if (found := whole_number(number))]
    if model is None or not asked or not _name_fields(model):
        return {}
    return {str(number): str(thing) for number, thing in model._base_manager.in_bulk(asked).items()}


def numbers_named(kind: str, text: str) -> Named:
    """The things of a kind whose name holds the text: the newest NAMESAKES among the newest SEARCHED; a number is itself."""
    model = model_of(kind)
    fields = _name_fields(model) if model else []
    if whole_number(text) or model is None or not fields:
        return Named([text])
    named = Q()
    for field in fields:
        named |= Q(**{f"{field}__icontains": text})
    numbers = model._base_manager.order_by("-pk").values_list("pk", flat=True)
    oldest = numbers[SEARCHED : SEARCHED + 1].first()  # of those that are not looked at
    found = [*numbers.filter(named, pk__gt=oldest or 0)[: NAMESAKES + 1]]
    return Named([*map(str, found[:NAMESAKES])], oldest is None and len(found) <= NAMESAKES)


def kind_of(thing: Model) -> str:
    """What entries call things of this kind: the name of the model in lower case."""
    return thing._meta.model_name or ""


@cache
def model_of(kind: str) -> type[Model] | None:
    """The model whose rows entries call so."""
    return next((model for model in apps.get_models() if model._meta.model_name == kind), None)


def _name_fields(model: type[Model]) -> list[str]:
    """The fields that hold the model's name; none where its rows are not numbered, or not named in the row itself."""
    if not isinstance(model._meta.pk, BigAutoField):
        return []
    found = [name for name in _NAMES if _has(model, name)]
    return found if set(found) - {"code"} else []


def _has(model: type[Model], name: str) -> bool:
    try:
        return bool(model._meta.get_field(name).concrete)
    except FieldDoesNotExist:
        return False


def _folded(entries: Sequence[Entry]) -> Iterable[tuple[Entry, int]]:
    newest, times, last = None, 0, None
    for entry in entries:
        if newest and last and _is_same_saving(last, entry):
            times += 1
        else:
            if newest:
                yield newest, times
            newest, times = entry, 1
        last = entry
    if newest:
        yield newest, times


def _is_same_saving(later: Entry, earlier: Entry) -> bool:
    def said(entry: Entry) -> tuple[object, ...]:
        return entry.action, entry.person, entry.body, entry.object_type, entry.object_id

    is_saving = later.action.endswith(".saved")
    return is_saving and said(later) == said(earlier) and later.at - earlier.at <= SAVINGS_APART
