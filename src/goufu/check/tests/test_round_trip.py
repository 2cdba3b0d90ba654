"""Whatever the cells hold, a list comes back with the same cells in the same order."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook
from rustpy_xlsxwriter import FastExcel

from goufu.check.reading import read_list
from goufu.check.report import write_report
from goufu.check.results import LineResult, LineVerdict
from goufu.check.terms import STAGE
from goufu.law.load import load_rulebook

FACTS = list(load_rulebook().stages[STAGE].facts.values())
HEADERS = ["项目名称", "需求概况", "备注", "经办人"]
NASTY = [
    "=1+1",
    "+86",
    "-2",
    "@x",
    "\t缩进",
    '"',
    '""',
    ",",
    "a\nb",
    "a\r\nb",
    "  ",
    "𠀀😀",
    "'=1",
    "1e309",
    "00012",
    "1.50",
    "NULL",
]

# A lone return is a line's end, a byte order mark may be one's own, and a lone surrogate cannot stand in a file.
cell_texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff\ufffe\uffff"), max_size=12
    ),
)
tables = st.lists(
    # The first cell keeps the row from being blank, a total or a note: those have tests of their own.
    st.tuples(st.just("助餐服务"), cell_texts, cell_texts, st.sampled_from(["张三", "李四"])),
    min_size=1,
    max_size=6,
)
relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_rows(path: Path) -> list[tuple[str, ...]]:
    batches = read_list(path, FACTS).batches()
    return [tuple(row) for batch in batches for row in batch.raw]


def as_csv(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([tuple(HEADERS), *rows])
    return text.getvalue()


def answered(rows: list[tuple[str, ...]]) -> list[LineResult]:
    return [LineResult(number, row, LineVerdict.CLEAR) for number, row in enumerate(rows, 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@relaxed
@given(rows=tables)
@example(rows=[("助餐服务", "a\r\nb", "=1", "张三")])
def test_a_text_file_is_read_cell_for_cell(encoding: str, rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(as_csv(rows).encode(encoding))
        assert read_rows(path) == rows


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_stray_nul_is_a_character_like_others(tmp_path: Path, encoding: str) -> None:
    rows: list[tuple[str, ...]] = [("助餐服务", "每日送餐上门", "无", "张三")] * 30
    rows[20] = ("助餐服务", "a\0b", "\0", "张三")
    path = tmp_path / "list.csv"
    path.write_bytes(as_csv(rows).encode(encoding))
    assert read_rows(path) == rows


FORMULA = re.compile(r"[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠]")


@relaxed
@given(rows=tables)
def test_a_csv_report_holds_the_cells_and_no_formula(rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.csv"
        write_report(path, HEADERS, answered(rows))
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *written = csv.reader(file)
    assert head[: len(HEADERS)] == HEADERS
    for row, cells in zip(rows, written, strict=True):
        for text, cell in zip(row, cells, strict=False):
            assert cell in (text, f"'{text}")
    assert not [cell for row in written for cell in row if FORMULA.match(cell)]


# XML 1.0 has no control characters, and Excel writes them as _x001F_; a reader may give either back.
xlsx_texts = cell_texts.filter(
    lambda text: all(char >= " " or char == "\n" for char in text) and "_x" not in text
)


@relaxed
@given(
    rows=st.lists(
        st.tuples(st.just("助餐服务"), xlsx_texts, xlsx_texts, st.just("张三")), min_size=1, max_size=6
    )
)
def test_an_excel_report_holds_the_cells(rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        write_report(path, HEADERS, answered(rows))
        head, *written = load_workbook(path).get_sheet_by_name("结果").to_python()
    assert head[: len(HEADERS)] == HEADERS
    assert [tuple(row[: len(HEADERS)]) for row in written] == rows


@relaxed
@given(
    rows=st.lists(
        st.tuples(st.just("助餐服务"), xlsx_texts, xlsx_texts, st.just("张三")), min_size=1, max_size=6
    )
)
def test_a_workbook_is_read_cell_for_cell(rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        FastExcel(str(path)).sheet("清单", [dict(zip(HEADERS, row, strict=True)) for row in rows]).save()
        assert read_rows(path) == rows


def test_numbers_that_are_text_keep_their_zeros_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    rows: list[tuple[str, ...]] = [("助餐服务", "00012", "1.50", "1e5")]
    write_report(path, HEADERS, answered(rows), numeric=[1, 2, 3])
    [_, row] = load_workbook(path).get_sheet_by_name("结果").to_python()
    assert row[1:4] == ["00012", "1.50", "1e5"]
