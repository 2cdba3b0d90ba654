"""Files as people send them, and files that nobody should send."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rustpy_xlsxwriter import FastExcel

from goufu.check.cells import column_of, read_cell
from goufu.check.columns import Chosen
from goufu.check.errors import ListError, UnitQuestion
from goufu.check.facts import fact_columns
from goufu.check.reading import Reading, read_list
from goufu.check.tests.lists import lines_of
from goufu.check.tests.test_cells import Fact
from goufu.files.cells import CellProblem
from goufu.files.headers import Header
from goufu.files.reading import Placed, TableReader
from goufu.files.rows import Rows, Sheet
from goufu.files.tests.workbooks import book, xml_row

FACTS = (
    Fact("title", "项目名称", aliases=("采购项目名称",)),
    Fact("purchaser", "购买主体", aliases=("采购单位", "单位名称")),
    Fact("amount_yuan", "预算金额", "money", "元", ("采购预算", "预算", "金额")),
    Fact("on_date", "适用日期", "date", aliases=("预计采购时间",)),
    Fact("term_months", "合同期限", "number", "个月"),
)
HEAD = "项目名称,采购单位,预算金额(万元)\n"


def read(path: Path, **options: object) -> tuple[Reading, list[dict[str, object]], list[CellProblem]]:
    reading = read_list(path, FACTS, **options)  # type: ignore[arg-type]
    rows: list[dict[str, object]] = []
    problems: list[CellProblem] = []
    for batch in reading.batches():
        rows += lines_of(batch)
        problems += batch.problems
    return reading, rows, problems


def save(folder: Path, content: str | bytes, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def test_titles_above_two_header_rows_totals_and_notes(tmp_path: Path) -> None:
    content = (
        "某县2026年购买服务计划表,,,,\n单位：万元,,,,\n序号,项目名称,预算金额,,采购单位\n,,小计,其中：中央,\n"
        "1,养老服务,12,3,民政局\n合 计,,12,3,\n注：预算为初步安排,,,,\n"
    )
    reading, rows, _ = read(save(tmp_path, content))
    assert [row["skipped"] for row in rows] == [None, "合计行", "表下的说明"]
    assert rows[0]["line"] == 5
    assert rows[0]["amount_yuan"] == Decimal("120000.00")
    assert "上方" in next(c.reason for c in reading.columns if c.fact and c.fact.name == "amount_yuan")


def test_cells_that_are_not_understood_keep_their_line(tmp_path: Path) -> None:
    _, rows, problems = read(save(tmp_path, HEAD + "养老,某局,待定\n助残,某局,8\n"))
    assert [row["amount_yuan"] for row in rows] == [None, Decimal("80000.00")]
    assert (problems[0].line, problems[0].column, problems[0].raw) == (2, "C", "待定")


def test_the_unit_is_asked_for_unless_the_figures_prove_it(tmp_path: Path) -> None:
    head = "项目名称,预算金额\n"
    open_list = save(tmp_path, head + "养老,800\n助残,1200\n")
    with pytest.raises(UnitQuestion) as asked:
        read(open_list)
    assert asked.value.headers == ("预算金额",)
    assert read(open_list, unit="万元")[1][0]["amount_yuan"] == Decimal("8000000.00")
    assert read(save(tmp_path, head + "养老,11.2\n助残,9\n"))[1][0]["amount_yuan"] == Decimal("112000.00")
    assert read(save(tmp_path, head + "养老,350000\n助残,120000\n"))[1][0]["amount_yuan"] == Decimal(
        "350000.00"
    )


def test_english_headers_unknown_columns_duplicates_and_what_the_person_chose(tmp_path: Path) -> None:
    path = save(
        tmp_path, "project_name,budget_wan_yuan,planned_month,颜色,project_name\n养老,2,2026年07月,红,养老\n"
    )
    reading, rows, _ = read(path, chosen={"颜色": Chosen("purchaser")})
    assert [c.fact.name if c.fact else None for c in reading.columns] == [
        "title",
        "amount_yuan",
        "on_date",
        "purchaser",
        None,
    ]
    assert "重复" in reading.columns[4].reason
    assert rows[0]["purchaser"] == "红"
    assert rows[0]["raw"] == ["养老", "2", "2026年07月", "红", "养老"]
    with pytest.raises(ListError, match="不在清单里"):
        read(path, chosen={"没有": Chosen("title")})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=12),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_raw_cells_come_back_as_they_were(tmp_path: Path, cells: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["项目名称", "采购单位"])
    written = [["助餐" + first, second] for first, second in cells]  # 甲 and 1 would number the columns
    writer.writerows(written)
    _, rows, _ = read(save(tmp_path, out.getvalue()))
    assert [row["raw"] for row in rows] == written


ODD = [
    '＝"0012"',
    '="0012"',
    "养\u200b老",
    "养 老",
    "养\n老",
    "5.3E+20",
    " 3e+5",
    "ＡＢ",
    "\t x ",
    "5.30E+2",
    "𠀀 养",
    "120²",
    "１ ①",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
        min_size=1,
        max_size=3,
    )
)
def test_the_quick_way_to_read_texts_says_what_the_other_says(tmp_path: Path, texts: list[str]) -> None:
    cells = [["单位名称", ""], *([each, "x"] for each in texts)]
    sheet = Sheet("", lambda: iter([Rows(range(1, len(cells) + 1), cells)]))
    fact = FACTS[1]
    reader = TableReader(
        sheet, Header((("单位名称",),), 1, 1, (), 1.0), [Placed(column_of(fact), 0, "单位名称")]
    )
    for rows in reader.rows():
        quick = fact_columns(rows, reader, ["text"])["purchaser"]
        assert quick == [read_cell(fact, each).value for [each, *_] in rows.cells]


def test_ragged_rows_are_told_and_kept(tmp_path: Path) -> None:
    _, rows, problems = read(save(tmp_path, HEAD + "养老,某局\n助残,某局,8,多,余\n\n禁毒,某局,9\n"))
    assert [row["line"] for row in rows] == [2, 3, 5]
    assert [(p.line, p.raw) for p in problems] == [(3, "多、余")]


def test_a_long_cell_and_nul_bytes_are_read(tmp_path: Path) -> None:
    _, rows, _ = read(save(tmp_path, HEAD + f"{'长' * 12_000},某\0局,8\n"))
    assert (len(str(rows[0]["title"])), rows[0]["purchaser"]) == (12_000, "某局")


def test_three_hundred_columns_are_read(tmp_path: Path) -> None:
    extra = "".join(f",列{i}" for i in range(300))
    reading, _, _ = read(save(tmp_path, HEAD.strip() + extra + "\n养老,某局,8" + ",x" * 300 + "\n"))
    assert len(reading.columns) == 303


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("随便写的一段话\n没有表头\n", "表头"),
        (HEAD, "只有表头"),
        ("%PDF-1.7", "这是PDF 文件"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(ListError, match=said) as refused:
        read(save(tmp_path, content))
    assert refused.value.remedy


def test_a_workbook_below_and_right_of_the_corner_with_broken_cells(tmp_path: Path) -> None:
    rows = (
        xml_row(3, ["项目名称", "预算金额（万元）", "合同期限（月）"])
        + xml_row(4, ["养老", '<c r="B4" t="e"><v>#REF!</v></c>'])
        + xml_row(5, ["助残", '<c r="B5"><f>1+1</f></c>', '<c r="C5"><v>12</v></c>'])
        + xml_row(6, ["禁毒", '<c r="B6"><f>1+1</f><v>2</v></c>'])
    )
    reading, read_rows, problems = read(book(tmp_path / "a.xlsx", rows))
    assert reading.sheet.name == "清单"
    assert [row["line"] for row in read_rows] == [4, 5, 6]
    assert [row["amount_yuan"] for row in read_rows] == [None, None, Decimal("20000.00")]
    assert read_rows[1]["term_months"] == 12
    assert "#REF!" in str(problems[0]) and "B4" in str(problems[0])
    assert "没有存下计算结果" in str(problems[1]) and "B5" in str(problems[1])


def test_the_sheet_with_the_list_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    FastExcel(str(path)).sheet("封面", [{"关于报送计划的函": "见附表"}]).sheet(
        "附表", [{"项目名称": "养老", "采购单位": "某局", "预算金额(万元)": 8.5}]
    ).sheet("空表", []).save()
    reading, rows, _ = read(path)
    assert (reading.sheet.name, rows[0]["amount_yuan"]) == ("附表", Decimal("85000.00"))
    assert reading.left_out.keys() == {"封面", "空表"}
    with pytest.raises(ListError, match="没有名为"):
        read(path, sheet="没有")
