"""What is in the demonstration: the number of rows by room and kind, and by state where a kind has states."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Count, Model

from goufu.core.rooms import rooms


def counts() -> dict[str, dict[str, int | dict[str, int]]]:
    """By room, by model: the number of rows, or the numbers by state."""
    found = {
        room.label: {model.__name__: _count(model) for model in apps.get_app_config(room.label).get_models()}
        for room in rooms()
    }
    return {room: models for room, models in found.items() if models}


def _count(model: type[Model]) -> int | dict[str, int]:
    rows = model._default_manager.order_by()
    if "state" not in {field.name for field in model._meta.concrete_fields}:
        return rows.count()
    return dict(rows.values_list("state").annotate(Count("pk")).order_by("state"))
