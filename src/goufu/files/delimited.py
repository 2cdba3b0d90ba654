"""Text files with separators: their encoding, their separator, their rows."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from goufu.files.errors import ListError
from goufu.files.rows import BATCH_ROWS, MAX_COLUMNS, Rows, Sheet
from goufu.lazy_patterns import lazy_pattern

_SAMPLE_BYTES = 1 << 20
_MAX_CELL = 1_000_000
_SEPARATORS = (",", "\t", ";", "|")
_LINE_END = lazy_pattern(r"\r\n|\r|\n")
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为“CSV UTF-8”或者 xlsx 再试"


def open_delimited(path: Path) -> Sheet:
    """The one table of a text file, read in batches: memory does not grow with the file.

    Raises:
        ListError: not text, or an encoding that cannot be told.
    """
    encoding = _encoding(path)
    separator = _separator(_sample_text(path, encoding))
    return Sheet("", partial(_rows, path, encoding, separator))


def _encoding(path: Path) -> str:
    sample = _telling_sample(path)
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = sample[0:4096:2].count(0), sample[1:4096:2].count(0)
    if (
        even + odd > len(sample[:4096]) // 50
        and max(even, odd) > 4 * min(even, odd)
        and _lines_are_utf16(sample)
    ):
        return _utf16_without_mark(sample, path)
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        return encoding
    raise ListError("文件的编码既不是 UTF-8 也不是 GB18030，或者文件已经损坏", path.name, _SAVE_AS)


def _telling_sample(path: Path) -> bytes:
    """A sample that begins at the top, or, when the top is all ASCII, at the first line that is not."""
    with path.open("rb") as file:
        first = sample = file.read(_SAMPLE_BYTES)
        while sample and sample.isascii():
            sample = file.read(_SAMPLE_BYTES)
        if not sample or sample is first:
            return first
        line_end = sample.find(b"\n", 0, next(i for i, byte in enumerate(sample) if byte > 127)) + 1
        return sample[line_end:] + file.readline()


def _lines_are_utf16(sample: bytes) -> bool:
    """Whether a line ends in two bytes; stray NULs of other encodings stand anywhere."""
    pairs = (sample[at : at + 2] for at in range(0, min(len(sample), 4096) - 1, 2))
    return b"\n" not in sample or any(pair in (b"\n\0", b"\0\n") for pair in pairs)


def _utf16_without_mark(sample: bytes, path: Path) -> str:
    even, odd = sample[0:4096:2].count(0), sample[1:4096:2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ListError("这不是表格文件，里面是二进制内容", path.name, "请上传 xlsx、xls 或 csv 格式的清单")
    return encoding


def _sample_text(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        return file.read(_SAMPLE_BYTES // 8)


def _separator(sample: str) -> str:
    """The separator that cuts most of the first lines into the same number of cells, and more than one."""
    lines = sample.splitlines(keepends=True)[:60]

    def regularity(separator: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator) if any(row)]
        except csv.Error:
            return 0.0, 0
        common = Counter(width for width in widths if width > 1).most_common(1)
        return (common[0][1] / len(widths), common[0][0]) if common else (0.0, 0)

    return max(_SEPARATORS, key=regularity)


def _rows(path: Path, encoding: str, separator: str) -> Iterator[Rows]:
    csv.field_size_limit(_MAX_CELL)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=separator)
        width = 0
        while True:
            before = reader.line_num
            try:
                cells = list(islice(reader, BATCH_ROWS))
            except UnicodeDecodeError:
                raise ListError(
                    f"有的文字不是 {encoding.upper()} 编码",
                    f"{path.name} 第{reader.line_num + 1}行之后",
                    _SAVE_AS,
                ) from None
            except csv.Error:
                raise _unpaired_quote(path, reader.line_num) from None
            if not cells:
                return
            if max(map(len, cells)) > MAX_COLUMNS:
                raise ListError(f"超过{MAX_COLUMNS}列", path.name, "请删去用不着的列，或者检查分隔符")
            width = width or max(map(len, cells[:30]))
            lines = _lines(before, reader.line_num, cells)
            if len(cells) != reader.line_num - before:
                _refuse_swallowed_lines(path, cells, lines, separator, width)
            yield Rows(lines, cells)


def _lines(before: int, after: int, cells: list[list[str]]) -> range | list[int]:
    if after - before == len(cells):
        return range(before + 1, after + 1)
    lines, line = [], before + 1
    for row in cells:
        lines.append(line)
        line += 1 + sum(len(_LINE_END.findall(cell)) for cell in row if "\n" in cell or "\r" in cell)
    return lines


def _refuse_swallowed_lines(
    path: Path, cells: list[list[str]], lines: range | list[int], separator: str, width: int
) -> None:
    """A quote that is never closed swallows whole lines: one cell then holds lines with the table's separators."""
    for line, row in zip(lines, cells, strict=True):
        for cell in row:
            if "\n" not in cell or len(row) == width:
                continue
            inside = _LINE_END.split(cell)[1:]
            if any(text.count(separator) >= max(1, width - 1) for text in inside):
                raise _unpaired_quote(path, line)


def _unpaired_quote(path: Path, line: int) -> ListError:
    return ListError(
        "英文双引号没有配对，后面的行都被并进了一格",
        f"{path.name} 第{line}行起",
        "请补上或者删去这一行的英文双引号",
    )
