"""Styles added to those of a workbook."""

from __future__ import annotations

import re

from goufu.files.package import STYLES
from goufu.files.splicing import Element, added, in_xml, walk

_COUNT = re.compile(rb"(<(?:\w+:)?cellXfs)\s+count=\"\d+\"")


class AddedStyles:
    """The styles of the workbook, to which those of cells with their text over several lines are added."""

    def __init__(self, xml: bytes | None) -> None:
        self._xml = xml
        self._cells: list[dict[str, str]] = []
        self._made: dict[str, str] = {}
        self._new: list[str] = []
        if xml is not None:
            self._read(xml)

    def _read(self, xml: bytes) -> None:
        is_inside = False

        def begins(element: Element) -> None:
            nonlocal is_inside
            if element.local == "cellXfs":
                is_inside = True
            elif is_inside and element.local == "xf":
                self._cells.append(dict(element.attributes))

        def ends(element: Element, at: int, is_empty: bool) -> None:
            nonlocal is_inside
            if element.local == "cellXfs":
                is_inside = False

        walk(xml, ["cellXfs", "xf"], begins, ends)

    def wrapped(self, style: str) -> str:
        """The style of a cell like those of `style`, for text over several lines; "" where the workbook has no styles."""
        if not self._cells:
            return ""
        if style not in self._made:
            at = int(style) if style.isdecimal() and int(style) < len(self._cells) else 0
            own = {
                key: value
                for key, value in self._cells[at].items()
                if key != "quotePrefix" and ":" not in key
            }
            own |= {"numFmtId": "49", "applyNumberFormat": "1", "applyAlignment": "1"}
            self._made[style] = str(len(self._cells) + len(self._new))
            self._new.append(" ".join(f'{key}="{in_xml(value)}"' for key, value in own.items()))
        return self._made[style]

    def changed(self) -> dict[str, bytes]:
        """The part, if it changes."""
        if self._xml is None or not self._new:
            return {}

        def children(prefix: str) -> str:
            aligned = f'<{prefix}alignment vertical="top" wrapText="1"/>'
            return "".join(f"<{prefix}xf {said}>{aligned}</{prefix}xf>" for said in self._new)

        return {STYLES: _COUNT.sub(rb"\1", added(self._xml, "cellXfs", children))}
