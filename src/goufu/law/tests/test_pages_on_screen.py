"""The rules as people read them in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from goufu.law import views
from goufu.law.forms import TryForm
from goufu.law.model import Rulebook

pytestmark = pytest.mark.django_db
TERM = "/rules/plan.term-within-three-years/"


def test_every_rule_has_a_page_with_its_article_and_its_answer(client: Client, book: Rulebook) -> None:
    for rule in book.rules.values():
        page = client.get(f"/rules/{rule.id}/").content.decode()
        opening = book.article(rule.articles[0]).text[:12] if rule.articles else "只看数据本身"
        assert opening in page.replace("&#x27;", "'").replace("&quot;", '"')
        assert "有的地方填得不对" not in page, rule.id


def test_every_instrument_has_a_page(client: Client, book: Rulebook) -> None:
    for instrument in book.instruments.values():
        page = client.get(f"/rules/instruments/{instrument.id}/")
        assert page.status_code == 200
        assert instrument.number in page.content.decode()


def test_a_later_text_of_a_law_says_since_when_there_is_the_law(client: Client) -> None:
    page = client.get("/rules/instruments/procurement-law/").content.decode()
    assert "最初的文本从 2003年1月1日 起施行" in page


def test_the_list_shows_all_rules_and_how_many(client: Client, book: Rulebook) -> None:
    page = client.get("/rules/").content.decode()
    assert f"找到 {len(book.rules)} 条规则" in page
    assert all(f'href="/rules/{rule}/"' in page for rule in book.rules)


def listed(client: Client, query: str = "") -> str:
    """What the list's page shows below its head."""
    return (
        client.get(f"/rules/{query}").content.decode().partition("<h1>")[2].partition('class="gf-printed"')[0]
    )


def test_the_list_is_made_once_in_each_language(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    chinese = listed(client)
    client.cookies["django_language"] = "en"
    english = listed(client)
    assert "购买服务要守哪些规则" in chinese
    assert "购买服务要守哪些规则" not in english
    monkeypatch.setattr(views, "_row", None)  # whoever made the list again would fail
    assert listed(client) == listed(client, "?q=") == english
    client.cookies["django_language"] = "zh-hans"
    assert listed(client) == chinese


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("stage=plan", "plan.term-within-three-years", "contract."),
        ("q=三年 期限", "plan.term-within-three-years", "plan.amount-positive"),
        ("instrument=order-102", "plan.term-within-three-years", "award.award-notice"),
        ("day=2019-12-31", "找到", "plan.term-within-three-years"),
    ],
)
def test_the_list_can_be_narrowed(client: Client, query: str, there: str, not_there: str) -> None:
    page = client.get(f"/rules/?{query}").content.decode()
    assert there in page
    assert f'href="/rules/{not_there}' not in page


def test_a_filter_that_finds_nothing_says_so_and_offers_the_way_back(client: Client) -> None:
    page = client.get("/rules/?q=并没有这样的词").content.decode()
    assert "没有符合条件的规则" in page
    assert "看全部规则" in page


def test_a_wrong_date_or_place_is_told_and_not_used(client: Client, book: Rulebook) -> None:
    page = client.get("/rules/?day=2026-02-30&place=河南").content.decode()
    assert "日期写法不对" in page
    assert "行政区划写六位代码" in page
    assert f"找到 {len(book.rules)} 条规则" in page


def test_a_rule_is_tried_on_a_passing_example_first(client: Client) -> None:
    page = client.get(TERM).content.decode()
    assert 'value="12"' in page
    assert "这些事实符合这条规则" in page


def test_a_rule_tried_on_other_facts_answers_with_a_card(client: Client) -> None:
    page = client.get(TERM, {"try": "1", "on_date": "2026-06-01", "term_months": "48"}).content.decode()
    assert "不能这样做" in page
    assert "48个月，超过三年" in page
    assert 'href="/rules/instruments/order-102/#article-24"' in page


def test_a_day_before_the_rule_gets_no_demand(client: Client) -> None:
    page = client.get(TERM, {"try": "1", "on_date": "2020-02-29", "term_months": "48"}).content.decode()
    assert "这条规则管不着" in page


def test_missing_facts_are_named(client: Client) -> None:
    page = client.get(TERM, {"try": "1", "on_date": "2026-06-01"}).content.decode()
    assert "还缺：合同期限" in page


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("term_months", "四年", "请写数字"),
        ("on_date", "昨天", "日期写法不对"),
    ],
)
def test_what_cannot_be_understood_is_told_at_the_field(
    client: Client, field: str, value: str, message: str
) -> None:
    given = {"try": "1", "on_date": "2026-06-01", "term_months": "12"} | {field: value}
    page = client.get(TERM, given).content.decode()
    assert message in page
    assert "有的地方填得不对" in page


def test_days_beyond_the_calendar_are_refused_where_working_days_count(
    client: Client, book: Rulebook
) -> None:
    counting = next(rule for rule in book.rules.values() if "gf_workdays" in rule.must)
    page = client.get(
        f"/rules/{counting.id}/", {"try": "1", counting.dated_by: "1999-01-01"}
    ).content.decode()
    assert "日期要在 2004-01-01 到 2049-12-31 之间" in page


def test_no_rule_breaks_on_the_largest_and_smallest_facts(client: Client, book: Rulebook) -> None:
    extremes = {
        "date": ("0001-01-01", "9999-12-31"),
        "money": ("-9999999999999999.99", "9999999999999999.99"),
        "number": ("-99999999.9999", "99999999.9999"),
        "integer": ("-1000000000", "1000000000"),
        "text": ("“'%{}\\", "工程" * 500),
        "yesno": ("yes", "no"),
    }
    calculating = re.compile(r"gf_(?:days|workdays|due|workday_due|plus_months|odd)|[*+-]")
    for rule in (each for each in book.rules.values() if calculating.search(each.applies + each.must)):
        facts = book.stages[rule.stage].facts
        for side in (0, 1):
            given = {
                name: list(facts[name].choices)[-side]
                if facts[name].choices
                else extremes[facts[name].type][side]
                for name in TryForm(rule, book, {}).fields
                if name != "place"
            }
            assert client.get(f"/rules/{rule.id}/", {"try": "1", **given}).status_code == 200, rule.id


def test_changes_are_listed_by_day(client: Client) -> None:
    page = client.get("/rules/changes/?from=2020-01-01&to=2020-12-31").content.decode()
    assert "政府购买服务管理办法" in page
    assert "2020-03-01" in page


def test_days_the_wrong_way_round_are_told_at_the_field(client: Client) -> None:
    page = client.get("/rules/changes/?from=2020-12-31&to=2020-01-01").content.decode()
    assert "要在前一个日期之后" in page
    assert 'name="to" value="2020-01-01"' in page


@pytest.mark.parametrize("path", ["/rules/plan.term-within-3-years/", "/rules/instruments/order-103/"])
def test_an_unknown_id_gets_a_page_that_helps(client: Client, path: str) -> None:
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 404
    assert "您要找的也许是" in page
    assert "从全部规则里找" in page


def test_what_is_typed_is_shown_escaped(client: Client) -> None:
    page = client.get("/rules/<script>alert(1)</script>/").content.decode()
    assert "<script>alert" not in page


def test_rules_speak_english_around_the_chinese_law(client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = client.get(TERM).content.decode()
    assert "Try it" in page
    assert "合同期限不超过三年" in page


def test_no_file_of_ours_is_fetched_from_elsewhere() -> None:
    static = Path(__file__).parent.parent / "static"
    assert not any("http" in file.read_text() for file in static.rglob("*.*"))


def test_stages_are_folded_until_one_searches(client: Client, book: Rulebook) -> None:
    """383 rules at once are 58,000 pixels on a phone."""
    assert listed(client).count('<details class="gf-card flush law-stage">') == len(book.stages)
    assert listed(client, "?stage=payment").count('<details class="gf-card flush law-stage" open>') == 1


def test_each_number_stands_once_under_a_stage_whose_rules_ask_for_it(client: Client, book: Rulebook) -> None:
    page = client.get("/rules/parameters/").content.decode()
    stages = re.split(r"<h2>", page)[1:]
    assert all(page.count(f'href="/rules/parameters/{name}/"') == 1 for name in book.parameters)
    assert any("支付" in stage[:9] and "/rules/parameters/sme_payment_days/" in stage for stage in stages)
