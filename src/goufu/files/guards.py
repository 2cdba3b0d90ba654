"""What a file is, judged by its first bytes, and whether it is safe to open. Nothing is unpacked here whole."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from goufu.files.errors import ListError
from goufu.files.rows import MAX_COLUMNS

MAX_UNPACKED = 600 << 20  # bytes of XML; more takes minutes and gigabytes
MAX_RATIO = 200  # tables compress 5 to 40 times, bombs 1000 times
MAX_CELLS = 40_000_000
MAX_XLS = 200 << 20
_BIG = 20 << 20
_CHUNK = 1 << 20
_USE_CSV = "请拆成几个文件，或者另存为 CSV（不限大小）再试"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 xlsx 再试"
_NOT_TABLES = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"{\\rtf": "RTF 文档",
}
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,4})([0-9]{1,9})[\"']")
_ERROR = re.compile(rb"\bt=[\"']e[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v>(.*?)</(?:\w+:)?v>", re.DOTALL)

Broken = dict[tuple[int, int], str]


def kind(path: Path) -> str:
    """xlsx, xls or text.

    Raises:
        ListError: empty, unreadable, locked by a password, or no table at all.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise ListError("打不开这个文件", path.name, "请检查文件名和读取权限") from error
    if not start.strip():
        raise ListError("文件是空的", path.name, "请上传有表头和内容的清单")
    for mark, name in _NOT_TABLES.items():
        if start.startswith(mark):
            raise ListError(f"这是{name}，不是表格", path.name, "请上传 xlsx、xls 或 csv 格式的清单")
    if start.startswith(b"PK"):
        return _zip_kind(path)
    if start.startswith(_OLE):
        return _ole_kind(path)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|meta|head)", start, re.IGNORECASE):
        raise ListError("这是网页或者 XML 格式的表格，只是用了表格的扩展名", path.name, _SAVE_AS)
    return "text"


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise _damaged(path) from None
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        raise ListError("这是 Word 文档，不是表格", path.name, "请把文档里的表格复制到 Excel，存为 xlsx")
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise ListError("不读这种表格格式", path.name, _SAVE_AS)
    raise ListError("这是压缩包，不是表格", path.name, "请解压后上传里面的表格")


def _ole_kind(path: Path) -> str:
    if path.stat().st_size > MAX_XLS:
        raise ListError(f"xls 文件超过 {MAX_XLS >> 20} MB", path.name, _USE_CSV)
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise locked(path)
    if "WordDocument".encode("utf-16-le") in content:
        raise ListError("这是 Word 文档，不是表格", path.name, "请把文档里的表格复制到 Excel，存为 xlsx")
    return "xls"


def locked(path: Path) -> ListError:
    """The sentence for a workbook that needs a password."""
    return ListError("工作簿有打开密码", path.name, "请在 Excel 或 WPS 里去掉密码后再上传")


def _damaged(path: Path) -> ListError:
    return ListError("文件已经损坏或者没有传完整", path.name, "请重新下载或者另存一份再试")


def scan_xlsx(path: Path, most_bytes: int = MAX_UNPACKED) -> dict[str, Broken]:
    """Reads every part once, so that sizes and checksums are true, and gives the cells without a usable value.

    Returns:
        part name (xl/worksheets/sheet1.xml) to broken cells: "#REF!" and the like, or "公式".

    Raises:
        ListError: too big, packed like a bomb, too wide, or damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(path, archive, most_bytes)
            found = {}
            for info in archive.infolist():
                with archive.open(info) as part:
                    if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml"):
                        found[info.filename] = _scan_sheet(path, part)
                    else:
                        _read_through(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise _damaged(path) from None
    except RuntimeError:  # zipfile's answer to an encrypted part
        raise locked(path) from None
    return found


def _refuse_bomb(path: Path, archive: zipfile.ZipFile, most_bytes: int) -> None:
    unpacked = sum(info.file_size for info in archive.infolist())
    packed = max(1, path.stat().st_size)
    if unpacked > _BIG and unpacked > MAX_RATIO * packed:
        raise ListError(
            f"文件解开后是原来的{unpacked // packed}倍，不是正常的表格", path.name, "请用 Excel 另存一份再试"
        )
    if unpacked > most_bytes:
        raise ListError(
            f"工作簿太大，解开后有 {unpacked >> 20} MB，最多 {most_bytes >> 20} MB", path.name, _USE_CSV
        )


def _read_through(part: IO[bytes]) -> None:
    while part.read(_CHUNK):
        pass


def _scan_sheet(path: Path, part: IO[bytes]) -> Broken:
    broken: Broken = {}
    last_line = last_column = 0
    for chunk in _whole_cells(part):
        for letters, digits in _REFERENCE.findall(chunk):
            line, column = int(digits), _column_number(letters)
            last_line, last_column = max(last_line, line), max(last_column, column)
        if last_column > MAX_COLUMNS:
            raise ListError(f"超过{MAX_COLUMNS}列", path.name, "请删去用不着的列（包括右边的空列）")
        if last_line * last_column > MAX_CELLS:
            raise ListError(
                f"用到了第{last_line}行、第{last_column}列，超过{MAX_CELLS // 10_000}万格",
                path.name,
                _USE_CSV,
            )
        if b"<f" in chunk or b":f" in chunk or _ERROR.search(chunk):
            broken.update(_broken_cells(chunk))
    return broken


def _whole_cells(part: IO[bytes]) -> Iterator[bytes]:
    """Pieces of the part that end where a cell ends."""
    rest = b""
    while data := part.read(_CHUNK):
        data = rest + data
        cut = max(data.rfind(b"</c>"), data.rfind(b":c>"), data.rfind(b"</row>"), data.rfind(b"<row"))
        cut = cut if cut > 0 else len(data)
        cut = cut + 4 if data.startswith(b"</c>", cut) else cut
        yield data[:cut]
        rest = data[cut:]
        if len(rest) > 64 * _CHUNK:
            raise ValueError("no cell ends")
    yield rest


def _broken_cells(chunk: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for attributes, content in _CELL.findall(chunk):
        place = _REFERENCE.search(attributes)
        if place is None:
            continue
        value = _VALUE.search(content)
        where = int(place[2]), _column_number(place[1]) - 1
        if _ERROR.search(attributes):
            yield where, value[1].decode("ascii", "replace") if value else "#VALUE!"
        elif b"f>" in content and (value is None or not value[1]) and b't="str"' not in attributes:
            yield where, "公式"


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
