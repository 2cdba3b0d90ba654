"""A list dropped on the page, read, corrected and taken home; by the real worker."""

from __future__ import annotations

import html
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from goufu.check.tests.conftest import LIST
from goufu.check.tests.jobs import do_jobs

pytestmark = pytest.mark.django_db


def drop(client: Client, text: str = LIST, name: str = "2027年购买计划.csv", **given: str) -> str:
    """The address of the dropped list, which waits for the worker."""
    file = SimpleUploadedFile(name, text.encode("utf-8-sig"))
    response = client.post("/check/lists/", {"file": file, **given})
    assert response.status_code == 302, response.content.decode()
    address: str = response.headers["Location"]
    return address


def drop_checked(client: Client, text: str = LIST, name: str = "2027年购买计划.csv", **given: str) -> str:
    """The address of the dropped list, which the worker has gone through."""
    address = drop(client, text, name, **given)
    assert do_jobs() == 1
    return address


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_result_counts_lists_and_explains(client: Client, address: str) -> None:
    page = read(client, address)
    assert "2027年购买计划.csv" in page
    assert "4 列里识别出 3 列" in page
    assert "1,860,000.00" in page
    assert "不得购买" in page
    assert "管理办法第十条第三项" in page
    assert "另有 1 行没有检查" in page


def test_the_counts_are_english_on_an_english_page(client: Client, address: str) -> None:
    client.cookies["django_language"] = "en"
    counts = read(client, address).partition('class="gf-counts"')[2].partition("</ul>")[0]
    assert "May not be bought" in counts and "不得购买" not in counts


def test_what_is_not_known_of_providers_is_told(client: Client, address: str, lists_folder: Path) -> None:
    unchecked = "承接主体的信用和登记情况没有核对；立项时会核对。"
    assert unchecked not in read(client, address)
    named = drop_checked(client, "项目名称,承接主体\n社区居家养老服务,康乐养老服务有限公司\n")
    assert unchecked in read(client, named)
    assert unchecked in read(client, "/check/?title=社区居家养老服务&provider=康乐养老服务有限公司")


def test_lines_are_narrowed_by_verdict_rule_and_text(client: Client, address: str) -> None:
    refused = read(client, f"{address}?verdict=refused")
    assert "路灯" in refused
    assert "失能老人" not in refused
    assert "路灯" in read(client, f"{address}?rule=plan.screen-works-and-service")
    assert "路灯" not in read(client, f"{address}?q=养老")
    assert "没有符合条件的行" in read(client, f"{address}?q=没有这样的项目")


def test_rules_that_fired_lead_to_their_lines(client: Client, address: str) -> None:
    page = read(client, f"{address}?by=rule")
    assert "工程和服务不得打包购买" in page
    assert "?rule=plan.screen-works-and-service" in page


def test_a_line_opens_with_cards_suggestions_and_its_own_cells(client: Client, address: str) -> None:
    page = read(client, f"{address}lines/3/")
    for words in ("不能这样做", "怎么办", "原表这一行", "云岭县城管局", "乙"):
        assert words in page
    assert "读不懂的格子" in read(client, f"{address}lines/4/")
    assert client.get(f"{address}lines/99/").status_code == 404


def test_a_rule_is_opened_with_the_facts_of_the_line(client: Client, lists_folder: Path) -> None:
    address = drop_checked(client, "项目名称,合同期限（月）,需求概况\n社区居家养老服务,37.5,上门照料\n")
    page = read(client, f"{address}lines/2/")
    [found] = {*re.findall(r'href="(/rules/plan.term-within-three-years/[^"]*)"', page)}
    tried = read(client, html.unescape(found))
    assert 'value="37.5"' in tried
    assert "37.5个月" in tried[tried.index('id="try"') :]


def test_htmx_opens_and_closes_the_row_in_place(client: Client, address: str) -> None:
    opened = client.get(f"{address}lines/3/", headers={"HX-Request": "true"}).content.decode()
    assert 'aria-expanded="true"' in opened
    assert "<html" not in opened
    closed = client.get(f"{address}lines/3/?close", headers={"HX-Request": "true"}).content.decode()
    assert 'aria-expanded="false"' in closed
    assert "原表这一行" not in closed


def test_what_stands_in_the_list_is_shown_escaped(client: Client, address: str) -> None:
    assert "<script>alert" not in read(client, address)
    assert "<script>alert" not in read(client, f"{address}lines/4/")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_result_is_taken_home_under_the_lists_own_name(client: Client, address: str, kind: str) -> None:
    response = client.get(f"{address}result.{kind}")
    content = b"".join(response)
    wanted = f"attachment; filename*=utf-8''{quote(f'2027年购买计划-预审结果.{kind}')}"
    assert response.headers["Content-Disposition"] == wanted
    if kind == "xlsx":
        rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        assert "结论" in rows[0]
    assert client.get(f"{address}result.exe").status_code == 404


def test_a_column_taken_for_something_else_is_corrected(client: Client, address: str) -> None:
    client.post(f"{address}columns/", {"fact-3": "description", "fact-0": "title"})
    assert do_jobs() == 1
    page = read(client, address)
    assert "4 列里识别出 4 列" in page
    assert "由使用者指定" in page


def test_one_fact_for_two_columns_is_refused_in_words(client: Client, address: str) -> None:
    response = client.post(f"{address}columns/", {"fact-1": "description", "fact-3": "description"})
    assert response.status_code == 422
    assert "同时选给了" in response.content.decode()


def test_an_unknown_fact_is_refused(client: Client, address: str) -> None:
    response = client.post(f"{address}columns/", {"fact-1": "drop table"})
    assert response.status_code == 422


def test_the_unit_is_asked_for_and_the_answer_heeded(client: Client, lists_folder: Path) -> None:
    address = drop_checked(client, "项目名称,预算\n养老服务,500\n法律服务,12000\n")
    assert "金额的单位是元，还是万元？" in read(client, address)
    client.post(f"{address}unit/", {"unit": "万元"})
    assert do_jobs() == 1
    assert "5,000,000.00" in read(client, address)


def test_a_file_that_is_no_list_is_refused_with_the_way_on(client: Client, lists_folder: Path) -> None:
    page = read(client, drop_checked(client, "%PDF-1.4 nonsense", "合同.pdf"))
    assert "这张表没有检查" in page
    assert "怎么办" in page
    assert "换一个文件" in page


def test_the_day_and_the_level_are_used(client: Client, lists_folder: Path) -> None:
    address = drop_checked(client, on_date="2010-01-01", level="county", place="河南省")
    assert "管理办法第十条第三项" not in read(client, address)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "还没有选择文件"),
        ({"file": SimpleUploadedFile("空.csv", b"")}, "这个文件是空的"),
    ],
)
def test_nothing_to_check_is_told_at_the_field(
    client: Client, lists_folder: Path, given: dict[str, SimpleUploadedFile], message: str
) -> None:
    response = client.post("/check/lists/", given)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not lists_folder.exists()


def test_a_file_name_is_never_a_path(client: Client, lists_folder: Path) -> None:
    address = drop_checked(client, name="..\\..\\<b>evil</b>.csv")
    assert "<b>evil" not in read(client, address)
    assert {path.name for path in lists_folder.parent.iterdir()} == {"lists"}


@pytest.mark.parametrize("token", ["x", "a" * 43, "..%2f..%2fetc"])
def test_only_the_token_opens_a_list(client: Client, lists_folder: Path, token: str) -> None:
    response = client.get(f"/check/lists/{token}/")
    assert response.status_code == 404


def test_a_strangers_form_is_not_taken(lists_folder: Path) -> None:
    response = Client(enforce_csrf_checks=True).post(
        "/check/lists/", {"file": SimpleUploadedFile("a.csv", b"a")}
    )
    assert response.status_code == 403


def test_while_it_works_the_page_tells_how_far_it_is(client: Client, lists_folder: Path) -> None:
    address = drop(client)
    page = read(client, address)
    assert "排队等候" in page
    assert 'hx-trigger="every 1s"' in page
    assert "可以离开这一页" in page
    assert "排队等候" not in read(client, f"{address}?progress=waiting")  # nothing new to read aloud


def test_when_it_is_done_the_waiting_page_reloads(client: Client, address: str) -> None:
    assert client.get(f"{address}?progress=writing").headers["HX-Refresh"] == "true"


def test_results_are_not_kept_by_browsers(client: Client, address: str) -> None:
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_many_lines_come_in_pages(client: Client, lists_folder: Path) -> None:
    rows = "\n".join(f"养老服务{number},{number}" for number in range(120))
    address = drop_checked(client, f"项目名称,预算金额（万元）\n{rows}\n")
    assert "第 1 / 3 页" in read(client, address)
    last = read(client, f"{address}?page=3")
    assert "养老服务119" in last
    assert "养老服务119" in read(client, f"{address}?page=99")
    assert "第 1 / 3 页" in read(client, f"{address}?page=nix")


def test_a_body_is_asked_about_once_and_what_is_wanting_is_named(client: Client, lists_folder: Path) -> None:
    rows = "".join(f"东平市人民医院,护工陪护服务{n}\n" for n in range(3))
    page = read(client, drop_checked(client, f"采购单位,项目名称\n{rows}"))
    assert page.count("这个单位是什么性质？") == 1
    assert "要回答的问题，每个单位只问一次" in page
    assert "清单里缺资料，有 " in page
    assert "<dt>合同期限" in page


def test_an_opened_line_names_the_blocking_rules_that_could_not_answer(client: Client, address: str) -> None:
    line = read(client, f"{address}lines/2/")
    assert "条不符合时不得实施" in line
    assert "<dt>采购方式" in line
