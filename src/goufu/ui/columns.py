"""Columns of tables: the content of a cell on the page and in Excel."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cached_property, lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_tables2 import Column

from goufu.ui.money import Unit, figures


@lru_cache(maxsize=1024)
def state(kind: str, word: str) -> str:
    """A state as HTML: its sign (kind: ok, warn, stop or info) and its word, in the reader's language already."""
    return render_to_string("components/state.html", {"kind": kind, "word": word})


class _Column(Column):
    """A column. Each page's table has columns of its own, which share what they are made of: nothing changes that."""

    def __deepcopy__(self, _memo: object) -> _Column:
        return copy(self)


class TextColumn(_Column):
    """A column of text, as text in Excel too."""

    def value(self, **given: Any) -> str:
        return str(given["value"])


class ChoiceColumn(TextColumn):
    """A column of names. Rows that the table lets be chosen have a tick for the form with the id `choose` (components/choose.html)."""

    def __init__(self, *args: Any, address: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.address = address

    def render(self, value: object, record: Any, table: Any) -> SafeString:
        # Not format_html, which takes most of the time of a table.
        tick = ""
        if table.may_choose(record):
            label = escape(self._label % {"name": value})
            tick = f'<input type="checkbox" name="chosen" value="{record.pk}" form="choose" aria-label="{label}"> '
        before, after = self._around
        return SafeString(f'{tick}<a href="{before}{record.pk}{after}">{escape(str(value))}</a>')

    # Each table has columns of its own: what is the same in all rows is worked out once a page.
    @cached_property
    def _label(self) -> str:
        return _("选择%(name)s")

    @cached_property
    def _around(self) -> tuple[str, str]:
        """What stands before and after the number in an address."""
        before, _number, after = reverse(self.address, args=[0]).rpartition("0")
        return escape(before), escape(after)


class NumberColumn(_Column):
    """A column of numbers other than money: 12,000, right-aligned. total: its sum is shown below the table."""

    attrs = {"cell": {"class": "num"}}

    def __init__(self, *args: Any, total: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.total = total

    def render(self, value: Decimal | int) -> str:
        return f"{value:,}"

    def value(self, value: Decimal | int) -> Decimal | int:
        return value


class YearColumn(NumberColumn):
    """A column of years: 2026, without a separator."""

    def render(self, value: Decimal | int) -> str:
        return str(value)


class MoneyColumn(NumberColumn):
    """A column of yuan, shown in the reader's unit, which the header names; in Excel always yuan."""

    unit = Unit.YUAN
    excel_format = "#,##0.00"

    @property
    def header(self) -> str | None:
        return f"{self.verbose_name}{_('（')}{self.unit.word}{_('）')}" if self.verbose_name else None

    def render(self, value: Decimal | int) -> SafeString:
        # Digits and commas only: nothing to escape.
        return SafeString(f'<data value="{value}">{figures(value, self.unit)}</data>')


class DateColumn(_Column):
    """A column of days, or of the days of moments: 2026-11-23."""

    attrs = {"cell": {"class": "day"}}
    excel_format = "yyyy-mm-dd"

    def render(self, value: date | datetime) -> str:
        return self.value(value).isoformat()

    def value(self, value: date | datetime) -> date:
        if isinstance(value, datetime):
            return self.shown(value.astimezone(self._zone) if value.tzinfo else value)
        return value

    @cached_property
    def _zone(self) -> tzinfo:
        return timezone.get_current_timezone()

    def shown(self, moment: datetime) -> date:
        return moment.date()


class TimeColumn(DateColumn):
    """A column of moments: 2026-11-23 14:05."""

    excel_format = "yyyy-mm-dd hh:mm"

    def render(self, value: date | datetime) -> str:
        return f"{self.value(value):%Y-%m-%d %H:%M}"

    def shown(self, moment: datetime) -> date:
        return moment.replace(tzinfo=None, second=0, microsecond=0)


class StateColumn(_Column):
    """A column of states with sign and label. kinds: ok, warn, stop or info by stored value."""

    attrs = {"cell": {"class": "state"}}

    def __init__(self, *args: Any, kinds: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.kinds = kinds

    def render(self, value: object, record: object, bound_column: Any) -> str:
        stored = bound_column.accessor.resolve(record)
        return state(self.kinds.get(stored, "info"), str(value))

    def value(self, **given: Any) -> str:
        return str(given["value"])
