"""Edits of XML that leave every other byte as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

Attributes = Mapping[str, str]
_UTF8 = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8|us-ascii)", re.IGNORECASE)
# Not by xml.sax.saxutils, which imports what asks addresses of the network.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Unfit(Exception):
    """XML that is not edited; the message says why, in Chinese."""


class Element(NamedTuple):
    """An element: its name as written, its attributes, and where its tags begin and end, in bytes."""

    name: str
    attributes: Attributes
    start: int

    @property
    def prefix(self) -> str:
        """x: of x:row."""
        return self.name[: self.name.rfind(":") + 1] if ":" in self.name else ""

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2] if ":" in self.name else self.name


class Edit(NamedTuple):
    """Bytes to stand in the place of those from `start` to before `end`."""

    start: int
    end: int
    said: bytes


def walk(
    xml: bytes,
    wanted: Collection[str],
    begins: Callable[[Element], None],
    ends: Callable[[Element, int, bool], None],
) -> None:
    """Calls `begins` for each element of the wanted names (without prefix), and `ends` with the place of its end tag, or
    behind the tag of an empty one (True).

    Raises:
        Unfit: not UTF-8, a document type, or broken.
    """
    if _UTF8.match(xml[:200]) or xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unfit("不是 UTF-8 编码")
    parser = expat.ParserCreate()
    open_elements: list[Element] = []
    known: dict[str, bool] = {}  # names as written: whether they are wanted

    def start(name: str, attributes: dict[str, str]) -> None:
        is_wanted = known.get(name)
        if is_wanted is None:
            is_wanted = known[name] = name.rpartition(":")[2] in wanted
        if is_wanted:
            element = Element(name, attributes, parser.CurrentByteIndex)
            open_elements.append(element)
            begins(element)

    def end(name: str) -> None:
        if known[name]:
            at = parser.CurrentByteIndex
            ends(open_elements.pop(), at, xml[at : at + 2] != b"</")

    def refuse(*declared: object) -> None:
        raise Unfit("有文档类型声明")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Unfit("读不通") from error


def added(xml: bytes, parent: str, child: Callable[[str], str]) -> bytes:
    """The XML with a last child in the first element of that name. child: given the prefix of names, as in x:row.

    Raises Unfit where there is no such element with children.
    """
    edits: list[Edit] = []

    def ends(element: Element, at: int, is_empty: bool) -> None:
        if element.local == parent and not edits and not is_empty:
            edits.append(Edit(at, at, child(element.prefix).encode()))

    walk(xml, [parent], lambda element: None, ends)
    if not edits:
        raise Unfit(f"没有 {parent}")
    return b"".join(spliced(xml, edits))


def spliced(xml: bytes, edits: Iterable[Edit]) -> Iterator[bytes]:
    """The XML with the edits made, piece by piece; they are in order and don't overlap."""
    done = 0
    for edit in edits:
        yield xml[done : edit.start]
        yield edit.said
        done = edit.end
    yield xml[done:]


def refuse_broken(xml: bytes) -> None:
    """Raises Unfit where the XML can't be parsed."""
    try:
        expat.ParserCreate().Parse(xml, True)
    except expat.ExpatError as error:
        raise Unfit("读不通") from error


def in_xml(text: str) -> str:
    """The text as content of an element or of a quoted attribute; what XML can't hold is left out."""
    return _NOT_IN_XML.sub("", text).translate(_ENTITIES)
