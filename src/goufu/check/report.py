"""Reports of a check: the list's own columns unchanged, then ours. A file is written whole or not at all."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from rustpy_xlsxwriter import FastExcel

from goufu.check.errors import ListError
from goufu.check.own_report import WIDTHS, fitting, write_own
from goufu.check.results import OUR_COLUMNS, VERDICT_KINDS, LineResult, Summary
from goufu.files.annotating import OwnWorkbook
from goufu.files.csv_writing import CsvWriter
from goufu.lazy_patterns import lazy_pattern

XLSX_ROWS = 1_048_576
BYTE_ORDER_MARK = "\ufeff"  # by which Excel takes the file for UTF-8
_PLAIN = lazy_pattern(r"-?(?:0|[1-9]\d{0,11})(?:\.\d{0,5}[1-9])?")


def write_report(
    path: Path,
    headers: Sequence[str],
    results: Iterable[LineResult],
    *,
    numeric: Collection[int] = (),
    title: str = "",
    own: OwnWorkbook | None = None,
    said: Callable[[], Iterable[tuple[str, str]]] = tuple,
) -> Summary:
    """Writes the results in the format of the file's ending: xlsx, csv, json or html.

    Args:
        headers: of the person's columns, in order.
        numeric: columns whose plain numbers stay numbers in Excel; elsewhere everything is text.
        title: of the page (html) and of the list (json).
        own: the person's workbook, into which an xlsx is written.
        said: what else the summary says of how the list was read, as (kind, sentence), asked for after the lines.

    Raises:
        ListError: unknown ending, more rows than Excel holds, or a folder that cannot be written.
    """
    writers = {".xlsx": _xlsx, ".csv": _csv, ".json": _json, ".html": _html}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise ListError(f"不会写“{path.suffix}”格式", path.name, "可用的有：xlsx、csv、json、html")
    summary = Summary()
    counted = summary.counting(results)
    if own is not None and write is _xlsx:
        workbook = own
        _whole(path, lambda target: write_own(workbook, target, counted, _summed(summary, said)))
        return summary
    names = [header.replace("\n", " ") for header in headers]
    whole = _Said(names, counted, summary, frozenset(numeric), title or path.stem, said)
    _whole(path, lambda target: write(target, whole))
    return summary


@dataclass(frozen=True, slots=True)
class _Said:
    """What a report says: the person's headers, the lines, their summary, which is complete after them, and a title.

    `read`: how the list was read.
    """

    headers: list[str]
    results: Iterator[LineResult]
    summary: Summary
    numeric: frozenset[int]
    title: str
    read: Callable[[], Iterable[tuple[str, str]]]


def _summed(
    summary: Summary, said: Callable[[], Iterable[tuple[str, str]]]
) -> Iterator[tuple[str, str, str | int]]:
    """The rows of the summary: the verdicts, how the list was read, then rule by rule."""
    rows = list(summary.rows())
    first = sum(row[0] in VERDICT_KINDS for row in rows)
    yield from rows[:first]
    yield from ((kind, sentence, "") for kind, sentence in said())
    yield from rows[first:]


def _whole(path: Path, write: Callable[[Path], None]) -> None:
    """Writes to a temporary name first, so that the file is complete or absent; umask applies. Raises ListError."""
    target = path.with_name(f".{secrets.token_hex(8)}{path.suffix}")
    try:
        target.touch(exist_ok=False)
    except OSError as error:
        raise ListError("写不了文件", str(path.parent), "请检查文件夹是否存在、是否可写") from error
    try:
        write(target)
        target.replace(path)
    except OSError as error:
        raise ListError("写文件时出错", str(path), "请检查磁盘空间和权限") from error
    finally:
        target.unlink(missing_ok=True)


def _cells(result: LineResult, width: int) -> list[str]:
    raw = list(result.raw[:width])
    return raw + [""] * (width - len(raw))


def _xlsx(target: Path, said: _Said) -> None:
    names = _different([*said.headers, *OUR_COLUMNS])
    ours = dict(zip(names[len(said.headers) :], (WIDTHS[name] for name in OUR_COLUMNS), strict=True))
    book = FastExcel(str(target)).format(bold_headers=True)
    book = book.sheet(
        "结果",
        _records(names, len(said.headers), said.results, said.numeric),
        column_widths=ours,
        autofilter=True,
    )
    book = book.sheet("汇总", _summary_records(said), column_widths={"名称": 60.0})
    book.freeze(row=1).save()


def _summary_records(said: _Said) -> Iterator[dict[str, str | int]]:
    """The summary sheet's rows; a generator, since the counts are complete only after the first sheet is written."""
    for kind, name, count in _summed(said.summary, said.read):
        yield {"类别": kind, "名称": name, "行数": count}


def _records(
    names: list[str], width: int, results: Iterator[LineResult], numeric: frozenset[int]
) -> Iterator[dict[str, str | float]]:
    for row, result in enumerate(results, start=2):
        if row > XLSX_ROWS:
            raise ListError(f"超过 Excel 的上限 {XLSX_ROWS} 行", "结果", "请改存为 CSV，不限行数")
        cells: list[str | float] = [
            float(text) if i in numeric and _PLAIN.fullmatch(text) else fitting(text)
            for i, text in enumerate(_cells(result, width))
        ]
        yield dict(zip(names, [*cells, *map(fitting, result.texts())], strict=True))


def _different(names: Sequence[str]) -> list[str]:
    """The names made unique by trailing spaces, since the Excel writer takes rows by name."""
    seen: set[str] = set()
    different = []
    for name in names:
        while name in seen:
            name += " "
        seen.add(name)
        different.append(name)
    return different


def _csv(target: Path, said: _Said) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK)  # by itself: the encoding utf-8-sig is slow for each row
        writer = CsvWriter(file)
        writer.write([*said.headers, *OUR_COLUMNS])
        for result in said.results:
            cells = [*_cells(result, len(said.headers)), *result.texts()]
            # what begins with a digit begins no formula
            writer.write(
                cells, [at for at in said.numeric if cells[at][:1] == "-" and _PLAIN.fullmatch(cells[at])]
            )


def _json(target: Path, said: _Said) -> None:
    with target.open("w", encoding="utf-8") as file:
        file.write(f'{{"title": {_dump(said.title)},\n"headers": {_dump(said.headers)},\n"lines": [')
        separator = "\n"
        for result in said.results:
            file.write(separator + _dump(_plain_line(result)))
            separator = ",\n"
        counts = [{"kind": kind, "name": name, "lines": count} for kind, name, count in said.summary.rows()]
        read = [{"kind": kind, "sentence": sentence} for kind, sentence in said.read()]
        file.write(f'\n],\n"summary": {_dump(counts)},\n"read": {_dump(read)}}}\n')


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain_line(result: LineResult) -> dict[str, object]:
    return {
        "line": result.number,
        "raw": result.raw,
        "verdict": result.verdict.value,
        "conclusion": result.texts()[0],
        "findings": [asdict(finding) for finding in result.findings],
        "suggestions": [entry._asdict() for entry in result.suggestions],
        "problems": [str(problem) for problem in result.problems],
        "marks": result.marks,
        "unanswered": {
            "count": result.unanswered.count,
            "blocking": [rule for rule, _title, _facts in result.unanswered.blocking],
        },
        "questions": [asdict(question) for question in result.questions],
    }


_STYLE = """
body{font:14px/1.5 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1b1f24;margin:24px}
table{border-collapse:collapse;width:100%;margin:12px 0}th,td{border:1px solid #ccd2d8;padding:4px 8px;
vertical-align:top;text-align:left;white-space:pre-line;overflow-wrap:anywhere}th{background:#f1f4f7}
.refused{color:#a61b1b;font-weight:700}.review,.improve{color:#8a5a00;font-weight:700}.clear{color:#176b3a}
thead{display:table-header-group}tr{break-inside:avoid}@media print{body{margin:0;font-size:10px}}
"""


def _html(target: Path, said: _Said) -> None:
    with target.open("w", encoding="utf-8") as file:
        file.write('<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">')
        file.write('<meta name="viewport" content="width=device-width,initial-scale=1">')
        file.write(
            f"<title>{escape(said.title)}</title><style>{_STYLE}</style></head><body><h1>{escape(said.title)}</h1>\n"
        )
        heads = "".join(f"<th scope=col>{escape(name)}</th>" for name in ("行", *said.headers, *OUR_COLUMNS))
        file.write(f"<table><thead><tr>{heads}</tr></thead><tbody>\n")
        for result in said.results:
            file.write(_html_row(result, len(said.headers)))
        file.write("</tbody></table>\n<h2>汇总</h2><table><tbody>\n")
        for kind, name, count in _summed(said.summary, said.read):
            file.write(f"<tr><td>{kind}</td><td>{escape(name)}</td><td>{count}</td></tr>\n")
        file.write("</tbody></table></body></html>\n")


def _html_row(result: LineResult, width: int) -> str:
    first, *others = result.texts()
    cells = "".join(f"<td>{escape(text)}</td>" for text in _cells(result, width))
    ours = f'<td class="{result.verdict.value}">{escape(first)}</td>' + "".join(
        f"<td>{escape(text)}</td>" for text in others
    )
    return f"<tr><td>{result.number}</td>{cells}{ours}</tr>\n"
