"""Titles as they are read: made-up ones, each with the fact that must stop it or send it to a person, or none."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.reader import ReadFacts, read, version
from goufu.reader.reading import KINDS
from goufu.reader.titles import FOLDED_BY, HERE, digest_of

BARRED = ("works", "goods", "package", "duty", "nonduty", "finance", "dispatch")
DOUBTS = (
    "secret", "unbudgeted",
    "works_doubt", "goods_doubt", "duty_doubt", "finance_doubt", "labour_doubt", "subsidy", "it_question", "unclear",
    "institution",
)  # fmt: skip
LONGEST_TERM = 3
WORDS = (
    "云岭县", "道路", "工程", "监理", "及", "、", "和", "服务", "项目", "采购", "公告", "（", "）", "(第2次)", "【", "】", "设备",
    "建设", "运营", "审计", "《", "》", "——", "5年", "关于", "有限公司", "-", "竞争性磋商", " ", "融资", "人员", "第一批", "A包",
)  # fmt: skip


def titles() -> list[tuple[str, str]]:
    """The titles with their fact; an empty fact is a lawful title."""
    with (Path(__file__).parent / "titles.csv").open(encoding="utf-8", newline="") as file:
        return [(row["title"], row["fact"]) for row in csv.DictReader(file)]


def found(facts: ReadFacts) -> set[str]:
    """The names of the facts that stop a title or send it to a person."""
    names = {name for name in (*BARRED, *DOUBTS) if getattr(facts, name)}
    return names | {"term"} if (facts.term_years or 0) > LONGEST_TERM else names


@pytest.mark.parametrize(("title", "fact"), [row for row in titles() if row[1]])
def test_what_may_not_be_bought_is_seen(title: str, fact: str) -> None:
    assert fact in found(read(title).facts)


@pytest.mark.parametrize("title", [title for title, fact in titles() if not fact])
def test_a_lawful_title_is_left_alone(title: str) -> None:
    assert found(read(title).facts) == set()


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("道路工程监理", ["service"]),
        ("道路工程及监理", ["works", "service"]),
        ("乡道中修、小修监理", ["service", "service"]),
        ("旧路改造、桥梁改造三个项目设计", ["service", "service"]),
        ("敬老院新建及第三方评估服务", ["works", "service"]),
        ("计算机、打印机维护", ["service", "service"]),
        ("税款征收及数据分析服务", ["duty", "service"]),
        ("路面大修工程（监理）", ["service"]),
        ("公园保洁（含道路硬化）", ["service", "works"]),
        ("课桌椅采购", ["goods"]),
        ("水质检测设备", ["goods"]),
        ("医疗设备租赁", ["service"]),
        ("租赁办公设备", ["service"]),
        ("教师课程体系建设", ["service"]),
        ("保洁员及保安员意外伤害保险", ["service", "service"]),
    ],
)
def test_each_part_has_its_own_kind(title: str, kinds: list[str]) -> None:
    assert [part.kind for part in read(title).parts] == kinds


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("云岭县档案整理服务采购项目竞争性磋商公告（第二次）", "云岭县档案整理服务"),
        (
            "某某招标有限公司关于云岭县档案整理服务（项目编号：YLX-2026-001）的竞争性谈判公告",
            "云岭县档案整理服务",
        ),
        ("云岭县档案整理服务项目更正事项公告（一次）", "云岭县档案整理服务"),
        ("云岭县2026年第二批档案整理服务A包中标结果公示", "云岭县2026年第二批档案整理服务"),
        ("云岭县档案整理服务采购意向公开", "云岭县档案整理服务"),
    ],
)
def test_notice_words_numbers_and_agencies_are_cut(title: str, core: str) -> None:
    assert read(title).core == core


@pytest.mark.parametrize(
    ("title", "purchaser", "provider"),
    [
        ("云岭市第三人民医院保洁服务", "云岭市第三人民医院", ""),
        ("云岭市总工会（使用事业编制）购买职工培训服务", "云岭市总工会", ""),
        ("云岭市人民医院承接职工体检服务", "", "云岭市人民医院"),
        ("云岭县公办幼儿园食品安全检查服务", "", ""),
        ("云岭区医院周边停车疏导服务", "", ""),
        ("云岭市图书馆运营服务", "", ""),
        ("云岭县民政局养老服务", "", ""),
        ("云岭市教育局幼儿园食堂监管服务", "", ""),
        ("云岭市第一中学校园保洁服务", "云岭市第一中学", ""),
        ("云岭市大学生创业服务", "", ""),
        ("云岭县大学城物业服务", "", ""),
    ],
)
def test_a_named_institution_is_told_as_purchaser_or_provider(
    title: str, purchaser: str, provider: str
) -> None:
    facts = read(title).facts
    assert (facts.institution, facts.institution_provider) == (purchaser, provider)


def test_a_relocation_from_poor_areas_asks_for_its_documents() -> None:
    facts = read("云岭县易地扶贫搬迁安置点建设").facts
    assert facts.works
    assert facts.documented_exception == "易地扶贫搬迁"


def test_financing_in_a_bracket_is_seen_and_its_denial_is_none() -> None:
    assert read("云岭县产业大道配套服务（承接主体先行出资）").facts.finance
    assert not read("云岭县产业大道绿化养护服务（不得垫资）").facts.finance


@pytest.mark.parametrize(
    ("title", "fact"),
    [
        ("违法停车处罚委托公司实施项目", "duty_doubt"),
        ("违规广告查扣交由第三方执行服务", "duty_doubt"),
        ("占道物品没收由保安公司实施的项目", "duty_doubt"),
        ("垫资提供的绿化养护服务", "finance_doubt"),
        ("由承接主体垫资提供的河道保洁服务", "finance_doubt"),
        ("带资承担的路灯养护项目", "finance_doubt"),
    ],
)
def test_a_title_says_of_a_service_that_a_power_is_entrusted_or_money_advanced(title: str, fact: str) -> None:
    assert getattr(read(title).facts, fact)


@pytest.mark.parametrize(
    "title",
    [
        "违法停车处罚委托公司实施情况评估服务",
        "行政处罚委托乡镇实施评估服务",
        "行政处罚案卷评查委托第三方实施服务",
        "处罚决定书委托邮政企业送达服务",
        "罚没物品保管委托公司承担的项目",
        "不垫资提供的绿化养护服务",
        "工程款垫资问题调查服务",
        "企业垫资风险提示宣传服务",
        "垫付医药费救助申请受理辅助服务",
    ],
)
def test_a_title_about_a_power_or_about_advanced_money_is_a_service(title: str) -> None:
    facts = read(title).facts
    assert (facts.duty, facts.duty_doubt, facts.finance, facts.finance_doubt) == ("", "", "", "")


def test_a_period_in_the_name_of_a_plan_is_no_term() -> None:
    assert read("《云岭县矿产资源规划（2026-2031年）》编制服务").facts.term_years is None


def test_every_reading_says_by_which_version_it_was_read() -> None:
    assert read("云岭县保洁服务").facts.version == version()


@pytest.mark.parametrize("changed", ["terms.py", "kind_weights.csv", "words/terms.toml"])
def test_any_change_of_code_words_or_weights_changes_the_version(tmp_path: Path, changed: str) -> None:
    home = tmp_path / "reader"
    shutil.copytree(HERE, home, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    assert digest_of(home, *FOLDED_BY) == version()
    with (home / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert digest_of(home, *FOLDED_BY) != version()


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=14).map("".join))
def test_any_text_is_read_into_parts_that_lie_one_after_another(title: str) -> None:
    reading = read(title)
    for part in reading.parts:
        assert 0 <= part.start < part.end <= len(title)
        assert part.kind in KINDS
        assert 0 <= part.sure <= 1
    assert reading.parts or reading.facts.unclear or not reading.core
