"""The cells of a column that are merged vertically."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from goufu.files.errors import ListError
from goufu.files.headers import Header
from goufu.files.rows import Sheet

MOST_REPEATED = 50_000_000  # signs: 50 in each of a million rows


class MergedCells:
    """The vertically merged cells of a column; only the first line has the text."""

    def __init__(self, sheet: Sheet, header: Header, index: int) -> None:
        below = sorted(
            (top, bottom)
            for top, left, bottom, _ in sheet.merges
            if left == index and header.last_line < top < bottom
        )
        self._tops = [top for top, _ in below]
        self._bottoms = [bottom for _, bottom in below]
        self._said: dict[int, str] = {}
        self._repeated = 0

    def __bool__(self) -> bool:
        return bool(self._tops)

    def top(self, line: int) -> int | None:
        """The first line of the merged cell that contains this line, or None."""
        at = bisect_right(self._tops, line) - 1
        return self._tops[at] if at >= 0 and line <= self._bottoms[at] else None

    def filled(self, lines: Sequence[int], texts: Sequence[str]) -> Sequence[str]:
        """The texts, with that of each merged cell on all its lines. Must be called in the order of the lines.

        Raises ListError where that makes more text than any list has.
        """
        if not self:
            return texts
        filled = list(texts)
        for at, line in enumerate(lines):
            top = self.top(line)
            if top == line:
                self._said[top] = texts[at]
            elif top is not None and not texts[at]:
                filled[at] = self._said.get(top, "")
                self._repeated += len(filled[at])
        if self._repeated > MOST_REPEATED:
            raise ListError(
                f"合并的单元格里有长文字，每一行都算上，超过{MOST_REPEATED // 10_000}万字",
                f"第{lines[-1]}行以上",
                "请拆开合并的单元格，长文字只写在要写的行里",
            )
        return filled
