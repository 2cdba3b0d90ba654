"""Papers that the program writes itself: PDF from a template in typst, Word from one in Word, and the words of a thing.

A room offers the paper with the documents of its thing (documents.subjects). An official paper is made of blocks (documents.blocks), as
PDF and as Word; the templates know its form:

    in_both((REPLY, REPLY_WORD), Permission.SEE_PROCUREMENTS, number=number, name=name, day=day, words=words)

A paper is written when somebody first asks for it, and is a document from then on. The same template and the same words
give the same bytes on every machine: fonts come with the program, and the date is the thing's own.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from goufu.core.permissions import Permission
from goufu.documents import qr
from goufu.documents.blocks import OFFICIAL_PDF, OFFICIAL_WORD
from goufu.documents.fonts import font_set
from goufu.documents.layout import laid_out

if TYPE_CHECKING:
    from typst import PDFStandard

PACKAGE = Path(__file__).parents[1]
MISSING = "〓"
MOST_NAMED = 20  # signs that the fonts don't have
VARIANTS = {chr(each) for each in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}  # of the sign before
STANDARD: PDFStandard = "a-2u"  # PDF/A: can be read as it is in thirty years, and its text copied
WORD = ".docx"
LONG = re.compile(r"[^\s\u2e80-\u9fff]{24}")


@dataclass(frozen=True, slots=True)
class Written:
    """A paper as it was written: its bytes, and the digest of what it says, which is printed on it."""

    content: bytes
    said: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be written of a thing as it now is.

    Attributes:
        kind: the code of its kind of documents.
        permission: to have it written, and to read it.
        template: its file, below the package: typst makes a PDF of it, docxtpl a Word file.
        number: which state of the thing it is of; a kind's numbers are given once.
        day: of the thing's state, the date of the paper.
        words: what the template says, asked for when it is written.
        is_public: whoever sees the thing reads it, and has the program write it where the permission is missing.
        digest: the SM3 of what the thing says, where it has one of its own; else that of the paper's words is printed.
    """

    kind: str
    permission: Permission
    template: str
    number: str
    name: str | Promise
    day: date
    words: Callable[[], Mapping[str, Any]]
    is_public: bool = False
    digest: str = ""

    @property
    def format(self) -> str:
        return "Word" if self.template.endswith(WORD) else "PDF"

    def write(self) -> Written:
        """The file, with its number and the digest of what it says, as words and as a QR code."""
        given = {"number": self.number, "name": str(self.name), "day": self.day.timetuple()[:3]}
        data = given | dict(self.words())
        said = self.digest or digest_of(data)
        if "blocks" in data:
            data["blocks"] = laid_out(data["blocks"])
        if self.format == "Word":
            from goufu.documents.word import docx_of  # loads lxml, which few processes need

            return Written(docx_of(self.template, data | {"mark": mark_lines(self.number, said)}), said)
        return Written(pdf_of(self.template, data | {"mark": mark_of(self.number, said)}), said)


def in_both(
    kinds: tuple[str, str],
    permission: Permission,
    *,
    number: str,
    name: str,
    day: date,
    words: Callable[[], Mapping[str, Any]],
    is_public: bool = False,
    digest: str = "",
) -> tuple[Paper, Paper]:
    """An official paper as PDF and as the Word file that an office can change: of the same blocks, with one number and digest."""
    pdf, word = (
        Paper(kind, permission, template, number, name, day, words, is_public, digest)
        for kind, template in zip(kinds, (OFFICIAL_PDF, OFFICIAL_WORD), strict=True)
    )
    return pdf, word


def digest_of(data: Mapping[str, Any] | Sequence[Any]) -> str:
    """The SM3 of what a paper, a report or a list says: of its JSON in one spelling, so that any tool computes the same."""
    said = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.new("sm3", said.encode()).hexdigest()


def mark_lines(number: str, said: str) -> list[str]:
    """What is printed on a paper to check it by; the QR code says the same."""
    return [f"编号：{number}", f"内容摘要（SM3）：{said}"]


def mark_of(number: str, said: str) -> dict[str, Any]:
    """The mark for typst: its lines, and the QR code as SVG."""
    lines = mark_lines(number, said)
    return {"lines": lines, "qr": qr.svg(qr.squares("\n".join(lines)))}


def pdf_of(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF that the template makes of the data: texts, lists and dictionaries; `day` is [year, month, day].

    Texts reach the template as data and are never read as typst: whatever people wrote stands there as they wrote it.
    A sign that the fonts don't have is shown as printers do it, by 〓, and named at the end of the paper.
    """
    import typst  # takes a while to load, and few processes write papers

    missing: set[str] = set()
    shown = _plain(data, missing)
    has_long = _has_long({**shown, "mark": None})  # the mark's digest fits
    shown |= {"missing": _named(missing), "fonts": font_set().families, "has_long": has_long}
    return typst.compile(
        PACKAGE / template,
        root=PACKAGE,
        font_paths=font_set().fonts,
        sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
        pdf_standards=STANDARD,
    )


def unshown(text: str) -> list[str]:
    """The signs of the text that the fonts of papers lack, each once, in their order."""
    missing: set[str] = set()
    _plain(text, missing)
    return [each for each in dict.fromkeys(unicodedata.normalize("NFC", text)) if each in missing]


def numbered(sign: str) -> str:
    """The sign's number in Unicode."""
    return f"U+{ord(sign):04X}"


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


def _has_long(data: Any) -> bool:
    """Whether a text has a run of letters without a blank that may be broken anywhere."""
    if isinstance(data, Mapping):
        return any(_has_long(each) for each in data.values())
    if isinstance(data, list):
        return any(_has_long(each) for each in data)
    return isinstance(data, str) and LONG.search(data) is not None


def _sign(sign: str, missing: set[str]) -> str:
    if sign == "\n" or sign in font_set().signs:
        return sign
    category = unicodedata.category(sign)
    # A sign of a name may stand where an office put it itself (Co), or be younger than Python's tables (Cn).
    if category in ("Cc", "Cf") or sign in VARIANTS:
        return ""
    if category[0] == "Z":
        return " "
    missing.add(sign)
    return MISSING


def _named(missing: Collection[str]) -> str:
    """The sentence on the signs that the fonts don't have, by their numbers in Unicode; "" where there are none."""
    if not missing:
        return ""
    numbers = [numbered(sign) for sign in sorted(missing)]
    more = f" 等 {len(numbers)} 个" if len(numbers) > MOST_NAMED else ""
    return (
        f"注：{MISSING} 代替字库里没有的字（{'、'.join(numbers[:MOST_NAMED])}{more}），原字见系统里的这一项。"
    )
