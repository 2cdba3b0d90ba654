"""The head and the foot of a table, and the choice of its columns, written for the page without a template.

The header and the attributes of a column (`Drawn`) are worked out once for each language, unit and order: django-tables2 does so
each time it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_tables2.columns import BoundColumn

if TYPE_CHECKING:
    from goufu.ui.tables import Table

CELLS = ("th", "td", "tf")
# Headers and attributes, as HTML, by all that they depend on.
_kept: dict[tuple[object, ...], tuple[str, Mapping[str, str]]] = {}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A column on a page: its header, and the attributes of its cells (th, td, tf), as HTML."""

    column: BoundColumn
    header: str
    attributes: Mapping[str, str]

    @classmethod
    def of(cls, column: BoundColumn, table: Table, language: str | None) -> Drawn:
        """The column as this page draws it in that language."""
        shown = column.column
        order = (str(column.order_by_alias), column.is_ordered) if column.orderable else ()
        key = (type(table), column.name, language, getattr(shown, "unit", None), *order)
        if key not in _kept:
            attributes = column.attrs
            _kept[key] = escaped(column.header), {name: attributes[name].as_html() for name in CELLS}
        return cls(column, *_kept[key])


def head_as_html(table: Table) -> SafeString:
    """The cells of the head; where the table can be sorted by a column, with the address of that."""
    query = table.request.GET.copy()
    query.pop("page", None)

    def cell(drawn: Drawn) -> str:
        column, order, shown = drawn.column, "", drawn.header
        if column.is_ordered:
            way = "descending" if column.order_by_alias.is_descending else "ascending"
            order = f' aria-sort="{way}"'
        if column.orderable:
            query[table.order_by_field] = column.order_by_alias.next
            shown = f'<a href="?{escaped(query.urlencode())}">{shown}</a>'
        return f'<th scope="col" {drawn.attributes["th"]}{order}>{shown}</th>'

    return lines(map(cell, table.drawn))


def foot_as_html(table: Table) -> SafeString:
    """The cells of the foot: the totals of columns that are summed."""

    def cell(drawn: Drawn, total: Any) -> str:
        attributes = drawn.attributes["tf"]
        if total is None:
            return f"<td {attributes}></td>"
        return f'<td {attributes} data-label="{drawn.header}"><span>{escaped(total)}</span></td>'

    totals = [total for _column, total in table.totals]
    others = (cell(*each) for each in zip(table.drawn[1:], totals[1:], strict=True))
    return lines([f'<th scope="row">{_("合计")}</th>', *others])


def choice_as_html(table: Table) -> SafeString:
    """The ticks of the columns that can be shown."""
    headers = {drawn.column.name: drawn.header for drawn in table.drawn}

    def tick(column: BoundColumn) -> str:
        header = headers.get(column.name) or escaped(column.header)
        is_shown = " checked" if column.visible else ""
        return f'<label><input type="checkbox" name="columns" value="{escaped(column.name)}"{is_shown}> {header}</label>'

    return lines(map(tick, table.optional_columns))


def lines(parts: Iterable[str]) -> SafeString:
    """HTML of which each part is escaped already, a line each."""
    return mark_safe("\n".join(parts))  # noqa: S308, each part is escaped
