"""Each rule reads as a sentence of law: numbers in place, no codes, no patterns, and no longer than can be read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from goufu.law.check import rule_complaints
from goufu.law.model import Fact, Rule, Rulebook
from goufu.law.values import Where
from goufu.law.wording import LONGEST, sentence, sentence_of_condition

CODE = re.compile(r"[A-Za-z]+_[A-Za-z_]+|[a-z]{3,}|gf_|NULL|TRUE|FALSE")
PATTERN = re.compile(r"\(\?|\[|\]|\{|\}|\*|\||\\|\^")
SCAFFOLDING = re.compile(r"乘以100|100乘以|×100|没有（|”为[是否]|一定句式")


@pytest.mark.parametrize("ugly", [CODE, PATTERN, SCAFFOLDING], ids=["code", "pattern", "scaffolding"])
def test_no_sentence_holds_what_only_a_programmer_reads(ugly: re.Pattern[str], book: Rulebook) -> None:
    said = {rule.id: sentence(rule, book) for rule in book.rules.values()}
    assert {rule: text for rule, text in said.items() if ugly.search(text)} == {}


def test_a_sentence_that_is_not_written_by_hand_is_short(book: Rulebook) -> None:
    said = {rule.id: sentence(rule, book) for rule in book.rules.values() if not rule.sentence}
    assert {rule: text for rule, text in said.items() if len(text) > LONGEST} == {}


def test_what_counts_where_nothing_is_filled_in_is_said_once(book: Rulebook) -> None:
    said = {rule.id: sentence(rule, book) for rule in book.rules.values()}
    assert {rule: text for rule, text in said.items() if text.count("未填按是") > 1} == {}


def test_each_sentence_is_whole(book: Rulebook) -> None:
    for rule in book.rules.values():
        text = sentence(rule, book)
        assert re.search("应当|不得|可以", text), f"{rule.id}：{text}"
        assert not re.search("，，|，。|的，$|^，|、、|；；|。。|其的", text), f"{rule.id}：{text}"
        for opened, closed in ("（）", "“”", "〈〉"):
            assert text.count(opened) == text.count(closed), f"{rule.id}：{text}"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("contract.published-in-time", "合同公告日（没有公告合同的，按适用日期）不得晚于合同签订日后第2个工作日"),
        ("contract.signed-in-time", "合同签订日不得晚于通知书发出日后第30日（遇节假日顺延）"),
        ("procurement.bid-deposit-ceiling", "投标保证金不得超过采购预算的2%"),
        ("plan.budgeted", "政府购买服务（未填按是）的，应当已安排预算"),
        ("plan.in-catalogue", "政府购买服务（未填按是），且（没有写明指导性目录编码，或者不在部门目录内）的，应当写明目录外备案号"),
        ("plan.poor-result-reduces-budget", "上年绩效等级是差，且预算金额不低于上年预算金额的，应当写明不调减的理由"),
        (
            "procurement.panel-expert-share",
            "采用公开招标、邀请招标、竞争性谈判、竞争性磋商或者询价的，"
            "评审专家人数不得低于评审小组人数的三分之二",
        ),
        ("delivery.kept-fifteen-years", "档案保存到不得早于采购结束日起满15年之日"),
        ("procurement.price-deduction-before-2022-07", "不专门面向中小企业的，小微企业价格扣除比例应当在6%至10%之间（含本数）"),
        ("procurement.price-deduction", "不专门面向中小企业的，小微企业价格扣除比例应当在10%至20%之间（含本数）"),
        ("contract.eight-elements", "应当写明服务内容、合同期限、服务数量、服务质量、服务价格、资金结算方式、权利义务和违约责任"),
    ],
)  # fmt: skip
def test_a_sentence_reads(rule: str, expected: str, book: Rulebook) -> None:
    assert sentence(book.rules[rule], book) == expected


def test_a_number_of_places_is_written_where_the_place_is_known(book: Rulebook) -> None:
    rule = book.rules["plan.over-limit-is-procurement"]
    assert "预算金额达到分散采购限额标准（货物、服务）" in sentence(rule, book)
    there = Where(date(2026, 6, 1), "city", "410100")
    assert "预算金额不低于100万元" in sentence(rule, book, there)
    nowhere = Where(date(1999, 1, 1), "city", "410100")
    assert "当时当地的数没有收录" in sentence(rule, book, nowhere)


def test_a_sentence_by_hand_takes_the_numbers_of_the_place(book: Rulebook) -> None:
    rule = book.rules["plan.no-splitting"]
    assert rule.sentence
    assert "超过公开招标数额标准" in sentence(rule, book)
    assert "超过400万元的" in sentence(rule, book, Where(date(2026, 6, 1), "city", "410100"))


def _with_condition(rule: Rule, must: str) -> Rule:
    return replace(rule, must=must)


def test_a_sentence_for_another_condition_is_stale(book: Rulebook) -> None:
    rule = book.rules["payment.within-accepted"]
    assert rule.sentence
    assert list(rule_complaints(rule, book)) == []
    changed = _with_condition(rule, rule.must.replace("<=", "<"))
    assert changed.must != rule.must
    [complaint] = rule_complaints(changed, book)
    assert complaint.startswith("payment.within-accepted：sentence 是照别的条件写的")


def test_a_sentence_names_each_parameter_of_its_condition(book: Rulebook) -> None:
    rule = book.rules["plan.no-splitting"]
    blind = replace(rule, sentence=rule.sentence.replace("{:open_tender_threshold_yuan}", "两百万元"))
    assert list(rule_complaints(blind, book)) == [
        "plan.no-splitting：sentence 里没有参数 open_tender_threshold_yuan"
    ]


def test_blanks_and_comments_make_no_sentence_stale(book: Rulebook) -> None:
    rule = book.rules["payment.within-accepted"]
    assert list(rule_complaints(_with_condition(rule, f"-- 进度款\n {rule.must}  "), book)) == []


def _plan_with(fact: Fact, book: Rulebook) -> Rulebook:
    plan = book.stages["plan"]
    stage = replace(plan, facts={**plan.facts, fact.name: fact})
    return replace(book, stages={**book.stages, "plan": stage})


@pytest.mark.parametrize(
    ("must", "expected"),
    [
        ("part = ''", "名称里不得有工程"),
        ("part = '' OR duty_basis <> ''", "没有写明职责依据的，名称里不得有工程"),
        ("gf_blank(part)", "名称里不得有工程"),
        ("part = '' OR is_budgeted", "名称里有工程的，应当已安排预算"),
        ("NOT (part <> '' AND is_ppp)", "属于特许经营的，名称里不得有工程"),
        ("amount_yuan > 0 AND amount_yuan <= 10", "预算金额应当大于0，且不得超过10元"),
        ("3 * amount_yuan >= 2 * last_year_yuan", "预算金额不得低于上年预算金额的三分之二"),
        ("planned_provider_count BETWEEN 2 AND 5", "拟确定承接主体数应当在2至5之间（含本数）"),
        ("NOT gf_match(fund_source, '融资|贷款')", "资金来源里不得有“融资”或者“贷款”的说法"),
        ("gf_match(item_code, '^C')", "采购品目编码应当以“C”开头"),
        ("method IS NOT NULL", "应当写明采购方式"),
        ("COALESCE(method IN ('single_source', 'inquiry'), FALSE)", "应当采用单一来源或者询价"),
        ("gf_days(intention_published_on, started_on) = :intention_notice_days - 1",
         "采购意向公开日至采购活动开始日应当等于29日"),
        ("gf_workday_due(started_on, 0) = started_on", "采购活动开始日应当是工作日"),
        ("started_on <= gf_workday_due(method_approved_on, :contract_notice_workdays - 1)",
         "采购活动开始日不得晚于采购方式批准日后第1个工作日"),
    ],
)  # fmt: skip
def test_facts_have_words_of_their_own(must: str, expected: str, book: Rulebook) -> None:
    fact = Fact(
        "part", "工程部分", "text", "", "", (), {}, when_said="名称里有工程", when_empty="名称里没有工程"
    )
    held = _plan_with(fact, book)
    rule = replace(book.rules["plan.amount-positive"], applies="TRUE", must=must, sentence="")
    assert sentence_of_condition(rule, held) == expected
