"""A merged cell: its text counts for each of its lines."""

from __future__ import annotations

import pytest

from goufu.files import merged_cells
from goufu.files.errors import ListError
from goufu.files.headers import Header
from goufu.files.merged_cells import MergedCells
from goufu.files.rows import Sheet


def test_a_long_text_over_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_cells, "MOST_REPEATED", 1000)
    sheet = Sheet("清单", lambda: iter(()), ((2, 0, 12, 0),))
    header = Header((("项目名称",),), 1, 1, (), 1.0)
    lines = range(2, 13)
    filled = MergedCells(sheet, header, 0).filled(lines, ["养" * 100, *[""] * 10])
    assert list(filled) == ["养" * 100] * 11
    with pytest.raises(ListError, match="合并的单元格里有长文字") as refused:
        MergedCells(sheet, header, 0).filled(lines, ["养" * 101, *[""] * 10])
    assert refused.value.remedy
