"""Import of uploaded tables: `files.importing` for web pages, whose errors are refusals.

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
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from goufu.core.errors import Refusal
from goufu.files.cells import CellProblem
from goufu.files.errors import ListError
from goufu.files.importing import Table, read_table
from goufu.files.reading import Column
from goufu.files.tables import limited_tables

MOST_ROWS = 20_000
MOST_BYTES = 10 << 20  # of a file that is read while the person waits
MOST_UNPACKED = 200 << 20


class SheetRefused(Refusal):
    """A table of which nothing was taken over.

    `problems` are its faults, in the order of its lines; `unused` the headers of the columns that are not read.
    """

    def __init__(
        self, what: str, remedy: str, problems: Sequence[CellProblem] = (), unused: Sequence[str] = ()
    ) -> None:
        super().__init__(what, remedy, field="file")
        self.problems = tuple(problems)
        self.unused = unused


class ReadSheet(Table):
    """A table that was uploaded."""

    def settle(self) -> None:
        """Raises SheetRefused when anything is wrong."""
        if self.problems:
            self.problems.sort(key=attrgetter("place"))
            raise SheetRefused(
                f"表里有 {len(self.problems)} 处要改，整张表都没有导入",
                "请照下面所列在原表改好，再上传一次",
                self.problems,
                self.unused,
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
            return read_table(sheets, columns, most_rows, ReadSheet)
    except ListError as error:
        raise SheetRefused(error.what, error.remedy) from error
