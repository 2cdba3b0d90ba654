"""Twins of needs, each beside its opposite.

Secrets that don't come to the provider, powers that nobody has or an organ keeps, who inspects for an organ, words cut across
(检查扣分), services called by what they do to books and samples, and what a need shows of a title that says nothing.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from goufu.files.folding import normal
from goufu.reader import ReadFacts, read
from goufu.reader.bounds import is_last_word
from goufu.reader.doubting import FOUND, LEARNED
from goufu.reader.parties import WHO
from goufu.reader.powers import powers
from goufu.reader.secrecy import secret
from goufu.reader.sentences import all_clauses
from goufu.reader.tokens import Vocabulary

HERE = Path(__file__).parent
ASKED = (*FOUND, *(name for name in ReadFacts._fields if name.startswith(LEARNED)))
CLEAN, OTHERS = 68, 35  # of the twins; the grammar was mended by them, and no model learns from them
MOST_DISTURBED, FEWEST_HELD = 7, 32
MOST_KEPT_DISTURBED, FEWEST_KEPT_HELD = 3, 14  # of 31 and 16, written before anything was mended


def asked(name: str) -> Counter[tuple[bool, bool]]:
    """Of each text of a file: whether it is lawful, and whether a person is asked about it or it is stopped."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return Counter(
            (row["label"] == "C", any(getattr(read(row["title"], row["need"]).facts, fact) for fact in ASKED))
            for row in csv.DictReader(file)
        )


def test_of_twins_the_lawful_ones_pass_and_the_others_are_held() -> None:
    found = asked("needs_twins.csv")
    assert found[True, True] + found[True, False] == CLEAN
    assert found[False, True] + found[False, False] == OTHERS
    assert found[True, True] <= MOST_DISTURBED
    assert found[False, True] >= FEWEST_HELD


def test_needs_of_these_kinds_that_were_written_before() -> None:
    found = asked("needs_twins_kept.csv")
    assert found[True, True] <= MOST_KEPT_DISTURBED
    assert found[False, True] >= FEWEST_KEPT_HELD


@pytest.mark.parametrize(
    "need",
    [
        "卷内有无密件事先由局里剔除。",
        "涉密图层早已被信息中心去掉。",
        "有密级的材料由办公室自己译，不发给翻译公司。",
        "涉密网络由本单位自管，承接单位碰不到。",
        "涉及国家秘密的文件不外送。",
        "密件走机要通道，不交快递公司。",
        "机要会议不请速录员到场。",
        "凡属国家秘密的底稿留在处里自己整理。",
    ],
)
def test_a_secret_that_does_not_come_to_the_provider_is_none(need: str) -> None:
    assert secret(normal(need).text) == ""


@pytest.mark.parametrize(
    "need",
    [
        "涉密卷由乙方先行挑出再交档案室。",
        "涉及国家秘密的文件不外送，由译员到局里翻译。",
        "保密室由保洁员在干部看着的时候打扫。",
        "涉密卷与普通卷一并加工，不另计价。",
        "涉密文件不得交给无关人员。",
        "涉密资料由档案科提供。",
        "未经批准不得接触涉密文件。",
        "密件加封以后也交快递公司当日送达。",
        "县应急地图测绘（机密）",
    ],
)
def test_a_secret_that_the_provider_may_handle_is_seen(need: str) -> None:
    assert secret(normal(need).text)


@pytest.mark.parametrize(
    "need",
    [
        "专家没有责令停产的权限，重大隐患报告执法科。",
        "谁也没有权力收缴游客的物品。",
        "劝导员无暂扣物品之权。",
        "监测公司无查封设备的资格。",
        "犬只要不要处罚，均听公安机关的认定。",
        "该不该查封、罚多少，一律以消防大队的决定为准。",
        "签发检验证书是船检站验船师的事。",
        "检查扣分每分扣三百元。",
        "接收容器每日冲洗，有关停水的通知提前贴，加强制度上墙。",
        "受理与否及准许决定由审批人员作出。",
        "评定等级由县住建局专家组作出。",
    ],
)
def test_a_power_that_nobody_has_or_an_organ_keeps_is_not_handed_out(need: str) -> None:
    assert powers(normal(need).text) == ("", "")


@pytest.mark.parametrize(
    "need",
    [
        "专家有责令停产的权限。",
        "巡护员不具备执法资格也可当场收缴渔具。",
        "签发检验证书是检测公司驻点员的事。",
        "该不该查封、罚多少，一律以检测公司的决定为准。",
        "巡查扣押摊贩的三轮车。",
        "队员可没收、扣押摊贩的工具。",
        "用无人机巡查，扣押违建户的设备。",
        "立不立案、罚多少由检测公司拿主意，农业局只管收钱。",
        "谁能报销由讲解员认定，医保中心照付。",
    ],
)
def test_the_same_words_with_who_serves_are_a_power(need: str) -> None:
    assert any(powers(normal(need).text))


def test_a_doubt_that_comes_from_what_an_organ_keeps_is_none() -> None:
    title = "养犬宣传与流浪犬照护服务"
    need = "接到派单后一小时到场捕捉无主犬，送收容点免疫、绝育、领养；对犬主的罚款由公安机关决定，收容点笼舍由承接方自备。"
    left = need.replace("由公安机关决定", "由收容点决定")
    assert not any(getattr(read(title, need).facts, name) for name in ASKED)
    assert any(getattr(read(title, left).facts, name) for name in ASKED)


@pytest.mark.parametrize(
    ("clause", "is_last"),
    [
        ("签批意见即为行政许可文件", True),
        ("残联不复看", True),
        ("镇政府照图拆", True),
        ("拆除与否属测绘公司的职权", True),
        ("以评审公司的结论为准", True),
        ("等级建议不具终局效力", False),
        ("以民政局名册为准", False),
        ("拆除与否属镇政府的职权", False),
        ("鉴定师不得强行查看", False),
    ],
)
def test_whose_word_is_the_last(clause: str, is_last: bool) -> None:
    assert [is_last_word(each) for each in all_clauses(clause, Vocabulary(WHO))] == [is_last]


@pytest.mark.parametrize(
    ("need", "is_asked"),
    [
        ("按重量由农业局核后拨付，监管人员驻厂抽查，弄虚作假的不予结算。", False),
        ("按重量由农业局核后拨付，公司派的监管人员驻厂，由农业局统一排班。", True),
        ("采样员两人同行并有监管人员在场。", False),
        ("修复师进库须由馆员陪同，双方签字。", False),
        ("修复师进库由馆长排班，请假由馆长批准。", True),
        ("托养资格由残联审定后把名单转给机构。", False),
        ("托养护理员由残联审定后上岗。", True),
    ],
)
def test_who_inspects_for_an_organ_is_not_whom_it_steers(need: str, is_asked: bool) -> None:
    facts = read("便民保障服务", need, learned=False).facts
    assert bool(facts.labour or facts.labour_doubt) is is_asked


def test_a_need_shows_what_a_title_does_not_say() -> None:
    title = "特困老人常态化服务"
    need = "为八十二位特困老人每周上门两次，理发、洗衣、陪同看病，按次记录，家属签字后付款。"
    assert read(title).facts.unclear
    assert not read(title, need).facts.unclear
    assert read(
        title, "按甲方要求提供各项相关工作，具体内容以甲方当时的通知为准，费用据实结算。"
    ).facts.unclear
