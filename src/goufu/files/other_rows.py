"""Detection of rows that are no entries: totals, notes, column numbers, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from goufu.files.cells import clean
from goufu.files.errors import ListError
from goufu.files.folding import folded
from goufu.files.headers import Header

_TOTAL = re.compile(r"(?:本页|本表|全部|金额)?(?:合计|总计|小计|共计|累计)(?:数|金额)?(?:[(][^)]*[)])?:?")
_NOTE = re.compile(
    r"(?:注|备注|说明|附注|填表说明|填表人|制表人?|填报人|审核人|联系人|单位负责人|负责人|经办人)[:0-9]"
)
_COLUMN_NUMBER = re.compile(r"\D{0,2}(\d{1,3})\D{0,2}(?:=.*)?")  # 1, (1), 1栏, 3=1+2
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LONGEST = 20  # characters of the first cell of such a row, except a note


class OtherRows:
    """The test for rows that are no entries of the table with this header."""

    def __init__(self, header: Header) -> None:
        self._parts = [
            {_flat(part) for part in path} | {_flat("".join(path))} if path else set()
            for path in header.paths
        ]
        self._known = frozenset[str]().union(*self._parts)
        starts = "合总小共累本全金注备说附填制审联单负经栏1(（①甲\u200b\ufeff" + "".join(
            name[0] for name in self._known
        )
        self._starts = frozenset(starts)  # most rows need no more than a look at their first character

    def reason(self, line: int, row: Sequence[str]) -> str:
        """The reason why a row is no entry; "" for an entry.

        Raises:
            ListError: the header of another table, with other columns, whose rows would be read wrongly.
        """
        first = row[0].strip() or next((text for cell in row if (text := cell.strip())), "")
        if not first:
            return "空行"
        if first[0] not in self._starts:
            return ""
        texts = {column: text for column, cell in enumerate(row) if (text := _flat(cell))}
        if not texts:
            return "空行"
        if len(texts) <= 2 and _NOTE.match(next(iter(texts.values()))):
            return "表下的说明"
        return self._reason(line, texts) if len(first) <= _LONGEST else ""

    def _reason(self, line: int, texts: Mapping[int, str]) -> str:
        said = list(texts.values())
        if _TOTAL.fullmatch(said[0]):
            return "合计行"
        if _numbers_columns(said):
            return "栏次行"
        if len(said) < 2 or not self._known.issuperset(said):
            return ""
        if all(column < len(self._parts) and text in self._parts[column] for column, text in texts.items()):
            return "重复的表头"
        if len(said) == 2:
            return ""
        raise ListError(
            f"第{line}行是另一个表头，栏的次序和上面的不同", "", "请把两张表分开，放在不同的工作表或者文件里"
        )


def _numbers_columns(texts: list[str]) -> bool:
    """Whether the texts number the columns: 甲 乙 丙 1 2 3, the stems and the numbers in their order."""
    if len(texts) < 3:
        return False
    rest = texts[1:] if texts[0] in ("栏次", "栏号") else texts
    stems = 0
    while stems < len(rest) and rest[stems] == _STEMS[stems : stems + 1]:
        stems += 1
    return all(
        (found := _COLUMN_NUMBER.fullmatch(text)) and int(found[1]) == number
        for number, text in enumerate(rest[stems:], start=1)
    )


def _flat(text: str) -> str:
    return "".join(folded(clean(text)).split())
