"""The form field for money. Invalid input gets a message and stays in the field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goufu.files.amounts import checked_money, money_to_the_fen
from goufu.files.cells import clean
from goufu.files.errors import Unreadable
from goufu.ui.money import Unit, in_words

_UNITS = {Unit.YUAN: "元", Unit.WAN: "万元", Unit.YI: "亿元"}


class MoneyBoundField(forms.BoundField):
    """A field for money on a page; `echo` says its amount again, so that a nought too many is seen."""

    @property
    def echo(self) -> str:
        """The amount in 万元, from one on, and on Chinese pages in capital numerals; "" without an amount."""
        try:
            amount = self.field.to_python(self.value())
        except forms.ValidationError:
            return ""
        if not amount:
            return ""
        wan = (
            f"{(amount / Unit.WAN.size).normalize():,f} {Unit.WAN.word}　"
            if abs(amount) >= Unit.WAN.size
            else ""
        )
        # Capital numerals are Chinese, and say nothing to who reads the page in English.
        return f"{wan}{in_words(amount)}" if (get_language() or "zh").startswith("zh") else wan.strip()


class MoneyField(forms.Field):
    """A field for yuan as Decimal, read as cells of tables are (files.amounts). Empty is None.

    unit: of a bare number. negative: cuts are read too.
    """

    widget = forms.TextInput

    def __init__(self, *, unit: Unit = Unit.YUAN, negative: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.unit = unit
        self.negative = negative

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> MoneyBoundField:
        return MoneyBoundField(form, self, field_name)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "gf-money"}

    def to_python(self, value: Any) -> Decimal | None:
        text = clean("" if value is None else str(value))
        if not text:
            return None
        try:
            if isinstance(value, Decimal):
                return checked_money(value, negative=self.negative)
            return money_to_the_fen(text, _UNITS[self.unit], negative=self.negative)
        except Unreadable as error:
            raise forms.ValidationError(error.told(_), "unreadable") from error

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        shown = f"{value / self.unit.size:,f}"
        if self.unit is Unit.YUAN or "." not in shown:
            return shown
        return shown.rstrip("0").rstrip(".")
