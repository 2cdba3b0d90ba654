"""The office's own sheet that comes back with the answers in it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from goufu.check import own_report
from goufu.check.answering import Checker
from goufu.check.own_report import own_workbook
from goufu.check.report import write_report
from goufu.check.terms import Terms
from goufu.check.tests.jobs import do_jobs
from goufu.check.tests.lists import TODAY, book, reading
from goufu.check.tests.test_list_pages import read as page_of


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    written = load_workbook(BytesIO(content))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in written.worksheets
    }


@pytest.mark.django_db
def test_the_office_s_own_sheet_comes_back_with_the_answers_in_it(
    client: Client, tmp_path: Path, lists_folder: Path
) -> None:
    path = book(
        tmp_path,
        "2027年计划",
        "项目名称|采购单位",
        "办公楼新建工程|民政局",
        "合计|",
        merges=["A1:B1"],
        别的=["x"],
    )
    file = SimpleUploadedFile("计划.xlsx", path.read_bytes())
    address = client.post("/check/lists/", {"file": file}).headers["Location"]
    assert do_jobs() == 1
    answer = client.get(f"{address}result.xlsx")
    content = answer.getvalue()
    found = sheets_of(content)
    assert list(found) == ["清单", "别的", "预审意见", "预审汇总"]
    assert [row[:3] for row in found["清单"]] == [
        ["2027年计划", None, None], ["项目名称", "采购单位", "结论"], ["办公楼新建工程", "民政局", "不得购买"],
        ["合计", None, "未检查：合计行"],
    ]  # fmt: skip
    assert [row[:3] for row in found["预审意见"]][:2] == [
        ["行", "项目名称", "结论"],
        [3, "办公楼新建工程", "不得购买"],
    ]
    assert "没有带上" not in page_of(client, address)


def test_the_summary_says_how_the_list_was_read(tmp_path: Path) -> None:
    path = book(
        tmp_path, "项目名称|预算|主管", "养老服务|30|甲", 教体局=["项目名称|采购单位", "校园保安服务|教体局"]
    )
    found = reading(path, sheet="清单")
    found.remarks.append("没有查别的")  # said before the rows are read
    checker = Checker(found, Terms(), tmp_path, TODAY, suggest=False)
    checker.load()
    checker.ask()
    lines = list(checker.lines())
    expected = [
        ("没有检查", "工作表“教体局”：也像是清单，有 1 行没有检查"),
        ("没有用到的列", "C列“主管”"),
        ("说明", "没有查别的"),
        ("说明", "“预算”没有写单位，从数值大小看是万元"),
    ]
    own, _lost = own_workbook(path, found, len(checker.headers))
    for workbook in (own, None):
        target = tmp_path / "结果.xlsx"
        write_report(target, checker.headers, iter(lines), own=workbook, said=found.said)
        *_, counts = sheets_of(target.read_bytes()).values()
        assert [
            tuple(row[:2]) for row in counts if row[0] in {"没有检查", "没有用到的列", "说明"}
        ] == expected
    for ending in ("json", "html"):
        target = tmp_path / f"结果.{ending}"
        write_report(target, checker.headers, iter(lines), said=found.said)
        assert all(sentence in target.read_text(encoding="utf-8") for _kind, sentence in expected)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "content", "why"),
    [
        ("xl/vbaProject.bin", b"x", "工作簿里有宏"),
        ("[Content_Types].xml", b"<Types/>", "没有 Types"),
    ],
)
def test_where_the_own_sheet_can_not_come_back_that_is_said(
    client: Client, tmp_path: Path, lists_folder: Path, part: str, content: bytes, why: str
) -> None:
    with ZipFile(book(tmp_path, "项目名称|采购单位", "养老服务|民政局")) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | {part: content}
    with ZipFile(tmp_path / "changed.xlsx", "w") as archive:
        for name, each in parts.items():
            archive.writestr(name, each)
    file = SimpleUploadedFile("计划.xlsx", (tmp_path / "changed.xlsx").read_bytes())
    address = client.post("/check/lists/", {"file": file}).headers["Location"]
    assert do_jobs() == 1
    said = f"结果另写成一张新表，原表的标题、合并单元格、格式和列宽没有带上：{why}"
    assert said in page_of(client, address)
    assert list(sheets_of(client.get(f"{address}result.xlsx").getvalue())) == ["结果", "汇总"]


def test_the_second_sheet_is_never_too_large_to_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long title stands once with its answer, and not once more for each finding."""
    monkeypatch.setattr(own_report, "MOST_FINDINGS", 2)
    path = book(tmp_path, "项目名称", *["劳务派遣" + "服务" * 3_000] * 3)
    read = reading(path)
    own, _ = own_workbook(path, read, 1)
    with TemporaryDirectory() as folder:
        checker = Checker(read, Terms(), Path(folder), TODAY)
        checker.load()
        checker.ask()
        write_report(tmp_path / "结果.xlsx", checker.headers, checker.lines(), own=own)
    found = sheets_of((tmp_path / "结果.xlsx").read_bytes())["预审意见"]
    assert len(found) == 4
    assert max(len(row[1] or "") for row in found) == 201
    assert "条意见没有写在这里" in found[-1][4]
