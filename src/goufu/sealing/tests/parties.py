"""A sheet with three custodians, and envelopes sealed by it, for tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from goufu.sealing.contents import Source
from goufu.sealing.envelope import Expected, Sealed, seal
from goufu.sealing.keys import Key, new_key
from goufu.sealing.label import Label
from goufu.sealing.outside import Outside, read_outside
from goufu.sealing.peel import combine, peel
from goufu.sealing.sheet import Custodian, Sheet
from goufu.sealing.suites import AGE, Suite

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
LABEL = Label("YL-2026-CS-047", "1", "91370100MA3C0FFE0X", "price", 1)
NAMES = ("赵红梅", "马骏", "孙丽", "周海燕", "陈静")


class Parties(NamedTuple):
    """A sheet and the keys of its custodians."""

    sheet: Sheet
    keys: list[Key]


class Bid(NamedTuple):
    """A sealed envelope."""

    data: bytes
    sealed: Sealed
    expected: Expected

    def outside(self) -> Outside:
        return read_outside(io.BytesIO(self.data))

    def with_data(self, data: bytes) -> Bid:
        return self._replace(data=data)

    def secret(self, *keys: Key) -> bytes:
        """The bid's own key, from these custodians."""
        outside = self.outside()
        return combine(outside, [peel(outside, key.secret, self.expected.label) for key in keys])


def parties(
    custodians: int = 3, needed: int = 2, suite: Suite = AGE, procurement: str = LABEL.procurement
) -> Parties:
    keys = [new_key(suite) for _ in range(custodians)]
    holders = [Custodian(name, "云岭县", key.public) for name, key in zip(NAMES, keys, strict=False)]
    sheet = Sheet(
        procurement=procurement,
        title="失能老人上门护理服务",
        lots=("1", "2"),
        kinds=("qualification", "price"),
        deadline="2026-12-01T01:30:00Z",
        needed=needed,
        custodians=tuple(holders),
        suite=suite.name,
    )
    return Parties(sheet, keys)


def source(name: str, data: bytes) -> Source:
    return Source(name, len(data), lambda: io.BytesIO(data))


def bid(files: Sequence[tuple[str, bytes]], sheet: Sheet, label: Label = LABEL) -> Bid:
    out = io.BytesIO()
    sealed = seal([source(*each) for each in files], sheet, label, out, NOW)
    return Bid(out.getvalue(), sealed, Expected(label, sheet, sealed.digest))
