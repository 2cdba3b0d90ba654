"""Clauses in everyday words: guarantees without their terms, and what stays with whom it belongs."""

from __future__ import annotations

import pytest

from goufu.files.folding import normal
from goufu.reader import read, read_contract


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
        "早晚高峰时段除外，其余时间由乙方查扣违停电动车。",
        "除节假日时段外，其余时间由乙方查扣。",
        "交警执勤时段除外，其余时间由乙方查扣违规车辆，车辆存放于乙方场地。",
        "执法中队撤岗以后，摊位占道的由承接单位没收物品。",
        "渔政下班后，由公司收缴电捕鱼器具。",
    ],
)
def test_the_provider_who_seizes_has_a_power_whatever_stands_before(text: str) -> None:
    assert read_contract(text).learned_power


@pytest.mark.parametrize(
    "text",
    [
        "员工违纪的，由乙方责令改正。",
        "保安迟到的，由乙方罚款五十元。",
        "扣押车辆由乙方保管，凭交警单据放行。",
        "查扣的电动车由乙方拖运至指定停车场。",
        "由乙方协助查扣违停电动车。",
        "不得由乙方查扣车辆。",
        "早晚高峰时段除外，其余时间由乙方巡查。",
        "违停车辆由交警查扣，乙方只负责拖运。",
        "逾期不清运的，由乙方支付违约金，由城管查处。",
    ],
)
def test_the_provider_who_only_serves_beside_a_seizure_has_no_power(text: str) -> None:
    assert not read_contract(text).learned_power


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


@pytest.mark.parametrize(
    "text",
    [
        "乙方凭交警开具的拖移单作业，无拖移单的由乙方自行决定扣车。",
        "乙方拒绝提供服务并报告交警，可当场没收其车辆。",
        "付款由财政局决定；低保对象是否合格由乙方评定委员会最终确定。",
        "是否查封由乙方队长说了算，大队备案。",
    ],
)
def test_no_lawful_company_hides_a_power_that_is_plainly_said(text: str) -> None:
    assert read_contract(normal(text).text).learned_power


@pytest.mark.parametrize(
    "text",
    [
        "残疾评定由医师独立作出并签名，残联对结论存疑可要求复检，证件核发仍归残联。",
        "乙方凭交警开具的拖移单作业，无拖移单的由中队自行决定。",
        "付款由财政局决定；低保对象是否合格由民政局最终确定。",
    ],
)
def test_a_power_that_stays_with_an_organ_is_none(text: str) -> None:
    assert not read_contract(normal(text).text).learned_power


def test_who_is_excepted_from_a_ban_acts() -> None:
    assert read_contract(normal("除甲方以外，任何人不得对派驻人员进行考勤、排班、处分。").text).learned_labour


def test_only_what_ends_so_is_none_of_this_purchase() -> None:
    assert read("保洁服务", "乙方向机关劳务派遣15名人员，与本项目无关的费用不付。").facts.dispatch
    assert not read("保洁服务", "乙方另有劳务派遣业务，与本项目无关。").facts.dispatch


@pytest.mark.parametrize(
    "need",
    [
        "讲解《政府购买服务管理办法》第十条“不得购买”的情形，包括工程建设、融资、劳务派遣等内容，每场2小时。",
        "研究用工方式，包括劳务派遣等问题。",
    ],
)
def test_what_is_listed_as_a_topic_is_none(need: str) -> None:
    facts = read("法律知识培训服务", need).facts
    assert not (facts.dispatch or facts.labour)


@pytest.mark.parametrize(
    "need",
    [
        "讲解业务要点，包括劳务派遣20名讲解员到岗。",
        "梳理岗位需求，含劳务派遣工作人员等内容，由我局统一管理。",
    ],
)
def test_persons_who_are_listed_beside_a_topic_are_some(need: str) -> None:
    facts = read("场馆讲解服务", need).facts
    assert facts.dispatch or facts.labour


def test_what_may_not_be_written_into_a_contract_is_denied() -> None:
    facts = read_contract(normal("“连带责任”“差额补足”“回购”等条款一律不得写入本合同的补充协议。").text)
    assert not (facts.guarantee or facts.finance_doubt)
    facts = read_contract(normal("甲方对乙方的贷款承担连带责任，该条款不得写入公示文本。").text)
    assert facts.guarantee


def test_no_denial_hides_what_the_same_sentence_promises() -> None:
    promised = "甲方不提供任何形式的担保，但保证乙方年投资回报率不低于8%，不足部分由甲方补足。"
    assert read("污水处理运行服务", promised).facts.guarantee
    kept = "不合格食品的核查处置和立案由监管所负责，抽样人员须两人同行并有监管人员在场。"
    assert not read("食品抽样检验服务", kept).facts.labour_doubt
