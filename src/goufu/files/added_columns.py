"""Where in the XML of a work sheet columns are added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from goufu.files.cells import column_letter
from goufu.files.empty_rows import without_empty_rows
from goufu.files.sheet_xml import column_number
from goufu.files.splicing import Attributes, Edit, Element, Unfit, in_xml, walk

_WANTED = frozenset(["worksheet", "dimension", "cols", "col", "sheetData", "row", "c", "f"])
_SPANS = re.compile(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_RANGE = re.compile(rb"(?<=ref=[\"'])([A-Z]{1,3}(\d+))(?::([A-Z]{1,3})(\d+))?")


@dataclass(frozen=True, slots=True)
class AddedColumn:
    """A column to be added: its name and its width in characters."""

    name: str
    width: float


class PlannedRow(NamedTuple):
    """Where the cells of a row go: instead of `cuts`, at `place`; `style` is that of its last own cell."""

    line: int
    tag: Edit | None  # the start tag without what would be wrong then
    place: int
    cuts: tuple[tuple[int, int], ...]
    is_empty: bool
    style: str


class SheetPlan:
    """Where in the XML of a sheet things are added. `above`: the edits above its rows.

    `last_formula`: the last line with a formula where our columns go, 0 for none.
    """

    def __init__(self, xml: bytes, column: int, columns: Sequence[AddedColumn]) -> None:
        self.prefix = self.namespace = ""
        self.above: list[Edit] = []
        self.rows: list[PlannedRow] = []
        self._xml, self._first, self._columns = xml, column, columns
        self._line = self._column = self.last_formula = 0
        self._start = 0
        self._ours: list[
            tuple[int, int]
        ] = []  # column and place of the cells that stand where ours go, and behind
        self._style = ""
        self._known: dict[str, int] = {}  # columns by their letters
        self._cols: list[Attributes] = []
        self._cols_start = -1
        self._is_in_rows = self._has_rows = False
        walk(without_empty_rows(xml), _WANTED, self._begins, self._ends)
        if any(below.line <= above.line for above, below in zip(self.rows, self.rows[1:], strict=False)):
            raise Unfit("行的次序不对")

    def _begins(self, element: Element) -> None:
        local = element.local
        if local == "c" and self._is_in_rows:
            self._cell(element)
        elif local == "row" and self._is_in_rows:
            said = element.attributes.get("r", "")
            self._line = int(said) if said.isdecimal() else self._line + 1
            self._start, self._column, self._ours, self._style = element.start, -1, [], ""
        elif local == "sheetData":
            if self._has_rows:
                raise Unfit("工作表里有两个 sheetData")
            self._is_in_rows, self._has_rows, self.prefix = True, True, element.prefix
            if self._cols_start < 0:
                self.above.append(Edit(element.start, element.start, self._written_cols(element.prefix)))
        elif local == "worksheet":
            self.namespace = element.attributes.get(f"xmlns:{element.prefix}".rstrip(":"), "")
        elif local == "f":
            if self._is_in_rows and self._first <= self._column < self._first + len(self._columns):
                self.last_formula = self._line
        elif local in ("dimension", "cols") and self._has_rows:
            raise Unfit(f"{local} 写在行的后面")
        elif local == "dimension":
            self._widen(element)
        elif local == "cols":
            if self._cols_start >= 0:
                raise Unfit("工作表里有两个 cols")
            self._cols_start = element.start
        elif local == "col":
            self._cols.append(element.attributes)

    def _widen(self, dimension: Element) -> None:
        found = _RANGE.search(self._xml, dimension.start, self._xml.index(b">", dimension.start))
        if found:
            right = column_number((found[3] or b"A").decode())
            last = column_letter(max(right, self._first + len(self._columns)) - 1).encode()
            said = found[1] + b":" + last + (found[4] or found[2])
            self.above.append(Edit(found.start(1), found.end(), said))

    def _cell(self, element: Element) -> None:
        letters = element.attributes.get("r", "").rstrip("0123456789")
        column = self._known.get(letters)
        if column is None and letters:
            column = self._known[letters] = column_number(letters) - 1
        self._column = self._column + 1 if column is None else column
        if self._column >= self._first:
            self._ours.append((self._column, element.start))
        else:
            self._style = element.attributes.get("s", "")

    def _ends(self, element: Element, at: int, is_empty: bool) -> None:
        local = element.local
        if local == "row" and self._is_in_rows:
            self.rows.append(self._row(at, is_empty))
        elif local == "sheetData":
            self._is_in_rows = False
        elif local == "cols":
            end = at if is_empty else self._xml.index(b">", at) + 1
            self.above.append(Edit(self._cols_start, end, self._written_cols(element.prefix)))

    def _row(self, at: int, is_empty: bool) -> PlannedRow:
        tag_end = self._xml.index(b">", self._start)
        tag = self._xml[self._start : tag_end]
        bare = _SPANS.sub(b"", tag)
        edit = Edit(self._start, tag_end, bare) if bare != tag else None
        last = self._first + len(self._columns)
        ends = [start for _, start in self._ours[1:]] + [at]
        cuts = tuple(
            (start, end) for (column, start), end in zip(self._ours, ends, strict=False) if column < last
        )
        place = self._ours[0][1] if self._ours else at
        return PlannedRow(self._line, edit, place, cuts, is_empty, self._style)

    def _written_cols(self, prefix: str) -> bytes:
        """The widths of the columns, ours among them; a span of columns that holds some of ours is cut."""
        first, last = self._first + 1, self._first + len(self._columns)
        spans: list[tuple[int, str]] = []
        for each in self._cols:
            try:
                low, high = int(each.get("min", "")), int(each.get("max", ""))
            except ValueError:
                raise Unfit("列宽写得不对") from None
            for start, end in ((low, min(high, first - 1)), (max(low, last + 1), high)):
                if start <= end:
                    said = " ".join(
                        f'{key}="{in_xml(value)}"' for key, value in each.items() if key not in ("min", "max")
                    )
                    spans.append((start, f'<{prefix}col min="{start}" max="{end}" {said}/>'))
        for at, column in enumerate(self._columns, start=first):
            spans.append((at, f'<{prefix}col min="{at}" max="{at}" width="{column.width}" customWidth="1"/>'))
        return f"<{prefix}cols>{''.join(text for _, text in sorted(spans))}</{prefix}cols>".encode()
