"""Two columns for one fact: the person is asked which is meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from goufu.check.columns import Chosen
from goufu.check.errors import ColumnQuestion
from goufu.check.tests.jobs import do_jobs
from goufu.check.tests.lists import book, entries, reading
from goufu.check.tests.test_list_pages import drop_checked
from goufu.check.tests.test_list_pages import read as page_of


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("项目名称|2026年预算（万元）|2027年预算（万元）", "B", "C"),
        ("项目名称|预算金额（元）|预算金额（万元）", "B", "C"),
        ("项目名称|采购项目名称|预算金额（万元）", "A", "B"),
        ("项目名称|项目名称|预算金额（万元）", "A", "B"),
    ],
)
def test_two_columns_for_one_fact_are_asked_about(
    tmp_path: Path, header: str, first: str, second: str
) -> None:
    path = book(tmp_path, header, "养老服务|30|40")
    with pytest.raises(ColumnQuestion) as asked:
        reading(path)
    assert asked.value.letters == (first, second)
    assert f"{first}列“" in asked.value.what and "不知道该读哪一列" in asked.value.what
    chosen = reading(path, chosen={f"{second}列": Chosen(asked.value.fact)})
    assert [
        column.letter for column in chosen.columns if column.fact and column.fact.name == asked.value.fact
    ] == [second]


def test_columns_that_say_the_same_or_nothing_are_not_asked_about(tmp_path: Path) -> None:
    same = book(tmp_path, "项目名称|采购项目名称|预算（万元）", "养老 服务|养老服务|30", "助餐|助餐|20")
    assert [line["title"] for line in entries(same)] == ["养老服务", "助餐"]
    blank = book(tmp_path, "项目名称|采购项目名称|预算（万元）", "|养老服务|30", "|助餐|20")
    assert [line["title"] for line in entries(blank)] == ["养老服务", "助餐"]


@pytest.mark.django_db
def test_the_page_asks_which_column_is_meant_and_heeds_the_answer(client: Client, lists_folder: Path) -> None:
    address = drop_checked(client, "项目名称,采购项目名称\n机关运行,社区养老服务\n学校运行,办公楼新建工程\n")
    page = page_of(client, address)
    assert "哪一列是项目名称？" in page and "读B列" in page and "机关运行" in page
    client.post(f"{address}column/", {"letter": "Z"})
    assert "哪一列是项目名称？" in page_of(client, address)
    client.post(f"{address}column/", {"letter": "B"})
    assert do_jobs() == 1
    page = page_of(client, address)
    assert "办公楼新建工程" in page and "学校运行" not in page


def test_who_has_a_matter_in_hand_is_the_purchaser_or_is_asked_about(tmp_path: Path) -> None:
    alone = reading(book(tmp_path, "项目名称|承办单位", "物业管理|民政局"))
    assert [column.fact.name for column in alone.columns if column.fact] == ["title", "purchaser"]
    for other in ("采购单位", "购买主体"):
        with pytest.raises(ColumnQuestion) as asked:
            reading(book(tmp_path, f"项目名称|承办单位|{other}", "物业管理|养老科|民政局"))
        assert asked.value.fact == "purchaser"
        assert set(asked.value.headers) == {"承办单位", other}
