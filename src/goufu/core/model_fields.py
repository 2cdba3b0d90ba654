"""Fields of models that Django doesn't have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    MoneyField = models.DecimalField  # whose values the checker of types knows, also where they may be None
else:

    class MoneyField(models.DecimalField):
        """Yuan to the fen. Migrations know it as the DecimalField that it is."""

        def __init__(self, verbose_name: Any = None, **options: Any) -> None:
            super().__init__(verbose_name, **{"max_digits": 18, "decimal_places": 2} | options)

        def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
            name, _path, args, options = super().deconstruct()
            return name, "django.db.models.DecimalField", args, options
