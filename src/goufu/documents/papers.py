"""Papers: PDF files that the program writes itself, each from a template in typst and the words of a thing.

A room lays the template beside its code, and offers the paper with the documents of its thing (documents.subjects):

    Paper(APPROVAL, Permission.SEE_PROJECTS, "planning/typst/approval.typ", number, name, day, words)

A paper is written when somebody first asks for it, and is a document from then on. The same template and the same words
give the same bytes on every machine: fonts come with the program, and the date is the thing's own.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from goufu.core.permissions import Permission

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard

PACKAGE = Path(__file__).parents[1]
MISSING = "〓"
MOST_NAMED = 20  # signs that the fonts don't have
VARIANTS = {chr(each) for each in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}  # of the sign before
STANDARD: PDFStandard = "a-2u"  # PDF/A: can be read as it is in thirty years, and its text copied


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be written of a thing as it now is.

    Attributes:
        kind: the code of its kind of documents.
        permission: to have it written, and to read it.
        template: its file, below the package.
        number: which state of the thing it is of; a kind's numbers are given once.
        day: of the thing's state, the date of the paper.
        words: what the template says, asked for when it is written.
    """

    kind: str
    permission: Permission
    template: str
    number: str
    name: str | Promise
    day: date
    words: Callable[[], Mapping[str, Any]]

    def write(self) -> bytes:
        """The PDF."""
        given = {"number": self.number, "name": str(self.name), "day": self.day.timetuple()[:3]}
        return pdf_of(self.template, given | dict(self.words()))


def pdf_of(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF that the template makes of the data: texts, lists and dictionaries; `day` is [year, month, day].

    Texts reach the template as data and are never read as typst: whatever people wrote stands there as they wrote it.
    A sign that the fonts don't have is shown as printers do it, by 〓, and named at the end of the paper.
    """
    import typst  # takes a while to load, and few processes write papers

    missing: set[str] = set()
    shown = _plain(data, missing) | {"missing": _named(missing)}
    return typst.compile(
        PACKAGE / template,
        root=PACKAGE,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
        pdf_standards=STANDARD,
    )


@cache
def _fonts() -> Fonts:
    """The fonts that come with the program, and no others: the machine's would make other bytes."""
    import typst
    from pylopdf_fonts_zh_cn import serif_path

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[serif_path().parent]
    )


@cache
def _shown() -> frozenset[str]:
    """The signs that both fonts have: PDF/A takes no others."""
    from pylopdf_fonts_zh_cn import sans_path, serif_path

    return frozenset.intersection(*(_signs_of(path().read_bytes()) for path in (sans_path, serif_path)))


def _signs_of(font: bytes) -> frozenset[str]:
    """The signs of an OpenType font: its table `cmap`, in the form that covers all planes (12)."""
    [count] = unpack_from(">H", font, 4)
    tables = {tag: offset for tag, _sum, offset, _length in iter_unpack(">4sIII", font[12 : 12 + 16 * count])}
    cmap = tables[b"cmap"]
    [count] = unpack_from(">H", font, cmap + 2)
    parts = [
        cmap + start for _platform, _code, start in iter_unpack(">HHI", font[cmap + 4 : cmap + 4 + 8 * count])
    ]
    whole = next(part for part in parts if unpack_from(">H", font, part) == (12,))
    [count] = unpack_from(">I", font, whole + 12)
    groups = iter_unpack(">III", font[whole + 16 : whole + 16 + 12 * count])
    return frozenset(chr(each) for first, last, _glyph in groups for each in range(first, last + 1))


def _plain(data: Any, missing: set[str]) -> Any:
    """The data with all texts as the fonts can show them: without control characters but the ends of lines.

    Signs that the fonts don't have are added to `missing`.
    """
    if isinstance(data, Mapping):
        return {key: _plain(each, missing) for key, each in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(each, missing) for each in data]
    if data is None or isinstance(data, int):
        return data
    text = unicodedata.normalize("NFC", str(data).replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_sign(each, missing) for each in text)


def _sign(sign: str, missing: set[str]) -> str:
    if sign == "\n" or sign in _shown():
        return sign
    category = unicodedata.category(sign)
    if category[0] == "C" or sign in VARIANTS:
        return ""
    if category[0] == "Z":
        return " "
    missing.add(sign)
    return MISSING


def _named(missing: Collection[str]) -> str:
    """The sentence on the signs that the fonts don't have, by their numbers in Unicode; "" where there are none."""
    if not missing:
        return ""
    numbers = [f"U+{ord(sign):04X}" for sign in sorted(missing)]
    more = f" 等 {len(numbers)} 个" if len(numbers) > MOST_NAMED else ""
    return (
        f"注：{MISSING} 代替字库里没有的字（{'、'.join(numbers[:MOST_NAMED])}{more}），原字见系统里的这一项。"
    )
