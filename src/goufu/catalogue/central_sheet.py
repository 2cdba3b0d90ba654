"""A list of what is bought centrally as a table: an item a line."""

from __future__ import annotations

import re

from goufu.catalogue.central import ITEM
from goufu.core.sheets import ReadSheet
from goufu.files.errors import Unreadable
from goufu.files.importing import Row
from goufu.files.reading import Column
from goufu.files.values import text
from goufu.lazy_patterns import lazy_pattern

_CLASS = "[ABC]"  # goods, works, services: the code of a heading
_HEADING = lazy_pattern(
    r"(?:[一二三四五六七八九十0-9]+[、.．])?(?:政府采购)?(?:货物|工程|服务)(?:类|项目|类项目)?"
)


def _code(said: str) -> str:
    if re.fullmatch(f"{ITEM}|{_CLASS}", said.upper()):
        return said.upper()
    raise Unreadable("不是品目编码", "品目编码是一个字母加八位数字，如 C05010000")


COLUMNS = (
    Column(
        "code",
        "品目编码",
        ("编码", "采购品目编码", "品目代码"),
        is_required=True,
        read=_code,
        about="一个字母加八位数字，如 C05010000；它以下的品目也在内",
    ),
    Column(
        "name", "品目名称", ("名称", "采购项目", "采购品目"), is_required=True, read=text(200), is_prose=True
    ),
    Column(
        "remark",
        "备注",
        ("说明", "备注说明", "限额", "限额标准"),
        read=text(500),
        is_prose=True,
        about="只给人看：程序不按它判断，品目不论金额都在目录内",
    ),
)


def leave_out_headings(sheet: ReadSheet) -> None:
    """Takes the headings 货物类, 工程类 and 服务类, with or without the letter as their code, out of the rows, and says so."""
    headings = {row.line for row in sheet.rows if _is_heading(row)}
    if not headings:
        return
    sheet.rows[:] = [row for row in sheet.rows if row.line not in headings]
    sheet.problems[:] = [each for each in sheet.problems if each.line not in headings]
    lines = "、".join(f"第{line}行" for line in sorted(headings))
    sheet.remarks.append(f"{lines}是分类的标题，不是品目，没有导入")


def _is_heading(row: Row) -> bool:
    code, name = row["code"], row["name"] or ""
    if code is None:
        return not row.raw.get("code") and bool(_HEADING.fullmatch(name))
    return len(code) == 1 and (not name or bool(_HEADING.fullmatch(name)))
