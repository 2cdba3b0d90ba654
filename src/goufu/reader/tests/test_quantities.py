"""Works, goods, secrets and money in a need."""

from __future__ import annotations

import pytest

from goufu.reader.marks import advanced_money, unbudgeted
from goufu.reader.quantities import goods, works
from goufu.reader.secrecy import secret, secret_mark


@pytest.mark.parametrize(
    "need",
    [
        "拆除旧围墙800米,铺设透水砖6000平方米",
        "新建口袋公园3处",
        "硬化村内道路2.5公里",
        "敷设污水管网3千米并恢复路面",
        "外墙粉刷1200平方米",
    ],
)
def test_building_by_quantity_is_works(need: str) -> None:
    assert works(need)[0]


@pytest.mark.parametrize(
    "need",
    ["包括路面硬化、围墙砌筑", "负责办公楼装修", "含停车场新建", "负责口袋公园的设计和施工,新建口袋公园3处"],
)
def test_building_without_quantity_is_a_doubt(need: str) -> None:
    sure, doubt = works(need)
    assert not sure
    assert doubt


@pytest.mark.parametrize(
    "need",
    [
        "对新建道路20公里进行检测",
        "监理范围:新建道路20公里,桥梁3座",
        "对拆除工程进行造价审核",
        "编制新建道路3公里的施工图设计",
        "更换灯泡300个,维修水龙头50个",
        "开展讲座20场,制作宣传册3000份",
        "负责20公里道路的日常保洁",
        "建设数据库1个,建立台账3套",
        "建立志愿队伍5支",
    ],
)
def test_services_for_works_and_repairs_are_no_works(need: str) -> None:
    assert works(need) == ("", "")


@pytest.mark.parametrize("need", ["采购办公电脑30台", "购置校服1200套", "为各村配发垃圾桶600个"])
def test_things_bought_are_goods(need: str) -> None:
    assert goods(need)[0]


@pytest.mark.parametrize("need", ["配备电脑30台", "更新空调12台"])
def test_things_delivered_are_a_doubt(need: str) -> None:
    sure, doubt = goods(need)
    assert not sure
    assert doubt


@pytest.mark.parametrize(
    "need",
    [
        "供应商自备洒水车3辆",
        "乙方配备巡查车辆2辆",
        "租用服务器5台",
        "对30台电脑进行维护",
        "提供讲座20场",
        "发放宣传册3000册",
    ],
)
def test_means_of_the_provider_are_no_goods(need: str) -> None:
    assert goods(need) == ("", "")


@pytest.mark.parametrize("need", ["整理涉密文件2000卷", "销毁涉及国家秘密的载体", "密级为机密"])
def test_secrets_are_seen(need: str) -> None:
    assert secret(need)


@pytest.mark.parametrize("need", ["本项目不涉及国家秘密", "非涉密系统运维", "乙方应保守国家秘密、商业秘密"])
def test_what_is_no_secret_passes(need: str) -> None:
    assert secret(need) == ""


def test_a_contract_bears_marks_and_has_duties_of_confidence() -> None:
    assert secret_mark("机密★5年") == "机密★5年"
    assert secret_mark("乙方不得泄露国家秘密和涉密资料") == ""


@pytest.mark.parametrize(
    "need",
    [
        "资金未列入年度预算",
        "所需经费由企业赞助解决",
        "资金来源为社会捐赠",
        "经费由村民自筹",
        "先期费用预算尚未批复",
    ],
)
def test_money_outside_the_budget_is_seen(need: str) -> None:
    assert unbudgeted(need)


@pytest.mark.parametrize(
    "need", ["资金已列入2026年部门预算", "开展捐赠物资的登记和发放", "编制社会捐赠工作报告"]
)
def test_money_in_the_budget_passes(need: str) -> None:
    assert unbudgeted(need) == ""


@pytest.mark.parametrize(
    "text",
    [
        "乙方垫资建设",
        "采购人分五年偿付",
        "由乙方先行出资",
        "甲方确认应收账款",
        "服务费分八年等额支付",
        "工程款由甲方分十年支付",
        "服务费分4年支付",
        "费用分十二个年度平均拨付",
        "合同价款分5个预算年度等额给付",
    ],
)
def test_advanced_money_is_seen(text: str) -> None:
    assert advanced_money(text)


@pytest.mark.parametrize(
    "text",
    [
        "乙方不得垫资",
        "无需乙方垫资",
        "严禁以任何方式垫资",
        "按月支付服务费",
        "服务费分四次支付",
        "服务费分三年支付",
        "款项分12个月支付",
        "不得分八年支付服务费",
    ],
)
def test_forbidden_advances_pass(text: str) -> None:
    assert advanced_money(text) == ""
