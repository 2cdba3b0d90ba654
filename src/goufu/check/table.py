"""Where the table stands on a sheet: titles above, header of one or two rows, rows that are not to be checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from goufu.files.rows import Merge, Rows, Sheet

HEAD_ROWS = 40
_TOTAL = re.compile(r"(?:本页|本表|全部|金额)?(?:合计|总计|小计|共计|累计)(?:数|金额)?(?:[(][^)]*[)])?:?")
_NOTE = re.compile(
    r"(?:注|备注|说明|附注|填表说明|填表人|制表人?|填报人|审核人|联系人|单位负责人|负责人|经办人)[:0-9]"
)
_VALUE = re.compile(r"[-¥]?[\d,.]+(?:%|元|万元)?|\d{4}[-年/.].*")

Scorer = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Header:
    """The header: its names (two rows joined with a line break), its lines, the text above, and how sure we are."""

    names: tuple[str, ...]
    first_line: int
    last_line: int
    titles: tuple[str, ...]
    score: float


def find_header(sheet: Sheet, scorer: Scorer) -> Header | None:
    """The row among the first 40 whose cells mean most facts, or None when no cell means one."""
    head = sheet.head(HEAD_ROWS)
    scores = [sum(map(scorer, set(filter(str.strip, row)))) for row in head.cells]
    if not scores or max(scores) < 0.5:
        return None
    at = scores.index(max(scores))
    top, bottom = _two_rows(head, at, sheet.merges, scorer)
    names = (
        _join(head.cells[top], head.cells[bottom], head.lines[top], sheet.merges)
        if bottom > top
        else (tuple(cell.strip() for cell in _trimmed(head.cells[top])))
    )
    titles = tuple(cell for row in head.cells[:top] for cell in row if cell.strip())
    score = sum(map(scorer, set(filter(None, names))))
    return Header(names, head.lines[top], head.lines[bottom], titles, score)


def _trimmed(row: Sequence[str]) -> Sequence[str]:
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return row[:width]


def _two_rows(head: Rows, at: int, merges: Sequence[Merge], scorer: Scorer) -> tuple[int, int]:
    if at + 1 < len(head.cells) and _is_second(
        head.cells[at], head.cells[at + 1], head.lines[at], merges, scorer
    ):
        return at, at + 1
    if at > 0 and _is_second(head.cells[at - 1], head.cells[at], head.lines[at - 1], merges, scorer):
        return at - 1, at
    return at, at


def _is_second(
    upper: Sequence[str], lower: Sequence[str], line: int, merges: Sequence[Merge], scorer: Scorer
) -> bool:
    """A second header row fills gaps beside a group's name, names no values, and leaves plain headers alone."""
    filled = [i for i, cell in enumerate(lower) if cell.strip()]
    if not filled or sum(1 for cell in upper if cell.strip()) < 2:
        return False
    if any(_VALUE.fullmatch(unicodedata.normalize("NFKC", lower[i].strip())) for i in filled):
        return False
    groups = {
        i for top, left, bottom, right in merges if top == bottom == line for i in range(left, right + 1)
    }
    if groups:
        return all(i in groups for i in filled)
    gaps = [i for i in filled if i < len(upper) and not upper[i].strip() and any(map(str.strip, upper[:i]))]
    under = [i for i in filled if i < len(upper) and upper[i].strip()]
    starts = {i for i in under if i + 1 in gaps}
    return bool(gaps) and set(under) <= starts


def _join(upper: Sequence[str], lower: Sequence[str], line: int, merges: Sequence[Merge]) -> tuple[str, ...]:
    width = max(len(_trimmed(upper)), len(_trimmed(lower)))
    names, group = [], ""
    for i in range(width):
        above = upper[i].strip() if i < len(upper) else ""
        below = lower[i].strip() if i < len(lower) else ""
        group = above or group
        names.append(f"{group}\n{below}" if below and group else below or above)
    return tuple(names)


def skip_starts(header: Header) -> frozenset[str]:
    """The first characters that a row to skip may have: most rows need no closer look."""
    return frozenset("合总小共累本全金注备说附填制审联单负经1(（①") | {
        name[0] for name in header.names if name
    }


def skip_reason(row: Sequence[str], header: Header) -> str:
    """Why a row is kept but not checked, "" for one to check."""
    texts = [
        re.sub(r"\s", "", unicodedata.normalize("NFKC", cell)) for cell in row if cell and not cell.isspace()
    ]
    if not texts:
        return "空行"
    if _TOTAL.fullmatch(texts[0]):
        return "合计行"
    if len(texts) <= 2 and _NOTE.match(texts[0]):
        return "表下的说明"
    if len(texts) >= 3 and texts == [name for name in map(_flat, header.names) if name]:
        return "重复的表头"
    if len(texts) >= 3 and [re.sub(r"\D", "", text) for text in texts] == [
        str(i + 1) for i in range(len(texts))
    ]:
        return "栏次行"
    return ""


def _flat(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))
