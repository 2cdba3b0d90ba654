"""What a file is, judged by its bytes and not by its name."""

from __future__ import annotations

import re
from pathlib import Path

from goufu.files.errors import ListError
from goufu.files.package import locked, part_names

MAX_XLS = 200 << 20
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
    names = part_names(path)
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
