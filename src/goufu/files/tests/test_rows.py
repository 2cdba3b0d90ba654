"""Sheets and their first rows."""

from __future__ import annotations

from collections.abc import Iterator

from goufu.files.rows import Rows, Sheet


def sheet(*batches: Rows) -> Sheet:
    def rows() -> Iterator[Rows]:
        return iter(batches)

    return Sheet("清单", rows)


def test_the_head_is_the_first_rows() -> None:
    two = sheet(Rows(range(1, 4), [["a"], ["b"], ["c"]]), Rows([7], [["d"]]))
    assert two.head(2) == Rows(range(1, 3), [["a"], ["b"]])
    assert list(two.head(9).lines) == [1, 2, 3]
    assert len(list(two.rows())) == 2


def test_a_sheet_without_rows_has_no_head() -> None:
    assert sheet().head(5) == Rows((), [])
