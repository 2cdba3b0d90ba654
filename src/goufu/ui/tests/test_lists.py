"""A list as an officer uses it: read, sorted, paged, summed up, its columns chosen, taken home."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from goufu.ui import workbooks
from goufu.ui.money import Unit
from goufu.ui.paging import COUNTED, PAGE_ROWS, REACHED, LongPaginator
from goufu.ui.tables import MoneyColumn, NumberColumn, Table, TextColumn
from goufu.ui.tests.demo import ProjectTable, projects

pytestmark = pytest.mark.usefixtures("demo", "projects")


class ShortTable(Table):
    title = "a/b"
    name = TextColumn("名称")
    amount = MoneyColumn("金额")


def page(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def names(html: str) -> list[str]:
    return re.findall(r'<a href="/project/\d+">([^<]+)</a>', html)


def sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_object(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_page_has_fifty_rows_and_says_how_many_there_are(client: Client) -> None:
    html = page(client)
    assert len(names(html)) == PAGE_ROWS
    assert "共 120 条" in html
    assert "第 1 / 3 页" in html


@pytest.mark.parametrize("number", ["abc", "0", "-5", "", "1e3", "²"])
def test_what_is_no_page_leads_to_the_first(client: Client, number: str) -> None:
    assert "第 1 / 3 页" in page(client, f"/?page={number}")


@pytest.mark.parametrize("number", ["4", "99", "999999999999999999999"])
def test_what_is_beyond_leads_to_the_last(client: Client, number: str) -> None:
    html = page(client, f"/?page={number}")
    assert "第 3 / 3 页" in html
    assert len(names(html)) == 20


def test_sorting_is_a_link_in_the_head_and_turns_round(client: Client) -> None:
    html = page(client, "/?sort=-amount")
    assert 'aria-sort="descending"' in html
    assert 'href="?sort=amount"' in html
    assert names(html)[0].endswith("（120）")
    assert names(page(client, "/?sort=amount"))[0].endswith("（001）")


@pytest.mark.parametrize("column", ["nonsense", "body", "--amount", "amount,name", "amount__x", "-"])
def test_what_cannot_be_sorted_by_is_passed_over(client: Client, column: str) -> None:
    assert names(page(client, f"/?sort={column}"))[0].endswith("（001）")


def test_equal_rows_are_shown_once_over_all_pages(client: Client) -> None:
    seen = [name for number in (1, 2, 3) for name in names(page(client, f"/?sort=-state&page={number}"))]
    assert len(set(seen)) == 120


def test_turning_pages_keeps_filter_and_order(client: Client) -> None:
    html = page(client, "/?q=服务&sort=-amount")
    assert re.search(r'rel="next" href="\?q=[^"]+&amp;sort=-amount&amp;page=2"', html)


def test_a_list_costs_the_same_few_queries_however_long(
    client: Client, django_assert_max_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    with django_assert_max_num_queries(3):  # rows, count, sum
        page(client, "/?sort=amount")


def test_nothing_is_counted_beyond_a_thousand(client: Client) -> None:
    Group.objects.bulk_create(Group(name=f"更多 {number}") for number in range(COUNTED))
    with CaptureQueriesContext(connection) as asked:
        html = page(client)
    assert "1,000 条以上" in html
    assert "<tfoot>" not in html
    assert [each["sql"] for each in asked if "COUNT" in each["sql"] and "LIMIT 1001" not in each["sql"]] == []
    assert len(asked) == 2


def test_the_totals_are_those_of_all_rows(client: Client) -> None:
    html = page(client, "/?page=3")
    numbers = Group.objects.values_list("id", flat=True)
    total = sum(numbers) * 12345678
    assert f"{total // 100:,}.{total % 100:02}" in html.partition("<tfoot>")[2]


def test_amounts_are_in_the_unit_that_the_reader_chose(client: Client) -> None:
    client.cookies["unit"] = "wan"
    html = page(client)
    exact, shown = re.findall(r'<data value="([^"]+)">([^<]+)</data>', html)[0]
    assert "预算（万元）" in html
    assert abs(Decimal(shown.replace(",", "")) * 10_000 - Decimal(exact)) <= 50
    client.cookies["unit"] = "yuan"
    assert "预算（元）" in page(client)  # heads are kept, one for each unit


def test_what_a_page_makes_of_a_column_is_not_on_the_next() -> None:
    def headed(unit: Unit) -> str:
        table = ProjectTable(projects())
        table.count_in(unit)
        return str(table.columns["amount"].header)

    assert headed(Unit.WAN) == "预算（万元）"
    assert str(ProjectTable(projects()).columns["amount"].header) == "预算（元）"


def test_every_cell_has_its_name_for_the_phone(client: Client) -> None:
    body = page(client).partition("<tbody>")[2].partition("</tbody>")[0]
    assert body.count("<td") == body.count("<td data-label=")


def test_columns_are_chosen_and_stay_chosen(client: Client) -> None:
    assert "云岭县民政局" not in page(client)
    answer = client.get("/?sort=-amount&columns=&columns=body&columns=nonsense")
    assert answer.headers["Location"] == "/?sort=-amount"
    html = page(client)
    assert "云岭县民政局" in html
    assert 'data-label="预算' not in html
    assert len(names(html)) == PAGE_ROWS  # the first column can't be taken away


def test_an_empty_list_says_what_belongs_there_and_offers_the_first_step(client: Client) -> None:
    Group.objects.all().delete()
    html = page(client)
    assert "还没有项目" in html
    assert "要购买的服务从这里写起" in html
    assert '<a class="gf-btn" href="/new">写一个项目</a>' in html


def test_nothing_found_is_not_the_same_as_nothing_there(client: Client) -> None:
    html = page(client, "/?q=没有的")
    assert "没有符合条件的" in html
    assert "写一个项目" not in html


def test_excel_has_the_same_rows_and_columns_in_yuan(client: Client) -> None:
    client.cookies["unit"] = "yi"
    answer = client.get("/?q=（11&sort=-amount&as=xlsx")
    rows = sheet(answer.content)
    numbers = sorted(Group.objects.filter(name__contains="（11").values_list("id", flat=True), reverse=True)
    assert "filename*=utf-8''%E9%A1%B9%E7%9B%AE-20" in answer.headers["Content-Disposition"]
    assert rows[0] == ["名称", "预算（元）", "开始", "状态"]
    assert [row[1] for row in rows[1:]] == [float(number * Decimal("123456.78")) for number in numbers]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "=HYPERLINK(1)", "\tx"])
def test_text_that_looks_like_a_formula_stays_text(client: Client, text: str) -> None:
    Group.objects.create(name=text)
    rows = sheet(client.get("/?sort=-begun&as=xlsx").content)
    assert text in [row[0] for row in rows]


def test_a_file_holds_what_a_table_works_out_for_it() -> None:
    class PairTable(Table):
        title = "对"
        both = TextColumn("两样", accessor="first")

        def render_both(self, value: str) -> str:
            return f"<b>{value}</b>"

        def value_both(self, record: dict[str, str], bound_column: object) -> str:
            return f"{bound_column}：{record['first']}、{record['second']}"

    table = PairTable([{"first": "甲", "second": "乙"}, {"first": "丙", "second": "丁"}])
    assert sheet(workbooks.workbook(table))[1:] == [["两样：甲、乙"], ["两样：丙、丁"]]


def test_two_columns_of_one_name_are_both_in_the_file() -> None:
    class TwiceTable(Table):
        title = "两次"
        planned = NumberColumn("数量")
        done = NumberColumn("数量", total=True)

    [heads, row] = sheet(workbooks.workbook(TwiceTable([{"planned": 12_000, "done": 5}])))
    assert [head.strip() for head in heads] == ["数量", "数量"]
    assert row == [12_000, 5]


def test_text_longer_than_a_cell_is_cut_not_a_fault() -> None:
    table = ShortTable([{"name": "长" * 40_000, "amount": None}])
    [_, [name, amount]] = sheet(workbooks.workbook(table))
    assert len(name) == workbooks.CELL
    assert amount == ""


def test_too_many_rows_for_a_file_are_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 119)
    answer = client.get("/?as=xlsx")
    assert answer.status_code == 422
    assert "一次最多下载 119 条" in answer.content.decode()
    monkeypatch.setattr(workbooks, "MOST_ROWS", 120)
    assert client.get("/?as=xlsx").status_code == 200


@given(total=st.integers(0, 400), number=st.integers(-3, 60))
def test_pages_of_any_list_are_whole_and_told_truly(total: int, number: int) -> None:
    paginator = LongPaginator(list(range(total)), 10)
    shown = paginator.page(number)
    start = (shown.number - 1) * 10
    assert list(shown.object_list) == list(range(total))[start : start + 10]
    assert shown.has_next() == (start + 10 < total)
    assert paginator.count == total


def test_pages_follow_each_other_beyond_what_is_counted() -> None:
    shown = LongPaginator(range(REACHED)).page(COUNTED // PAGE_ROWS)
    assert (shown.previous_page_number(), shown.next_page_number()) == (shown.number - 1, shown.number + 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "shown", "said", "queries"),
    [
        (1, range(0, 10), (10, True, True), 1),
        (2, range(10, 20), (20, True, True), 1),
        (3, range(20, 25), (25, False, False), 1),
        (9, range(20, 25), (25, False, False), 3),  # beyond the end: counted for the last
    ],
)
def test_a_list_that_counts_what_it_shows_asks_for_no_more(
    number: int, shown: range, said: tuple[int, bool, bool], queries: int
) -> None:
    Group.objects.bulk_create([Group(name=f"{each:02}") for each in range(25)])
    rows = Group.objects.filter(name__regex=r"^\d\d$").order_by("name")
    with CaptureQueriesContext(connection) as asked:
        paginator = LongPaginator(rows, 10, counts_shown=True)
        page = paginator.page(number)
        assert [each.name for each in page.object_list] == [f"{each:02}" for each in shown]
        assert (paginator.count, paginator.is_more, page.has_next()) == said
    assert len(asked) == queries


def test_paging_ends_where_skipping_grows_slow() -> None:
    paginator = LongPaginator(range(REACHED + 1))
    last = paginator.page(10**9)
    assert last.number * PAGE_ROWS == REACHED
    assert last.is_farthest
    assert not last.has_next()
