"""Word files that the program writes: from a template that Word can open and change (docxtpl), and the words of a paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from goufu.documents import qr
from goufu.documents.papers import PACKAGE

_QR = Mm(22)
TEXT_WIDTH = Mm(156)


def docx_of(template: str, data: Mapping[str, Any]) -> bytes:
    """The Word file that the template makes of the data; the same data make the same bytes.

    What people wrote is never read as a template. Control characters, which no Word file may hold, are left out.
    """
    file = DocxTemplate(PACKAGE / template)
    code = qr.png(qr.squares("\n".join(data["mark"])))
    given = {"head": "", **_clean(data), "code": InlineImage(file, BytesIO(code), width=_QR)}
    # A template is the program's own; the sandbox is for those that an office changes.
    file.render(given, ImmutableSandboxedEnvironment(undefined=StrictUndefined), autoescape=True)
    tables = (each for each in data["blocks"] if each["kind"] in ("rows", "sheet"))
    for table, block in zip(file.docx.tables, tables, strict=True):
        _fit(table, block)
    said = file.docx.core_properties
    said.title, said.author, said.last_modified_by, said.comments = data["name"], "", "", ""
    said.created = said.modified = datetime(*data["day"])  # noqa: DTZ001, a day
    written = BytesIO()
    file.save(written)
    return _undated(written)


def _fit(table: Any, block: Mapping[str, Any]) -> None:
    """Widths and sides of the columns, which not every office program fits itself; a short table stays on one page."""
    figures = block.get("figures", ())
    for at, (column, width) in enumerate(zip(table.columns, block["widths"], strict=True)):
        column.width = TEXT_WIDTH * width // 1000
        for cell in column.cells:
            cell.width = column.width
            if any(figures[at : at + 1]):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if block["together"]:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def _clean(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _clean(each) for key, each in data.items()}
    if isinstance(data, (list, tuple)):
        return [_clean(each) for each in data]
    if data is None or isinstance(data, int):
        return data
    text = str(data).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign == "\n" or _is_allowed(sign))


def _is_allowed(sign: str) -> bool:
    """Whether XML takes it."""
    return " " <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"


def _undated(file: BytesIO) -> bytes:
    """The package without the moment at which it was made."""
    written = BytesIO()
    with ZipFile(file) as made, ZipFile(written, "w", ZIP_DEFLATED) as package:
        for part in made.infolist():
            package.writestr(ZipInfo(part.filename), made.read(part), ZIP_DEFLATED)
    return written.getvalue()
