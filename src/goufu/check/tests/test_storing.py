"""Results on their way to a file and back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from goufu.catalogue.suggest import Suggestion
from goufu.check.errors import ListError
from goufu.check.results import Finding, LineProblem, LineResult, LineVerdict
from goufu.check.storing import find_lines, store_lines, stored_lines
from goufu.check.tests.jobs import check_now
from goufu.check.tests.lists import REFUSED
from goufu.check.uploaded_list import UploadedList

FINDING = Finding("rule", "标题", "block", ("第三条",), ("财综〔2020〕1号#3",), "不得购买", "改用其他方式")
LINES = [
    LineResult(2, ("养老", "1,2"), LineVerdict.REFUSED, "养老", Decimal("0.10"), (FINDING,)),
    LineResult(
        3, (), LineVerdict.CLEAR, suggestions=(Suggestion("0101", "公共", 0.5, ("养",)),), marks=("待核对",)
    ),
    LineResult(
        5, ("合计",), LineVerdict.SKIPPED, reason="合计行", problems=(LineProblem("第5行：…。", "请…。"),)
    ),
]


def test_all_of_a_result_comes_back_in_the_lists_order(tmp_path: Path) -> None:
    many = [LineResult(number, (str(number),), LineVerdict.CLEAR) for number in range(6, 20_000)]
    store_lines([*LINES, *many], tmp_path / "lines.parquet")
    assert list(stored_lines(tmp_path / "lines.parquet")) == [*LINES, *many]


def test_no_result_at_all_is_stored_too(tmp_path: Path) -> None:
    store_lines([], tmp_path / "lines.parquet")
    assert list(stored_lines(tmp_path / "lines.parquet")) == []


def test_a_list_is_checked_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "the office's [2027] lists"
    uploaded = UploadedList.receive(folder, "计划.csv", [REFUSED.encode()])
    check_now(uploaded)
    [line] = stored_lines(uploaded.lines_file)
    assert line.verdict is LineVerdict.REFUSED
    assert uploaded.facts_file.exists()


@pytest.mark.parametrize("wrong", [ListError("磁盘满了", "", "请腾出空间"), MemoryError()])
def test_what_goes_wrong_on_the_way_is_told_as_it_is_and_leaves_no_file(
    tmp_path: Path, wrong: Exception
) -> None:
    def lines() -> Iterator[LineResult]:
        yield from LINES
        raise wrong

    with pytest.raises(type(wrong)) as raised:
        store_lines(lines(), tmp_path / "lines.parquet")
    assert raised.value is wrong
    assert not (tmp_path / "lines.parquet").exists()


@pytest.mark.parametrize(
    "typed", ["养老服务（一期）", "养老服务(一期)", " 养老 服务（一期）\u200b", "服务（一"]
)
@pytest.mark.parametrize("stored", ["养老服务(一期)", "养老服务（一期）"])
def test_a_title_is_found_as_people_copy_it(tmp_path: Path, stored: str, typed: str) -> None:
    """Titles are stored with half-width brackets, and rows that are skipped as they stand in the sheet."""
    path = tmp_path / "lines.parquet"
    store_lines([LineResult(2, (), LineVerdict.CLEAR, stored), LineResult(3, (), LineVerdict.CLEAR)], path)
    total, [found] = find_lines(path, text=typed)
    assert (total, found.number) == (1, 2)


def test_a_title_is_found_in_small_letters_too(tmp_path: Path) -> None:
    store_lines([LineResult(2, (), LineVerdict.CLEAR, "GIS 平台运维")], tmp_path / "lines.parquet")
    assert find_lines(tmp_path / "lines.parquet", text="gis平台")[0] == 1
