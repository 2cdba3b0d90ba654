"""Fields of models that Django doesn't have, and what a field of one line may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from goufu.files.amounts import CEILING
from goufu.files.cells import one_line
from goufu.ui.fields import FIRST_YEAR, LAST_YEAR

LINE_END = re.compile(r"\r\n?")

if TYPE_CHECKING:
    MoneyField = models.DecimalField  # whose values the checker of types knows, also where they may be None
else:

    class MoneyField(models.DecimalField):
        """Yuan to the fen, below the ceiling of what is read. Migrations know it as the DecimalField that it is."""

        def __init__(self, verbose_name: Any = None, **options: Any) -> None:
            super().__init__(verbose_name, **{"max_digits": 18, "decimal_places": 2} | options)

        def validate(self, value: Any, thing: Any) -> None:
            super().validate(value, thing)
            if value is not None and abs(value) >= CEILING:
                raise ValidationError("金额达到一万亿元，多半是单位写错了。请核对是元还是万元")

        def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
            name, _path, args, options = super().deconstruct()
            return name, "django.db.models.DecimalField", args, options


def as_stored(field: models.Field[Any, Any], value: Any) -> Any:
    """The value as the field stores it: text of one line is what people see of it, other text has line ends of one kind.

    A browser sends CR LF, whatever the text had when it was shown.
    """
    match field, value:
        case models.CharField(), str():
            return one_line(value)
        case models.TextField(), str():
            return LINE_END.sub("\n", value)
    return value


def refuse_mistyped_day(value: Any) -> None:
    """Raises ValidationError for a day outside of the years that a form takes: a program's request, too, was mistyped then."""
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(f"日期要在{FIRST_YEAR}年到{LAST_YEAR}年之间，请核对年份")


def all_as_stored(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the model's fields of these names store them."""
    fields = model._meta
    return {name: as_stored(fields.get_field(name), value) for name, value in values.items()}  # type: ignore[arg-type]


def title_of(thing: models.Model, name: str) -> str:
    """The title of what was chosen in that field, as `get_…_display` says it, which translates all that may be chosen."""
    value = getattr(thing, name)
    field: Any = thing._meta.get_field(name)
    return str(next((title for each, title in field.flatchoices if each == value), value))
