"""QR codes of papers: as SVG for typst, as PNG for Word. Both are made from the same squares."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from struct import pack

QUIET = 4  # squares without ink around the code, as its standard wants
DOTS = 6  # of a PNG for a square

Squares = list[list[bool]]


def squares(text: str) -> Squares:
    """The code of the text with its quiet margin, row by row; True is ink. A fold or a stamp over a seventh is borne."""
    import qrcode  # only who writes papers needs it

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text.encode(), optimize=0)
    code.make()
    return [[bool(each) for each in row] for row in code.get_matrix()]


def svg(rows: Squares) -> str:
    """One path, a stroke for each run of ink."""
    size = len(rows)
    runs = (
        f"M{start} {line}h{end - start}v1H{start}z"
        for line, row in enumerate(rows)
        for start, end in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{"".join(runs)}"/></svg>'
    )


def png(rows: Squares) -> bytes:
    """A picture of one bit a dot."""
    size = len(rows) * DOTS
    lines = b"".join(_line(row) * DOTS for row in rows)
    head = pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, content) for name, content in parts)


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for at, ink in enumerate([*row, False]):
        if ink and start is None:
            start = at
        elif not ink and start is not None:
            yield start, at
            start = None


def _line(row: list[bool]) -> bytes:
    bits = "".join("01"[not ink] * DOTS for ink in row)
    bits += "0" * (-len(bits) % 8)
    return b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _part(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))
