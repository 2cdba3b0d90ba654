"""Clauses of contracts and needs: guarantees, labour and dispatch are seen, and normal clauses pass."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from goufu.files.folding import normal
from goufu.reader import ClauseFacts, read, read_contract, words
from goufu.reader.clauses import is_silent, read_clauses
from goufu.reader.powers import may_say_power

HERE = Path(__file__).parent


def lines(name: str) -> list[tuple[str, str]]:
    """The lines of a file of labelled clauses: label and text."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return [(row["label"], row["text"]) for row in csv.DictReader(file)]


def contract(text: str) -> ClauseFacts:
    return read_contract(normal(text).text)


def seen(label: str, text: str) -> bool:
    """Whether a clause is answered as its label wants: seen as what it is, or nothing found in a clean one."""
    facts = contract(text)
    money = facts.guarantee or facts.finance_doubt
    labour = facts.dispatch or facts.labour or facts.labour_doubt
    return {
        "guarantee": bool(money),
        "labour": bool(labour),
        "dispatch": bool(labour),
        "clean": not (money or labour or facts.secret),
    }[label]


@pytest.mark.parametrize(("label", "text"), lines("clauses_own.csv"))
def test_a_clause_is_seen_as_what_it_says(label: str, text: str) -> None:
    assert seen(label, text)


def test_clauses_put_aside_are_seen_as_well() -> None:
    """Clauses that nothing was tuned to: written before the reader or after it, and each looked at once."""
    kept = lines("clauses_kept.csv")
    all_of = Counter(label for label, _ in kept)
    found = Counter(label for label, text in kept if seen(label, text))
    assert all_of == {"guarantee": 25, "labour": 29, "dispatch": 3, "clean": 48}
    assert found["guarantee"] >= 25
    assert found["labour"] + found["dispatch"] >= 31
    assert found["clean"] >= 48


@pytest.mark.parametrize(("label", "text"), lines("clauses_second_own.csv"))
def test_a_clause_of_the_second_set_is_seen_as_what_it_says(label: str, text: str) -> None:
    assert seen(label, text)


@pytest.mark.parametrize(("label", "text"), lines("clauses_steering.csv"))
def test_who_steers_the_staff_decides_whatever_the_words(label: str, text: str) -> None:
    """Lawful supervision, arrangements of the provider, denials, things and an organ's duties pass; an employer doesn't."""
    assert seen(label, text)


@pytest.mark.parametrize("text", [text for _, text in lines("clauses_usual.csv")])
def test_what_any_contract_says_is_left_alone(text: str) -> None:
    """Clauses that forms of service contracts have: payment, bonds, secrecy, insurance, exchange of staff for a reason."""
    facts = contract(text)
    found = {name: getattr(facts, name) for name in facts.__slots__ if name != "signals"}
    assert not any(found.values()), found


@pytest.mark.parametrize(
    "text",
    [
        "亏损由乙方自担,采购单位除约定服务费外不作任何补贴或收益安排。",
        "收益不足的,政府除按考核结果支付约定费用外不给任何补差。",
        "乙方办理保理时甲方核对账目,但甲方不确认未发生的债务。",
        "票款不足的,财政不给补贴。",
        "乙方的借款由其自行偿还,我局不签任何承诺函。",
    ],
)
def test_a_guarantee_denied_is_never_stopped(text: str) -> None:
    assert not contract(text).guarantee


def test_the_other_half_of_the_second_set_is_seen_as_well() -> None:
    """Clauses written from the law alone and only measured: what they measured then holds."""
    kept = lines("clauses_second_kept.csv")
    found = Counter(label for label, text in kept if seen(label, text))
    assert Counter(label for label, _ in kept) == {"guarantee": 17, "labour": 13, "clean": 15}
    assert found["guarantee"] >= 13
    assert found["labour"] >= 12
    assert found["clean"] == 15


@pytest.mark.parametrize("label", ["guarantee", "dispatch"])
def test_no_clean_clause_is_stopped(label: str) -> None:
    stopped = [
        text for kind, text in lines("clauses_own.csv") if kind == "clean" and getattr(contract(text), label)
    ]
    assert not stopped


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("项目收益不足的,甲方负责差额补足。", "guarantee"),
        ("期满后政府承诺回购全部股权。", "guarantee"),
        ("购买主体为乙方银行贷款提供担保。", "guarantee"),
        ("乙方以派遣用工方式向甲方提供20人,由甲方安排工作。", "dispatch"),
        ("本项目采用劳务派遣形式。", "dispatch"),
        ("乙方以劳务派遣方式派出讲解员,课程由甲方安排。", "dispatch"),
        ("乙方配备人员30名,基本工资每人每月3500元。", "labour"),
        ("每班人员不少于4人,服从采购人考勤。", "labour_doubt"),
        ("乙方应当具有劳务派遣经营许可证。", "labour_doubt"),
        ("乙方垫资完成,甲方分三年偿付。", "finance_doubt"),
        ("甲方同意办理应收账款确认手续。", "finance_doubt"),
        ("秘密级★3年", "secret"),
    ],
)
def test_a_contract_gives_the_fact_for_its_rule(text: str, fact: str) -> None:
    assert getattr(contract(text), fact)


@pytest.mark.parametrize(
    "text",
    [
        "甲方不得以任何形式为乙方融资提供担保。",
        "甲方对乙方提交的承诺函进行核验;甲方退还担保。",
        "甲方接受乙方提交的履约保函、履约担保。",
        "乙方以本合同应收账款融资的,自行提供担保。",
        "乙方接到报修后2小时内派遣人员到场。",
        "乙方不得以劳务派遣方式用工。",
        "保安岗点24小时值守,每班人员不少于4人。",
        "双方对商业秘密和个人信息负有保密义务。",
        "乙方提交廉洁承诺函和质量承诺函。",
        "全年讲课二十四场,内容含劳务派遣常见误区、欠薪维权路径。",
        "课题组抽访用工单位和六百名被派遣工人,写成报告。",
        "乙方整理劳务派遣典型案例,编成问答。",
    ],
)
def test_a_look_alike_is_not_stopped(text: str) -> None:
    facts = contract(text)
    assert not (facts.guarantee or facts.dispatch or facts.labour or facts.labour_doubt or facts.secret)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("乙方负责服务人员的考勤。", None),
        ("甲方负责服务人员的考勤。", "purchaser"),
        ("服务人员的考勤由甲方负责。", "purchaser"),
        ("服务人员的考勤由乙方负责,甲方不参与。", None),
        ("甲方不对服务人员进行考勤。", None),
        ("甲方要求乙方对服务人员进行考勤。", None),
        ("乙方向甲方报送服务人员考勤表。", None),
        ("服务人员的考勤由护士长记录。", "purchaser"),
    ],
)
def test_the_actor_decides_not_the_noun(text: str, actor: str | None) -> None:
    found = [signal.actor for signal in contract(text).signals if signal.name in ("attendance", "command")]
    assert set(found) == ({actor} if actor else set())


def test_two_signals_are_disguised_labour_and_one_is_a_doubt() -> None:
    one = contract("服务人员由我局面试。")
    two = contract("服务人员由我局面试。服务人员的工资由我局核定。")
    assert (bool(one.labour), bool(one.labour_doubt)) == (False, True)
    assert (bool(two.labour), bool(two.labour_doubt)) == (True, False)
    assert "面试" in two.labour
    assert "工资" in two.labour
    assert not two.dispatch


def test_weak_signs_far_apart_in_a_contract_say_nothing_together() -> None:
    number, age = "本项目配备保安20名。", "年龄50周岁以下。"
    between = "乙方按月提交服务报告。" * 20
    assert contract(number + age).labour_doubt
    assert not contract(number + between + age).labour_doubt


@pytest.mark.parametrize("filler", [0, 20])
def test_a_number_of_persons_and_a_price_by_person_belong_together_wherever_they_stand(filler: int) -> None:
    number, price = "本项目配备保安20名。", "服务费按每人每月4200元计算。"
    between = "乙方按月提交服务报告。" * filler
    assert contract(number + between + price).labour
    assert contract(price + between + number).labour
    assert not contract(number + between).labour_doubt
    assert not contract(between + price).labour


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("供应商应当具备劳务派遣经营许可证。", True),
        ("不具备劳务派遣经营许可证的供应商不得参加。", True),
        ("未取得劳务派遣许可的,其投标无效。", True),
        ("没有派遣资质的不予受理。", True),
        ("不具有派遣资质的供应商不得参加。", True),
        ("供应商无需具备劳务派遣经营许可证。", False),
        ("本项目不要求劳务派遣经营许可证。", False),
        ("对劳务派遣经营许可证不作要求。", False),
        ("不得以劳务派遣许可作为资格条件。", False),
        ("劳务派遣资质不列入评审因素。", False),
        ("乙方只负责招人。", True),
        ("乙方不承担管理责任只负责代发工资。", True),
        ("乙方不参与管理。", True),
        ("乙方不得仅提供人员,须对服务结果负责。", False),
        ("承接主体不能只负责发放工资。", False),
        ("禁止承接主体只出人。", False),
        ("乙方并非仅提供人员,还应当管理人员。", False),
    ],
)
def test_a_licence_that_nobody_needs_and_a_supply_that_is_forbidden_are_no_signs(
    text: str, is_said: bool
) -> None:
    names = {signal.name for signal in contract(text).signals}
    assert bool(names & {"licence", "supply_only"}) == is_said


def test_title_and_need_count_together() -> None:
    title = "某局文员6名服务"
    need = "服务人员由我局面试"
    facts, signals = read_clauses(title, need)
    assert {signal.name for signal in signals} == {"headcount", "hiring"}
    assert facts["labour"]
    alone, _ = read_clauses("某局综合服务", need)
    assert "labour" not in alone
    assert alone["labour_doubt"]


def test_the_place_of_a_signal_is_that_of_its_clause() -> None:
    text = "乙方按月提交报告。服务人员的工资由我局核定,按月发放。"
    signal = next(signal for signal in contract(text).signals if signal.name == "pay")
    assert text[signal.start : signal.end] == signal.clause == "服务人员的工资由我局核定"


@pytest.mark.parametrize(
    ("title", "need", "fact"),
    [
        (
            "某县中心城区环境品质提升服务",
            "拆除旧围墙800米，铺设透水砖6000平方米，安装路灯120盏，新建口袋公园3处",
            "works",
        ),
        (
            "某局综合保障服务",
            "提供文员6名、驾驶员4名，人员由我局面试确定，月工资4500元，按我局考勤发放",
            "labour",
        ),
        ("某镇便民服务中心代办服务", "派驻代办员15名，每人每月3800元", "labour"),
        ("某县文化下乡服务", "所需经费由企业赞助解决", "unbudgeted"),
        ("某局档案整理服务", "整理涉密文件2000卷", "secret"),
        ("某区环卫服务", "特许经营期限为25年", "term"),
        ("某县供水服务", "银行贷款的本息由县财政偿还", "guarantee"),
    ],
)
def test_a_need_gives_what_its_title_hides(title: str, need: str, fact: str) -> None:
    assert getattr(read(title, need).facts, fact)


def test_a_need_by_quantity_and_result_gives_nothing() -> None:
    need = "由社会工作机构入户探访，每月不少于2次，服务人员自主管理，按探访量和满意度结算"
    facts, signals = read_clauses("某县困境儿童关爱服务", normal(need).text)
    assert facts == {}
    assert signals == ()


@pytest.mark.parametrize("need", ["面 试确定人员", "面\u200b试", "⼈员由我局确定"])
def test_a_need_is_silent_only_where_its_normal_form_is(need: str) -> None:
    assert not is_silent(normal(need).text)


def test_a_need_without_a_trigger_is_silent() -> None:
    assert is_silent(normal("为老人开展健康讲座、入户探访，做好记录，每季度向委托部门报告进展").text)


def test_a_sign_that_is_rare_in_a_need_makes_it_no_less_silent() -> None:
    assert is_silent(normal("为老人开展健康讲座①②，体验α、β两组").text)


@pytest.mark.parametrize("name", ["clauses_own.csv", "clauses_kept.csv"])
def test_no_clause_that_says_something_is_silent(name: str) -> None:
    assert [text for label, text in lines(name) if label != "clean" and is_silent(text)] == []


def test_few_short_words_tell_a_silent_need() -> None:
    triggers = words.lists()["need_triggers"]
    assert len(triggers) <= 140
    assert max(map(len, triggers)) <= 3


@pytest.mark.parametrize(
    "name",
    [
        "secret_marks_in_clauses",
        "secret_words",
        "unbudgeted",
        "advanced_money",
        "fixed_guarantee",
        "security",
        "dispatching",
    ],
)
def test_no_word_that_says_a_thing_alone_is_passed_over_unread(name: str) -> None:
    assert [word for word in words.lists()[name] if is_silent(word)] == []


@pytest.mark.parametrize(
    "name", ["force", "rulings", "rights", "restraining", "levies", "granting", "certifying", "making"]
)
def test_no_word_of_power_is_passed_over_unread(name: str) -> None:
    assert all(may_say_power(f"罚，由其{word}的") for word in words.lists()[name])


@pytest.mark.parametrize("between", [10, 400])
@pytest.mark.parametrize(
    ("first", "last", "fact"),
    [
        ("派驻人员共用工具,", "每日的工作由我局统一调度。", "labour_doubt"),
        ("项目公司向银行借款,", "届时由我局负责偿还。", "guarantee"),
    ],
)
def test_words_far_apart_in_a_sentence_count_together(first: str, last: str, fact: str, between: int) -> None:
    text = first + "做好清扫和保洁的工作," * between + last
    assert getattr(read_contract(normal(text).text, learned=False), fact)
