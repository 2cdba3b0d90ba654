"""The cells of a table, written for the page and read for Excel: a function per column, called with each record.

All that is the same in each row is prepared once per column: which arguments the column's method takes, the labels of
its choices, the header and the attributes of its cells. django-tables2 works these out for each cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache, partial
from html import escape
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django_tables2 import A, Column
from django_tables2.columns import BoundColumn

if TYPE_CHECKING:
    from goufu.ui.frames import Drawn
    from goufu.ui.tables import Table

Cell = Callable[[Any], Any]


def rows_as_html(table: Table, records: Iterable[Any]) -> SafeString:
    """The rows of the table's body; each cell names its column for narrow screens."""
    cells = [_written(drawn, table) for drawn in table.drawn]
    rows = ("".join([write(record) for write in cells]) for record in records)
    return mark_safe("\n".join([f"<tr>{row}</tr>" for row in rows]))  # noqa: S308, cells are escaped


def value_of(column: BoundColumn, table: Table) -> Cell:
    """The function that reads a record's value for Excel; None where there is none."""
    return _read(column, table, column.value)


def _written(drawn: Drawn, table: Table) -> Cell:
    """The function that writes a record's cell."""
    column = drawn.column
    read = _read(column, table, column.render)
    begun, varied = _begun(drawn)
    empty = _escaped(column.default)
    address_of = _address(column)

    def write(record: Any) -> str:
        shown = read(record)
        if shown is None:
            shown = empty
        else:
            shown = _escaped(shown)
            address = address_of(record) if address_of else None
            if address is not None:
                shown = f'<a href="{escape(str(address))}">{shown}</a>'
        # On narrow screens, where the label would stand alone, an empty cell is not shown.
        mark = "" if shown else " data-empty"
        return f"{varied(record) if varied else begun}{mark}><span>{shown}</span></td>"

    return write


def _address(column: BoundColumn) -> Cell | None:
    """The function that gives a record's address; None where the column has none.

    Where all that varies is one number, the address is made once: Django's `reverse` takes longer than the rest of a cell.
    """
    link = column.link
    if not link:
        return None
    compose = partial(link.compose_url, bound_column=column)
    given: Mapping[str, Any] = link.reverse_args.get("kwargs") or {}
    [path, *others] = given.values() if isinstance(given, Mapping) and given else [None]
    if others or not isinstance(path, A):
        return lambda record: compose(record=record)
    made = reverse(link.reverse_args["viewname"], kwargs=dict.fromkeys(given, 0))
    before, _zero, after = made.rpartition("0")

    def address(record: Any) -> Any:
        number = path.resolve(record)
        if type(number) is not int:
            return compose(record=record)
        return f"{before}{number}{after}"

    return address


def _escaped(shown: Any) -> str:
    """The value as HTML. Django's function does the same, and asks first whether one of its arguments is lazy."""
    if type(shown) is str:
        return escape(shown)
    if hasattr(shown, "__html__"):
        return str(shown.__html__())
    return escape(str(shown if isinstance(shown, str) else localize(shown)))


def _begun(drawn: Drawn) -> tuple[str, Cell | None]:
    """The beginning of a cell with its label and attributes, and the function that gives it where it depends on the record."""
    column, label = drawn.column, f'<td data-label="{drawn.header}" '
    given = column.column.attrs.get("td", column.column.attrs.get("cell", {}))
    if not any(map(callable, given.values())):
        return f"{label}{drawn.attributes['td']}", None

    def begun(record: Any) -> str:
        value = column.accessor.resolve(record, quiet=True)
        column.current_record, column.current_value = record, column.default if value is None else value
        return f"{label}{column.attrs['td'].as_html()}"

    return "", begun


def _read(column: BoundColumn, table: Table, method: Callable[..., Any]) -> Cell:
    """The function that calls a column's method for a record, with the arguments that it takes; None without a value."""
    wanted = _parameters(getattr(method, "__func__", method))
    takes_all = any(each.kind is each.VAR_KEYWORD for each in wanted.values())
    known = {"column": column.column, "bound_column": column, "table": table}
    given = {name: known[name] for name in wanted.keys() & known.keys()}
    takes_value, takes_record = (takes_all or name in wanted for name in ("value", "record"))
    stored, none = _stored(column), column.column.empty_values
    words = _words(column, table)
    ask = partial(method, **given) if given else method
    is_plain = getattr(method, "__func__", None) is Column.render  # which gives the value

    def read(record: Any) -> Any:
        value = stored(record)
        if value in none:
            return None
        if words:
            value = words.get(value, value)
        if is_plain:
            return value
        if takes_record:
            return ask(value=value, record=record) if takes_value else ask(record=record)
        return ask(value=value) if takes_value else ask()

    return read


def _stored(column: BoundColumn) -> Cell:
    """The function that finds a record's value: a model's field is at hand, django-tables2 searches for the others."""
    path, name = column.accessor, str(column.accessor)

    def stored(record: Any) -> Any:
        fields = getattr(record, "__dict__", {})
        return fields[name] if name in fields else path.resolve(record, quiet=True)

    return stored


@cache
def _parameters(function: Callable[..., Any]) -> Mapping[str, Parameter]:
    return signature(function).parameters


def _words(column: BoundColumn, table: Table) -> Mapping[Any, str]:
    """The labels of a field's choices by stored value."""
    field = column.accessor.get_field(table.data.model) if table.data.model else None
    choices = getattr(field, "choices", None)
    if choices is None:
        return {}
    return _labels(field, get_language()) if isinstance(choices, list) else _told(field)


@lru_cache(maxsize=512)
def _labels(field: Any, _language: str) -> Mapping[Any, str]:
    """Those of choices that stand in the program."""
    return _told(field)


def _told(field: Any) -> Mapping[Any, str]:
    return {value: str(word) for value, word in field.flatchoices}
