"""Which sheet of a workbook is the list to check, and which others are lists too."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from goufu.check.earlier import said_of_added
from goufu.files.errors import ListError
from goufu.files.folding import folded
from goufu.files.headers import HEAD_ROWS, SURE, Header, Scorer, find_header, is_figure
from goufu.files.reading import Placed, TableReader
from goufu.files.rows import Sheet
from goufu.lazy_patterns import lazy_pattern

EMPTY = "只有表头，没有内容"
BLANK = "空的"
_FEWEST_LABELS = 3
# What a form says before its blanks, and no purchase is called.
_LABEL = lazy_pattern(
    r"是否\w{2,14}|\w{0,10}(?:负责人|联系人|经办人|填报人|电话|手机|邮箱|地址|方式|日期|时间|期限|性质|类别|类型|名称|编[码号]|代码|金额"
    r"|资金|经费|来源|依据|理由|情况|条件|要求|标准|目标|指标|对象|内容|意见|备注|说明|单位|部门|主体|职务|签[字章]|盖章|数量)"
)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of columns that stand below each other. are_all: no value stands beside them, as in a list not filled in."""

    said: tuple[str, ...]
    are_all: bool


@dataclass(frozen=True, slots=True)
class FoundList:
    """The sheet to read, and its header."""

    sheet: Sheet
    header: Header
    left_out: dict[str, str]  # the name of each sheet that is not read, and why
    other_lists: dict[
        str, int | None
    ]  # of those, the lists: the number of entries, None where it can't be told
    unread: tuple[str, ...] = ()  # of those, the ones with content that may have to be looked at


def choose_sheet(
    sheets: Sequence[Sheet],
    wanted: str | None,
    score: Scorer,
    file: str,
    placed_by: Callable[[Header], Sequence[Placed]] = lambda header: (),
) -> FoundList:
    """The wanted sheet, or the visible one whose header means most facts. Raises ListError when there is none.

    placed_by: the columns below a header, by which the entries of the other sheets are counted.
    """
    if wanted is not None and all(sheet.name != wanted for sheet in sheets):
        raise ListError(
            f"没有名为“{wanted}”的工作表", "工作簿", "可用的有：" + "、".join(sheet.name for sheet in sheets)
        )
    headers, left_out = _headers(sheets, wanted, score)
    hidden = {sheet.name for sheet in sheets if sheet.is_hidden and sheet.name != wanted}
    eligible = [
        sheet
        for sheet in sheets
        if sheet.name in headers and wanted in (None, sheet.name) and sheet.name not in hidden
    ]
    if not eligible:
        asked = [
            sheet for sheet in sheets if sheet.name == wanted or (wanted is None and not said_of_added(sheet))
        ]
        if not asked:
            raise ListError("工作簿里只有预审写的表，没有清单", file, "请上传有原来清单的文件")
        raise _no_list(asked, score, file)
    best = max(eligible, key=lambda sheet: headers[sheet.name].score)
    others = {
        sheet.name: _entries(sheet, headers[sheet.name], placed_by(headers[sheet.name]))
        for sheet in sheets
        if sheet.name in headers and sheet is not best
    }
    unread = tuple(
        sheet.name
        for sheet in sheets
        if sheet.name in others
        or (
            left_out.get(sheet.name, BLANK) not in (BLANK, EMPTY)
            and not said_of_added(sheet)
            and sheet.name not in hidden
        )
    )
    left_out |= {
        name: "也像是清单，没有检查" if count is None else f"也像是清单，有 {count} 行没有检查"
        for name, count in others.items()
    }
    left_out |= {name: f"隐藏的工作表；{left_out[name]}" for name in hidden}
    return FoundList(best, headers[best.name], left_out, others, unread)


def _headers(
    sheets: Sequence[Sheet], wanted: str | None, score: Scorer
) -> tuple[dict[str, Header], dict[str, str]]:
    """The headers of the sheets that may be lists, by name; of the others why they are none."""
    headers: dict[str, Header] = {}
    left_out: dict[str, str] = {}
    for sheet in sheets:
        if sheet.name != wanted and (said := said_of_added(sheet)):
            left_out[sheet.name] = said
        elif (header := find_header(sheet, score)) is None:
            rows = _filled_rows(sheet)
            left_out[sheet.name] = f"没有认得的表头，有 {rows} 行内容" if rows else BLANK
        elif (names := _names_below_each_other(sheet, header, score)) and names.are_all:
            left_out[sheet.name] = EMPTY
        elif names and sheet.name != wanted:
            left_out[sheet.name] = "像是一个项目的一张表，不是清单"
        else:
            headers[sheet.name] = header
    return headers, left_out


def bare(header: str) -> str:
    """A header without blanks."""
    return "".join(header.split())


def _label(cell: str) -> str:
    """A cell as a label of a form: without its colon, and without what stands in brackets."""
    return re.sub(r"[(\[【<][^)\]】>]{0,200}[)\]】>]|:", "", folded(cell))


def _filled_rows(sheet: Sheet) -> int:
    return sum(any(map(str.strip, row)) for rows in sheet.rows() for row in rows.cells)


def _entries(sheet: Sheet, header: Header, placed: Sequence[Placed]) -> int | None:
    """The number of entries below the header; None when the sheet can't be read to its end."""
    try:
        return sum(rows.skipped.count("") for rows in TableReader(sheet, header, placed).rows())
    except ListError:
        return None


def _names_below_each_other(sheet: Sheet, header: Header, score: Scorer) -> Names | None:
    """The names of columns that stand below each other, as in a form with a name and its value in each row; or None.

    In a list hardly any cell below a name is the name of another column.
    """
    named = {column: path[-1] for column, path in enumerate(header.paths) if path and score(path[-1]) >= SURE}
    head = sheet.head(HEAD_ROWS)
    filled = [
        (line, column, cell)
        for line, row in zip(head.lines, head.cells, strict=True)
        if not header.first_line <= line <= header.last_line
        for column, cell in enumerate(row)
        if cell.strip()
    ]
    below = [(column, cell) for _line, column, cell in filled if column in named]
    is_all = len(named) > 1 and len(below) == len(filled)
    under = [cell for line, column, cell in filled if column in named and line > header.last_line]
    if labels := _labels(under, score):
        return Names((*named.values(), *labels), are_all=is_all)
    names = [cell for column, cell in below if bare(cell) != bare(named[column]) and score(cell) >= SURE]
    has_values = any(map(is_figure, header.names))  # 预算金额 and 30 beside it, which no column is called
    if 2 * len(names) <= len(below) and not (has_values and (names or len(named) > 1)):
        return None
    return Names((*named.values(), *map(str.strip, names)), are_all=is_all)


def _labels(cells: Sequence[str], score: Scorer) -> list[str]:
    """The labels among the cells, if they are labels of a form nearly all."""
    found = [cell.strip() for cell in cells if score(cell) >= SURE or _LABEL.fullmatch(_label(cell))]
    return found if len(set(found)) >= _FEWEST_LABELS and 5 * len(found) >= 4 * len(cells) else []


def _no_list(sheets: Sequence[Sheet], score: Scorer, file: str) -> ListError:
    for sheet in sheets:
        header = find_header(sheet, score)
        if header and (names := _names_below_each_other(sheet, header, score)):
            if names.are_all:
                return ListError(EMPTY, sheet.name or file, "请在表头下面每行填写一个项目")
            return ListError(
                f"看不出是清单：{'、'.join(names.said[:4])}这些栏名是竖着排的，像是一个项目的一张表",
                sheet.name or "整张表",
                "请改成清单：第一行是栏名，下面每行一个项目；只查一个项目，可以直接填写项目名称",
            )
    seen = [cell.strip() for sheet in sheets for row in sheet.head(1).cells for cell in row if cell.strip()]
    if not seen and not any(sheet.head(1).cells for sheet in sheets):
        return ListError("表里没有内容", file, "请上传有表头和内容的清单")
    shown = "；首行是：" + "、".join(text[:20] for text in seen[:8]) if seen else ""
    return ListError(
        f"前 40 行里没有认得的表头{shown}",
        file,
        "请加一行表头，如：项目名称、采购单位、预算金额（万元）、采购方式；或者指定哪一列是什么",
    )
