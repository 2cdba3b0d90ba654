"""The form field for money. Invalid input gets a message and stays in the field."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from goufu.ui.money import FEN, Unit
from goufu.ui.narrow import narrowed

LONGEST = 40  # characters of an amount as it is typed
LARGEST = Decimal(10) ** 16  # the first amount that a column of 18 digits doesn't hold
_AMOUNT = re.compile(
    r"(?P<sign>-?)(?P<figure>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?P<size>[万亿]?)(?P<yuan>元?)"
)
_SIZES = {"万": Unit.WAN.size, "亿": Unit.YI.size}


class MoneyField(forms.Field):
    """A field for yuan as Decimal. Reads 1,860,000, １８６万元, 0.5亿; a bare number is in `unit`. Empty is None."""

    widget = forms.TextInput

    def __init__(self, *, unit: Unit = Unit.YUAN, negative: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.unit = unit
        self.negative = negative

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "gf-money", "maxlength": LONGEST}

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        amount = value if isinstance(value, Decimal) else self._read(str(value))
        if amount != amount.quantize(FEN):
            raise forms.ValidationError(
                _("“%(text)s”精确到了分以下。金额最多到分，请写到两位小数") % {"text": value}, "parts"
            )
        if amount < 0 and not self.negative:
            raise forms.ValidationError(_("金额不能小于零，请核对"), "negative")
        return amount.quantize(FEN) + 0  # there is no negative zero

    def _read(self, text: str) -> Decimal:
        plain = re.sub("[¥￥]", "", narrowed(text))
        found = _AMOUNT.fullmatch(plain) if len(plain) <= LONGEST else None
        if not found:
            raise forms.ValidationError(
                _("“%(text)s”不是金额。请写数字，例如 1,860,000 或 186万元") % {"text": text[:LONGEST]},
                "unreadable",
            )
        size = _SIZES[found["size"]] if found["size"] else Unit.YUAN.size if found["yuan"] else self.unit.size
        amount = Decimal(found["sign"] + found["figure"].replace(",", "")) * size
        if abs(amount) >= LARGEST:
            raise forms.ValidationError(_("金额太大，请核对有没有多写零或者写错单位"), "large")
        return amount

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        shown = f"{value / self.unit.size:,f}"
        if self.unit is Unit.YUAN or "." not in shown:
            return shown
        return shown.rstrip("0").rstrip(".")
