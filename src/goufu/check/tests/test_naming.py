"""Headers that the dictionary doesn't have, and lists in which no header says what is bought."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from goufu.check.commands.check import check
from goufu.check.errors import ColumnQuestion, ListError
from goufu.check.reading import Reading
from goufu.check.results import LineVerdict
from goufu.check.tests.jobs import do_jobs
from goufu.check.tests.lists import check_text, save_list
from goufu.check.tests.lists import reading as read
from goufu.check.tests.test_list_pages import drop_checked
from goufu.check.tests.test_list_pages import read as page_of

TITLES = ("失能老人上门护理服务", "办公楼屋面防水翻修", "校园保安服务")
NAMES = (
    "服务事项 购买服务项目 服务项目 服务名称 事项 事项名称 采购项目 购买服务事项 具体项目 标项名称 政府购买服务项目 拟购买服务事项 "
    "2027年购买服务项目 采购标的名称 申报项目名称 购买事项（名称） 具体服务项目 "
)
NEEDS = (
    "购买内容及要求 需求说明 具体内容 服务要求 内容及要求 服务内容及标准 需求描述 工作内容 项目概述 项目说明 采购需求描述 主要服务内容 "
    "技术要求 服务内容与质量标准 说明 "
)
AMOUNTS = (
    "测算经费(元) 经费(元) 项目经费 申请金额 申报金额 最高限价 概算 经费概算 所需经费 年度经费预算 申请资金 "
)


def rows(*columns: str) -> str:
    """Three entries: TITLES first, then in each further column what is given of the entry, with its number for %."""
    return "".join(
        ",".join([title, *(each.replace("%", str(number)) for each in columns)]) + "\n"
        for number, title in enumerate(TITLES, start=1)
    )


def meanings(found: Reading) -> list[str | None]:
    return [column.fact.name if column.fact else None for column in found.columns]


@pytest.mark.parametrize(
    "header",
    NAMES.split(),
)
def test_what_is_bought_has_many_names(tmp_path: Path, header: str) -> None:
    assert meanings(read(save_list(tmp_path, f"{header},采购单位\n{rows('民政局')}"))) == [
        "title",
        "purchaser",
    ]


@pytest.mark.parametrize(
    ("header", "cell", "fact"),
    [
        *((header, "每季度入户一次，做到第%次", "description") for header in NEEDS.split()),
        *((header, "%20000", "amount_yuan") for header in AMOUNTS.split()),
        *(
            (header, "%号民政局", "purchaser")
            for header in ["申报单位", "实施单位", "填报单位", "申报部门", "申报学校（单位）"]
        ),
        *((header, "%2个月", "term_months") for header in ["合同期", "服务时间", "拟签期限", "服务年限"]),
        ("拟采购时间", "2027-03-0%", "on_date"),
    ],
)
def test_headers_are_understood_by_the_words_they_are_made_of(
    tmp_path: Path, header: str, cell: str, fact: str
) -> None:
    found = read(save_list(tmp_path, f"项目名称,{header}\n{rows(cell)}"), unit="元")
    assert meanings(found) == ["title", fact]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("其他资金（万元）", "%"),
        ("中标金额（元）", "%0000"),
        ("人均经费", "%00"),
        ("主管部门", "财政局%"),
        ("项目负责人", "张某%"),
        ("服务时间", "周一到周五"),  # no term
        ("申请金额", "见附件"),
    ],
)
def test_a_header_that_only_sounds_like_a_fact_is_left_alone(tmp_path: Path, header: str, cell: str) -> None:
    assert meanings(read(save_list(tmp_path, f"项目名称,{header}\n{rows(cell)}"))) == ["title", None]


def test_a_ceiling_is_the_amount_only_where_no_budget_is_there(tmp_path: Path) -> None:
    both = read(save_list(tmp_path, f"项目名称,最高限价（元）,测算经费（元）\n{rows('90000', '100000')}"))
    assert meanings(both) == ["title", None, "amount_yuan"]
    alone = read(save_list(tmp_path, f"项目名称,最高限价（元）\n{rows('90000')}"))
    list(alone.batches())
    assert alone.remarks == ["没有别的列像“预算金额”，“最高限价（元）”当作预算金额"]


def test_an_amount_in_parts_is_the_whole(tmp_path: Path) -> None:
    text = f"服务事项,经费预算（万元）,,\n,合计,其中：,其他\n{rows('5', '4', '1')}"
    assert meanings(read(save_list(tmp_path, text))) == ["title", "amount_yuan", None, None]


def test_a_column_is_taken_for_the_names_by_what_stands_in_it(tmp_path: Path) -> None:
    path = save_list(tmp_path, f"买啥,采购单位,经办股室\n{rows('民政局', '办公室%')}")
    found = read(path)
    assert meanings(found) == ["title", "purchaser", None]
    list(found.batches())
    assert found.remarks == ["没有一列叫项目名称；从内容看，A列“买啥”是项目名称"]
    said = CliRunner().invoke(check, [str(path)])
    assert "从内容看，A列“买啥”是项目名称" in said.stderr
    assert said.exit_code == 1  # 翻修 is works


def test_of_several_columns_the_name_is_asked_for(tmp_path: Path) -> None:
    path = save_list(
        tmp_path, "买啥,为啥买,采购单位\n养老护理服务,老人健康评估,民政局\n校园保安服务,校园安全检测,教育局\n"
    )
    with pytest.raises(ColumnQuestion, match="哪一列是项目名称") as asked:
        read(path)
    assert (asked.value.fact, asked.value.letters) == ("title", ("A", "B"))
    said = CliRunner().invoke(check, [str(path)])
    assert said.exit_code == 2
    assert "哪一列是项目名称？" in said.stderr and "--column A列=项目名称" in said.stderr
    assert CliRunner().invoke(check, [str(path), "--column", "A列=项目名称"]).exit_code == 0


def test_of_several_columns_the_one_that_sounds_like_names_is_taken(tmp_path: Path) -> None:
    text = (
        "所托之事的名称,怎么做,采购单位\n养老护理服务,老人健康评估,民政局\n校园保安服务,校园安全检测,教育局\n"
    )
    assert meanings(read(save_list(tmp_path, text))) == ["title", None, "purchaser"]


def test_a_vague_header_above_other_things_than_names_is_asked_about(tmp_path: Path) -> None:
    path = save_list(tmp_path, f"买啥,名称,预算金额（元）\n{rows('民政局%', '%0000')}")
    with pytest.raises(ColumnQuestion) as asked:
        read(path)
    assert asked.value.letters == ("B", "A")


@pytest.mark.parametrize("left_unread", ["项目名称", "A列"])
def test_a_list_whose_name_is_not_to_be_read_is_asked_about(tmp_path: Path, left_unread: str) -> None:
    path = save_list(tmp_path, f"项目名称,采购单位,备忘\n{rows('民政局', '第%批')}")
    said = CliRunner().invoke(check, [str(path), "--column", f"{left_unread}="])
    assert said.exit_code == 2
    assert "哪一列是项目名称？" in said.stderr


def test_a_list_without_any_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="没有一列写的是项目名称"):
        read(save_list(tmp_path, "预算金额（元）,采购单位\n30000,民政局\n40000,教育局\n"))


def test_where_only_a_need_is_written_it_is_the_name(tmp_path: Path) -> None:
    lines = check_text(tmp_path, f"服务内容,采购单位\n{rows('民政局')}")
    assert [line.verdict for line in lines][1] is LineVerdict.REFUSED
    assert [line.title for line in lines] == list(TITLES)
    found = read(
        save_list(
            tmp_path, f"技术要求,采购内容\n做到第1次,{TITLES[1]}\n做到第2次,{TITLES[0]}\n", name="b.csv"
        )
    )
    assert meanings(found) == ["description", "title"]
    list(found.batches())
    assert "B列“采购内容”" in found.remarks[0]


def test_a_row_without_a_name_is_never_clear(tmp_path: Path) -> None:
    lines = check_text(tmp_path, f"服务事项,采购单位\n{rows('民政局')},教育局\n")
    assert lines[-1].verdict is LineVerdict.IMPROVE


@pytest.mark.django_db
def test_the_name_is_chosen_on_the_page(client: Client) -> None:
    address = drop_checked(
        client, "买啥,为啥买,采购单位\n养老护理服务,老人健康评估,民政局\n办公楼新建工程,校园安全检测,教育局\n"
    )
    page = page_of(client, address)
    assert "哪一列是项目名称？" in page and "读B列" in page
    client.post(f"{address}column/", {"letter": "A"})
    assert do_jobs() == 1
    page = page_of(client, address)
    assert "办公楼新建工程" in page and "工程不得作为服务购买" in page
