"""The fonts of papers: those that come with the program, and better ones of a folder that the installation names.

A folder (GOUFU_FONTS) may have 仿宋, 小标宋, 黑体, 楷体, which an office has licensed for its other papers, and fonts with rare signs.
The machine's own fonts are never taken: the same words would look different on another machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from typst import Fonts

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
# What GB/T 9704 wants, by the names that such fonts give themselves, and what stands in for it.
ROLES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "plain": ((), SERIF),
    "body": (("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FandolFang R"), SERIF),
    "title": (("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体"), SERIF),
    "heading": (("SimHei", "黑体", "STHeiti", "FandolHei"), SANS),
    "subheading": (("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "FandolKai"), SERIF),
}
ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}


@dataclass(frozen=True, slots=True)
class FontSet:
    """Fonts for typst, the signs that they have, and the families of each role in the order in which they are tried."""

    fonts: Fonts
    signs: frozenset[str]
    families: Mapping[str, Sequence[str]]


def font_set() -> FontSet:
    """The fonts of this installation."""
    return _font_set(str(settings.PAPER_FONTS or ""))


@cache
def _font_set(folder: str) -> FontSet:
    import typst
    from pylopdf_fonts_zh_cn import sans_path, serif_path

    ours = [sans_path(), serif_path()]
    more = (
        sorted(each for each in Path(folder).rglob("*") if each.suffix.lower() in ENDINGS) if folder else []
    )
    paths = [serif_path().parent, *([Path(folder)] if folder else [])]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)
    signs = frozenset.intersection(*(signs_of(each.read_bytes()) for each in ours))
    added = [each for each in fonts.families() if each not in (SERIF, SANS)]
    for each in more:
        signs |= signs_of(each.read_bytes())
    families = {
        role: [*(name for name in known if name in added), ours_, *_rest(added)]
        for role, (known, ours_) in ROLES.items()
    }
    return FontSet(fonts, signs, families)


def _rest(added: Sequence[str]) -> list[str]:
    """Families of no role: what has a rare sign is tried last."""
    known = {name for names, _ours in ROLES.values() for name in names}
    return sorted(set(added) - known) + sorted(set(added) & known)


def signs_of(font: bytes) -> frozenset[str]:
    """The signs of an OpenType font, the first of a collection: its table `cmap`, in the forms 4 and 12."""
    [start] = unpack_from(">I", font, 12) if font[:4] == b"ttcf" else [0]
    [count] = unpack_from(">H", font, start + 4)
    directory = font[start + 12 : start + 12 + 16 * count]
    tables = {tag: offset for tag, _sum, offset, _length in iter_unpack(">4sIII", directory)}
    if b"cmap" not in tables:
        return frozenset()
    cmap = tables[b"cmap"]
    [count] = unpack_from(">H", font, cmap + 2)
    parts = iter_unpack(">HHI", font[cmap + 4 : cmap + 4 + 8 * count])
    return frozenset(
        chr(each) for _platform, _code, at in parts for each in _codes(font, cmap + at) if each <= 0x10FFFF
    )


def _codes(font: bytes, at: int) -> Iterator[int]:
    [form] = unpack_from(">H", font, at)
    if form == 12:  # all planes
        [count] = unpack_from(">I", font, at + 12)
        for first, last, _glyph in iter_unpack(">III", font[at + 16 : at + 16 + 12 * count]):
            yield from range(first, last + 1)
    elif form == 4:  # the first plane
        [twice] = unpack_from(">H", font, at + 6)
        ends = unpack_from(f">{twice // 2}H", font, at + 14)
        firsts = unpack_from(f">{twice // 2}H", font, at + 16 + twice)
        for first, last in zip(firsts, ends, strict=True):
            if last != 0xFFFF:
                yield from range(first, last + 1)
