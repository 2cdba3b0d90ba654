"""The XML of a work sheet, read once before the workbook is opened: where its cells stand, and which have no value.

The reader of workbooks allocates a sheet from the places of its first and last cell, so the places are judged here, by a
real XML parser: whatever the prefix, the quotes, the white space or the order, it sees what the reader will see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from xml.parsers import expat

from goufu.files.rows import LAST_COLUMN, LAST_LINE, Span
from goufu.lazy_patterns import lazy_pattern

Broken = dict[tuple[int, int], str]
NO_RESULT = "公式"  # a formula without a stored result
SMALLER = 0
SCALED = "缩小显示"  # a number that is displayed divided by 1,000 or more
_CELL = lazy_pattern(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LINE = lazy_pattern(r"[1-9][0-9]{0,6}")
_TRUE = ("1", "true")
_LONGEST = 100  # of what an error says
_Attributes = Mapping[str, str]


class NoSuchPlace(Exception):
    """The text of a reference that names no cell or row of a sheet."""


class SheetScan:
    """Fed with the bytes of one sheet.

    `last_line` and `last_column` (both from 1) say how far the cells with a value reach. `broken` holds the cells without a
    usable value, by (line, column from 0): "#REF!" and the like, NO_RESULT, or SCALED. `hidden_lines` and `hidden_columns`
    (from 1) are those that nobody sees. `padded`: how many digits are shown of a number
    with zeros before it, 001 for 1, by place as in `broken`. `styles`: what styles show of a number: SMALLER, or so many
    digits. `is_uncalculated`: the workbook wants its formulas worked out when it is opened, so that a result of 0 is none.
    `naming` counts the cells that name a text of another part, and `named` the signs of all these texts together, where their
    `lengths` are given.
    """

    def __init__(
        self,
        styles: Mapping[str, int] | None = None,
        lengths: Sequence[int] = (),
        *,
        is_uncalculated: bool = False,
    ) -> None:
        self._styles = styles or {}
        self._lengths = lengths
        self.naming = self.named = 0
        self._is_named = False
        self.padded: dict[tuple[int, int], int] = {}
        self._no_results = frozenset(["", "0", "0.0"] if is_uncalculated else [""])
        self.hidden_lines: list[Span] = []
        self.hidden_columns: list[Span] = []
        self._shows: int | None = None
        self.broken: Broken = {}
        self.last_line = self.last_column = 0
        self._row_line = self._line = self._column = 0
        self._is_error = self._is_text = self._has_formula = self._has_value = False
        self._said = ""
        self._digits = "\0"  # of the row, once there is one
        self._columns: dict[str, int] = {}  # by their letters
        self._elements: dict[str, Callable[[_Attributes], None]] = {}
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._begin
        self._listens = bool(lengths)
        if self._listens:
            self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse_document_type

    def feed(self, data: bytes) -> None:
        """Reads on.

        Raises:
            NoSuchPlace: a reference outside of any sheet.
            ValueError: the XML is broken.
        """
        self._parse(data, is_last=False)

    def close(self) -> None:
        """Says that the sheet ends here. Raises as `feed` does."""
        self._parse(b"", is_last=True)
        self._settle()

    def _parse(self, data: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error

    def _refuse_document_type(self, *declared: object) -> None:
        raise ValueError("a document type, which no spreadsheet writes and which could hold entities")

    def _begin(self, name: str, attributes: _Attributes) -> None:
        read = self._elements.get(name)
        if read is None:
            read = self._elements[name] = self._reader(name)
        read(attributes)

    def _reader(self, name: str) -> Callable[[_Attributes], None]:
        element = name.partition(":")[2] or name
        if element == "f" and f"{name[:-1]}c" not in self._elements:
            return _nothing  # of an extension, below the cells
        readers = {
            "c": self._cell,
            "f": self._formula,
            "v": self._value,
            "is": self._value,
            "row": self._row,
            "col": self._col,
            "dimension": self._range,
            "mergeCell": self._range,
        }
        return readers.get(element, _nothing)

    def _row(self, attributes: _Attributes) -> None:
        self._settle()
        said = attributes.get("r")
        if said is None:
            self._row_line += 1
        elif _LINE.fullmatch(said):
            self._row_line = int(said)
        else:
            raise NoSuchPlace(said)
        self._line, self._column, self._digits = self._row_line, 0, str(self._row_line)
        if self._row_line > LAST_LINE:
            raise NoSuchPlace(str(self._row_line))
        if attributes.get("hidden") in _TRUE:
            self._hide(self._row_line)

    def _hide(self, line: int) -> None:
        first, last = self.hidden_lines.pop() if self.hidden_lines else (line, line - 1)
        if line == last + 1:
            self.hidden_lines.append((first, line))
        else:
            self.hidden_lines += [(first, last), (line, line)]

    def _col(self, attributes: _Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in _TRUE and first.isdecimal() and last.isdecimal():
            self.hidden_columns.append((int(first), int(last)))

    def _cell(self, attributes: _Attributes) -> None:
        if self._is_error or self._has_formula or self._is_named:
            self._settle()  # only then: this is called for every cell
        said = attributes.get("r")
        if said is None:
            self._line, self._column = self._row_line or 1, self._column + 1
            if self._column > LAST_COLUMN:
                raise NoSuchPlace(f"{self._line}:{self._column}")
        else:
            letters, digits, rest = said.partition(self._digits)
            column = self._columns.get(letters)
            if column and digits and not rest:  # letters that are known and the row's own number: most cells
                self._line, self._column = self._row_line, column
            else:
                self._line, self._column = self._place(said)
        kind = attributes.get("t")
        self._is_error, self._is_text = kind == "e", kind == "str"
        self._has_value = False
        if kind == "s":
            self.naming += 1
            self._is_named, self._said = self._listens, ""
        if self._styles:
            self._shows = self._styles.get(attributes.get("s", "")) if kind in (None, "n") else None
        if self._is_error:
            self._listen()

    def _place(self, reference: str) -> tuple[int, int]:
        """Line and column, both from 1."""
        found = _CELL.fullmatch(reference)
        if found is None:
            raise NoSuchPlace(reference)
        letters, digits = found.groups()
        line = int(digits)
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_number(letters)
        if line > LAST_LINE or column > LAST_COLUMN:
            raise NoSuchPlace(reference)
        return line, column

    def _range(self, attributes: _Attributes) -> None:
        for reference in attributes.get("ref", "").split(":", 1):
            self._place(reference)

    def _formula(self, attributes: _Attributes) -> None:
        self._has_formula = True
        self._listen()

    def _value(self, attributes: _Attributes) -> None:
        if self._is_named and self._has_value:
            self._count_named()
        self._has_value = True
        self._said = ""
        if self._line > self.last_line:
            self.last_line = self._line
        if self._column > self.last_column:
            self.last_column = self._column
        if self._shows == SMALLER:
            self.broken[self._line, self._column - 1] = SCALED
        elif self._shows:
            self.padded[self._line, self._column - 1] = self._shows

    def _listen(self) -> None:
        """What stands in a cell matters only in one that may be broken."""
        self._said = ""
        self._parser.CharacterDataHandler = self._text

    def _text(self, said: str) -> None:
        if self._has_value and len(self._said) < _LONGEST:
            self._said += said[:_LONGEST]

    def _count_named(self) -> None:
        """Adds the text that the cell names; what names none is left to the reader of workbooks, which refuses it."""
        try:
            at = int(self._said)
        except ValueError:
            return
        if 0 <= at < len(self._lengths):
            self.named += self._lengths[at]

    def _settle(self) -> None:
        """Notes the cell that was read if it is broken."""
        where = self._line, self._column - 1
        said = self._said.strip()
        if self._is_error:
            self.broken[where] = said or "#VALUE!"
        elif self._has_formula and said in self._no_results and not (self._is_text and self._has_value):
            self.broken[where] = NO_RESULT
        if self._is_named:
            self._count_named()
        self._is_error = self._is_text = self._has_formula = self._is_named = False
        if not self._listens:
            self._parser.CharacterDataHandler = None


def _nothing(attributes: _Attributes) -> None:
    """An element that says nothing of places and values."""


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
