"""Text files with separators, in the encodings and with the mistakes that people bring."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.files.delimited import open_delimited
from goufu.files.errors import ListError

HEAD = "项目名称,采购单位,预算金额(万元)\n"


def save(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "清单.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def numbered(path: Path) -> list[tuple[int, list[str]]]:
    """Lines with their rows."""
    return [pair for rows in open_delimited(path).rows() for pair in zip(rows.lines, rows.cells, strict=True)]


def cells(path: Path) -> list[list[str]]:
    return [row for _, row in numbered(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    content = (HEAD + "养老服务，含护理,某县民政局,12.5\n").replace(",", separator)
    assert cells(save(tmp_path, content, encoding))[1] == ["养老服务，含护理", "某县民政局", "12.5"]


def test_chinese_text_after_a_long_ascii_head_is_still_told(tmp_path: Path) -> None:
    body = "title,purchaser,amount\n" + "plain,office,500000\n" * 80_000 + "养老,某局,500000\n"
    assert numbered(save(tmp_path, body, "gb18030"))[-1] == (80_002, ["养老", "某局", "500000"])


def test_nul_bytes_make_no_utf16_of_a_small_gb18030_file(tmp_path: Path) -> None:
    rows = cells(save(tmp_path, HEAD + "a\0b,民政局,1\na\0b,民政局,2\n", "gb18030"))
    assert [row[1] for row in rows[1:]] == ["民政局", "民政局"]


def test_a_row_has_the_number_of_its_first_line(tmp_path: Path) -> None:
    content = HEAD + '"养老\n服务",某局,8\n\n助残,某局,9\n'
    assert [line for line, _ in numbered(save(tmp_path, content))] == [1, 2, 4, 5]


def test_a_long_cell_is_read_whole(tmp_path: Path) -> None:
    assert len(cells(save(tmp_path, HEAD + f"{'长' * 200_000},某局,8\n"))[1][0]) == 200_000


def test_rows_begin_anew_each_time(tmp_path: Path) -> None:
    sheet = open_delimited(save(tmp_path, HEAD + "养老,某局,8\n"))
    assert sheet.head(1).cells == [["项目名称", "采购单位", "预算金额(万元)"]]
    assert list(sheet.rows()) == list(sheet.rows())


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
def test_cells_come_back_as_they_were(tmp_path: Path, rows: list[list[str]]) -> None:
    out = io.StringIO()
    written = [["项目名称", "采购单位"], *(["甲" + first, second] for first, second in rows)]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(written)
    assert cells(save(tmp_path, out.getvalue())) == written


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEAD + '"养老,某局,8\n' + "助残,某局,8\n" * 50, "双引号"),
        (HEAD.encode() + "养老,".encode() + b"\xff\xfe\xff,8\n", "编码"),
        (HEAD + "养老,某局,8\n" * 90_000 + "\udcff,某局,8\n", r"第89\d{3}行之后"),
        (HEAD.strip() + ",x" * 900 + "\n", "702列"),
        (bytes(range(256)) * 40, "编码"),
        (b"a\0b\0\n\0" + b"\0" * 3 + b"\xd8\0\xd8\0" * 40, "二进制"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: str | bytes, said: str) -> None:
    path = tmp_path / "清单.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ListError, match=said) as refused:
        cells(path)
    assert refused.value.remedy
