"""`goufu check`, as people and scripts use it."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner, Result
from python_calamine import load_workbook
from rustpy_xlsxwriter import FastExcel

from goufu.catalogue.tests.test_central_lists import brought
from goufu.check.commands.check import check
from goufu.check.tests.lists import CLEAR, NO_UNIT, REFUSED, save_list
from goufu.config.cli import main
from goufu.config.postgres import is_there
from goufu.registry.tests.county import County, county

__all__ = ["county"]

REVIEW = "项目名称,预算年度,资金安排截止年度\n社区居家养老服务,2026,2035\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)], prog_name="goufu")


@pytest.mark.parametrize(
    ("text", "code"), [(CLEAR, 0), (REFUSED, 1), (REVIEW, 3), (REVIEW + "护理服务,2026,\n", 3)]
)
def test_the_exit_code_tells_a_script_what_was_found(tmp_path: Path, text: str, code: int) -> None:
    assert run(save_list(tmp_path, text)).exit_code == code


def test_a_list_that_was_not_understood_exits_with_two_and_says_what_to_do(tmp_path: Path) -> None:
    result = run(save_list(tmp_path, "甲,乙\n1,2\n"))
    assert result.exit_code == 2
    assert "不能检查这份清单：前 40 行里没有认得的表头" in result.stderr
    assert "怎么办：请加一行表头" in result.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "list.csv"]


def test_the_result_lies_beside_the_list_and_the_counts_on_standard_output(tmp_path: Path) -> None:
    result = run(save_list(tmp_path, REFUSED + "合计,48\n", name="计划.csv"))
    lines = result.stdout.splitlines()
    assert [each for each in lines if not each.startswith("没能回答\t")] == [
        "结论\t不得购买\t1",
        "结论\t未检查\t1",
        "规则\t合同期限不超过三年（plan.term-within-three-years）\t1",
    ]
    assert len(lines) == 8
    assert lines[3].startswith("没能回答\t缺采购方式：") and lines[3].endswith("\t1")
    assert "加 --all 逐项列出" in result.stderr
    assert (tmp_path / "计划-预审结果.xlsx").exists()


def test_what_could_not_be_answered_is_listed_in_full_when_asked_for(tmp_path: Path) -> None:
    result = run(save_list(tmp_path, REFUSED), "--all")
    [wanting] = [each for each in result.stdout.splitlines() if each.startswith("没能回答\t缺承接主体类别：")]
    assert "承接主体的类别应当合规" in wanting and wanting.endswith("\t1")
    assert "加 --all" not in result.stderr


def test_the_columns_that_were_recognised_are_told_unless_quiet(tmp_path: Path) -> None:
    path = save_list(tmp_path, "项目名称,经办科室\n助餐服务,三科\n")
    assert "A  项目名称 → 项目名称" in run(path).stderr
    assert "B  经办科室 → 没有认出，照原样保留" in run(path).stderr
    assert run(path, "--quiet").stderr.count("\n") == 1


class TestFormats:
    def test_xlsx_keeps_the_cells_and_adds_columns(self, tmp_path: Path) -> None:
        run(save_list(tmp_path, REFUSED), "-o", tmp_path / "out.xlsx")
        book = load_workbook(tmp_path / "out.xlsx")
        head, row = book.get_sheet_by_name("结果").to_python()
        assert head[:4] == ["项目名称", "合同期限（月）", "结论", "原因"]
        assert row[:3] == ["社区居家养老服务", 48.0, "不得购买"]
        assert ["结论", "不得购买", 1.0] in book.get_sheet_by_name("汇总").to_python()

    def test_csv_opens_in_excel(self, tmp_path: Path) -> None:
        run(save_list(tmp_path, REFUSED, encoding="gb18030"), "-o", tmp_path / "out.csv")
        written = (tmp_path / "out.csv").read_bytes()
        assert written.startswith(b"\xef\xbb\xbf")
        assert "社区居家养老服务,48,不得购买" in written.decode("utf-8-sig")

    def test_json_is_for_programs(self, tmp_path: Path) -> None:
        run(save_list(tmp_path, REFUSED), "-o", tmp_path / "out.json")
        [line] = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["lines"]
        assert line["raw"] == ["社区居家养老服务", "48"]
        assert line["verdict"] == "refused"
        assert line["findings"][0]["rule"] == "plan.term-within-three-years"

    def test_html_shows_markup_as_text(self, tmp_path: Path) -> None:
        run(save_list(tmp_path, "项目名称\n<script>alert(1)</script>服务\n"), "-o", tmp_path / "out.html")
        page = (tmp_path / "out.html").read_text(encoding="utf-8")
        assert "&lt;script&gt;" in page
        assert "<script" not in page

    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_nothing_becomes_a_formula(self, tmp_path: Path, ending: str) -> None:
        hostile = [
            "=HYPERLINK(1)",
            "+1+1",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "＝1＋1",
            "＋1",
            "－2",
            "＠A1",
            "\n=1",
        ]
        body = "".join(f'"{text}",{text.strip()}\n' for text in hostile)
        path = tmp_path / f"out.{ending}"
        run(save_list(tmp_path, "项目名称,=备注\n" + body), "-o", path)
        if ending == "xlsx":
            sheet = load_workbook(path).get_sheet_by_name("结果")
            assert [row[0] for row in sheet.to_python()[1:]] == hostile
            with zipfile.ZipFile(path) as book:
                assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                cells = [cell for row in csv.reader(file) for cell in row]
            assert not [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠\t\r\n"))]


class TestOptions:
    def test_a_column_is_named_by_its_chinese_title_or_its_name(self, tmp_path: Path) -> None:
        path = save_list(tmp_path, "项目名称,年限说明\n助餐服务,48个月\n")
        assert run(path).exit_code == 0
        assert run(path, "--column", "年限说明=合同期限").exit_code == 1
        assert run(path, "--column", "年限说明=term_months").exit_code == 1

    def test_a_column_can_be_left_unread(self, tmp_path: Path) -> None:
        assert run(save_list(tmp_path, REFUSED), "--column", "合同期限（月）=").exit_code == 0

    def test_an_unknown_fact_is_answered_with_near_ones(self, tmp_path: Path) -> None:
        result = run(save_list(tmp_path, CLEAR), "--column", "项目名称=预算金")
        assert result.exit_code == 2
        assert "预算金额" in result.stderr

    def test_a_header_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        result = run(save_list(tmp_path, CLEAR), "--column", "没有这列=预算金额")
        assert result.exit_code == 2
        assert "“没有这列”不在清单里" in result.stderr

    def test_the_day_selects_the_law(self, tmp_path: Path) -> None:
        path = save_list(tmp_path, REFUSED)
        assert run(path, "--on", "2020-02-29").exit_code == 0
        assert run(path, "--on", "2020-03-01").exit_code == 1

    @pytest.mark.parametrize("level", ["中央", "central"])
    def test_the_level_goes_by_either_name(self, tmp_path: Path, level: str) -> None:
        row = "助餐服务,甲部,2026,助餐,C05010500,竞争性磋商,150\n"
        path = save_list(
            tmp_path, "项目名称,购买主体,预算年度,预算项目,品目编码,采购方式,预算金额（万元）\n" + row + row
        )
        assert "化整为零" not in run(path).stdout
        assert "不得化整为零" in run(path, "--level", level, "--on", "2026-06-01").stdout

    def test_a_sheet_is_chosen_by_its_name(self, tmp_path: Path) -> None:
        path = save_list(tmp_path, REFUSED)
        run(path, "-o", tmp_path / "two.xlsx")
        assert "工作表“结果”" in run(tmp_path / "two.xlsx").stderr
        missing = run(tmp_path / "two.xlsx", "--sheet", "表九")
        assert missing.exit_code == 2
        assert "没有名为“表九”的工作表" in missing.stderr
        assert "结果、汇总" in missing.stderr

    def test_the_name_of_another_list_is_told_as_a_shell_takes_it(self, tmp_path: Path) -> None:
        path, row = tmp_path / "two.xlsx", {"项目名称": "养老服务", "采购单位": "民政局"}
        FastExcel(str(path)).sheet("民政局", [row, row]).sheet("教体 局", [row]).save()
        assert "要检查它，加 --sheet '教体 局'" in run(path).stderr

    def test_the_result_may_not_take_the_lists_place(self, tmp_path: Path) -> None:
        path = save_list(tmp_path, CLEAR)
        result = run(path, "-o", tmp_path / "." / "list.csv")
        assert result.exit_code == 2
        assert "结果文件就是清单本身" in result.stderr
        assert path.read_text(encoding="utf-8") == CLEAR

    @pytest.mark.parametrize(
        ("name", "message"), [("out.pdf", "不会写“.pdf”格式"), ("none/out.csv", "没有这个文件夹")]
    )
    def test_a_result_that_cannot_be_written_is_refused_first(
        self, tmp_path: Path, name: str, message: str
    ) -> None:
        result = run(save_list(tmp_path, CLEAR), "-o", tmp_path / name)
        assert result.exit_code == 2
        assert message in result.stderr
        assert "项目名称 →" not in result.stderr


class TestUnits:
    def test_without_a_terminal_an_open_unit_is_a_refusal(self, tmp_path: Path) -> None:
        result = run(save_list(tmp_path, NO_UNIT))
        assert result.exit_code == 2
        assert "看不出“预算金额”的单位是元还是万元" in result.stderr

    def test_the_unit_can_be_given(self, tmp_path: Path) -> None:
        result = run(save_list(tmp_path, NO_UNIT), "--unit", "万元")
        assert result.exit_code == 0
        assert "预算金额（万元）" in result.stderr

    def test_on_a_terminal_the_unit_is_asked_for(self, tmp_path: Path) -> None:
        ours, theirs = pty.openpty()
        with os.fdopen(ours, "wb", buffering=0) as keyboard, os.fdopen(theirs, "rb", buffering=0) as terminal:
            keyboard.write("亿\n万元\n".encode())
            done = goufu(save_list(tmp_path, NO_UNIT), "-o", tmp_path / "out.json", stdin=terminal)
        assert done.returncode == 0, done.stderr
        assert "金额的单位" in done.stderr
        assert "预算金额（万元）" in done.stderr


def goufu(*arguments: str | Path, stdin: IO[bytes]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from goufu.config.cli import main; main()", "check", *map(str, arguments)],
        stdin=stdin,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )


def test_as_a_program_of_its_own_it_needs_no_server_and_no_database(tmp_path: Path) -> None:
    script = (
        "import sys; from goufu.config.cli import main\n"
        "main(['check', *sys.argv[1:]], standalone_mode=False)\n"
    )
    path = save_list(tmp_path, REFUSED)
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", script, str(path), "-o", str(tmp_path / "out.csv")],
        capture_output=True,
        encoding="utf-8",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 1
    assert "结论\t不得购买\t1" in done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "goufu.check.answering" in imported
    assert not imported & {"django", "psycopg"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "缺少参数"),
        (["nowhere.csv"], "没有 nowhere.csv"),
        (["/"], "/ 是文件夹，不是文件"),
        (["--bogus"], "没有选项 --bogus"),
        (["--unit"], "选项 --unit 后面要写一个值"),
        (["--unit", "斤"], "“斤”不在可选的范围里"),
        (["--on", "明天"], "“明天”不是日期"),
        (["--level", "街道"], "没有级次“街道”，可用的有：中央、省级"),
        (["--place", "河南"], "“河南”不是行政区划代码"),
    ],
)
def test_wrong_arguments_are_told_in_chinese(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    for english in ("Usage", "Error", "Try", "Invalid", "Missing", "option"):
        assert english not in result.stderr


def test_the_help_is_in_chinese() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for english in ("Usage", "Options", "OPTIONS", "Show", "TEXT", "FILE"):
        assert english not in result.stdout


def test_every_option_is_explained() -> None:
    assert all(getattr(parameter, "help", "") for parameter in check.params if parameter.name != "file")


def test_a_result_is_as_readable_as_its_owner_s_other_files(tmp_path: Path) -> None:
    other, result = tmp_path / "other.csv", tmp_path / "result.csv"
    other.touch()
    run(save_list(tmp_path, CLEAR), "-o", result)
    assert result.stat().st_mode == other.stat().st_mode


@pytest.mark.django_db
def test_the_place_s_central_list_is_asked_where_the_list_has_codes(county: County, tmp_path: Path) -> None:
    brought(county, tmp_path, date(2026, 1, 1), "品目编码,品目名称\nC22010000,会议服务\n")
    text = "项目名称,采购品目编码,采购方式,预算金额（元）\n会议服务,C22010000,限额以下自行采购,80000\n"
    list_ = save_list(tmp_path, text)
    asked = ("--level", "县级", "--on", "2026-06-01")
    done = run(list_, *asked, "--place", county.place.code)
    assert done.exit_code == 1
    assert "1 行按采购品目编码查了云政办〔2026〕1号（2026-01-01起）的集中采购目录" in done.stderr
    assert "自行采购须在集中采购目录以外、限额以下" in done.stdout
    assert run(list_, *asked).exit_code == 0


def test_no_database_is_made_for_a_central_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("GOUFU_DATA", str(tmp_path / "data"))
    assert not is_there()
    assert not (tmp_path / "data").exists()
