"""Conversion of a list's rows to Arrow columns of facts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from goufu.files.cells import NOTES, UNSEEN
from goufu.files.reading import Placed, TableReader, TableRows

TYPES = {
    "money": pa.decimal128(18, 2),
    "number": pa.decimal128(18, 6),
    "integer": pa.int64(),
    "date": pa.date32(),
    "yesno": pa.bool_(),
}
# Texts for which NFKC and trimming are not enough: invisible characters, 120², spaces in names, ="0012", 5.3E+20.
_ODD = rf"[{UNSEEN}{NOTES}]|\p{{Han}}\s+\p{{Han}}|^\s*[=＝]|^\s*\d(?:\.\d+)?E\+\d"


def fact_table(rows: TableRows, reader: TableReader, types: Sequence[str]) -> pa.Table:
    """The table of a Batch; `types` are the facts' types ("place" for a place), in the order of the reader's columns."""
    arrays = [
        pa.array(rows.lines, pa.int64()),
        pa.array([reason or None for reason in rows.skipped], pa.string()),
        _raw(rows.cells),
        *(_fact(rows, reader, placed, type_) for placed, type_ in zip(reader.columns, types, strict=True)),
    ]
    return pa.table(arrays, ["line", "skipped", "raw", *(placed.column.name for placed in reader.columns)])


def _fact(rows: TableRows, reader: TableReader, placed: Placed, type_: str) -> pa.Array:
    if type_ != "text":
        return pa.array(reader.values(rows, placed), TYPES.get(type_, pa.string()))
    texts = reader.texts(rows, placed)
    quick = None if reader.has_broken_cells else pa.array(texts, pa.string())
    if quick is None or pc.any(pc.match_substring_regex(quick, _ODD)).as_py():
        return pa.array(reader.values(rows, placed), pa.string())
    return pc.utf8_trim_whitespace(pc.utf8_normalize(quick, "NFKC"))


def _raw(cells: list[list[str]]) -> pa.Array:
    offsets = [0]
    for row in cells:
        offsets.append(offsets[-1] + len(row))
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.array(chain.from_iterable(cells), pa.string())
    )
