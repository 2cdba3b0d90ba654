"""Texts that stand once in a workbook and are named by many cells: how many bytes the cells name, before anything holds them.

Parsing that out for each cell takes as long as all else that is looked at, so first it is reckoned fast, and never too low:
by bytes that can be nothing but what they look like, where neither comments nor the like may hold them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from operator import contains
from xml.parsers import expat

_BEGIN, _END = b"<si>", b"</si>"
_PREFIXED = re.compile(rb":si[\s/>]")
_TAGS = len("<si><t></t>")
_LONGEST = 1 << 20  # a cell of Excel holds 32,767 signs
_OTHER = re.compile(rb"<[!?]")
_NAMING = re.compile(
    rb'<c(?: r="[A-Z0-9]{1,10}")?(?: s="\d{1,6}")? t="s"(?: s="\d{1,6}")?><v>(\d{1,9})</v></c>'
)


class Unlike(Exception):
    """XML that is written in another way than programs write it."""


def at_most(xml: Iterable[bytes]) -> list[int]:
    """No text, by its place, has more bytes. Raises Unlike."""
    found: list[int] = []
    rest = b""
    for text in _plain(xml):
        *whole, rest = (rest + text).split(_END)
        if not _are_plain(whole):
            raise Unlike
        found += [max(0, len(each) - _TAGS) for each in whole]
        if len(rest) > _LONGEST:
            raise Unlike
    return found


def _are_plain(whole: Sequence[bytes]) -> bool:
    """Whether each of these holds one text: what the split passed over would shift the places of all that follow."""
    together = b"|".join(whole)
    begun = together.count(_BEGIN)
    return (
        begun == len(whole)
        and all(map(contains, whole, repeat(_BEGIN)))
        and together.count(b"<si") == begun
        and b"</si" not in together
        and (b":si" not in together or _PREFIXED.search(together) is None)
    )


def named_at_most(xml: Iterable[bytes], lengths: Sequence[int], naming: int) -> int:
    """How many bytes the cells of a sheet name at most. naming: how many cells name a text. Raises Unlike."""
    named = count = 0
    rest = b""
    for text in _plain(xml):
        text = rest + text
        end = max(text.rfind(b"<c"), len(text) - _LONGEST)
        found = _NAMING.findall(text, 0, end)
        rest = text[end:]
        try:
            named += sum(map(lengths.__getitem__, map(int, found)))
        except IndexError:
            raise Unlike from None
        count += len(found)
    last = _NAMING.findall(rest)
    if count + len(last) != naming:
        raise Unlike
    return named + sum(map(lengths.__getitem__, map(int, last)))


def lengths(xml: Iterable[bytes]) -> list[int]:
    """The bytes of each text, by its place. Raises ValueError where the XML is broken, or a text stands in another."""
    found: list[int] = []
    is_within = False

    def begins(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal is_within
        if name.rpartition(":")[2] == "si":
            if is_within:
                raise ValueError("a text within a text")
            is_within = True
            found.append(0)

    def ends(name: str) -> None:
        nonlocal is_within
        if name.rpartition(":")[2] == "si":
            is_within = False

    def says(said: str) -> None:
        if found:
            found[-1] += len(said.encode())

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.CharacterDataHandler = says
    try:
        for data in xml:
            parser.Parse(data, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return found


def _plain(xml: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of XML in which every sign of a tag begins one, without what says that it is XML. Raises Unlike."""
    edge = b""
    for at, data in enumerate(xml):
        if at == 0 and data.startswith(b"<?xml "):
            data = data.partition(b"?>")[2]
        if _OTHER.search(edge + data):
            raise Unlike
        edge = data[-1:]
        yield data
