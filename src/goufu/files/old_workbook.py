"""An xls file as what it is: a container of streams, and one of them a row of records; judged before anything unpacks or believes it.

The reader of workbooks makes a cell of every place between the first and the last that are used, gives each a text of its own
however many name the same, and reads a sheet as often as the workbook lists it: five kilobytes may take gigabytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from goufu.files.errors import ListError
from goufu.files.package import MAX_CELLS, MAX_NAMED

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_SMALL = 4096  # bytes; shorter streams lie in a stream of their own
_IN_HEADER = 109  # sectors of the table that the header itself names
_ENTRY = 128
_MOST_COLUMNS = 256
_BOFS, _EOF, _CONTINUE, _LOCKED = (0x0009, 0x0209, 0x0409, 0x0809), 0x000A, 0x003C, 0x002F
_LISTED, _TEXTS, _NAMING, _SPANNING, _EXTENT = 0x0085, 0x00FC, 0x00FD, 0x00BD, 0x0200
_OWN = frozenset({0x0204, 0x00D6, 0x0207})  # texts of their own
_PLACED = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x027E, _NAMING, _SPANNING})
_PAIR, _NUMBER = struct.Struct("<HH"), struct.Struct("<I")
_USE_CSV = "请拆成几个文件，或者另存为 CSV（不限大小）再试"


def refuse_swelling(path: Path) -> None:
    """Refuses an xls file that would take far more memory than it has bytes. Raises ListError; ValueError for a damaged one."""
    try:
        stream = _workbook(path.read_bytes())
        cells, named = _size(stream)
    except (struct.error, IndexError, OverflowError) as error:
        raise ValueError(str(error)) from error
    if cells > MAX_CELLS:
        raise ListError(
            f"各工作表加起来超过{MAX_CELLS // 10_000}万格",
            path.name,
            "请删去表格下方和右边用不着的行和列；确实这么大，就另存为 CSV（不限大小）再试",
        )
    if named > MAX_NAMED:
        raise ListError(
            f"同样的长文字在很多格里重复，各格加起来有 {named >> 20} MB，最多 {MAX_NAMED >> 20} MB",
            path.name,
            _USE_CSV,
        )


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook. Raises ValueError for chains that never end, and where there is none."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector not in (512, 4096):
        raise ValueError("sectors")
    first, _transaction, _cutoff, small_table = struct.unpack_from("<IIII", data, 48)
    table = _table(data, sector)
    entries = b"".join(_chain(data, table, first, sector, sector))
    found = {name: at for at, name in reversed(list(_names(entries)))}  # of two of one name the first is read
    at = found.get("Workbook", found.get("Book"))
    if at is None:
        raise ValueError("no workbook")
    start, size = struct.unpack_from("<IQ", entries, at + 116)
    size &= _FREE  # of which only the first four bytes are meant in most files
    if size > len(data):
        raise ValueError("longer than the file")
    if size >= _SMALL:
        return b"".join(_chain(data, table, start, sector, sector))[:size]
    small = b"".join(_chain(data, table, _NUMBER.unpack_from(entries, 116)[0], sector, sector))
    their = _numbers(b"".join(_chain(data, table, small_table, sector, sector)))
    return b"".join(_chain(small, their, start, 64, 0))[:size]


def _names(entries: bytes) -> Iterator[tuple[int, str]]:
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        (length,) = struct.unpack_from("<H", entries, at + 64)
        yield at, entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")


def _table(data: bytes, sector: int) -> Sequence[int]:
    """Of each sector the one that follows."""
    (count,) = _NUMBER.unpack_from(data, 44)
    parts = list(_numbers(data[76 : 76 + 4 * _IN_HEADER]))
    (more,) = _NUMBER.unpack_from(data, 68)
    per = sector // 4
    while more not in (_END, _FREE):
        if len(parts) > len(data) // sector + per + _IN_HEADER:
            raise ValueError("a chain without end")
        *named, more = _numbers(_sector(data, more, sector, sector))
        parts += named
    wanted = [each for each in parts if each not in (_END, _FREE)][:count]
    return _numbers(b"".join(_sector(data, each, sector, sector) for each in wanted))


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _sector(data: bytes, number: int, size: int, header: int) -> bytes:
    at = header + number * size
    return data[at : at + size]


def _chain(data: bytes, table: Sequence[int], number: int, size: int, header: int) -> Iterator[bytes]:
    for _each in range(len(table) + 1):
        if number in (_END, _FREE):
            return
        yield _sector(data, number, size, header)
        number = table[number]
    raise ValueError("a chain without end")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of the records up to the end of what begins there."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = _PAIR.unpack_from(stream, at)
        yield kind, at + 4, size
        depth += kind in _BOFS
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        at += 4 + size


def _size(stream: bytes) -> tuple[int, int]:
    """How many cells the sheets have, and how many bytes of text they name at most; each as often as it is listed."""
    listed: list[int] = []
    texts: list[bytes] = []
    before = 0
    for kind, at, size in _records(stream, 0):
        if kind == _LOCKED:
            return 0, 0
        if kind == _LISTED:
            listed += _NUMBER.unpack_from(stream, at)
        elif kind == _TEXTS:
            texts = [stream[at : at + size]]
        elif kind == _CONTINUE and before in (_TEXTS, _CONTINUE) and texts:
            texts.append(stream[at : at + size])
        before = kind
    lengths = _lengths(texts) if texts else []
    sizes = {at: _sheet(stream, at, lengths) for at in set(listed)}
    return sum(sizes[each][0] for each in listed), sum(sizes[each][1] for each in listed)


def _sheet(stream: bytes, at: int, lengths: Sequence[int]) -> tuple[int, int]:
    top, left, bottom, right, named = 1 << 16, _MOST_COLUMNS, -1, -1, 0
    for kind, body, size in _records(stream, at):
        if kind in _OWN:
            named += 3 * size
        if kind == _EXTENT and size >= 14:
            first, last, _left, most = struct.unpack_from("<IIHH", stream, body)
            if last > 1 << 16 or first > last or most > _MOST_COLUMNS:
                raise ValueError("no such place")
        if kind not in _PLACED or size < 6:
            continue
        row, column = _PAIR.unpack_from(stream, body)
        last_column = struct.unpack_from("<H", stream, body + size - 2)[0] if kind == _SPANNING else column
        if max(column, last_column) >= _MOST_COLUMNS:
            raise ValueError("no such place")
        top, bottom = min(top, row), max(bottom, row)
        left, right = min(left, column), max(right, last_column)
        if kind == _NAMING and size >= 10:
            (text,) = _NUMBER.unpack_from(stream, body + 6)
            named += lengths[text] if text < len(lengths) else 0
    return max(0, (bottom - top + 1) * (right - left + 1)) if bottom >= 0 else 0, named


def _lengths(pieces: Sequence[bytes]) -> list[int]:
    """The bytes of each text at most, by its place: one may go on in the next piece, which says anew how signs are written."""
    (count,) = _NUMBER.unpack_from(pieces[0], 4)
    found: list[int] = []
    piece, at = 0, 8
    while len(found) < count:
        if at >= len(pieces[piece]):
            piece, at = piece + 1, 0
            if piece == len(pieces):
                break
        signs, flags = struct.unpack_from("<HB", pieces[piece], at)
        at += 3
        runs = struct.unpack_from("<H", pieces[piece], at)[0] if flags & 8 else 0
        at += 2 * bool(flags & 8)
        more = _NUMBER.unpack_from(pieces[piece], at)[0] if flags & 4 else 0
        at += 4 * bool(flags & 4)
        found.append(3 * signs if flags & 1 else 2 * signs)
        while signs:
            if at >= len(pieces[piece]):
                piece, at = piece + 1, 1
                flags = pieces[piece][0]
                found[-1] += signs * (flags & 1)
            width = 2 if flags & 1 else 1
            here = min(signs, (len(pieces[piece]) - at) // width)
            if not here and at < len(pieces[piece]):
                raise ValueError("half a sign")
            signs, at = signs - here, at + width * here
        at += 4 * runs + more
        while piece < len(pieces) - 1 and at > len(pieces[piece]):
            at -= len(pieces[piece])
            piece += 1
    return found
