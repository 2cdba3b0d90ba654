"""Sealed bids: how fast large envelopes are sealed and opened, and in how much memory."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from bench.figures import Figure, alone, memory_mb, timed
from goufu import wall_clock
from goufu.sealing.contents import Source
from goufu.sealing.envelope import Expected, Sealed, open_envelope, seal
from goufu.sealing.keys import Key, new_key
from goufu.sealing.label import Label
from goufu.sealing.peel import combine, peel
from goufu.sealing.sheet import Custodian, Sheet
from goufu.sealing.suites import AGE

SUBJECT = "封标和开标"
LARGE_MB, BIDS, BID_MB = 200, 50, 20
MB = 1_000_000


def measure() -> list[Figure]:
    return alone(_measure, BIDS)


def _measure(bids: int) -> list[Figure]:
    keys = [new_key(AGE) for _ in range(3)]
    holders = tuple(Custodian(name, "云岭县", key.public) for name, key in zip("甲乙丙", keys, strict=True))
    sheet = Sheet("B-1", "快慢", ("1",), ("price",), "2026-12-01T01:30:00Z", 2, holders, AGE.name)
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        _sealed(place / "small", 1, sheet, 1)
        before = memory_mb()
        with timed() as sealing:
            large = _sealed(place / "large", LARGE_MB, sheet, 1)
        with timed() as opening:
            _opened(place / "large", large, sheet, keys)
        grown = memory_mb() - before
        several = [
            (place / str(number), _sealed(place / str(number), BID_MB, sheet, number))
            for number in range(1, bids + 1)
        ]
        with timed() as whole:
            for file, sealed in several:
                _opened(file, sealed, sheet, keys)
    return [
        Figure(SUBJECT, f"封一份 {LARGE_MB} MB，每秒处理器时间", LARGE_MB / sealing.cpu, "MB"),
        Figure(SUBJECT, f"打开一份 {LARGE_MB} MB，每秒处理器时间", LARGE_MB / opening.cpu, "MB"),
        Figure(SUBJECT, f"{LARGE_MB} MB 比 1 MB 多用内存", grown, "MB", at_most=16),
        Figure(SUBJECT, f"一个进程打开 {bids} 份各 {BID_MB} MB，处理器时间", whole.cpu, "秒", at_most=60),
        Figure(SUBJECT, "同上，实际经过", whole.clock, "秒"),
    ]


def _sealed(file: Path, megabytes: int, sheet: Sheet, sequence: int) -> Sealed:
    label = Label(sheet.procurement, "1", "91370100MA3C0FFE0X", "price", sequence)
    source = Source("投标文件.pdf", megabytes * MB, lambda: io.BufferedReader(_Bytes(megabytes * MB)))
    with file.open("wb") as out:
        return seal([source], sheet, label, out, wall_clock.now())


def _opened(file: Path, sealed: Sealed, sheet: Sheet, keys: list[Key]) -> None:
    label = sealed.outside.label
    secret = combine(sealed.outside, [peel(sealed.outside, key.secret, label) for key in keys[1:]])
    with file.open("rb") as stream:
        into = file.with_name(f"{file.name} opened")
        open_envelope(stream, secret, Expected(label, sheet, sealed.digest), into)


class _Bytes(io.RawIOBase):
    """So many bytes that are nowhere."""

    def __init__(self, left: int) -> None:
        self._left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        given = min(len(buffer), self._left)
        buffer[:given] = bytes(given)
        self._left -= given
        return given
