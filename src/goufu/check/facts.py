"""Reading of a list's rows as columns of facts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from goufu.files.cells import NOTES
from goufu.files.folding import HAN
from goufu.files.reading import Placed, TableReader, TableRows
from goufu.files.unseen import UNSEEN, few_marks

# Signs of a text for which NFKC and trimming may not be enough: invisible characters, 120², ="0012", 5.3E+20, spaces in names.
_ODD = [re.compile(sign) for sign in (rf"[{UNSEEN}{NOTES}=＝]", r"E\+", rf"[^\S\n][{HAN}]")]


def fact_columns(rows: TableRows, reader: TableReader, types: Sequence[str]) -> dict[str, Sequence[Any]]:
    """The facts of a Batch; `types` are the facts' types ("place" for a place), in the order of the reader's columns."""
    return {
        placed.column.name: _fact(rows, reader, placed, type_)
        for placed, type_ in zip(reader.columns, types, strict=True)
    }


def _fact(rows: TableRows, reader: TableReader, placed: Placed, type_: str) -> Sequence[Any]:
    quick = None
    if type_ == "text" and not reader.has_broken_cells:
        quick = _all_at_once(reader.texts(rows, placed))
        if quick and placed.column.is_required and "" in quick:
            quick = None  # to be told of at its cell
    return reader.values(rows, placed) if quick is None else quick


def _all_at_once(texts: Sequence[str]) -> list[str] | None:
    """The texts in NFKC, trimmed; None when one may need more, or the reader's memory of repeated texts is quicker."""
    if len(set(texts)) < len(texts) / 2:
        return None
    joined = "\n".join(texts)
    if joined.count("\n") >= len(texts) or any(sign.search(joined) for sign in _ODD):
        return None
    return [text.strip() for text in unicodedata.normalize("NFKC", few_marks(joined)).split("\n")]
