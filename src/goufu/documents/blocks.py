"""Blocks: what an official paper says, in its order. The PDF and the Word file are made of the same ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

Block = dict[str, Any]
_NUMBERED = re.compile(r"[一二三四五六七八九十]+、[^，。；：]{1,20}")
OFFICIAL_PDF, OFFICIAL_WORD = "documents/typst/official.typ", "documents/docx/official.docx"

SPACE, DAY = "　\n　\n　", "　　年　月　日"  # for a seal or a signature by hand, and for its day


def title(text: str) -> Block:
    return {"kind": "title", "text": text}


def under(text: str) -> Block:
    """The line under the title."""
    return {"kind": "under", "text": text}


def heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def subheading(text: str) -> Block:
    return {"kind": "subheading", "text": text}


def addressee(text: str) -> Block:
    """To whom it is written; begins at the margin."""
    return {"kind": "addressee", "text": text}


def text(said: str) -> Block:
    """A paragraph for each line."""
    return {"kind": "text", "text": said}


def text_with_headings(said: str) -> Iterator[Block]:
    """A text in which short lines such as 三、服务标准 are headings."""
    for is_heading, lines in groupby(said.split("\n"), key=lambda line: bool(_NUMBERED.fullmatch(line))):
        if is_heading:
            yield from map(subheading, lines)
        else:
            yield text("\n".join(lines))


def sentence(said: str) -> str:
    """What somebody wrote, with its full stop."""
    return said if said[-1:] in "。！？；.!?" else f"{said}。"


def rows(said: Iterable[Sequence[str]]) -> Block:
    """A table of titles and texts."""
    return {"kind": "rows", "rows": [list(each) for each in said]}


def sheet(head: Sequence[str], said: Iterable[Sequence[str]]) -> Block:
    """A table with a head, which is repeated on each page."""
    return {"kind": "sheet", "head": list(head), "rows": [list(each) for each in said]}


def signed(*lines: str) -> Block:
    """Who signs, and the day."""
    return {"kind": "signed", "lines": list(lines)}


def day_in_words(day: date) -> str:
    """The day as official papers write it: 2026年11月30日."""
    return f"{day.year}年{day.month}月{day.day}日"
