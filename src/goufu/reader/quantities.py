"""Works and goods in a need: what is built or delivered, by its verb and a measured quantity.

A verb of building with a quantity is works; after 含, 包括, 负责 or 实施 without one it is a doubt. A verb of repair counts
only with what is built. Supervision, testing and the like of works are services. Goods are bought and handed over; what
the provider brings along to serve with is none.
"""

from __future__ import annotations

import re

from goufu.reader import words
from goufu.reader.tokens import alternation

Finding = tuple[str, str]
NOTHING: Finding = ("", "")

_LISTS = words.lists()
_CLAUSE = re.compile(r"[^,;。:!?()]+")
_SENTENCE = re.compile(r"[^;。!?]+")
_BUILD = alternation(_LISTS["building_verbs"])
_BUILDS = re.compile(_BUILD)
_BUILT = alternation(_LISTS["built_objects"])
_UNIT = (
    r"(?:余|多)?(?:万)?(?:平方米|平方公里|平方|平米|M2|M3|立方米|立方"
    r"|公里|千米|KM|延米|延长米|米|座|盏|处|栋|幢|口|亩|间|个|根|条|块|部)"
)
_MEASURE = rf"(?:约|共|共计|总计|不少于)?(?<![\d.])[\d.]++{_UNIT}"
_WORKS = re.compile(rf"{_BUILD}[^,;。]{{0,14}}?{_MEASURE}|{_MEASURE}[^,;。]{{0,8}}?{_BUILD}")
_BUILT_WORKS = re.compile(rf"{_BUILD}[^,;。]{{0,8}}?{_BUILT}|{_BUILT}[^,;。]{{0,4}}?{_BUILD}")
_INCLUDED = re.compile(
    rf"(?:含|包括|负责|实施|完成|开展|进行)[^,;。]{{0,10}}?{_BUILD}|{_BUILT}[^,;。]{{0,4}}?{_BUILD}"
)
_SERVICES = re.compile(alternation(_LISTS["works_services"]))
_BUILT_TOO = re.compile(
    r"施工(?!图|监理|现场|许可|安全|质量|单位|过程|企业|进度|合同|阶段|队)"
)  # beside its design or survey
_RUNNING = re.compile(alternation(_LISTS["works_running"]))
_WITH_WORKS = re.compile(
    "验收|设计|图纸|清单"
)  # come with works, too: they make no service of the other clauses
_MEASURE_BEHIND = re.compile(r",(?=(?:总?面积|约|共|总长|全长|长度)[^,;。]{0,4}\d)")
_LEFT_OUT = re.compile("不含|不包括|不包含|不涉及|不得")
_CONVERTS = re.compile(r"将[^,;。]{1,16}(?:改造|改建|扩建)(?:为|成)")
_BUILT_AND_RUN = re.compile(
    "(?:投资|建设|施工|改造|新建|设计)[^;。]{0,16}(?:建成后|完工后|改造后|并负责|后负责"
    "|并承担)[^;。]{0,12}(?:运营|运维|维护|管护|养护|经营|管理)"
)
_ABSTRACT = re.compile("系统|平台|网站|信息化|数据库|体系|队伍|机制|品牌|账号|课程|社工站|已建成|不包括|另行")
_BUY = rf"{alternation(_LISTS['buying_verbs'])}(?!人|方|单位|主体)"
_DELIVER = alternation(_LISTS["delivery_verbs"])
_THING = alternation(_LISTS["deliverables"])
_COUNT = r"[\d,.]+(?:余|多)?(?:万)?(?:台|套|辆|张|件|个|把|部|支|只|箱|吨|公斤|千克|斤|册|本|盒|份|株|棵|袋|桶|组|瓶|架|艘|副|双|床|顶|批)"
_GOODS = re.compile(
    rf"(?P<verb>{_BUY}|{_DELIVER})[^,;。]{{0,12}}?(?:{_THING}[^,;。]{{0,6}}?{_COUNT}|{_COUNT}[^,;。]{{0,6}}?{_THING})"
)
_DELIVERS = re.compile(
    alternation([*_LISTS["buying_verbs"], *_LISTS["delivery_verbs"], *_LISTS["handing_over"]])
)
_BOUGHT = re.compile(_BUY)
_OWN_MEANS = re.compile(alternation(_LISTS["own_means"]))
# devices by their number, whatever they are called, bought or handed over
_DEVICES = re.compile(
    rf"(?P<verb>{_BUY}|{alternation(_LISTS['handing_over'])})[^,;。]{{0,16}}?[\d.]+(?:余|多)?(?:台|套"
    rf"|部|只|辆|块|顶|把|副|双|床|张|架|艘|组|盏)"
)
_IS_SOLD = re.compile("交货|供货|送货")
# a number of things in one clause, their delivery in the next: “营养包6000份,按批次交货”
_SOLD = re.compile(
    r"[^,;。]{0,16}\d(?:余|多)?(?:万)?(?:份|包|盒|箱|袋|件|个|台|套|盏|只),[^,;。]{0,8}(?:交货|供货|送货)"
)
_MAY_BE_OWN = re.compile(alternation(_LISTS["lent_means"]))
_PAPERS = re.compile(alternation(_LISTS["documents"]))
_PASSES_TO = re.compile(
    r"(?:设备|设施|产权|所有权|资产|硬件|器材|仪器)[^,;。]{0,8}归(?!还|档|集|类|乙|供应|承接|中标"
    r"|服务|运营)[^,;。]{0,10}(?:所有|甲方|采购人)"
)
_ITEM = re.compile(r"[^,;。!?()]+")  # a colon is no end: “交付内容:平板电脑1200台”


def works(need: str) -> Finding:
    """The clause of a need that says works, and the one that raises a doubt; "" for each that is not there."""
    if not _BUILDS.search(need):
        return NOTHING
    sure = doubt = ""
    for sentence in _SENTENCE.finditer(_MEASURE_BEHIND.sub("", need)):
        whole = sentence.group()
        is_served = _SERVICES.search(whole) is not None
        if is_served and _SERVICES.search(_WITH_WORKS.sub("", whole)) and not _BUILT_TOO.search(whole):
            continue
        if _BUILT_AND_RUN.search(whole) and re.search(_BUILT, whole) and not _ABSTRACT.search(whole):
            doubt = doubt or whole
        for clause in _CLAUSE.finditer(whole):
            said = clause.group()
            if _SERVICES.search(said) or _LEFT_OUT.match(said):
                continue
            if _CONVERTS.search(said):
                doubt = doubt or said
            if _WORKS.search(said) and (_BUILT_WORKS.search(said) or _is_measured(said)):
                is_doubt = is_served or _RUNNING.search(said)
                sure, doubt = (sure, doubt or said) if is_doubt else (sure or said, doubt)
            elif _INCLUDED.search(said) and not _RUNNING.search(said):
                doubt = doubt or said
    return sure, doubt


def _is_measured(clause: str) -> bool:
    """Whether the quantity is one of area, length or volume, which needs no name of what is built."""
    return bool(
        re.search(
            r"(?<![\d.])[\d.]++(?:余|多)?(?:万)?(?:平方|平米|M2|M3|立方|公里|千米|KM|延|米|座|盏)", clause
        )
    )


def goods(need: str) -> Finding:
    """The clause of a need that says goods, and the one that raises a doubt."""
    if not _DELIVERS.search(need):
        passing = _PASSES_TO.search(need)
        return "", passing.group() if passing else ""
    sure = doubt = ""
    for clause in _ITEM.finditer(need):
        said = clause.group()
        found = None if _OWN_MEANS.search(said) else _GOODS.search(said)
        if found and _BOUGHT.fullmatch(found["verb"]):
            sure = sure or said
        elif found or _hands_over_devices(said) or _PASSES_TO.search(said):
            doubt = doubt or said
    if (
        not doubt
        and _IS_SOLD.search(need)
        and (sold := _SOLD.search(need))
        and not (_MAY_BE_OWN.search(need) or _PAPERS.search(sold.group()))
    ):
        doubt = sold.group()
    return sure, doubt


def _hands_over_devices(clause: str) -> bool:
    """Whether a number of devices is bought or handed over for good: neither lent nor papers."""
    return bool(_DEVICES.search(clause)) and not (_MAY_BE_OWN.search(clause) or _PAPERS.search(clause))
