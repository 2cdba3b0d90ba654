"""Parsing of targets from the text of a list's cell: “数量指标：服务老人≥300人；满意度不低于90%”."""

from __future__ import annotations

import re
from typing import NamedTuple

from goufu.core.errors import Refusal
from goufu.planning.actions.parts import check_target
from goufu.planning.kinds import Operator, TargetKind
from goufu.planning.models import MOST_TARGETS, Target
from goufu.planning.thresholds import Threshold, read_threshold

LONGEST_UNIT = 4  # a longer one is the rest of a sentence
# A name with such an end is part of the number's meaning, and changes it: 不到90%, 约300人, 未超过5%.
_GOES_ON = re.compile(r"[约近不未没无非到于至逾过每第前后从由0-9.,，]$")
_BETWEEN = re.compile(r"[；;。\n]|[，,](?![0-9]{3})|、")
_LABEL = re.compile(r"(数量|质量|时效|成本|经济|社会|生态|可持续|满意)[^:：0-9]{0,4}指标[:：]")
_NUMBERED = re.compile(r"^\s*(?:[0-9]{1,2}[.)）、．]|[（(][0-9]{1,2}[)）])\s*(?![0-9])")
# The kind by words in the name or unit, where there is no label. The person who imports sees it and may change it.
_KINDS = (
    (re.compile("成本|经费|费用|单价|元"), TargetKind.COST),
    (re.compile("及时|按时|准时|时限|时间"), TargetKind.TIMELINESS),
    (re.compile("率|合格|达标|%"), TargetKind.QUALITY),
)

_LABELS = {
    "数量": TargetKind.QUANTITY,
    "质量": TargetKind.QUALITY,
    "时效": TargetKind.TIMELINESS,
    "成本": TargetKind.COST,
    "经济": TargetKind.ECONOMIC,
    "社会": TargetKind.SOCIAL,
    "生态": TargetKind.ECOLOGICAL,
    "可持续": TargetKind.SUSTAINABLE,
    "满意": TargetKind.SATISFACTION,
}


class TargetsRead(NamedTuple):
    """The result of parsing: targets without a project, and the pieces that could not be read."""

    targets: list[Target]
    unread: list[str]


def read_targets(text: str) -> TargetsRead:
    """The targets of the text, piece by piece; a piece without a name and a number is unread."""
    found = TargetsRead([], [])
    kind = None
    for piece in _BETWEEN.split(text):
        piece = _NUMBERED.sub("", piece).strip()
        if label := _LABEL.search(piece):
            kind = _LABELS[label[1]]
            piece = piece[label.end() :].strip()
        if not piece:
            continue
        target = _read(piece, kind, len(found.targets) + 1)
        taken = {each.name for each in found.targets}
        if target is None or target.name in taken or len(taken) == MOST_TARGETS:
            found.unread.append(piece)
        else:
            found.targets.append(target)
    return found


def _read(piece: str, kind: TargetKind | None, position: int) -> Target | None:
    for at in range(1, min(len(piece), 101)):
        threshold = _threshold(piece[at:])
        if threshold is not None:
            break
    else:
        return None
    name = piece[:at].strip(" :：")
    if _GOES_ON.search(name):
        return None
    target = Target(
        position=position,
        name=name,
        kind=_kind(name + threshold.unit, kind),
        operator=Operator(threshold.operator),
        number=threshold.number,
        unit=threshold.unit,
    )
    try:
        check_target(target)
    except Refusal:
        return None
    return target


def _threshold(text: str) -> Threshold | None:
    try:
        found = read_threshold(text)
    except Refusal:
        return None
    return found if 0 < len(found.unit) <= LONGEST_UNIT else None


def _kind(words: str, labelled: TargetKind | None) -> TargetKind:
    if "满意" in words:
        return TargetKind.SATISFACTION
    suggested = (kind for pattern, kind in _KINDS if pattern.search(words))
    return labelled or next(suggested, TargetKind.QUANTITY)
