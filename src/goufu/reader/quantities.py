"""Works and goods in a need: what is built or delivered, by its verb and a measured quantity.

A verb of building with a quantity is works; after 含, 包括, 负责 or 实施 without one it is a doubt. A verb of repair counts
only with what is built. Supervision, testing and the like of works are services. Goods are bought and handed over; what
the provider brings along to serve with is none.
"""

from __future__ import annotations

from goufu.reader import words
from goufu.reader.patterns import pattern
from goufu.reader.tokens import alternation

Finding = tuple[str, str]
NOTHING: Finding = ("", "")

_LISTS = words.lists()
_CLAUSE = pattern(r"[^,;。:!?()]+")
_SENTENCE = pattern(r"[^;。!?]+")
_BUILDS = pattern("{building_verbs}")
_MANY = "(?:余|多)?(?:万)?"
_MEASURE = rf"{{about}}?(?<![\d.])[\d.]++{_MANY}{{works_units}}"
# of area, length or volume
_MEASURED = pattern(rf"(?<![\d.])[\d.]++{_MANY}{{measured_units}}")
_WORKS = pattern(rf"{{building_verbs}}[^,;。]{{0,14}}?{_MEASURE}|{_MEASURE}[^,;。]{{0,8}}?{{building_verbs}}")
_BUILT_WORKS = pattern(
    r"{building_verbs}[^,;。]{0,8}?{built_objects}|{built_objects}[^,;。]{0,4}?{building_verbs}"
)
_INCLUDED = pattern(
    "{doing_works}[^,;。]{0,10}?{building_verbs}|{built_objects}[^,;。]{0,4}?{building_verbs}"
)
_SERVICES = pattern("{works_services}")
# beside its design or survey
_BUILT_TOO = pattern("施工(?!{about_construction})")
_RUNNING = pattern("{works_running}")
# come with works, too: they make no service of the other clauses
_WITH_WORKS = pattern("{with_works}")
_MEASURE_BEHIND = pattern(r",(?=(?:总?面积|约|共|总长|全长|长度)[^,;。]{0,4}\d)")
_LEFT_OUT = pattern("{left_out}")
_CONVERTS = pattern("将[^,;。]{1,16}{converting}(?:为|成)")
_BUILT_AND_RUN = pattern("{building_stages}[^;。]{0,16}{after_building}[^;。]{0,12}{run_afterwards}")
_NAMES_BUILT = pattern("{built_objects}")
_ABSTRACT = pattern("{built_not}")
_BUY = "{buying_verbs}(?!人|方|单位|主体)"
_COUNT = rf"[\d,.]+{_MANY}{{goods_units}}"
_GOODS = pattern(
    rf"(?P<verb>{_BUY}|{{delivery_verbs}})[^,;。]{{0,12}}?(?:{{deliverables}}[^,;。]{{0,6}}?{_COUNT}|{_COUNT}[^,;。]{{0,6}}?{{deliverables}})"
)
_DELIVERS = pattern(
    alternation([*_LISTS["buying_verbs"], *_LISTS["delivery_verbs"], *_LISTS["handing_over"]])
)
_BOUGHT = pattern(_BUY)
_OWN_MEANS = pattern("{own_means}")
# devices by their number, whatever they are called, bought or handed over
_DEVICES = pattern(rf"(?P<verb>{_BUY}|{{handing_over}})[^,;。]{{0,16}}?[\d.]+(?:余|多)?{{device_units}}")
_IS_SOLD = pattern("{selling}")
# a number of things in one clause, their delivery in the next: “营养包6000份,按批次交货”
_SOLD = pattern(rf"[^,;。]{{0,16}}\d{_MANY}{{sold_units}},[^,;。]{{0,8}}{{selling}}")
_MAY_BE_OWN = pattern("{lent_means}")
_PAPERS = pattern("{documents}")
_PASSES_TO = pattern("{property}[^,;。]{0,8}归(?!{not_passing})[^,;。]{0,10}(?:所有|甲方|采购人)")
# what is brought along to serve with, and stays behind: “终端在合同届满后留给卫生室”
_AFTERWARDS = _LISTS["signs_of_left_means"]
_MEANS = "(?:{means_left}|[桌椅箱柜机])"
_STAYS_BEHIND = "(?:留给|留归|归(?![还档位])|无偿)"
_LEFT_BEHIND = pattern(
    rf"{_MEANS}[^;。]{{0,16}}?(?:届满|期满|到期|结束)后[^,;。]{{0,8}}{_STAYS_BEHIND}"
    r"|(?:设备|仪器|终端|器材)(?:的?(?:去向|归属)|[^,;。]{0,4}无偿(?:移交|归|交))"
    rf"|(?:届满|期满|到期|结束)后[^,;。]{{0,4}}{_MEANS}[^,;。]{{0,8}}{_STAYS_BEHIND}"
)
_ITEM = pattern(r"[^,;。!?()]+")  # a colon is no end: “交付内容:平板电脑1200台”


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
        if _BUILT_AND_RUN.search(whole) and _NAMES_BUILT.search(whole) and not _ABSTRACT.search(whole):
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
