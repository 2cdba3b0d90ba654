"""What is in the demonstration: the number of things by room and kind, and by state where a kind has states."""

from __future__ import annotations

from collections import Counter

from django.apps import apps
from django.db.models import Count, Model

from goufu.core.rooms import rooms
from goufu.demo.lists import checked_lists
from goufu.law.load import load_rulebook


def counts() -> dict[str, dict[str, int | dict[str, int]]]:
    """By room, by kind: the number of things, or the numbers by state. What is no row is counted where it lies."""
    found: dict[str, dict[str, int | dict[str, int]]] = {
        room.label: {model.__name__: _count(model) for model in apps.get_app_config(room.label).get_models()}
        for room in rooms()
    }
    found["check"] = {"UploadedList": dict(Counter(each.state().phase for each in checked_lists()))}
    found["law"] = {"Rule": len(load_rulebook().rules)}
    return {room: kinds for room, kinds in found.items() if kinds}


def _count(model: type[Model]) -> int | dict[str, int]:
    rows = model._default_manager.order_by()
    if "state" not in {field.name for field in model._meta.concrete_fields}:
        return rows.count()
    return dict(rows.values_list("state").annotate(Count("pk")).order_by("state"))
