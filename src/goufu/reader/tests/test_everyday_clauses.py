"""Clauses in everyday words: guarantees without their terms, and what stays with whom it belongs."""

from __future__ import annotations

import pytest

from goufu.reader import read_contract
from goufu.reader.normal import normal


@pytest.mark.parametrize(
    "text",
    [
        "运营商向银行借款，区教投公司当保证人。",
        "经营亏损的部分，镇政府照单全收。",
        "停业时村委会按账面净值买走全部设备。",
        "约定利用不足也照付，并保证投资人收回全部投资。",
        "县农业局愿拿存单质押给银行，助其取得贷款。",
        "区里设立准备金，项目逾期的先从准备金里扣还银行。",
        "学校以其名下房屋抵押，替中标方的租金欠款作保。",
    ],
)
def test_a_guarantee_in_everyday_words_is_one(text: str) -> None:
    assert read_contract(normal(text).text).guarantee


@pytest.mark.parametrize(
    "text",
    [
        "甲方逾期付款的，逾期部分按贷款市场报价利率计付利息。",
        "甲方不记讲解员的考勤。",
        "排班表仅供甲方核对，班次由乙方排定。",
        "新的服务单位可自愿聘用原有人员。",
        "救助待遇由民政局核定。",
        "巡护单位应听从指挥部调度，加班费由其支付。",
        "讲解员的排班属讲解公司内部事务。",
    ],
)
def test_what_stays_with_whom_it_belongs_is_left_alone(text: str) -> None:
    facts = read_contract(normal(text).text)
    names = ("guarantee", "finance_doubt", "labour", "labour_doubt", "learned_labour", "learned_power")
    assert not [name for name in names if getattr(facts, name)]


@pytest.mark.parametrize(
    "text",
    [
        "产业公司向银行借款，镇政府不会不承担还款责任。",
        "乙方不能还贷的，甲方不得不代为偿还全部本息。",
        "甲方不能不为乙方的贷款提供连带责任保证。",
        "甲方不可不参与保洁员的面试，不得不核定其工资。",
    ],
)
def test_what_is_denied_twice_is_said(text: str) -> None:
    facts = read_contract(normal(text).text)
    assert facts.guarantee or facts.labour or facts.labour_doubt


@pytest.mark.parametrize(
    "text",
    [
        "产业公司向银行借款，镇政府不会承担还款责任。",
        "甲方不能为乙方的贷款提供连带责任保证。",
        "乙方不得不合理地拖延，甲方不承担其借款的还款责任。",
    ],
)
def test_what_is_denied_once_stays_denied(text: str) -> None:
    facts = read_contract(normal(text).text)
    assert not (facts.guarantee or facts.finance_doubt or facts.learned_guarantee)
