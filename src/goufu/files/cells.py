"""A cell: where it stands, what it says, and what is wrong with it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from goufu.files.folding import HAN
from goufu.files.unseen import UNSEEN, few_marks
from goufu.lazy_patterns import lazy_pattern

_UNSEEN = lazy_pattern(f"[{UNSEEN}]")
# ² and ① behind a figure are notes, ½ is a part: folded as well, 120² would be 1202.
NOTES = (
    "\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u215f\u2189\u2460-\u249b\u24ea-\u24ff"
    "\u3192-\u3195\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"
    "\U0001f100-\U0001f10a\U0001f214\U0001f229\U0001f22a\U0001f241\U0001f242"
)
_NOTES = lazy_pattern(rf"(?<=\d)(\s*[{NOTES}]+)")
# A text of nothing but figures is read as a number: there ① is a note too, a line break stays one, and characters that
# turn the direction, by which 001 looks like 100, are left for the reader to refuse.
DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_DOUBTS = lazy_pattern(rf"([{NOTES}{DIRECTIONS}]|[\x0b\x0c\x1c-\x1f])")
_FIGURES = lazy_pattern(
    rf"[{DIRECTIONS}\s0-9零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖十百千拾佰仟万亿元圆角分整正人民币RMBCNY¥eE.,:+−()〔〕⁄=\"-]*"
)
_EDGES = " \t\n\r\x85\u1680\u2028\u2029\u061c\u200e\u200f"
_BREAKS = lazy_pattern(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_SAFE = lazy_pattern(r'="([^"]*)"')  # text that Excel must not make a number of
_BETWEEN_HAN = lazy_pattern(rf"(?<=[{HAN}])\s+(?=[{HAN}])")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that could not be taken. `column` is the letter of Excel, "" for the whole row; `sheet` is "" in a text file."""

    sheet: str
    line: int
    column: str
    header: str
    raw: str
    why: str
    remedy: str

    @property
    def place(self) -> tuple[int, int, str]:
        """The sort key of problems: line, then column."""
        return self.line, len(self.column), self.column

    @property
    def where(self) -> str:
        """As a person finds it: 单位!B3."""
        if self.sheet and self.column:
            return f"{self.sheet}!{self.column}{self.line}"
        column = f"{self.column}列" if self.column else ""
        return f"{self.sheet}第{self.line}行{column}"

    @property
    def shown(self) -> str:
        """What stands there, cut short."""
        return self.raw if len(self.raw) <= 40 else self.raw[:40] + "…"

    @property
    def cause(self) -> str:
        """Where it stands, what it says, and why it could not be taken, as a sentence."""
        said = f"写的是“{self.shown}”，" if self.shown else ""
        named = f"（{self.header}）" if self.header else "："
        return f"{self.where}{named}{said}{self.why}。"

    def __str__(self) -> str:
        return f"{self.cause}{self.remedy}。"


def column_letter(index: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(line: int, column: int) -> str:
    """B3 for line 3, column 1 (from 0)."""
    return f"{column_letter(column)}{line}"


def clean(text: str) -> str:
    """The text in NFKC, without invisible characters, outer white space, and the ="…" by which Excel keeps text from becoming a number.

    What must not become part of a number is left as it is: notes behind a figure, and whatever is doubtful among figures alone.
    """
    if text.isascii() and text.isprintable():  # as nearly all figures are
        return _bare(text)
    seen = few_marks(_UNSEEN.sub("", text))
    if _DOUBTS.search(text) and _FIGURES.fullmatch(unicodedata.normalize("NFKC", seen)):
        return _bare(_figures(text).strip(_EDGES)).strip(_EDGES)
    parts = _NOTES.split(seen)
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return _bare("".join(parts))


def _figures(text: str) -> str:
    parts = _DOUBTS.split(text)
    parts[::2] = [unicodedata.normalize("NFKC", _UNSEEN.sub("", part)) for part in parts[::2]]
    parts[1::2] = ["\n" if part.isspace() else part for part in parts[1::2]]
    return "".join(parts)


def tidy(text: str) -> str:
    """Like `clean`, with the punctuation as it was written: for names and prose that are kept."""
    return _bare(unicodedata.normalize("NFC", few_marks(_UNSEEN.sub("", text))).replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The text as people see it: a line break or tab is a space, and control and format characters are left out.

    Such characters (Unicode's Cc, Cf) would make a name look empty, run backwards, or command a terminal.
    """
    if text.isascii() and text.isprintable():  # as nearly all codes are
        return text.strip()
    spaced = _BREAKS.sub(" ", text)
    return "".join(each for each in spaced if unicodedata.category(each) not in ("Cc", "Cf")).strip()


def on_one_line(name: str) -> str:
    """The name without line breaks and spaces between Chinese characters."""
    return _BETWEEN_HAN.sub("", name)


def _bare(text: str) -> str:
    text = text.strip()
    if text.startswith('="') and (safe := _SAFE.fullmatch(text)):
        return safe[1].strip()
    return text
