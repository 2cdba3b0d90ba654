"""Where the header of a table stands, and what its columns are called."""

from __future__ import annotations

import pytest

from goufu.files.headers import Header, find_header
from goufu.files.rows import Sheet
from goufu.files.tests.tables import sheet

KNOWN = frozenset(
    ["项目名称", "采购单位", "预算金额", "预算", "总额", "本年", "第二年", "备注", "项目", "序号", "小计"]
)


def known(name: str) -> float:
    return float(name.split("\n")[-1].split("（")[0] in KNOWN)


def header(table: Sheet) -> Header:
    found = find_header(table, known)
    assert found is not None
    return found


def test_what_stands_above_is_no_header() -> None:
    found = header(
        sheet(
            "云岭县2027年计划表|||",
            "填报单位：民政局||单位：万元|",
            "项目名称|采购单位|预算金额|备注",
            "养老|民政局|3|",
        )
    )
    assert found.paths == (("项目名称",), ("采购单位",), ("预算金额",), ("备注",))
    assert (found.first_line, found.last_line) == (3, 3)
    assert found.titles == ("云岭县2027年计划表", "填报单位：民政局", "单位：万元")


def test_two_rows() -> None:
    found = header(sheet("序号|项目名称|预算||采购单位", "||小计|其中：中央|", "1|养老|12|3|民政局"))
    assert found.names == ("序号", "项目名称", "预算\n小计", "预算\n其中：中央", "采购单位")
    assert (found.first_line, found.last_line) == (1, 2)


def test_a_unit_in_a_groups_name_does_not_make_it_a_remark() -> None:
    found = header(sheet("项目名称|预算（单位：万元）|", "|总额|本年", "养老|12|3"))
    assert found.paths == (("项目名称",), ("预算（单位：万元）", "总额"), ("预算（单位：万元）", "本年"))


def test_years_name_the_parts_of_a_group() -> None:
    found = header(sheet("项目名称|预算||", "|2027年|2028年度|2029年", "养老|1|2|2029年3月"))
    assert [path[-1] for path in found.paths] == ["项目名称", "2027年", "2028年度", "2029年"]


THREE = ("序号|项目|预算|||采购单位", "||总额|其中||", "|||本年|第二年|", "1|养老|60|30|30|民政局")
MERGED = ((1, 0, 3, 0), (1, 1, 3, 1), (1, 2, 1, 4), (2, 2, 3, 2), (2, 3, 2, 4), (1, 5, 3, 5))


@pytest.mark.parametrize("merges", [(), MERGED])
def test_three_rows_with_merged_cells_or_without(merges: tuple[tuple[int, int, int, int], ...]) -> None:
    found = header(sheet("2027年||||", *THREE, merges=tuple((a + 1, b, c + 1, d) for a, b, c, d in merges)))
    assert found.paths == (
        ("序号",), ("项目",), ("预算", "总额"), ("预算", "其中", "本年"), ("预算", "其中", "第二年"), ("采购单位",),
    )  # fmt: skip
    assert (found.first_line, found.last_line) == (2, 4)


UNITS = (
    "项目名称|预算|||服务期",
    "|总额|其中||",
    "|万元|2027年（万元）|2028年（万元）|月",
    "养老|60|30|30|24",
)
UNITS_MERGED = ((1, 0, 3, 0), (1, 1, 1, 3), (2, 2, 2, 3), (1, 4, 2, 4))


@pytest.mark.parametrize("merges", [(), UNITS_MERGED])
def test_a_row_of_units_may_also_name_parts(merges: tuple[tuple[int, int, int, int], ...]) -> None:
    found = header(sheet(*UNITS, merges=merges))
    assert found.last_line == 3
    assert found.paths == (
        ("项目名称",), ("预算", "总额", "（万元）"), ("预算", "其中", "2027年（万元）"),
        ("预算", "其中", "2028年（万元）"), ("服务期", "（月）"),
    )  # fmt: skip


def test_units_without_brackets_are_a_row_of_the_header() -> None:
    found = header(sheet("序号|项目名称|预算金额|服务期", "||万元|月", "1|养老|60|24"))
    assert (found.last_line, found.names[2:]) == (2, ("预算金额\n（万元）", "服务期\n（月）"))
    assert header(sheet("项目名称|单位|预算金额", "养老|元|60")).last_line == 1
    assert header(sheet("项目名称||预算金额", "|元|60")).last_line == 1


def test_a_group_does_not_reach_over_the_next_one() -> None:
    found = header(sheet("项目名称|预算||备注|", "|总额|其中||", "||本年|第二年|"))
    assert (found.last_line, found.paths[3:]) == (2, (("备注",),))


def test_the_header_may_begin_two_rows_above_the_row_that_tells_most() -> None:
    rows = ("甲|乙||||", "|丙|丁|||", "||项目名称|采购单位|预算金额|备注", "养老|1|2|3|4|5")
    found = header(sheet("表", *rows))
    assert (found.first_line, found.last_line) == (2, 4)
    assert found.paths[2:4] == (("乙", "丁", "项目名称"), ("乙", "丁", "采购单位"))
    assert found.titles == ("表",)


def test_a_header_is_looked_for_in_forty_rows() -> None:
    assert find_header(sheet(*["说明"] * 39, "项目名称|采购单位"), known)
    assert find_header(sheet(*["说明"] * 40, "项目名称|采购单位"), known) is None


def test_a_header_has_three_rows_at_most() -> None:
    rows = ("项目名称|采购单位|预算|||", "||总额|本年|备注|", "|||甲|乙|", "|||丙|丁|")
    assert header(sheet(*rows, merges=[(1, 2, 1, 4), (2, 3, 2, 4), (3, 3, 3, 4)])).last_line == 3


def test_rows_of_texts_below_the_header_stay_entries() -> None:
    rows = ("项目名称|采购单位|预算||备注", "||总额|本年|", "养老|民政局|待定|待定|无")
    assert header(sheet(*rows)).last_line == 2
    assert header(sheet("项目名称|采购单位||备注", "养老|民政局|是|无")).last_line == 1
    assert header(sheet("项目名称|采购单位||备注", "养老||长期|")).last_line == 1
    assert header(sheet("项目名称|采购单位||备注", "||长期|")).last_line == 1


def test_a_row_of_column_numbers_is_no_part_of_the_header() -> None:
    for row in ("甲|乙|丙|1", "栏次|1|2|3", "1|2|3|4"):
        assert header(sheet("序号|项目名称|采购单位|预算金额", row, "1|养老|民政局|3")).last_line == 1


def test_signs_that_nobody_sees_do_not_count() -> None:
    found = header(sheet("项目名称\u200b|采购单位|预算金额（万元）\ufeff", "养老|民政局|3"))
    assert found.names == ("项目名称", "采购单位", "预算金额（万元）")


def test_columns_without_a_name_at_the_end_are_none() -> None:
    assert header(sheet("项目名称||备注||", "养老|a|b||")).paths == (("项目名称",), (), ("备注",))


def test_no_name_means_no_header() -> None:
    assert find_header(sheet("一段话", "没有表头|也没有"), known) is None
    assert find_header(sheet(), known) is None
