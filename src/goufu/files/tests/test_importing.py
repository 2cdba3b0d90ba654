"""A table taken over as a whole: found by exact names, read cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from goufu.files.amounts import money_to_the_fen
from goufu.files.errors import ListError
from goufu.files.importing import Table, read_table
from goufu.files.reading import Column
from goufu.files.rows import Merge
from goufu.files.tests.tables import sheet
from goufu.files.units import MONEY_UNITS
from goufu.files.values import proper_name, text

COLUMNS = (
    Column("name", "项目名称", ("名称",), is_required=True, read=proper_name(50)),
    Column("body", "单位名称", ("单位", "预算单位"), read=proper_name(50)),
    Column("code", "单位编码", read=text(20)),
    Column("amount", "金额（元）", ("预算金额", "当年预算"), True, money_to_the_fen, units=MONEY_UNITS),
    Column("second", "第二年", ("第二年预算",), read=money_to_the_fen, units=MONEY_UNITS),
)


def table(*rows: str, merges: Sequence[Merge] = ()) -> Table:
    return read_table([sheet(*rows, merges=merges)], COLUMNS, 100, Table)


def refusal(*rows: str) -> str:
    with pytest.raises(ListError) as refused:
        table(*rows)
    return str(refused.value)


def amounts(*rows: str) -> list[Decimal | None]:
    return [row["amount"] for row in table(*rows).rows]


@pytest.mark.parametrize(
    "head", ["名称|预算金额（万元）", "* 项目 名称（全称）|金额(万元)", "项目名称\u200b|金额/万元\ufeff"]
)
def test_titles_and_aliases_without_what_does_not_count(head: str) -> None:
    [row] = table(head, "养老|3").rows
    assert (row["name"], row["amount"]) == ("养老", 30000)


@pytest.mark.parametrize(
    "head",
    ["拟采购项目名称|金额（元）", "项目|金额（元）", "项目名称|2027年金额（元）", "项目名称|总金额（元）"],
)
def test_a_name_that_is_only_near_is_not_guessed(head: str) -> None:
    assert "里没有" in refusal(head, "养老|3")


def test_one_thing_in_two_columns_is_not_guessed() -> None:
    said = refusal("项目名称|金额（元）|金额（万元）", "养老|3|4")
    assert "B列、C列都是“金额（元）”" in said
    assert "B列、D列都是“金额（元）”" in refusal("项目名称|金额（上年）|备注|金额（本年）", "养老|3||4")


def test_the_title_goes_before_the_aliases() -> None:
    [row] = table("预算单位|名称|单位名称|金额（元）", "甲|养老|乙|3").rows
    assert row["body"] == "乙"


def test_three_header_rows() -> None:
    columns = (*COLUMNS[:3], Column("total", "预算", units=MONEY_UNITS, read=money_to_the_fen), COLUMNS[4])
    found = read_table(
        [
            sheet(
                "项目|单位||预算（万元）||",
                "|名称|编码|总额|其中|",
                "||||本年|第二年",
                "养老|民政局|219001|60|30|20",
                merges=((1, 1, 1, 2), (1, 3, 1, 5), (2, 4, 2, 5), (1, 0, 3, 0)),
            )
        ],
        (Column("name", "项目"), *columns[1:]),
        100,
        Table,
    )
    assert found.rows[0].values == {
        "name": "养老", "body": "民政局", "code": "219001", "total": 600000, "second": 200000,
    }  # fmt: skip
    assert found.heads["second"] == "预算（万元）其中第二年"


def test_below_a_group_that_says_nothing_the_own_name_counts() -> None:
    [row] = table("基本情况||资金|", "项目名称|单位名称|当年预算（万元）|备注", "养老|民政局|3|").rows
    assert (row["name"], row["body"], row["amount"]) == ("养老", "民政局", 30000)


def test_a_column_that_has_been_found_is_nothing_else() -> None:
    """项目 above 名称 is the 项目名称; it is not 名称 below a group as well."""
    columns = (COLUMNS[0], Column("short", "名称"), COLUMNS[3])
    found = read_table([sheet("项目||金额（元）", "名称|备注|", "养老|a|3")], columns, 100, Table)
    assert dict(found.at) == {"name": 0, "amount": 2}


def test_the_same_name_below_two_groups_is_not_guessed() -> None:
    said = refusal(
        "基本情况||上年||本年|", "项目名称|单位名称|金额（元）|比例|金额（元）|比例", "养老|局|3|1|4|2"
    )
    assert "C列、E列都是“金额（元）”" in said


@pytest.mark.parametrize(
    ("head", "cell", "yuan"),
    [
        ("金额（元）", "1,234.5", "1234.5"),
        ("金额（千元）", "3", "3000"),
        ("金额（亿元）", "3", "300000000"),
        ("金额（单位：万元，保留两位小数）", "1200", "12000000"),
        ("金额（万元）", "3亿元", "300000000"),
        ("预算金额", "3万元", "30000"),
    ],
)
def test_the_unit_of_an_amount(head: str, cell: str, yuan: str) -> None:
    assert amounts(f"项目名称|{head}", f"养老|{cell}") == [Decimal(yuan)]


def test_a_unit_above_the_table_holds_where_the_header_has_none() -> None:
    rows = ("预算表||", "填报单位：元谋县民政局||单位：万元", "项目名称|预算金额|第二年（元）", "养老|3|4")
    [row] = table(*rows).rows
    assert (row["amount"], row["second"]) == (30000, 4)


@pytest.mark.parametrize("title", ["预算表", "填报单位：元谋县民政局"])
def test_without_any_unit_a_bare_figure_is_refused(title: str) -> None:
    assert "“预算金额”的表头没有写单位" in refusal(title, "项目名称|预算金额", "养老|3万元", "助残|0.5")


def test_rows_that_are_no_entries_are_left_out() -> None:
    rows = table(
        "项目名称|单位|金额（元）",
        "甲|乙|1",
        "养老|局|3",
        "项目名称|单位|金额（元）",
        "合计||3",
        "注：初步安排",
    ).rows
    assert [(row.line, row["name"]) for row in rows] == [(3, "养老")]


def test_a_second_table_of_another_order_is_refused() -> None:
    assert "第3行是另一个表头" in refusal(
        "项目名称|单位|金额（元）", "养老|局|3", "项目名称|金额（元）|单位", "助残|3|局"
    )


def test_a_long_number_is_no_code() -> None:
    found = table("项目名称|单位编码|金额（元）", "养老|5.3010221E+20|3")
    assert found.rows[0]["code"] is None
    assert "后几位已丢失" in str(found.problems[0])


def test_text_that_excel_keeps_from_being_a_number_is_text() -> None:
    assert table("项目名称|单位编码|金额（元）", '养老|="0012"|3').rows[0]["code"] == "0012"


def test_as_many_rows_as_may_be_are_read() -> None:
    assert len(table("项目名称|金额（元）", *["养老|1"] * 100, "合计|100").rows) == 100


def test_rows_that_end_before_a_column_leave_it_blank() -> None:
    found = table("项目名称|单位|预算金额", "养老|局")
    assert (found.rows[0]["amount"], found.rows[0].raw) == (
        None,
        {"name": "养老", "body": "局", "amount": ""},
    )
    assert [problem.where for problem in found.problems] == ["清单!C2"]


def test_the_second_of_two_equal_lines_names_the_first() -> None:
    found = table("项目名称|单位编码|金额（元）", "养老|A|1", "助残||2", "禁毒||2", "救助|A|3", "矫正|A|4")
    found.refuse_repeated("code")
    assert [str(problem) for problem in found.problems] == [
        f"清单!B{line}（单位编码）写的是“A”，与第2行重复。同一项内容只留一行，请删去或者改正其中一行。"
        for line in (5, 6)
    ]


def test_a_fault_is_told_at_its_cell_or_of_the_line() -> None:
    found = table("项目名称|金额（万元）", "养老|3")
    for name in ("amount", "body", ""):
        found.wrong(found.rows[0], name, "不对", "请改")
    assert list(map(str, found.problems)) == [
        "清单!B2（金额（万元））写的是“3”，不对。请改。",
        "清单第2行（单位名称）不对。请改。",
        "清单第2行：不对。请改。",
    ]


def test_the_sheet_with_most_columns_is_read() -> None:
    sheets = [
        sheet("项目名称|备注", "甲|1", name="一"),
        sheet("项目名称|单位|金额（元）", "乙|局|3", name="二"),
    ]
    assert read_table(sheets, COLUMNS, 100, Table).name == "二"


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (("a|b", "1|2"), "没有找到表头。表头应当有：项目名称、金额（元）"),
        (("项目名称|单位", "甲|乙"), "表头（清单第1行）里没有“金额（元）”"),
        (("项目名称|金额（元）", "合计|"), "只有表头，没有内容"),
        (("项目名称|金额（元）", *["养老|1"] * 101), "超过 100 行"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(rows: tuple[str, ...], what: str) -> None:
    assert what in refusal(*rows)


def test_two_aliases_for_one_thing_are_not_guessed() -> None:
    said = refusal("项目名称|预算金额（元）|当年预算（元）", "养老|3|4")
    assert "B列、C列都是“金额（元）”" in said
    [row] = table("名称|单位|预算单位|金额（元）", "养老|甲|乙|3").rows
    assert row["body"] == "乙"  # says more than 单位


def test_the_unit_of_each_row_in_a_column_of_its_own() -> None:
    assert amounts("项目名称|预算金额|金额单位", "养老|3|万元", "助残|40|元") == [
        Decimal(30_000),
        Decimal(40),
    ]
    assert "表头没有写单位" in refusal("项目名称|预算金额|金额单位", "养老|3|万元", "助残|40|")


def test_rows_that_are_left_out_are_said() -> None:
    found = table("序号|项目名称|金额（元）", "甲|乙|1", "1|养老|3", "|小计|3", "填表人：甲||")
    assert [row.line for row in found.rows] == [3]
    assert found.remarks == ["有 3 行不是内容，没有读：第2行（栏次行）、第4行（合计行）、第5行（签字栏）"]


def test_two_sheets_that_could_be_imported_are_asked_about() -> None:
    head, entry = "项目名称|金额（元）", "养老|3"
    one, two = sheet(head, entry, name="一"), sheet(head, entry, name="二")
    with pytest.raises(ListError, match="工作表“一”、“二”都有要导入的内容"):
        read_table([one, two], COLUMNS, 100, Table)
    empty, other = sheet(head, name="三"), sheet("字典", name="四")
    found = read_table([one, empty, replace(two, is_hidden=True), other], COLUMNS, 100, Table)
    assert (found.name, found.remarks) == ("一", ["读的是工作表“一”，没有读“三”、“二”（隐藏的）、“四”"])


def test_hidden_rows_and_columns_are_said() -> None:
    hidden = replace(
        sheet("项目名称|金额（元）|备注", "养老|3|", "助残|4|", "合计|7|", "助餐|5|"),
        hidden_lines=[(3, 4)],
        hidden_columns=[(2, 3)],
    )
    found = read_table([hidden], COLUMNS, 100, Table)
    assert len(found.rows) == 3
    assert found.remarks[1:] == [
        "B列“金额（元）”在表里是隐藏的，也读了",
        "有 1 行在表里是隐藏的，也读了：第3行",
    ]
