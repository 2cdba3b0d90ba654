"""Detection of a table's header, of one to three rows, and the names of its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from goufu.files.cells import clean, tidy
from goufu.files.folding import folded
from goufu.files.rows import Merge, Sheet
from goufu.files.units import header_parts, unit_alone
from goufu.lazy_patterns import lazy_pattern

HEAD_ROWS = 40
SURE = 0.85  # the score of a text that is the name of a column
MOST_ROWS = 3  # of a header
WHOLE = frozenset(["小计", "合计", "总计", "总额", "总金额"])  # subcolumns that stand for the whole group
_FIGURE = lazy_pattern(r"[-¥]?[\d,.]+(?:%|元|万元)?")
_VALUE = lazy_pattern(rf"{_FIGURE.pattern}|\d{{4}}(?:[-/.].*|年(?!度?$).+)")
_REMARK = lazy_pattern(r"[(]?\w{0,4}(?:单位|部门|日期|时间|年度|编号|表号):")  # in a line above the header

Scorer = Callable[[str], float]
NamePath = tuple[str, ...]


def no_name(text: str) -> float:
    """The scorer that knows no names."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its lines, the texts above it (`titles`), its score, and how texts were scored as names.

    `paths` name each column from its widest group down: ("预算", "其中", "本年"); () for a column without a name.
    """

    paths: tuple[NamePath, ...]
    first_line: int
    last_line: int
    titles: tuple[str, ...]
    score: float
    scorer: Scorer = field(default=no_name, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns; those of several rows are joined by line breaks."""
        return tuple(map("\n".join, self.paths))


def find_header(sheet: Sheet, scorer: Scorer) -> Header | None:
    """The rows with the highest score among the first 40; None if none has any.

    `scorer` returns from 0 to 1 how likely a text is the name of a column.
    """
    head = sheet.head(HEAD_ROWS)
    rows = [list(map(tidy, row)) for row in head.cells]
    scores = [sum(map(scorer, set(filter(None, row)))) for row in rows]
    if not scores or max(scores) < 0.5:
        return None
    best = scores.index(max(scores))
    for top in range(max(0, best - MOST_ROWS + 1), best + 1):
        paths, bottom = _from(rows, head.lines, top, sheet.merges)
        if bottom >= best:
            break
    titles = tuple(cell for row in rows[:top] for cell in row if cell)
    score = sum(map(scorer, {"\n".join(path) for path in paths if path}))
    return Header(paths, head.lines[top], head.lines[bottom], titles, score, scorer)


def _from(
    rows: Sequence[list[str]], lines: Sequence[int], top: int, merges: Sequence[Merge]
) -> tuple[tuple[NamePath, ...], int]:
    """The names of the columns if the header begins at row `top`, and the index of its last row."""
    width = max(len(row) for row in rows[top : top + MOST_ROWS])
    upper = _padded(rows[top], width)
    groups = _groups(upper, [()] * width)
    paths = [group if name else () for group, name in zip(groups, upper, strict=True)]
    bottom = top
    for row in range(top + 1, min(top + MOST_ROWS, len(rows))):
        lower = _padded(rows[row], width)
        if not _names_parts(upper, groups, lower, _merged(lines[row - 1], merges)):
            break
        lower = [f"（{unit}）" if (unit := unit_alone(name)) else name for name in lower]
        upper, groups, bottom = lower, _groups(lower, groups), row
        paths = [group if name else path for path, group, name in zip(paths, groups, lower, strict=True)]
    while paths and not paths[-1]:
        paths.pop()
    return tuple(tuple(filter(None, path)) for path in paths), bottom


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _groups(row: Sequence[str], above: Sequence[NamePath]) -> list[NamePath]:
    """The path of each column down to this row: a name extends to the right until the next one, within its group."""
    found: list[NamePath] = []
    for column, name in enumerate(row):
        goes_on = not name and found and above[column] == above[column - 1]
        found.append(found[-1] if goes_on else (*above[column], name))
    return found


def _names_parts(
    upper: Sequence[str], groups: Sequence[NamePath], lower: Sequence[str], merged: Sequence[range]
) -> bool:
    """Whether row `lower` contains only units, and names of subcolumns of the groups in row `upper`, and no values."""
    said = [column for column, name in enumerate(lower) if name]
    if not said or sum(map(bool, upper)) < 2 or any(_REMARK.match(clean(name)) for name in upper):
        return False
    units = {column for column in said if unit_alone(lower[column])}
    if not all(any(groups[column]) for column in units):
        return False
    filled = [column for column in said if column not in units]
    if not filled:
        return True  # only units: （万元）, or 万元 and 月
    if any(_VALUE.fullmatch(folded(header_parts(lower[column])[0])) for column in filled):
        return False
    if merged:
        # A part is narrower than its group: cells below each other that are merged alike are no parts.
        parts = [sum(column in group for column in filled) for group in merged]
        return sum(parts) == len(filled) and max(parts) > 1
    gone_on = {column for column in filled if not upper[column] and groups[column][-1]}
    starts = {column for column in filled if upper[column] and column + 1 in gone_on}
    return len(gone_on) + len(starts) > 1 and bool(gone_on) and gone_on | starts == set(filled)


def is_figure(cell: str) -> bool:
    """Whether a cell says a number or an amount, which no column is called."""
    return _FIGURE.fullmatch(folded(cell)) is not None


def _merged(line: int, merges: Sequence[Merge]) -> list[range]:
    """The columns of each cell of this line that is merged horizontally."""
    return [
        range(left, right + 1)
        for top, left, bottom, right in merges
        if top == bottom == line and left < right
    ]
