"""Tables that people bring to be taken over as a whole: read by their headers, with every fault told at its cell.

    COLUMNS = (
        Column("name", "单位名称", is_required=True),
        Column("kind", "类别", read=choice(body_kinds())),
    )
    sheet = read_upload(form.cleaned_data["file"], COLUMNS)
    for row in sheet.rows:
        if row["name"] in closed:
            sheet.wrong(row, "name", "这个单位已经停用", "请删去这一行")
    sheet.settle()

Nothing is taken of a table with a fault: the person mends the table and brings it again.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from goufu.core.errors import Refusal
from goufu.files.cells import CellProblem, clean, column_letter, tidy
from goufu.files.errors import ListError
from goufu.files.rows import Sheet
from goufu.files.tables import limited_tables
from goufu.files.yes_no import yes_or_no

MOST_ROWS = 20_000
MOST_BYTES = 10 << 20  # of a file that is read while the person waits
MOST_UNPACKED = 200 << 20
HEAD_ROWS = 20
_TOTALS = frozenset(["合计", "总计", "小计", "共计"])


class Unreadable(Exception):
    """What a cell says is no value of its column: why, and what to write instead. Both without a full stop."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(f"{why}。{remedy}")
        self.why = why
        self.remedy = remedy


class SheetRefused(Refusal):
    """A table of which nothing was taken over; `problems` are its faults, in the order of its lines."""

    def __init__(self, what: str, remedy: str, problems: Sequence[CellProblem] = ()) -> None:
        super().__init__(what, remedy, field="file")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds. `read` makes the value of a cell that is not blank, or raises Unreadable.

    `about` and `options` (the words to choose from) explain it on the page and in the empty form. What `is_prose` keeps
    its punctuation, as it will be shown.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    read: Callable[[str], Any] = str
    about: str = ""
    options: tuple[str, ...] = ()
    is_prose: bool = False


@dataclass(slots=True)
class Row:
    """A line of the table: the values of its cells by column, None for what is blank or could not be read."""

    line: int
    values: dict[str, Any]
    raw: dict[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


@dataclass(slots=True)
class ReadSheet:
    """A table that was read, and what is wrong with it."""

    name: str
    columns: Mapping[str, Column]
    at: Mapping[str, int]  # which column of the table, from 0
    heads: Mapping[str, str] = field(
        default_factory=dict
    )  # the headers as they are written, with their units
    rows: list[Row] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)

    def wrong(self, row: Row, name: str, why: str, remedy: str) -> None:
        """Notes a fault; `name` is the column, one that the table lacks or "" is told of the whole line."""
        letter = column_letter(self.at[name]) if name in self.at else ""
        title = self.heads.get(name) or (self.columns[name].title if name in self.columns else "")
        self.problems.append(
            CellProblem(self.name, row.line, letter, title, row.raw.get(name, ""), why, remedy)
        )

    def refuse_repeated(self, name: str) -> None:
        """Notes every line whose value in this column an earlier line has."""
        first: dict[Any, int] = {}
        for row in self.rows:
            value = row[name]
            if value is None:
                continue
            if value in first:
                self.wrong(
                    row, name, f"与第{first[value]}行重复", "同一项内容只留一行，请删去或者改正其中一行"
                )
            first.setdefault(value, row.line)

    def settle(self) -> None:
        """Raises SheetRefused when anything is wrong."""
        if self.problems:
            self.problems.sort(key=lambda problem: (problem.line, len(problem.column), problem.column))
            raise SheetRefused(
                f"表里有 {len(self.problems)} 处要改，整张表都没有导入",
                "请照下面所列在原表改好，再上传一次",
                self.problems,
            )


def read_upload(
    upload: UploadedFile[Any], columns: Sequence[Column], *, most_rows: int = MOST_ROWS
) -> ReadSheet:
    """The table in an uploaded file. Raises SheetRefused when it cannot be read at all; faults of cells are noted."""
    refuse_large(upload)
    ending = Path(upload.name or "").suffix.lower()[:6]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"表{ending if ending.isascii() else ''}"
        with path.open("wb") as file:
            file.writelines(upload.chunks())
        return read_sheet(path, columns, most_rows=most_rows)


def refuse_large(upload: UploadedFile[Any]) -> None:
    """Raises SheetRefused for a file that would keep the person waiting too long."""
    if (upload.size or 0) > MOST_BYTES:
        raise SheetRefused(f"文件超过 {MOST_BYTES >> 20} MB", "请删去图片和别的工作表，或者分成几个文件")


def read_sheet(path: Path, columns: Sequence[Column], *, most_rows: int = MOST_ROWS) -> ReadSheet:
    """Like `read_upload`, of a file on disk."""
    try:
        with limited_tables(path, MOST_UNPACKED) as sheets:
            return _read(*_found(sheets, columns), columns, most_rows)
    except ListError as error:
        raise SheetRefused(error.what, error.remedy) from error


def _found(sheets: Sequence[Sheet], columns: Sequence[Column]) -> tuple[Sheet, int, dict[str, int]]:
    """The sheet, the line of its header and where each column stands: where most columns are named."""
    best: tuple[Sheet, int, dict[str, int]] | None = None
    for sheet in sheets:
        head = sheet.head(HEAD_ROWS)
        for line, cells in zip(head.lines, head.cells, strict=True):
            at = _places(cells, columns)
            if at and (best is None or len(at) > len(best[2])):
                best = sheet, line, at
    if best is None:
        names = "、".join(column.title for column in columns if column.is_required)
        raise ListError("没有找到表头", "", f"表头应当有：{names}；也可以先下载空表，照着填")
    missing = [column.title for column in columns if column.is_required and column.name not in best[2]]
    if missing:
        where = f"{best[0].name}第{best[1]}行"
        raise ListError(
            f"表头（{where}）里没有{'、'.join(f'“{name}”' for name in missing)}", "", "请补上，或者照空表填写"
        )
    return best


def _places(cells: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    heads = [_bare(cell) for cell in cells]
    places = {}
    for column in columns:
        for name in map(_bare, (column.title, *column.aliases)):
            if name in heads:
                places[column.name] = heads.index(name)
                break
    return places


def _heads(sheet: Sheet, header_line: int, at: Mapping[str, int]) -> dict[str, str]:
    head = sheet.head(HEAD_ROWS)
    cells = head.cells[head.lines.index(header_line)]
    return {name: clean(cells[index]) for name, index in at.items()}


def _bare(text: str) -> str:
    """A header as it counts: without spaces, marks of what is required, and what stands in brackets."""
    text = unicodedata.normalize("NFKC", text).split("(")[0]
    return "".join(letter for letter in text if letter.isalnum())


def _read(
    sheet: Sheet, header_line: int, at: dict[str, int], columns: Sequence[Column], most_rows: int
) -> ReadSheet:
    read = ReadSheet(
        sheet.name, {column.name: column for column in columns}, at, _heads(sheet, header_line, at)
    )
    for line, cells in _lines(sheet, header_line):
        if len(read.rows) == most_rows:
            raise ListError(f"超过 {most_rows} 行", "", "请分成几个文件，一个一个导入")
        raw = {
            name: _cleaned(read.columns[name], cells[index]) if index < len(cells) else ""
            for name, index in at.items()
        }
        row = Row(line, {}, raw)
        read.rows.append(row)
        for name, text in raw.items():
            row.values[name] = _value(read, row, name, text, sheet.broken.get((line, at[name])))
    if not read.rows:
        raise ListError("只有表头，没有内容", "", "请在表头下面每行填写一项")
    return read


def _cleaned(column: Column, cell: str) -> str:
    return tidy(cell) if column.is_prose else clean(cell)


def _lines(sheet: Sheet, header_line: int) -> Iterator[tuple[int, list[str]]]:
    """What stands below the header, without blank lines and totals."""
    for rows in sheet.rows():
        for line, cells in zip(rows.lines, rows.cells, strict=True):
            first = next(filter(None, map(str.strip, cells)), "")
            if line > header_line and first and _bare(first) not in _TOTALS:
                yield line, cells


def _value(read: ReadSheet, row: Row, name: str, text: str, broken: str | None) -> Any:
    column = read.columns[name]
    if broken:
        read.wrong(row, name, "这一格是没有算出结果的公式", "请在 Excel 里重新计算，或者直接填写内容")
        return None
    if not text:
        if column.is_required:
            read.wrong(row, name, "没有填写", column.about or f"请填写{column.title}")
        return None
    try:
        return column.read(text)
    except Unreadable as error:
        read.wrong(row, name, error.why, error.remedy)
        return None


def text(longest: int) -> Callable[[str], str]:
    """Reads text of at most so many characters."""

    def read(said: str) -> str:
        if len(said) > longest:
            raise Unreadable(f"有 {len(said)} 个字", f"最多 {longest} 个字，请缩短")
        return said

    return read


def choice(choices: Iterable[tuple[str, str]], **more: str) -> Callable[[str], str]:
    """Reads one of the codes or of the words that stand for them; `more` gives further codes their words."""
    known: dict[str, str] = {}
    for code, word in choices:
        for name in (code, word, word.split("（")[0], *more.get(code, "").split()):
            known.setdefault(_bare(name), code)
    words = "、".join(word for _, word in choices)

    def read(said: str) -> str:
        if _bare(said) not in known:
            raise Unreadable("不在可选的范围里", f"请填其中一个：{words}")
        return known[_bare(said)]

    return read


def yesno(said: str) -> bool:
    """Reads 是 or 否."""
    answer = yes_or_no(said)
    if answer is None:
        raise Unreadable("看不出是“是”还是“否”", "请填“是”或者“否”")
    return answer
