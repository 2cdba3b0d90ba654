"""The grades of a factor as people write them, a line each: 26—30 方案逐项写明人员、频次和应急办法."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from goufu.core.errors import Refusal
from goufu.procurement.reckoning.points import Scale

_LINE = re.compile(
    r"(\d{1,3}(?:\.\d{1,2})?)(?:\s*[-—–~～至]+\s*(\d{1,3}(?:\.\d{1,2})?))?\s*分?\s*[：:，,]?\s*(.*)"
)
# Words that say how good something is, and not by which indicator: alone they quantify nothing (order-87:55).
VAGUE = re.compile(
    r"优秀|良好|较好|较差|一般|合理|完整|完善|可行|优|良|中|好|差|很|较|比较|强|弱|高|低|得|为|的|[，。、；：,.;:\s（）()]"
)
LEAST_SIGNS = 4

Grade = Mapping[str, Any]


def grades_in(text: str, title: str) -> list[dict[str, Any]]:
    """The grades of the lines, from the most points. Raises Refusal that names the line."""
    found = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        read = _LINE.fullmatch(line)
        if read is None:
            raise Refusal(
                f"“{title}”的这一档没有写分值：{line[:40]}",
                "每档一行，先写分值，例如：26—30 每月上门评估并留记录",
            )
        low, high, indicator = read.groups()
        least, most = sorted([Decimal(low), Decimal(high or low)])
        found.append({"least": str(least), "most": str(most), "indicator": indicator.strip()[:500]})
    return sorted(found, key=lambda each: -Decimal(each["most"]))


def text_of(grades: Sequence[Grade]) -> str:
    """The grades as their lines."""
    return "\n".join(f"{span_of(each)} {each['indicator']}".strip() for each in grades)


def span_of(grade: Grade) -> str:
    """26—30, or 5 where lowest and highest are the same."""
    least, most = str(grade["least"]), str(grade["most"])
    return least if least == most else f"{least}—{most}"


def scale_of(points: Decimal, grades: Sequence[Grade]) -> Scale:
    """The scale that the reckoning knows."""
    return Scale(points, [(Decimal(each["least"]), Decimal(each["most"])) for each in grades])


def is_quantified(grades: Sequence[Grade]) -> bool:
    """Whether each grade has an indicator that says more than how good something is."""
    return bool(grades) and all(len(VAGUE.sub("", each["indicator"])) >= LEAST_SIGNS for each in grades)


def against_grades(title: str, points: Decimal, grades: Sequence[Grade]) -> str:
    """What is wrong with a factor's grades; empty where nothing is."""
    if not grades:
        return f"“{title}”没有写档次：每一档的分值和指标"
    if (most := max(Decimal(each["most"]) for each in grades)) != points:
        return f"“{title}”满分 {points} 分，最高一档是 {most} 分，应当相等"
    for upper, lower in pairwise(grades):
        if Decimal(lower["most"]) >= Decimal(upper["least"]):
            return f"“{title}”的 {span_of(upper)} 和 {span_of(lower)} 两档重叠"
    return ""
