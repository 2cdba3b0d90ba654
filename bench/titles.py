"""Titles as messy as those of real notices, and needs of 200 signs, made of our own words; the same each time.

Agencies, purchasers, years, lots, codes, notes in brackets and words of notices stand around what is bought, as often as in
3,840 real titles; bench/README.md says in what the two still differ.
"""

from __future__ import annotations

from random import Random

from bench.lists import ACTIONS, BODIES, BUILDING, BUYING, OBJECTS, PLACES, SYLLABLES, THINGS

NEED_LENGTH = 200
_FIRMS = "建设工程咨询 招标代理 项目管理 招投标 工程造价咨询 采购咨询 工程管理服务"
_NOTICES = "竞争性磋商公告 竞争性谈判公告 公开招标公告 询价公告 采购公告 招标公告 单一来源采购公示"
_LOTS = "二次 第二次 第一标段 重新招标 2026年度 A包 三标段"
_QUIET = (
    "面向社区居民开展读书分享、书画展览和手工体验，每季度举办不少于三场主题沙龙，活动前一周在小区公告栏张贴海报",
    "邀请本地老艺人讲述节日民俗，布置场地时注意防滑和消防通道畅通，雨天改在社区礼堂举行",
    "图书室每日开放八小时，读者凭证借阅，破损图书及时修补，书架每周除尘两次，每月统计一次借阅人次",
    "为行动不便的老人留出前排座位，备好饮用水和常用药箱，结束后整理照片并写成简报",
)  # fmt: skip
_SPEAKING = (
    "派驻服务人员十二名，由采购人统一考勤，请假须经科室负责人同意",
    "人员工资不低于当地最低标准，由供应商按月发放并缴纳社会保险",
    "供应商应当购置清扫设备两套，对破损路面修补约300平方米",
    "服务期限一年，考核合格的可以续签，合同款按季度支付",
    "供应商向银行贷款的，采购人不承担担保责任",
)


def messy_titles(count: int) -> list[str]:
    """So many titles, no two of which are made alike."""
    chance = Random(1)  # noqa: S311
    return [_title(chance) for _ in range(count)]


def quiet_needs(count: int) -> list[str]:
    """Needs that hold no word which the reader looks for."""
    chance = Random(2)  # noqa: S311
    return [_need(chance, [sentence for sentence in _QUIET if "借" not in sentence]) for _ in range(count)]


def speaking_needs(count: int) -> list[str]:
    """Needs of which every second sentence speaks of staff, pay, works, terms or debt."""
    chance = Random(3)  # noqa: S311
    return [_need(chance, [*_QUIET, *_SPEAKING]) for _ in range(count)]


def _need(chance: Random, sentences: list[str]) -> str:
    text = ""
    while len(text) < NEED_LENGTH:
        text += chance.choice(sentences) + "。"
    return text[:NEED_LENGTH]


def _title(chance: Random) -> str:
    def pick(words: str) -> str:
        return chance.choice(words.split())

    def often(share: float) -> bool:
        return chance.random() < share

    city = "".join(chance.choices(SYLLABLES, k=2)) + "市"
    place = "".join(chance.choices(SYLLABLES, k=2)) + chance.choice("县市区")
    text = f"{city}{pick(_FIRMS)}有限公司" + "关于" * often(0.4) if often(0.15) else ""
    text += (city * often(0.8) + place + pick(BODIES)) if often(0.8) else city
    text += "2026年" * often(0.2) + pick(OBJECTS) * often(0.5) + pick(PLACES) * often(0.4) + _subject(chance)
    text += f"{chance.choice('及和、')}{_subject(chance)}" if often(0.2) else ""
    text += pick("项目 采购项目 服务项目 服务采购项目 建设项目")
    if often(0.25):
        note = f"项目编号：{chance.choice('JZXC')}{chance.randrange(10**9)}-{chance.randrange(100):02}"
        text += f"（{note if often(0.4) else pick(_LOTS)}）"
    return text + (pick(_NOTICES) if often(0.8) else "")


def _subject(chance: Random) -> str:
    pairs = [(OBJECTS, ACTIONS), (PLACES, BUILDING), (THINGS, BUYING)]
    first, second = chance.choices(pairs, [47, 25, 28])[0]
    return chance.choice(first.split()) + chance.choice(second.split())
