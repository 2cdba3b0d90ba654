"""Rows of a work sheet in which nothing stands: formats down to the end of the sheet, which nobody has to look at one by one."""

from __future__ import annotations

_PIECE = 1 << 14  # bytes that are looked at together
_FEWEST = 1 << 12  # bytes of empty rows that are worth it
_ROW = b'<row r="'
_TAGS = (_ROW, b"</row>", b"<c ", b"</c>")
# What could end what began before the piece, or begin what ends behind it.
_ENDS = (b"-->", b"]]>", b"?>", b"'")


def without_empty_rows(xml: bytes) -> bytes:
    """The XML with blanks in the place of empty rows, where many of them follow each other. Of each such run the last stays.

    A piece of which each tag is that of a row or a cell has no value in it, however it is read.
    """
    if xml.count(_ROW) < 2:
        return xml
    found = [_blanked(xml[at : at + _PIECE]) for at in range(0, len(xml), _PIECE)]
    return b"".join(found)


def _blanked(piece: bytes) -> bytes:
    first, last = piece.find(_ROW), piece.rfind(_ROW)
    if last - first < _FEWEST or b"</v>" in piece or b"</t>" in piece:
        return piece
    rows = piece[first:last]
    are_tags = rows.count(b"<") == sum(map(rows.count, _TAGS))
    if not are_tags or rows.count(b'"') % 2 or any(end in rows for end in _ENDS):
        return piece
    return piece[:first] + b" " * len(rows) + piece[last:]
