"""Titles with their needs, as officials write them: what a need hides is seen, and what only looks like it passes."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from goufu.files.folding import normal
from goufu.reader import ReadFacts, read
from goufu.reader.clauses import is_silent
from goufu.reader.powers import powers

HERE = Path(__file__).parent
STOPPED = ("works", "goods", "package", "duty", "nonduty", "finance", "dispatch", "guarantee", "unbudgeted")
ASKED = (
    "secret", "works_doubt", "goods_doubt", "duty_doubt", "finance_doubt", "labour", "labour_doubt", "subsidy",
    "it_question", "unclear", "institution", "institution_provider", "learned_duty", "learned_works", "learned_goods",
    "learned_finance", "learned_labour", "learned_other",
)  # fmt: skip
LONGEST_TERM = 3


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answer(row: dict[str, str]) -> str:
    """Whether the title with its need is stopped, sent to a person or passes."""
    facts: ReadFacts = read(row["title"], row["need"]).facts
    if any(getattr(facts, name) for name in STOPPED) or (facts.term_years or 0) > LONGEST_TERM:
        return "stopped"
    return "asked" if any(getattr(facts, name) for name in ASKED) else "passed"


@pytest.mark.parametrize("row", [row for row in rows("needs_own.csv") if row["label"] == "V"])
def test_what_may_not_be_bought_is_stopped_or_asked_about(row: dict[str, str]) -> None:
    assert answer(row) in ("stopped", "asked")


@pytest.mark.parametrize("row", [row for row in rows("needs_own.csv") if row["label"] == "C"])
def test_a_lawful_look_alike_passes(row: dict[str, str]) -> None:
    assert answer(row) == "passed"


@pytest.mark.parametrize("row", [row for row in rows("powers.csv") if row["label"] == "duty"])
def test_a_power_in_a_need_is_seen(row: dict[str, str]) -> None:
    assert not is_silent(row["need"])
    assert any(powers(normal(row["need"]).text))


@pytest.mark.parametrize("row", [row for row in rows("powers.csv") if row["label"] == "clean"])
def test_help_papers_and_what_an_organ_does_are_no_power(row: dict[str, str]) -> None:
    assert powers(normal(row["need"]).text) == ("", "")


@pytest.mark.parametrize("row", rows("hidden.csv"))
def test_works_goods_and_money_hidden_in_a_need_are_seen_and_their_look_alikes_pass(
    row: dict[str, str],
) -> None:
    seen = answer({"title": "云岭县综合服务", "need": row["need"]}) != "passed"
    assert seen == (row["label"] != "clean")


@pytest.mark.parametrize(
    ("need", "sure", "doubt"),
    [
        ("服务公司对占道经营者直接作出处罚决定。", True, False),
        ("对占道经营者作出处罚决定。", False, True),
        ("服务公司协助执法人员对占道经营者作出处罚决定。", False, False),
        ("由城管局对占道经营者作出处罚决定。", False, False),
        ("服务公司受城管局委托对占道经营者作出处罚决定。", False, True),
        ("服务公司不得对占道经营者作出处罚决定。", False, False),
        ("服务公司送达处罚决定书。", False, False),
        ("服务公司协助取证,并对占道经营者作出处罚决定。", False, True),
    ],
)
def test_who_exercises_a_power_decides(need: str, sure: bool, doubt: bool) -> None:
    found = powers(need)
    assert (bool(found[0]), bool(found[1])) == (sure, doubt)


def test_a_subsidy_for_the_unemployed_is_no_pay_of_staff() -> None:
    need = "为失业人员代办岗位补贴申领，岗位补贴标准由人社局核定，承接机构核对材料并录入系统。"
    facts = read("就业困难人员帮办服务", need, learned=False).facts
    assert not (facts.labour or facts.labour_doubt)


@pytest.mark.parametrize(
    "need",
    [
        "社工入户走访,列出名单,待遇停发由社保中心依规办理。",
        "监测员测报水位,撤离命令由镇政府发布。",
        "采集员拍照上传,是否立案、处多少罚款由执法中队办理。",
        "社工帮教,训诫、收监由司法所办理。",
        "承办竞赛,裁判员由公司邀请,获奖选手的奖金由人社局发放。",
        "眼科医生由县二院派,筛查幼儿视力。",
        "讲师由培训公司聘请,学员名单由各镇选派。",
        "巡查员记录隐患,是否停工由住建部门决断,施工停工令由其下达。",
        "协会评审项目,入选名单由街道会议确定。",
        "管家登记报修,配租与退出由住保中心审批。",
    ],
)
def test_what_an_organ_does_to_others_is_no_labour(need: str) -> None:
    facts = read("便民服务", need, learned=False).facts
    assert not (facts.dispatch or facts.labour or facts.labour_doubt)


@pytest.mark.parametrize(
    "need",
    [
        "社工工资的停发由社保中心办理。",
        "监测员请假由镇政府批准。",
        "采集员的罚款由执法中队决定。",
        "社工的训诫、辞退由司法所办理。",
        "裁判员之外,常驻保安的奖金由人社局核定。",
        "驻校医生由学校面试,考勤由学校管理。",
        "文化公司派来的讲解员由各镇面试确定。",
        "巡查员停工反省由住建局决定。",
        "上岗人员名单由街道会议确定。",
        "管家的进退由住保中心审批,工资由中心核定。",
    ],
)
def test_what_the_purchaser_does_to_the_staff_is_labour(need: str) -> None:
    facts = read("便民服务", need, learned=False).facts
    assert facts.labour or facts.labour_doubt


@pytest.mark.parametrize(
    ("title", "fact"),
    [
        ("还款由财政兜底的污水处理运营服务", "guarantee"),
        ("柳溪县国有公司借款还本付息购买服务", "guarantee"),
        ("由我局考勤并核定工资的窗口人员服务", "labour"),
        ("某县街道网格员岗位购买服务", "dispatch"),
    ],
)
@pytest.mark.parametrize("need", [None, "服务期一年。"])
def test_what_a_title_says_as_clauses_do_is_seen_whatever_stands_beside_it(
    title: str, fact: str, need: str | None
) -> None:
    assert getattr(read(title, need, learned=False).facts, fact)


def test_a_title_that_says_nothing_is_told_by_its_need() -> None:
    need = "为辖区独居老人每周上门探访一次，陪同就医、代购药品，全年不少于6000人次。"
    assert read("云岭县综合服务").facts.unclear
    assert read("云岭县综合服务", "技术服务").facts.unclear
    assert not read("云岭县综合服务", need).facts.unclear


def test_needs_put_aside_are_seen_as_well() -> None:
    """Titles written from the law alone and looked at only as totals, when the reader was done: what they measured then holds."""
    kept = rows("needs_kept.csv")
    found = Counter((row["label"], answer(row)) for row in kept)
    assert Counter(row["label"] for row in kept) == {"V": 26, "C": 26, "R": 11}
    assert found["V", "passed"] <= 2
    assert found["C", "stopped"] == 0
    assert found["C", "asked"] <= 1


@pytest.mark.parametrize(
    "need",
    [
        "水质异常的报送环保所，由其决定是否立案。",
        "查封、扣押等措施由监察员依法作出，专家不签文书。",
        "处罚和催缴由税务干部办理，录入员没有权限。",
        "补偿标准的核定仍由局里负责，公司只抄数。",
        "没收和返还一律凭公安机关文书。",
        "为县局准备材料，不提出具有约束力的处理决定。",
    ],
)
def test_what_an_organ_decides_itself_is_no_power_handed_out(need: str) -> None:
    facts = read("资料整理服务", need, learned=False).facts
    assert not (facts.duty or facts.duty_doubt)


@pytest.mark.parametrize(
    "need",
    [
        "线索交公司，由其决定是否立案。",
        "查封、扣押由公司巡查员当场作出。",
        "处罚由公司办理，仍由其自行立案。",
    ],
)
def test_the_same_words_with_the_provider_are_a_doubt(need: str) -> None:
    facts = read("资料整理服务", need, learned=False).facts
    assert facts.duty or facts.duty_doubt


@pytest.mark.parametrize(
    ("need", "fact"),
    [
        ("管理员对屡劝不走的摊主采取必要措施。", "duty_doubt"),
        ("巡查队员遇到争执先行处置，事后一日内补报所里。", "duty_doubt"),
        ("为期一年，打分靠后的店铺列入重点名单。", "duty_doubt"),
        ("队员协助巡查，看管涉案车辆。", "duty_doubt"),
        ("检票收入达不到测算数的，酌情给予补贴。", "finance_doubt"),
        ("配装检测终端四十台，设备在合同期满后归乡镇所有。", "goods_doubt"),
        ("按人月单价结算的驻场人员。", "labour_doubt"),
        ("整理部分机要文件，一年完成。", "secret"),
    ],
)
def test_what_is_left_open_is_a_doubt(need: str, fact: str) -> None:
    assert getattr(read("便民保障服务", need, learned=False).facts, fact)


@pytest.mark.parametrize(
    ("need", "fact"),
    [
        ("该不该发证都听中标公司的。", "duty_doubt"),
        ("发现占道的视情予以制止，再通知中队。", "duty_doubt"),
        ("处置不了的再报镇里。", "duty_doubt"),
        ("绿化工的去留须经甲方确认。", "labour"),
        ("帮厨的轮休由学校总务处决定。", "labour_doubt"),
        ("表现突出的，由甲方晋升为组长并增加津贴。", "labour"),
        ("委托方按人头给钱。", "labour_doubt"),
        ("费用按人月计。", "labour_doubt"),
        ("城投集团作为连带责任人，为服务方发行的票据提供增信。", "guarantee"),
        ("可要求镇政府按账面净值加一成全数买走。", "guarantee"),
        ("钱不够的再申请追加。", "unbudgeted"),
        ("由企业先行筹措。", "finance_doubt"),
        ("整理部分机要文件。", "secret"),
        ("整理不公开审理的案卷。", "secret"),
    ],
)
def test_a_short_need_is_read_as_well(need: str, fact: str) -> None:
    assert getattr(read("便民保障服务", need, learned=False).facts, fact)


@pytest.mark.parametrize(
    "need",
    [
        "督促业主采取必要措施消除隐患，由消防大队复查。",
        "违停车辆由民警视情处理，队员只拍照。",
        "对强制拆除等事项只作风险提示，一年为期。",
        "扫描卷宗三万册（涉密卷宗除外），一年完成。",
        "租用设备期满后归还出租方。",
    ],
)
def test_what_is_left_to_an_organ_or_left_out_is_none(need: str) -> None:
    facts = read("资料整理服务", need, learned=False).facts
    names = ("duty", "duty_doubt", "secret", "goods", "goods_doubt")
    assert not [name for name in names if getattr(facts, name)]
