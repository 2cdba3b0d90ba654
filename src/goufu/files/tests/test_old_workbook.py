"""Old workbooks that would take gigabytes are refused before anything unpacks them, and honest ones are read."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from goufu.files import old_workbook
from goufu.files.errors import ListError
from goufu.files.tests.workbooks import old_book, old_naming_book
from goufu.files.workbook import open_workbook


def cells(path: Path) -> list[list[list[str]]]:
    return [[list(row) for batch in each.rows() for row in batch.cells] for each in open_workbook(path)]


def test_a_text_that_many_cells_name_is_read_whole(tmp_path: Path) -> None:
    text = "在社区服务" * 1_000
    [sheet] = cells(old_naming_book(tmp_path / "a.xls", text, 3))
    assert sheet == [[text]] * 3


def test_small_files_that_swell_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ListError, match="超过4000万格"):  # two cells, in each of five kilobytes' three sheets
        open_workbook(listed(old_book(tmp_path / "a.xls", [(0, 0, 1), (65_535, 255, 1)]), 3))
    monkeypatch.setattr(old_workbook, "MAX_NAMED", 3 * 100 * 2_000 * 4)
    assert len(cells(old_naming_book(tmp_path / "b.xls", "文" * 2_000, 100, 4))) == 4
    with pytest.raises(ListError, match="同样的长文字"):
        open_workbook(old_naming_book(tmp_path / "c.xls", "文" * 2_000, 100, 5))


def listed(path: Path, times: int) -> Path:
    """The same file with its sheet listed so many times."""
    data = path.read_bytes()
    at = data.index(struct.pack("<HH", 0x0085, 13))
    one = data[at : at + 17]
    (where,) = struct.unpack_from("<I", one, 4)
    more = struct.pack("<I", where + 17 * (times - 1))
    lines = b"".join(one[:4] + more + one[8:12] + b"S%04d" % number for number in range(times))
    grown = data[:at] + lines + data[at + 17 :]
    path.write_bytes(grown[: len(data)])  # padding makes room
    return path


def test_chains_without_end_are_damage(tmp_path: Path) -> None:
    path = old_book(tmp_path / "a.xls", [(0, 0, 1)])
    data = bytearray(path.read_bytes())
    for what in (1, 2):  # of the directory, of the workbook: the sector leads to itself
        broken = data[:]
        struct.pack_into("<I", broken, 512 + 4 * what, what)
        path.write_bytes(broken)
        with pytest.raises(ListError, match="损坏"):
            open_workbook(path)
