"""Import of a table as a whole: columns are found by their exact names, and every fault is reported at its cell."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from goufu.files.amounts import plain_number
from goufu.files.cells import CellProblem, clean, column_letter, tidy
from goufu.files.errors import ListError
from goufu.files.headers import WHOLE, Header, NamePath, find_header
from goufu.files.other_rows import NOTE
from goufu.files.reading import Column, Placed, TableReader, TableRows, said_of_hidden, top_rows, unit_column
from goufu.files.rows import Sheet
from goufu.files.units import header_parts, header_unit, unit_above


@dataclass(slots=True)
class Row:
    """An entry of the table: its values by column, None for cells that are blank or can't be read."""

    line: int
    values: dict[str, Any]
    raw: dict[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


@dataclass(slots=True)
class Table:
    """A table that was read, and its faults.

    `columns`, `at` (the index in the table, from 0) and `heads` (the header as written, with its unit) are by column name.
    `unused` are the headers of the columns that none of `columns` is, `remarks` sentences on what else was left out, or read
    though nobody sees it. `notes` are the texts of the notes among and below the entries.
    """

    name: str
    columns: Mapping[str, Column]
    at: Mapping[str, int]
    heads: Mapping[str, str]
    unused: Sequence[str] = ()
    rows: list[Row] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrong(self, row: Row, name: str, why: str, remedy: str) -> None:
        """Adds a fault of the column `name`; of the whole line if the name is "" or the table lacks the column."""
        letter = column_letter(self.at[name]) if name in self.at else ""
        title = self.heads.get(name) or (self.columns[name].title if name in self.columns else "")
        self.problems.append(
            CellProblem(self.name, row.line, letter, title, row.raw.get(name, ""), why, remedy)
        )

    def refuse_repeated(self, name: str) -> None:
        """Adds a fault to each line whose value in this column is also in an earlier line."""
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


T = TypeVar("T", bound=Table)
_MOST_SHOWN = 20  # rows named in a sentence


def read_table(sheets: Sequence[Sheet], columns: Sequence[Column], most_rows: int, kind: type[T]) -> T:
    """The table with most of these columns, as an instance of `kind`, with the faults of its cells.

    Raises:
        ListError: there is no such table, or there are two; a required column is missing, a column is there twice, or the
            unit of an amount is unknown; there are no entries, or too many.
    """
    sheet, header = _found(sheets, columns)
    placed = _placed(sheet, header, columns)
    reader = TableReader(sheet, header, placed)
    batches = list(_limited(reader, most_rows))
    _refuse_open_units(placed, batches)
    table = kind(
        sheet.name,
        {column.name: column for column in columns},
        {each.column.name: each.index for each in placed},
        {each.column.name: each.header for each in placed},
        _unused(header, {each.index for each in placed}),
    )
    for rows in batches:
        _add(table, reader, rows)
    table.remarks += _said_of_others(sheets, sheet, batches)
    table.remarks += said_of_hidden(sheet, placed, reader.hidden_lines)
    return table


def _said_of_others(sheets: Sequence[Sheet], read: Sheet, batches: Sequence[TableRows]) -> Iterator[str]:
    left_out = [
        f"第{line}行（{reason}）"
        for rows in batches
        for line, reason in zip(rows.lines, rows.skipped, strict=True)
        if reason
    ]
    if left_out:
        shown = "、".join(left_out[:_MOST_SHOWN]) + ("等" if len(left_out) > _MOST_SHOWN else "")
        yield f"有 {len(left_out)} 行不是内容，没有读：{shown}"
    others = [
        f"“{sheet.name}”{'（隐藏的）' if sheet.is_hidden else ''}" for sheet in sheets if sheet is not read
    ]
    if others:
        yield f"读的是工作表“{read.name}”，没有读{'、'.join(others)}"


def _found(sheets: Sequence[Sheet], columns: Sequence[Column]) -> tuple[Sheet, Header]:
    names = {_bare(name) for column in columns for name in (column.title, *column.aliases)}

    def scorer(header: str) -> float:
        return float(_bare(header_parts(header)[0]) in names)

    found = [
        (sheet, header) for sheet in sheets if not sheet.is_hidden and (header := find_header(sheet, scorer))
    ]
    if not found:
        required = "、".join(column.title for column in columns if column.is_required)
        raise ListError("没有找到表头", "", f"表头应当有：{required}；也可以先下载空表，照着填")
    best = max(found, key=lambda each: each[1].score)
    whole = [
        sheet.name
        for sheet, header in found
        if sheet is best[0]
        or (
            2 * header.score > best[1].score and _has_entries(sheet, header, columns)
        )  # not a few names of its own
    ]
    if len(whole) > 1:
        raise ListError(
            f"工作表{'、'.join(f'“{name}”' for name in whole)}都有要导入的内容，不知道该导入哪一张",
            "",
            "请只留一张，或者每张另存为一个文件，一个一个导入",
        )
    return best


def _has_entries(sheet: Sheet, header: Header, columns: Sequence[Column]) -> bool:
    """Whether the sheet could be imported as well."""
    try:
        reader = TableReader(sheet, header, _placed(sheet, header, columns))
        return any(not reason for rows in reader.rows() for reason in rows.skipped)
    except ListError:
        return False


def _placed(sheet: Sheet, header: Header, columns: Sequence[Column]) -> list[Placed]:
    """The columns of the table, found by their title or an alias; never by similarity."""
    codes = {
        name: index for column in columns for name, index in _codes_before(column, header, columns).items()
    }
    columns = [column for column in columns if not codes or not column.before]
    at = _by_whole_name(header, columns)
    at |= _by_own_name(header, [column for column in columns if column.name not in at], set(at.values()))
    missing = [column.title for column in columns if column.is_required and column.name not in at]
    if missing:
        where = f"{sheet.name}第{header.last_line}行"
        raise ListError(
            f"表头（{where}）里没有{'、'.join(f'“{name}”' for name in missing)}", "", "请补上，或者照空表填写"
        )
    above, beside = unit_above(header.titles), unit_column(top_rows(sheet, header), set(at.values()))
    placed = [
        _place(column, at[column.name], header.names[at[column.name]], above, beside)
        for column in columns
        if column.name in at
    ]
    return [replace(each, code_index=codes.get(each.column.name)) for each in placed]


def _codes_before(column: Column, header: Header, columns: Sequence[Column]) -> dict[str, int]:
    """The columns of codes if there is one before each of the others: their indexes, by the name of the column behind."""
    if not column.before:
        return {}
    whole = [_whole_names(path) for path in header.paths]
    own = {_bare(name) for name in (column.title, *column.aliases)}
    found = [index for index, names in enumerate(whole) if not own.isdisjoint(names)]
    behind = {
        each.name: index
        for each in columns
        if each.name in column.before
        for index in found
        if index + 1 < len(whole)
        and not whole[index + 1].isdisjoint(_bare(name) for name in (each.title, *each.aliases))
    }
    return behind if len(found) > 1 and len(behind) == len(found) else {}


def _place(column: Column, index: int, header: str, above: str | None, beside: int | None) -> Placed:
    unit = header_unit(header)
    if unit not in column.units:
        unit = above if column.is_money else None
    is_beside = column.is_money and unit is None
    return Placed(column, index, header.replace("\n", ""), unit, beside if is_beside else None)


def _by_whole_name(header: Header, columns: Sequence[Column]) -> dict[str, int]:
    whole = [_whole_names(path) for path in header.paths]
    at = {}
    for column in columns:
        for group in _by_rank(column):
            found = [index for index, names in enumerate(whole) if not group.isdisjoint(names)]
            if found:
                at[column.name] = _only(column, header, found)
                break
    return at


def _by_rank(column: Column) -> list[set[str]]:
    """The column's names: its title goes before the aliases, and what says more before 单位 and 名称."""
    aliases = {_bare(alias) for alias in column.aliases}
    general = {alias for alias in aliases if len(alias) <= 2}
    return [{_bare(column.title)}, aliases - general, general]


def _by_own_name(header: Header, columns: Sequence[Column], taken: set[int]) -> dict[str, int]:
    """The columns found by the lowest row of the header alone, as 单位名称 below 基本情况."""
    own = {
        index: _bare(path[-1])
        for index, path in enumerate(header.paths)
        if len(path) > 1 and index not in taken
    }
    at = {}
    for column in columns:
        names = set(map(_bare, (column.title, *column.aliases)))
        found = [index for index, name in own.items() if name in names]
        if found:
            at[column.name] = _only(column, header, found)
    return at


def _only(column: Column, header: Header, found: Sequence[int]) -> int:
    if len(found) == 1:
        return found[0]
    letters = "、".join(f"{column_letter(index)}列" for index in found)
    raise ListError(
        f"表头（第{header.last_line}行）里{letters}都是“{column.title}”，不知道该读哪一列",
        "",
        "请只留一列，或者给别的列改名",
    )


def _whole_names(path: NamePath) -> set[str]:
    """The names of a column, for comparison: 预算 above 其中 above 第二年 is 预算第二年 or 第二年预算."""
    names = [name for name in map(_bare, path) if name and name != "其中"]
    if not names:
        return set()
    *groups, own = names
    above = "".join(groups)
    return {above + own, own + above} | ({above} if own in WHOLE else set())


def _bare(header: str) -> str:
    """A name for comparison: without its unit, spaces, asterisks, and anything in brackets."""
    return "".join(filter(str.isalnum, header_parts(header)[0].split("(")[0]))


def _unused(header: Header, used: Container[int]) -> list[str]:
    """The names of the other columns; of 序号, which numbers the lines, nobody wants to hear."""
    names = [name.replace("\n", "") for index, name in enumerate(header.names) if index not in used]
    return [name for name in names if name and _bare(name) != "序号"]


def _limited(reader: TableReader, most_rows: int) -> Iterator[TableRows]:
    entries = 0
    for rows in reader.rows():
        entries += rows.skipped.count("")
        if entries > most_rows:
            raise ListError(f"超过 {most_rows} 行", "", "请分成几个文件，一个一个导入")
        yield rows
    if not entries:
        raise ListError("只有表头，没有内容", "", "请在表头下面每行填写一项")


def _refuse_open_units(placed: Iterable[Placed], batches: Sequence[TableRows]) -> None:
    """Raises ListError if a number has no unit: an import doesn't guess it from the size of the amounts."""
    for each in placed:
        if not each.column.units or each.unit:
            continue
        for rows in batches:
            texts = rows.by_column[each.index] if each.index < len(rows.by_column) else ()
            units = rows.by_column[each.unit_index] if each.unit_index is not None else [""] * len(texts)
            for text, unit, reason in zip(texts, units, rows.skipped, strict=False):
                if not reason and not unit.strip() and plain_number(clean(text)) is not None:
                    raise ListError(
                        f"“{each.header}”的表头没有写单位，不知道是元还是万元",
                        "",
                        f"请把表头写成“{each.header}（元）”或者“{each.header}（万元）”",
                    )


def _add(table: Table, reader: TableReader, rows: TableRows) -> None:
    values = {each.column.name: reader.values(rows, each) for each in reader.columns}
    texts = {each.column.name: reader.texts(rows, each) for each in reader.columns}
    for at, (line, reason) in enumerate(zip(rows.lines, rows.skipped, strict=True)):
        if not reason:
            raw = {name: table.columns[name].cleaned(said[at]) for name, said in texts.items()}
            table.rows.append(Row(line, {name: read[at] for name, read in values.items()}, raw))
        elif reason == NOTE:
            table.notes.append(" ".join(filter(None, map(tidy, rows.cells[at]))))
    table.problems += rows.sorted_problems()
