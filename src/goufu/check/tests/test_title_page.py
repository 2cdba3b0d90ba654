"""One title, answered."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import pytest
from django.test import Client

from goufu.reader import version

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def ask(client: Client, **given: str) -> str:
    return client.get("/check/", given).content.decode()


def test_the_page_says_what_it_rests_on_and_offers_the_first_step(client: Client) -> None:
    page = ask(client)
    assert "这件事，能不能用政府购买服务来办？" in page
    assert "条规则" in page
    assert "例如" in page


def test_works_with_operation_are_refused_with_article_and_remedy(client: Client) -> None:
    page = ask(client, title="城区路灯改造及三十年运营政府购买服务")
    for words in (
        "不得购买",
        "不能这样做",
        "管理办法第十条第三项",
        'href="/rules/instruments/order-102/#article-10.3"',
        'href="/rules/plan.screen-works-and-service/?try=1&amp;title=',
        "用到的事实",
        "怎么办",
    ):
        assert words in page


def test_a_lawful_title_gets_its_catalogue_entry(client: Client) -> None:
    page = ask(client, title="失能老人上门护理服务")
    assert "没有查出不得购买的情形" in page
    assert "基本养老服务" in page
    assert "仅供参考，由经办人选定" in page
    assert "还缺资料、没有回答的规则" in page


def test_how_it_was_read_is_folded_away_in_plain_words(client: Client) -> None:
    page = ask(client, title="失能老人上门护理服务")
    [folded] = re.findall(
        r"<details[^>]*>\s*<summary>名称和需求是怎样读的</summary>(.*?)</details>", page, re.DOTALL
    )
    assert version() in folded and "对结论有疑问" in folded
    assert page.count(version()) == 1


@pytest.mark.parametrize("title", ["数字乡村平台建设", "其他服务"])
def test_of_a_title_that_does_not_say_what_is_bought_nothing_is_promised(client: Client, title: str) -> None:
    page = ask(client, title=title)
    assert "可以购买" not in page
    assert "名称没有写明买的是什么，还不能判断能不能购买。" in page


def test_what_is_only_to_be_mended_is_told_so(client: Client) -> None:
    page = ask(client, title="失能老人上门护理服务", amount_yuan="600000", method="below_threshold")
    assert "可以购买" not in page


@pytest.mark.parametrize("title", ["失能老人上门护理服务", "城区路灯改造及三十年运营政府购买服务"])
def test_nothing_is_announced_and_then_left_blank(client: Client, title: str) -> None:
    page = ask(client, title=title)
    assert "：</span>" not in page.replace("“", "").partition("check-proposals")[2]
    assert "的说法：</span>" not in page


def test_more_facts_make_more_rules_answer(client: Client) -> None:
    page = ask(client, title="失能老人上门护理服务", term_months="四年", amount_yuan="186万元")
    assert "超过三年" in page
    assert "合同期限：48个月" in page


def test_nothing_is_said_of_words_where_none_led_to_an_entry(client: Client) -> None:
    page = ask(client, title="窗口人员派驻服务（20人）")
    assert "建议的指导性目录条目" in page
    assert page.count("因为名称里有") == page.count("因为名称里有“")


def test_what_no_text_says_is_not_among_the_facts_used(client: Client) -> None:
    page = ask(client, title="窗口人员派驻服务（20人）")
    assert "<span>可能的用工特征：窗口人员派驻服务</span>" in page
    assert "<span>两种以上用工特征" not in page


def test_htmx_gets_the_answer_alone_with_what_is_read_aloud(client: Client) -> None:
    response = client.get("/check/", {"title": "办公楼装修改造工程", "purchaser": ""}, headers=HTMX)
    page = response.content.decode()
    assert "<html" not in page
    assert 'hx-swap-oob="true">不得购买' in page
    assert unquote(response.headers["HX-Replace-Url"]) == "/check/?title=办公楼装修改造工程"


def test_a_title_far_too_long_is_answered_on_its_first_five_hundred_characters(client: Client) -> None:
    page = ask(client, title="养老服务" * 2500)
    assert "名称有 10000 字，最多看 500 字" in page
    assert "没有查出不得购买的情形" in page


@pytest.mark.parametrize("title", ["养老\u200b服务", "\ufeff养老服务", "养老\x07服务"])
def test_invisible_characters_are_left_out_and_told(client: Client, title: str) -> None:
    page = ask(client, title=title)
    assert "看不见的控制字符，已略去" in page
    assert ">养老服务<span" in page


@pytest.mark.parametrize("title", ["？！……", "——", "%%%", "'"])
def test_a_title_without_words_is_told_so(client: Client, title: str) -> None:
    assert "名称里没有文字" in ask(client, title=title)


@pytest.mark.parametrize("title", ["", "   ", "\u3000"])
def test_an_empty_title_gets_no_verdict(client: Client, title: str) -> None:
    assert "check-verdict" not in ask(client, title=title)


def test_what_is_typed_is_shown_escaped(client: Client) -> None:
    page = ask(client, title='<script>alert(1)</script>" onfocus="x')
    assert "<script>alert" not in page
    assert '" onfocus="' not in page


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("amount_yuan", "很多", "预算金额"),
        ("on_date", "去年", "适用日期"),
        ("on_date", "1999-01-01", "日期要在"),
        ("place", "桃花源", "认不出是哪里"),
        ("method", "抢购", "采购方式"),
    ],
)
def test_a_fact_not_understood_is_told_and_not_used(
    client: Client, field: str, value: str, message: str
) -> None:
    page = ask(client, title="养老服务", **{field: value})
    assert message in page
    assert "这一项没有用来回答" in page
    assert "没有查出不得购买的情形" in page


def test_the_law_of_another_day_is_asked(client: Client) -> None:
    title = "青河区污水处理厂提标改造及运营服务"
    assert "不能这样做" in ask(client, title=title, on_date="2020-03-01")
    assert "不能这样做" not in ask(client, title=title, on_date="2010-01-01")


def test_it_speaks_english_on_request(client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = ask(client, title="办公楼装修改造工程")
    assert "May not be bought" in page
    assert "This may not be done" in page


def test_a_rule_is_opened_with_what_was_asked(client: Client) -> None:
    asked = {"title": "社会组织培训服务", "term_months": "37", "amount_yuan": "186万元"}
    answer = client.get("/check/", asked).content.decode()
    [address] = {*re.findall(r'href="(/rules/plan.term-within-three-years/[^"]*)"', answer)}
    tried = client.get(html.unescape(address)).content.decode()
    assert 'value="37"' in tried
    assert "37个月" in tried[tried.index('id="try"') :]
    addresses = {*re.findall(r'href="(/rules/plan.screen-works/[^"]*)"', answer)}
    assert len(addresses) == 1
    tried = client.get(html.unescape(addresses.pop())).content.decode()
    assert 'value="社会组织培训服务"' in tried
