"""Tables as offices really send them, one small example of each kind: what is read of them, and what they are told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from goufu.check.errors import ListError, UnitQuestion
from goufu.check.reading import read_list
from goufu.check.results import LineVerdict
from goufu.check.terms import STAGE
from goufu.check.tests.lists import check_file, lines_of
from goufu.files.tests.workbooks import book, xml_row
from goufu.law.load import load_rulebook

SCHEMAS, STRICT = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
STYLES = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts>
<fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf numFmtId="164"/></cellStyleXfs>
<cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="164" xfId="0"/></cellXfs></styleSheet>"""


def number(where: str, said: str, style: int = 0) -> str:
    return f'<c r="{where}" s="{style}"><v>{said}</v></c>'


def table(
    folder: Path, *rows: str, merges: tuple[str, ...] = (), parts: dict[str, bytes] | None = None
) -> Path:
    """A workbook whose rows are written with | between their cells."""
    cells = "".join(xml_row(line, row.split("|")) for line, row in enumerate(rows, start=1))
    if merges:
        inner = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
        cells += f"</sheetData><mergeCells>{inner}</mergeCells><sheetData>"
    return book(folder / "list.xlsx", cells, parts)


def read(path: Path, unit: str | None = None) -> tuple[list[dict[str, Any]], list[str]]:
    """The lines to check, and the problems."""
    reading = read_list(path, list(load_rulebook().stages[STAGE].facts.values()), unit=unit)
    lines: list[dict[str, Any]] = []
    problems: list[str] = []
    for batch in reading.batches():
        lines += [line for line in lines_of(batch) if line["skipped"] is None]
        problems += map(str, batch.problems)
    return lines, problems


def amounts(path: Path, unit: str | None = None) -> list[Decimal | None]:
    return [line["amount_yuan"] for line in read(path, unit)[0]]


def test_where_a_title_is_broken_does_not_change_its_words(tmp_path: Path) -> None:
    path = table(
        tmp_path, "项目名称|预算金额（万元）", "劳务\n派遣服务|30", "劳务 派遣服务|30", "劳务派遣服务|30"
    )
    assert [line.verdict for line in check_file(path)] == [LineVerdict.REFUSED] * 3


def test_signs_without_width_change_neither_headers_nor_words_nor_figures(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "项目名称\u200b|采购单位|预算金额（万元）\ufeff",
        "社区养老\u200b服务|云岭县民政局|30\u200b",
        "办公楼\u200b新建\u200b工程|云岭县民政局|300",
    )
    assert amounts(path) == [Decimal(300000), Decimal(3000000)]
    assert check_file(path)[1].verdict is LineVerdict.REFUSED


def test_a_merged_purchaser_is_that_of_all_its_rows(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "采购单位|项目名称|预算金额（万元）",
        "民政局|养老服务|30", "|托养服务|20", "教育局|保安服务|10", "|体质监测|12", "|教师培训|15",
        merges=("A2:A3", "A4:A6"),
    )  # fmt: skip
    lines, problems = read(path)
    assert [line["purchaser"] for line in lines] == ["民政局"] * 2 + ["教育局"] * 3
    assert lines[1]["raw"][0] == ""
    assert not problems


def test_a_place_whose_name_begins_with_yuan_is_no_unit(tmp_path: Path) -> None:
    with pytest.raises(UnitQuestion):
        read(table(tmp_path, "填报单位：元谋县民政局|", "项目名称|预算金额", "养老服务|1200", "托养服务|85"))


def test_a_unit_beside_a_remark_goes_before_what_the_sizes_suggest(tmp_path: Path) -> None:
    path = table(
        tmp_path, "项目名称|预算金额（单位：万元，保留两位小数）", "养老服务|1200", "助餐服务|350000"
    )
    assert amounts(path) == [Decimal(12_000_000), Decimal(3_500_000_000)]


def test_a_long_code_that_was_stored_as_a_number_is_told(tmp_path: Path) -> None:
    path = table(tmp_path, "项目名称|预算项目编码", f"养老服务|{number('B2', '5.3010221E+20')}")
    [line], [problem] = read(path)
    assert line["budget_line"] is None
    assert "!B2（预算项目编码）" in problem and "后几位已丢失" in problem


def test_a_formula_without_result_is_told_in_the_strict_form_too(tmp_path: Path) -> None:
    rows = ("项目名称|预算金额（万元）", '养老服务|<c r="B2"><f>SUM(D2:E2)</f></c>', "助餐服务|20")
    with ZipFile(table(tmp_path, *rows)) as archive:
        strict = {
            name: archive.read(name)
            .replace(SCHEMAS + b"spreadsheetml/2006", STRICT + b"spreadsheetml")
            .replace(SCHEMAS + b"officeDocument/2006", STRICT + b"officeDocument")
            for name in archive.namelist()
            if name.endswith(("workbook.xml", "workbook.xml.rels"))
        }
    [first, second], [problem] = read(table(tmp_path, *rows, parts=strict))
    assert (first["amount_yuan"], second["amount_yuan"]) == (None, Decimal(200000))
    assert "!B2" in problem and "没有存下计算结果" in problem


def test_a_month_that_may_be_january_or_october_is_asked_about(tmp_path: Path) -> None:
    path = table(
        tmp_path, "项目名称|预计采购时间", f"养老|{number('B2', '2027.1')}", f"助餐|{number('B3', '2027.5')}"
    )
    lines, [problem] = read(path)
    assert [str(line["on_date"]) for line in lines] == ["None", "2027-05-01"]
    assert "!B2" in problem and "也可能是10月" in problem


@pytest.mark.parametrize("numbers", ["甲|乙|丙|1", "栏次|1|2|3", "1|2|3|4"])
def test_a_row_of_column_numbers_is_not_checked(tmp_path: Path, numbers: str) -> None:
    path = table(
        tmp_path, "序号|项目名称|采购单位|预算金额（万元）", numbers, "1|社区养老服务|云岭县民政局|30"
    )
    skipped, line = check_file(path)
    assert (skipped.verdict, skipped.texts()[0]) == (LineVerdict.SKIPPED, "未检查：栏次行")
    assert line.amount_yuan == Decimal(300000)


def test_column_numbers_and_totals_prove_no_unit(tmp_path: Path) -> None:
    rows = ("序号|项目名称|预算金额", "栏次|1|2", "1|养老服务|350000", "2|助餐服务|120000", "合计||470000")
    assert amounts(table(tmp_path, *rows)) == [Decimal(350000), Decimal(120000)]
    with pytest.raises(UnitQuestion):
        read(
            table(tmp_path, "序号|项目名称|预算金额", "1|养老服务|60000", "2|助餐服务|90000", "合计||150000")
        )


@pytest.mark.parametrize("merges", [(), ("A1:A3", "B1:B3", "C1:E1", "C2:C3", "D2:E2")])
def test_three_header_rows(tmp_path: Path, merges: tuple[str, ...]) -> None:
    path = table(
        tmp_path,
        "序号|项目|预算||", "||总额|其中|", "|||本年|第二年", "1|社区养老服务|6000|3000|3000",
        merges=merges,
    )  # fmt: skip
    with pytest.raises(UnitQuestion):
        read(path)
    [line], _ = read(path, "万元")
    assert line["title"] == "社区养老服务"
    assert [line[name] for name in ("amount_yuan", "year_amount_yuan", "second_year_yuan")] == [
        Decimal(60_000_000), Decimal(30_000_000), Decimal(30_000_000),
    ]  # fmt: skip


@pytest.mark.parametrize("merges", [(), ("A1:A3", "B1:D1", "C2:D2", "E1:E2")])
def test_a_third_header_row_of_units_and_years(tmp_path: Path, merges: tuple[str, ...]) -> None:
    path = table(
        tmp_path,
        "项目名称|资金安排|||服务期", "|总预算|其中||", "|万元|2027年（万元）|2028年（万元）|月", "养老服务|1200|600|600|24",
        merges=merges,
    )  # fmt: skip
    [line], problems = read(path)
    assert (line["amount_yuan"], line["term_months"], problems) == (Decimal(12_000_000), 24, [])


def test_a_share_is_not_the_whole_amount(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "项目名称|预算总额（万元）|其中：财政资金（元）|其中：当年预算（元）",
        "养老服务|42|420000|210000",
    )
    [line], _ = read(path)
    assert (line["amount_yuan"], line["year_amount_yuan"]) == (Decimal(420_000), Decimal(210_000))


def test_text_that_excel_keeps_from_being_a_number_is_the_text(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('项目名称,行政区划代码,采购品目编码\n养老服务,="530102",="C0504"\n', "utf-8-sig")
    [line], problems = read(path)
    assert (line["place"], line["item_code"], problems) == ("530102", "C0504", [])
    assert line["raw"][1:] == ['="530102"', '="C0504"']


def test_numerals_that_leave_the_amount_open_are_told(tmp_path: Path) -> None:
    path = table(tmp_path, "项目名称|预算金额", "养老|三万五", "助餐|五六万元", "助浴|壹佰万零伍仟元整")
    assert amounts(path, "元") == [None, None, Decimal(1_005_000)]
    assert len(read(path, "元")[1]) == 2


def test_a_year_before_the_name_of_a_column_does_not_change_it(tmp_path: Path) -> None:
    assert amounts(table(tmp_path, "项目名称|2027年预算金额（万元）", "养老服务|30")) == [Decimal(300000)]


def test_a_second_table_of_another_order_stops_the_check(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "项目名称|采购单位|预算金额（万元）", "养老服务|民政局|30", "二、货物类||", "项目名称|预算金额（万元）|采购单位",
        "办公电脑|20|民政局",
    )  # fmt: skip
    with pytest.raises(ListError, match="第4行是另一个表头"):
        read(path)


@pytest.mark.parametrize("code", ["0!.0,", "#,##0.00,", "0.0,,", "[红色]0,;-0,"])
def test_a_figure_that_is_shown_smaller_than_it_is_is_told(tmp_path: Path, code: str) -> None:
    styles = {"xl/styles.xml": STYLES.format(code=code).encode()}
    path = table(
        tmp_path, "项目名称|预算金额（万元）", f"养老|{number('B2', '1200000', 1)}", f"助餐|{number('B3', '35')}",
        parts=styles,
    )  # fmt: skip
    lines, [problem] = read(path)
    assert [line["amount_yuan"] for line in lines] == [None, Decimal(350000)]
    assert "!B2" in problem and "缩小过" in problem


@pytest.mark.parametrize(
    "code", ["#,##0.00", "#,##0_);(#,##0)", "0.0&quot;万,&quot;", "0.00%", "_-* #,##0.00_-", "0\\,"]
)
def test_another_format_changes_nothing(tmp_path: Path, code: str) -> None:
    styles = {"xl/styles.xml": STYLES.format(code=code).encode()}
    path = table(tmp_path, "项目名称|预算金额（万元）", f"养老|{number('B2', '35', 1)}", parts=styles)
    assert amounts(path) == [Decimal(350000)]
