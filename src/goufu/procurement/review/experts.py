"""The provincial library of experts as a table that is brought, and the digest of a snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from goufu.documents.papers import digest_of
from goufu.files.reading import Column

_BETWEEN = re.compile(r"[、，,；;\n/]+")


def several(text: str) -> list[str]:
    """The words of a cell that lists some."""
    return [each.strip() for each in _BETWEEN.split(text) if each.strip()]


COLUMNS = (
    Column(
        "code", "专家编号", aliases=("编号", "专家代码"), is_required=True, about="专家库里的编号，不重复"
    ),
    Column("name", "姓名", aliases=("专家姓名",), is_required=True),
    Column("employer", "工作单位", aliases=("单位", "单位名称"), is_required=True),
    Column(
        "fields",
        "评审专业",
        aliases=("专业", "评审品目"),
        is_required=True,
        read=several,
        about="几个专业用顿号隔开",
    ),
    Column("place", "地区", aliases=("所在地区", "所在地")),
    Column("avoids", "应当回避的单位", aliases=("回避单位",), read=several, about="几个单位用顿号隔开"),
)


def digest_of_list(rows: Sequence[dict[str, Any]]) -> str:
    """SM3 of the experts in the order of their codes: anybody who has the list computes the same."""
    said = [
        [
            each["code"],
            each["name"],
            each["employer"],
            [*each["fields"]],
            each["place"] or "",
            [*each["avoids"]],
        ]
        for each in sorted(rows, key=lambda each: str(each["code"]))
    ]
    return digest_of(said)


def fields_of(experts: Iterable[Any]) -> list[str]:
    """All fields of the experts, in order."""
    return sorted({field for each in experts for field in each.fields})
