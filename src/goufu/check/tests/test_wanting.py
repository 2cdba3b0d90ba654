"""What is wanting for the rules that could not answer is said fact by fact."""

from __future__ import annotations

import pytest
from django.test import Client

from goufu.check.results import OUR_COLUMNS, LineProblem, LineResult, LineVerdict, Unanswered
from goufu.check.tests.test_list_pages import drop_checked, read
from goufu.check.wanting import WaitingRule, by_fact
from goufu.files.cells import CellProblem

METHOD, TERM, PRICE = "采购方式", "合同期限", "限额标准（货物、服务）"
RULES = [
    ("a", "单一来源", ("适用情形", METHOD)),
    ("b", "不得询价", (METHOD,)),
    ("c", "不超过三年", (TERM,)),
    ("d", "自行采购", (METHOD, PRICE)),
]


def test_each_rule_stands_once_under_the_fact_that_most_rules_want() -> None:
    method, term = by_fact(dict(zip(RULES, (3, 5, 2, 0), strict=True)))
    assert (method.fact, method.lines) == (METHOD, 5)
    assert method.rules == [
        WaitingRule("a", "单一来源", ("适用情形",)),
        WaitingRule("b", "不得询价", ()),
        WaitingRule("d", "自行采购", (PRICE,)),
    ]
    assert (
        method.words
        == "缺采购方式：单一来源（还缺适用情形）；不得询价；自行采购（还缺限额标准（货物、服务））"
    )
    assert (term.fact, term.lines, len(term.rules)) == (TERM, 2, 1)


def test_a_rule_that_wants_more_on_some_lines_is_named_once() -> None:
    [method] = by_fact({("b", "不得询价", (METHOD,)): 2, ("b", "不得询价", (METHOD, PRICE)): 3})
    assert (len(method.rules), method.lines, method.words) == (1, 5, "缺采购方式：不得询价")


def test_where_all_could_answer_nothing_is_wanting() -> None:
    assert by_fact({}) == []


@pytest.mark.django_db
def test_the_page_of_a_list_says_each_fact_once(client: Client, lists_folder: object) -> None:
    address = drop_checked(client, "项目名称,合同期限（月）\n助餐服务,\n助浴服务,12\n")
    page = read(client, address)
    assert page.count("<dt>采购方式") == 1
    assert "<dt>合同期限 <span" in page and "1 行" in page


@pytest.mark.django_db
def test_a_row_of_the_list_has_room_for_what_it_says(client: Client, lists_folder: object) -> None:
    page = read(client, drop_checked(client, "项目名称,合同期限（月）\n助餐服务,12\n合计,12\n"))
    assert "未见不得购买</span>" in page
    assert ">合计 12</a>" in page


def test_each_row_names_two_facts_and_how_many_more() -> None:
    rules = [
        ("a", "甲", ["采购方式"]),
        ("b", "乙", ["期限", "采购方式"]),
        ("c", "丙", ["编码"]),
        ("d", "丁", ["类别"]),
    ]
    assert Unanswered.made(9, rules).words == (
        "9条规则没能回答；其中4条不得实施的规则缺：采购方式、编码等3项"
    )
    assert Unanswered.made(9, rules[:1]).words.endswith("缺：采购方式")


def test_a_row_that_lacks_something_has_its_cause_and_its_remedy() -> None:
    problem = LineProblem.of(
        CellProblem("清单", 3, "B", "预算金额", "约。30", "看不懂这个金额", "写成“186万元”。不知道的空着")
    )
    line = LineResult(3, (), LineVerdict.IMPROVE, "养老服务", problems=(problem,))
    said = dict(zip(OUR_COLUMNS, line.texts(), strict=True))
    assert said["原因"] == "清单!B3（预算金额）写的是“约。30”，看不懂这个金额。"
    assert said["怎么办"] == "写成“186万元”。不知道的空着。"
    assert said["数据问题"] == (
        "清单!B3（预算金额）写的是“约。30”，看不懂这个金额。写成“186万元”。不知道的空着。"
    )
    nameless = dict(zip(OUR_COLUMNS, LineResult(3, (), LineVerdict.IMPROVE).texts(), strict=True))
    assert nameless["原因"] == "没有项目名称，看不出买的是什么。"
    assert nameless["怎么办"] == "请填写项目名称。"
    total = LineResult(4, (), LineVerdict.SKIPPED, reason="合计行")
    assert total.texts()[:4] == ("未检查：合计行", "", "", "")
