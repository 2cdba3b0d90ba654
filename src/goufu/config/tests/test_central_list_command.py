"""`goufu central_list` as whoever keeps the server uses it, in a finance officer's name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goufu.catalogue.models import CentralList
from goufu.config.cli import main
from goufu.journal.models import Entry
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, county

__all__ = ["county"]
pytestmark = pytest.mark.django_db

TABLE = "品目编码,品目名称\nC05010000,社区服务\nC16070000,运行维护服务\n"


def bring(folder: Path, by: str, *more: str, text: str = TABLE) -> Result:
    file = folder / "目录.csv"
    file.write_text(text, "utf-8")
    given = ["--by", by, "--number", "云政办〔2026〕1号", "--from", "2026-01-01", *more]
    return CliRunner().invoke(main, ["central_list", str(file), *given])


def name_of(agent: Agent) -> str:
    return agent.person.username


def test_a_list_is_brought_in_the_name_of_the_finance_officer(county: County, tmp_path: Path) -> None:
    done = bring(tmp_path, name_of(county.treasurer), "--level", "县级")
    assert (done.exit_code, done.stdout) == (0, "已导入：云政办〔2026〕1号（2026-01-01起），2 个品目\n")
    made = CentralList.objects.get()
    assert (made.owner, made.level, made.valid_from) == (county.finance, "county", date(2026, 1, 1))
    assert [(each.code, each.name) for each in made.items.all()] == [
        ("C05010000", "社区服务"),
        ("C16070000", "运行维护服务"),
    ]
    [entry] = Entry.objects.filter(action="catalogue.central_list.imported")
    assert entry.person == county.treasurer.person.pk


def test_what_is_no_rule_and_what_is_called_otherwise_is_told(county: County, tmp_path: Path) -> None:
    text = "品目编码,品目名称,备注\nC,服务类,\nC05000000,社会服务,限于60万元以上\nC10060200,社会服务,\n"
    told = bring(tmp_path, name_of(county.treasurer), text=text).stderr.splitlines()
    assert told == [
        "第2行是分类的标题，不是品目，没有导入",
        "备注没有当作规则，请人工对照：C05000000 社会服务：限于60万元以上",
        "编码和名称对不上：C10060200 社会服务：政府采购品目分类目录（服务类）里没有这个编码，“社会服务”是 C05000000",
    ]


def test_who_is_no_finance_officer_brings_none(county: County, tmp_path: Path) -> None:
    for username in ("nobody", name_of(county.officer), name_of(county.lead)):
        done = bring(tmp_path, username)
        assert done.exit_code == 1
        assert f"登录名“{username}”今天没有财政部门经办人的岗位" in done.output
    assert not CentralList.objects.exists()


def test_each_wrong_cell_is_told_with_its_place_and_nothing_is_stored(county: County, tmp_path: Path) -> None:
    text = "品目编码,品目名称\nC05010000,社区服务\nC05,养老\nC07000000,\n"
    done = bring(tmp_path, name_of(county.treasurer), text=text)
    assert done.exit_code == 1
    told, *cells = done.output.splitlines()
    assert "表里有 2 处要改" in told
    assert cells == ["第3行A列：不是品目编码", "第4行B列：没有填写"]
    assert not CentralList.objects.exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--level", "街道"), "没有级次“街道”，可用的有：中央、省级"),
        (("--from", "2026-02-30"), "“2026-02-30”不是日期"),
    ],
)
def test_what_is_no_level_or_day_is_told_in_a_sentence(
    more: tuple[str, str], says: str, county: County, tmp_path: Path
) -> None:
    done = bring(tmp_path, name_of(county.treasurer), *more)
    assert (done.exit_code, says in done.output) == (2, True), done.output
    assert not CentralList.objects.exists()


def test_a_sentence_of_the_database_ends_once(county: County, tmp_path: Path) -> None:
    done = bring(tmp_path, name_of(county.treasurer), "--number", "号" * 101)
    assert done.exit_code == 1
    assert done.output.startswith("错误：文号：")
    assert "。。" not in done.output


def test_what_is_no_table_is_told_in_a_sentence(county: County, tmp_path: Path) -> None:
    done = bring(tmp_path, name_of(county.treasurer), text="")
    assert (done.exit_code, done.output) == (1, "错误：文件是空的。请上传有表头和内容的清单。\n")
