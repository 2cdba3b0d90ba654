"""How the blocks of a paper are set, in the PDF and in the Word file: widths of columns, figures, no signature alone on a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any

from goufu.documents.blocks import Block

# Of a line of a table, in signs of half the width of a Chinese one.
LINE, EDGES, WIDEST = 72.0, 1.8, 40.0
NARROW = 1.15  # a Latin sign or a figure is somewhat wider than half
LONGEST_WHOLE = 20  # signs: what is longer without a blank, such as a digest, may be broken
LONGEST_HEAD, LEAST_NAME = 10.0, 12.0
SHORT_ROWS, SHORT_TEXT = 6, 300
LAST_PARAGRAPH = 400  # signs that go to the signature's page together
_WHOLE = re.compile(rf"[!-~]{{1,{LONGEST_WHOLE}}}(?![!-~])")
_FIGURE = re.compile(r"-?\d[\d,]*(\.\d+)?(\s元)?|—")
_GAP = re.compile(r"(?<=[0-9])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[0-9])")
_UNIT = re.compile(r"(?<=\d) (?=元)")


def laid_out(said: Sequence[Block]) -> list[Block]:
    """The blocks with what setting them needs.

    Of tables their `widths`, their `figures`, and whether they stay `together`; of a signature the paragraph that it comes `after`.
    """
    made: list[Block] = []
    for each in map(_together, said):
        if each["kind"] == "rows":
            made.append(each | {"widths": widths(each["rows"]), "together": _is_short(each)})
        elif each["kind"] == "sheet":
            sizes = widths([each["head"], *each["rows"]], has_head=True)
            sides = {"figures": figures(each["rows"]), "together": _is_short(each)}
            made.append(each | {"widths": sizes} | sides)
        elif each["kind"] == "signed":
            made.append(each | {"after": _taken(made)})
        else:
            made.append(each)
    return made


def widths(rows: Sequence[Sequence[str]], *, has_head: bool = False) -> list[int]:
    """The widths of a table's columns in thousandths of the line, by what stands in them: no date, amount or short head is broken."""
    columns = [*zip_longest(*rows, fillvalue="")]
    least = [_least(column, has_head=has_head) for column in columns]
    wanted = [max(min(_widest(column), WIDEST), low) for column, low in zip(columns, least, strict=True)]
    spare = LINE - sum(least)
    if sum(wanted) <= LINE or spare <= 0:
        sizes = wanted if spare > 0 else least
    else:
        more = [want - low for want, low in zip(wanted, least, strict=True)]
        sizes = [low + spare * each / sum(more) for low, each in zip(least, more, strict=True)]
    return [round(1000 * each / sum(sizes)) for each in sizes]


def figures(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Which columns hold amounts or points and nothing else."""
    return [
        any(each[:1].isdigit() for each in column) and all(_FIGURE.fullmatch(each) for each in column)
        for column in zip(*rows, strict=True)
    ]


def _together(said: Any) -> Any:
    """The block with amounts and their unit on one line."""
    if isinstance(said, dict):
        return {name: _together(each) for name, each in said.items()}
    if isinstance(said, (list, tuple)):
        return [_together(each) for each in said]
    return _UNIT.sub("\u00a0", said) if isinstance(said, str) else said


def _is_short(table: Block) -> bool:
    """Whether it stands on one page, as what is signed must."""
    return len(table["rows"]) <= SHORT_ROWS and sum(map(len, chain(*table["rows"]))) <= SHORT_TEXT


def _taken(made: list[Block]) -> str:
    """The last paragraph of the text before, taken from it; empty where no text stands there."""
    if not made or made[-1]["kind"] != "text":
        return ""
    before, _end, last = made[-1]["text"].rpartition("\n")
    if len(last) > LAST_PARAGRAPH:
        return ""
    made[-1:] = [made[-1] | {"text": before}] if before else []
    return str(last)


def _least(column: Sequence[str], *, has_head: bool) -> float:
    """The width at which nothing is broken that should stay whole."""
    head = min(_widest(column[:1]), LONGEST_HEAD + EDGES) if has_head else 0.0
    whole = [found for text in column for found in _WHOLE.findall(text)]
    name = min(_widest(column), LEAST_NAME + EDGES)
    return max(name, head, *(NARROW * len(each) + EDGES for each in whole), 0.0)


def _widest(column: Sequence[str]) -> float:
    return max(_length(line) for text in column for line in text.split("\n")) + EDGES


def _length(line: str) -> float:
    """How long the line is; between a figure and a Chinese sign both programs set a quarter of the latter's width."""
    return sum(map(_width, line)) + len(_GAP.findall(line)) / 2


def _width(sign: str) -> float:
    return 2.0 if unicodedata.east_asian_width(sign) in "WFA" else NARROW
