"""The rows of a table as an Excel file, with the same columns and order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django_tables2.columns import BoundColumn
from rustpy_xlsxwriter import FastExcel, Format

from goufu import wall_clock
from goufu.ui.cells import value_of
from goufu.ui.money import Unit
from goufu.ui.paging import count_up_to
from goufu.ui.tables import Table

MOST_ROWS = 100_000
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL = 32_767  # characters, Excel's limit
_SHEET = str.maketrans("", "", "[]:*?/\\'")


def fits(table: Table) -> bool:
    """Whether the rows fit into one file, MOST_ROWS at most."""
    return count_up_to(table.data.data, MOST_ROWS) <= MOST_ROWS


def download(table: Table) -> HttpResponse:
    """The response that downloads the file, named after the table and the day."""
    table.count_in(Unit.YUAN)
    name = f"{table.title}-{wall_clock.today()}.xlsx"
    return HttpResponse(
        workbook(table),
        content_type=KIND,
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


def workbook(table: Table) -> bytes:
    """A workbook of one sheet. Rows are streamed from the database; text stays text, whatever it begins with."""
    heads = _heads(table)
    formats = {
        head: Format().set_num_format(column.column.excel_format)
        for head, column in heads.items()
        if hasattr(column.column, "excel_format")
    }
    name = str(table.title).translate(_SHEET)[:31] or "1"
    file = BytesIO()
    book = FastExcel(file).format(bold_headers=True)
    book.sheet(name, _records(table, heads), column_formats=formats, column_width=16.0, autofilter=True)
    book.freeze(row=1).save()
    return file.getvalue()


def _heads(table: Table) -> dict[str, BoundColumn]:
    """The shown columns by header; a repeated header gets a trailing space, since the writer needs unique names."""
    heads: dict[str, BoundColumn] = {}
    for column in table.columns:
        head = str(column.header)
        while head in heads:
            head += " "
        heads[head] = column
    return heads


def _records(table: Table, heads: Mapping[str, BoundColumn]) -> Iterator[dict[str, Any]]:
    cells = {head: value_of(column, table) for head, column in heads.items()}
    for record in table.records():
        yield {head: _cut(read(record)) for head, read in cells.items()}


def _cut(value: Any) -> Any:
    return value[:CELL] if isinstance(value, str) else value
