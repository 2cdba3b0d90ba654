"""`goufu screening` and `goufu read`: what was read and how the screens do, on the command line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rustpy_xlsxwriter import FastExcel

from goufu.check.commands.read import SIGNALS, read
from goufu.check.commands.screening import screening
from goufu.check.screening import RIGHT, Outcome, Screened, confusion, facts_of, read_labelled, screen
from goufu.law.load import load_rulebook
from goufu.reader import guarantees, labour, version

DAY = date(2026, 6, 1)
LABELLED = """title,need,label
云岭县民政局办公楼装修服务,,V
失能老人上门护理服务,,C
青河区道路保洁服务,,works
,,C
青河区公园管护服务,"资金尚未列入年度预算，由承接主体先行实施",V
"""


def labelled(folder: Path, text: str = LABELLED) -> Path:
    path = folder / "名称.csv"
    path.write_text(text, encoding="utf-8")
    return path


def screened_of(path: Path) -> list[Screened]:
    return screen(read_labelled(path)[0], load_rulebook(), DAY)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(screening, arguments, catch_exceptions=False)


def test_titles_are_counted_by_label_and_outcome(tmp_path: Path) -> None:
    screened = screened_of(labelled(tmp_path))
    assert [(each.labelled.line, each.outcome) for each in screened] == [
        (2, Outcome.STOPPED),
        (3, Outcome.PASSED),
        (4, Outcome.PASSED),
        (6, Outcome.PERSON),
    ]
    assert [each.is_right for each in screened] == [True, True, False, True]
    counted = confusion(screened)
    assert [*counted] == ["V", "C", "works"]
    assert counted["V"] == {Outcome.STOPPED: 1, Outcome.PERSON: 1}


def test_the_need_is_read_too(tmp_path: Path) -> None:
    *_, with_need = screened_of(labelled(tmp_path))
    assert [rule.id for rule in with_need.rules] == ["plan.screen-unbudgeted"]


def test_the_command_writes_the_table_and_each_wrong_line(tmp_path: Path) -> None:
    done = run(str(labelled(tmp_path)), "--on", "2026-06-01")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].split("\t") == ["标签", *Outcome, "合计", "判断相同"]
    assert lines[1].split("\t") == ["V", "1", "1", "0", "0", "2", "100.0%"]
    assert [line for line in lines if line.startswith("第")] == [
        "第4行\tworks → 没有查出\t青河区道路保洁服务\t"
    ]
    assert version() in done.stderr
    assert "第4行" not in run(str(labelled(tmp_path)), "--totals").stdout


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("名称,类别\n甲,V\n", "没有“label”"),
        ("甲,乙\n甲,V\n", "没有找到表头"),
        ("title,label\n甲服务,好\n", "没有这个标签：“好”"),
        ("title,label\n甲服务,\n", "没有填写"),
    ],
)
def test_a_file_that_is_not_understood_is_refused_with_what_to_do(
    tmp_path: Path, text: str, what: str
) -> None:
    done = run(str(labelled(tmp_path, text)))
    assert done.exit_code == 2
    assert what in done.stderr
    assert "怎么办" in done.stderr


def test_it_is_read_as_every_other_table(tmp_path: Path) -> None:
    rows = [("云岭县民政局办公楼装修服务", "v"), ("青河区道路保洁服务", "Works")]
    text = "\n".join(["名称,标签", *map(",".join, rows)])
    (tmp_path / "gbk.csv").write_bytes(text.encode("gb18030"))
    records = [{"名称": title, "标签": label} for title, label in rows]
    FastExcel(str(tmp_path / "名称.xlsx")).sheet("表", records).save()
    for name in ("gbk.csv", "名称.xlsx"):
        assert [
            (each.labelled.line, each.labelled.title, each.labelled.label, each.outcome)
            for each in screened_of(tmp_path / name)
        ] == [(2, rows[0][0], "V", Outcome.STOPPED), (3, rows[1][0], "works", Outcome.PASSED)]


@pytest.mark.parametrize("title", ["办公楼\n装修服务", "办公楼 装修 服务", "办公\u200b楼装修服务"])
def test_a_title_is_screened_as_the_check_reads_it(tmp_path: Path, title: str) -> None:
    """Line breaks between Chinese signs are none, and invisible signs go."""
    [given], _ = read_labelled(labelled(tmp_path, f'title,label\n"{title}",V\n'))
    assert facts_of(given, load_rulebook(), DAY)["title"] == "办公楼装修服务"


@pytest.mark.parametrize("title", ["", "  ", "——"])
def test_a_title_without_words_is_not_read(title: str) -> None:
    done = CliRunner().invoke(read, [title])
    assert done.exit_code == 1
    assert "名称里没有文字" in done.output
    assert "读法版本" not in done.output


def test_every_label_has_an_outcome_that_is_right() -> None:
    assert all(RIGHT.values())


def test_read_says_in_chinese_what_brackets_and_clauses_are() -> None:
    done = CliRunner().invoke(
        read, ["公厕保洁服务（二期）", "--need", "人员30名，由采购人考勤，接收现有人员"]
    )
    words = [line.split("\t")[2] for line in done.output.splitlines() if line[:2] in ("括号", "说法")]
    assert len(words) > 2
    assert not re.search("[a-z_]{3}", " ".join(words))
    names = {name for name, *_ in (*labour.ACTS, *labour.CONTROLS, *labour.WEAK_SIGNS)}
    assert SIGNALS.keys() == names | {labour.DISPATCH, guarantees.GUARANTEE, guarantees.DOUBT}


def test_read_shows_parts_facts_and_the_version() -> None:
    done = CliRunner().invoke(
        read, ["青河区公园管护及办公楼装修服务", "--need", "引导人员由采购人面试后上岗，工资由采购人核定"]
    )
    assert done.exit_code == 0
    rows = [line.split("\t") for line in done.output.splitlines()]
    parts = [row for row in rows if row[0] == "部分"]
    assert ["工程" in row[2] for row in parts] == [False, True]
    assert ["核定工资", "购买主体"] in [row[2:] for row in rows if row[0] == "说法"]
    assert any(row[0] == "事实" and "（works）" in row[1] for row in rows)
    assert rows[-1] == ["读法版本", version()]


def test_read_shows_the_doubt_that_a_lawful_need_sets_aside() -> None:
    need = "检验机构随机抽四百台电梯，核对维保记录、测制动性能，把不合格情况写成报告，监管处据此约谈或立案。"
    done = CliRunner().invoke(read, ["电梯维保质量抽查技术服务", "--need", need])
    [aside] = [line for line in done.output.splitlines() if line.startswith("没有再问")]
    assert "duty_doubt" in aside and "监管处据此约谈或立案" in aside
    assert "事实" not in done.output
