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
_MEASURE = rf"(?:约|共|共计|总计|不少于)?[\d.]+{_UNIT}"
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
_BUY = alternation(_LISTS["buying_verbs"])
_DELIVER = alternation(_LISTS["delivery_verbs"])
_THING = alternation(_LISTS["deliverables"])
_COUNT = r"[\d,.]+(?:余|多)?(?:万)?(?:台|套|辆|张|件|个|把|部|支|只|箱|吨|公斤|千克|斤|册|本|盒|份|株|棵|袋|桶|组|瓶|架|艘|副|双|床|顶|批)"
_GOODS = re.compile(
    rf"(?P<verb>{_BUY}|{_DELIVER})[^,;。]{{0,12}}?(?:{_THING}[^,;。]{{0,6}}?{_COUNT}|{_COUNT}[^,;。]{{0,6}}?{_THING})"
)
_DELIVERS = re.compile(alternation([*_LISTS["buying_verbs"], *_LISTS["delivery_verbs"]]))
_BOUGHT = re.compile(_BUY)
_OWN_MEANS = re.compile(alternation(_LISTS["own_means"]))


def works(need: str) -> Finding:
    """The clause of a need that says works, and the one that raises a doubt; "" for each that is not there."""
    if not _BUILDS.search(need):
        return NOTHING
    sure = doubt = ""
    for sentence in _SENTENCE.finditer(need):
        is_served = _SERVICES.search(sentence.group()) is not None
        if is_served and not _BUILT_TOO.search(sentence.group()):
            continue
        for clause in _CLAUSE.finditer(sentence.group()):
            said = clause.group()
            if _WORKS.search(said) and (_BUILT_WORKS.search(said) or _is_measured(said)):
                is_doubt = is_served or _RUNNING.search(said)
                sure, doubt = (sure, doubt or said) if is_doubt else (sure or said, doubt)
            elif _INCLUDED.search(said) and not _RUNNING.search(said):
                doubt = doubt or said
    return sure, doubt


def _is_measured(clause: str) -> bool:
    """Whether the quantity is one of area, length or volume, which needs no name of what is built."""
    return bool(
        re.search(r"[\d.]+(?:余|多)?(?:万)?(?:平方|平米|M2|M3|立方|公里|千米|KM|延|米|座|盏)", clause)
    )


def goods(need: str) -> Finding:
    """The clause of a need that says goods, and the one that raises a doubt."""
    if not _DELIVERS.search(need):
        return NOTHING
    sure = doubt = ""
    for clause in _CLAUSE.finditer(need):
        found = _GOODS.search(clause.group())
        if found is None or _OWN_MEANS.search(clause.group()):
            continue
        if _BOUGHT.fullmatch(found["verb"]):
            sure = sure or clause.group()
        else:
            doubt = doubt or clause.group()
    return sure, doubt
