"""Works and goods in a need: what is built or delivered, by its verb and a measured quantity.

A verb of building with a quantity is works; after 含, 包括, 负责 or 实施 without one it is a doubt. A verb of repair counts
only with what is built. Supervision, testing and the like of works are services. Goods are bought and handed over; what
the provider brings along to serve with is none.
"""

from __future__ import annotations

import re

from goufu.lazy_patterns import lazy_pattern
from goufu.reader import words
from goufu.reader.tokens import alternation

Finding = tuple[str, str]
NOTHING: Finding = ("", "")

_LISTS = words.lists()
_CLAUSE = lazy_pattern(r"[^,;。:!?()]+")
_SENTENCE = lazy_pattern(r"[^;。!?]+")
_BUILD = alternation(_LISTS["building_verbs"])
_BUILDS = lazy_pattern(_BUILD)
_BUILT = alternation(_LISTS["built_objects"])
_MANY = "(?:余|多)?(?:万)?"
_MEASURE = rf"{alternation(_LISTS['about'])}?(?<![\d.])[\d.]++{_MANY}{alternation(_LISTS['works_units'])}"
# of area, length or volume
_MEASURED = lazy_pattern(rf"(?<![\d.])[\d.]++{_MANY}{alternation(_LISTS['measured_units'])}")
_WORKS = lazy_pattern(rf"{_BUILD}[^,;。]{{0,14}}?{_MEASURE}|{_MEASURE}[^,;。]{{0,8}}?{_BUILD}")
_BUILT_WORKS = lazy_pattern(rf"{_BUILD}[^,;。]{{0,8}}?{_BUILT}|{_BUILT}[^,;。]{{0,4}}?{_BUILD}")
_INCLUDED = lazy_pattern(
    rf"{alternation(_LISTS['doing_works'])}[^,;。]{{0,10}}?{_BUILD}|{_BUILT}[^,;。]{{0,4}}?{_BUILD}"
)
_SERVICES = lazy_pattern(alternation(_LISTS["works_services"]))
# beside its design or survey
_BUILT_TOO = lazy_pattern(rf"施工(?!{alternation(_LISTS['about_construction'])})")
_RUNNING = lazy_pattern(alternation(_LISTS["works_running"]))
# come with works, too: they make no service of the other clauses
_WITH_WORKS = lazy_pattern(alternation(_LISTS["with_works"]))
_MEASURE_BEHIND = lazy_pattern(r",(?=(?:总?面积|约|共|总长|全长|长度)[^,;。]{0,4}\d)")
_LEFT_OUT = lazy_pattern(alternation(_LISTS["left_out"]))
_CONVERTS = lazy_pattern(rf"将[^,;。]{{1,16}}{alternation(_LISTS['converting'])}(?:为|成)")
_BUILT_AND_RUN = lazy_pattern(
    rf"{alternation(_LISTS['building_stages'])}[^;。]{{0,16}}{alternation(_LISTS['after_building'])}"
    rf"[^;。]{{0,12}}{alternation(_LISTS['run_afterwards'])}"
)
_ABSTRACT = lazy_pattern(alternation(_LISTS["built_not"]))
_BUY = rf"{alternation(_LISTS['buying_verbs'])}(?!人|方|单位|主体)"
_DELIVER = alternation(_LISTS["delivery_verbs"])
_THING = alternation(_LISTS["deliverables"])
_COUNT = rf"[\d,.]+{_MANY}{alternation(_LISTS['goods_units'])}"
_GOODS = lazy_pattern(
    rf"(?P<verb>{_BUY}|{_DELIVER})[^,;。]{{0,12}}?(?:{_THING}[^,;。]{{0,6}}?{_COUNT}|{_COUNT}[^,;。]{{0,6}}?{_THING})"
)
_DELIVERS = lazy_pattern(
    alternation([*_LISTS["buying_verbs"], *_LISTS["delivery_verbs"], *_LISTS["handing_over"]])
)
_BOUGHT = lazy_pattern(_BUY)
_OWN_MEANS = lazy_pattern(alternation(_LISTS["own_means"]))
# devices by their number, whatever they are called, bought or handed over
_DEVICES = lazy_pattern(
    rf"(?P<verb>{_BUY}|{alternation(_LISTS['handing_over'])})[^,;。]{{0,16}}?[\d.]+(?:余|多)?"
    rf"{alternation(_LISTS['device_units'])}"
)
_IS_SOLD = lazy_pattern(alternation(_LISTS["selling"]))
# a number of things in one clause, their delivery in the next: “营养包6000份,按批次交货”
_SOLD = lazy_pattern(
    rf"[^,;。]{{0,16}}\d{_MANY}{alternation(_LISTS['sold_units'])},[^,;。]{{0,8}}{alternation(_LISTS['selling'])}"
)
_MAY_BE_OWN = lazy_pattern(alternation(_LISTS["lent_means"]))
_PAPERS = lazy_pattern(alternation(_LISTS["documents"]))
_PASSES_TO = lazy_pattern(
    rf"{alternation(_LISTS['property'])}[^,;。]{{0,8}}归(?!{alternation(_LISTS['not_passing'])})"
    rf"[^,;。]{{0,10}}(?:所有|甲方|采购人)"
)
# what is brought along to serve with, and stays behind: “终端在合同届满后留给卫生室”
_AFTERWARDS = ("满后", "期后", "束后", "去向", "归属", "无偿")
_MEANS = "(?:设备|终端|仪器|器材|站点|家具|图书|[桌椅箱柜机])"
_STAYS_BEHIND = "(?:留给|留归|归(?![还档位])|无偿)"
_LEFT_BEHIND = lazy_pattern(
    rf"{_MEANS}[^;。]{{0,16}}?(?:届满|期满|到期|结束)后[^,;。]{{0,8}}{_STAYS_BEHIND}"
    rf"|(?:设备|仪器|终端|器材)(?:的?(?:去向|归属)|[^,;。]{{0,4}}无偿(?:移交|归|交))"
    rf"|(?:届满|期满|到期|结束)后[^,;。]{{0,4}}{_MEANS}[^,;。]{{0,8}}{_STAYS_BEHIND}"
)
_ITEM = lazy_pattern(r"[^,;。!?()]+")  # a colon is no end: “交付内容:平板电脑1200台”


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
    return _MEASURED.search(clause) is not None


def goods(need: str) -> Finding:
    """The clause of a need that says goods, and the one that raises a doubt."""
    if not _DELIVERS.search(need):
        passing = _PASSES_TO.search(need)
        return "", passing.group() if passing else _left_behind(need)
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
    return sure, doubt or _left_behind(need)


def _left_behind(need: str) -> str:
    """The words by which means of the provider become the purchaser's after the contract, or an empty text."""
    if not any(sign in need for sign in _AFTERWARDS):
        return ""
    found = _LEFT_BEHIND.search(need)
    return found.group() if found else ""


def _hands_over_devices(clause: str) -> bool:
    """Whether a number of devices is bought or handed over for good: neither lent nor papers."""
    return bool(_DEVICES.search(clause)) and not (_MAY_BE_OWN.search(clause) or _PAPERS.search(clause))
