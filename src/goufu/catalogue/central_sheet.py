"""A list of what is bought centrally as a table: an item a line."""

from __future__ import annotations

import re

from goufu.catalogue.central import ITEM
from goufu.files.errors import Unreadable
from goufu.files.reading import Column
from goufu.files.values import text


def _code(said: str) -> str:
    if re.fullmatch(ITEM, said.upper()):
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
)
