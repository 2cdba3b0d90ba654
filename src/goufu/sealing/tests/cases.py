"""Cases for the tests: three custodians with a bid and another bidder's, once for each suite."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from goufu.sealing.envelope import open_envelope
from goufu.sealing.errors import SealError
from goufu.sealing.keys import Key
from goufu.sealing.sheet import Sheet
from goufu.sealing.streams import digest_of
from goufu.sealing.suites import AGE, SM, Suite
from goufu.sealing.tests.parties import LABEL, Bid, Parties, bid, parties

FILES = [("报价.pdf", bytes(range(256)) * 600), ("b", b"tail")]
OTHERS = "91370100MA3C0FFE1X"
_WITH_SM2 = pytest.mark.skipif(
    find_spec("gmssl_pyx") is None, reason="gmssl-pyx has no wheel for this machine"
)
SUITES = [pytest.param(AGE, id=AGE.name), pytest.param(SM, id=SM.name, marks=_WITH_SM2)]


class Case:
    """Three custodians, a bid and another bidder's."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.parties: Parties = parties(suite=suite)
        self.sheet: Sheet = self.parties.sheet
        self.keys: list[Key] = self.parties.keys
        self.bid = bid(FILES, self.sheet)
        self.other = bid([("c", b"theirs")], self.sheet, replace(LABEL, bidder=OTHERS))
        self.secret = self.bid.secret(*self.keys[:2])
        self.body_at = len(self.bid.outside().as_bytes())


def refused(made: Bid, secret: bytes, into: Path) -> SealError:
    """How an envelope is refused; that nothing of it stays is asserted."""
    with pytest.raises(SealError) as refusal:
        open_envelope(io.BytesIO(made.data), secret, made.expected, into / "here")
    assert list(into.iterdir()) == []
    assert refusal.value.what
    assert refusal.value.remedy
    return refusal.value


def received(made: Bid) -> Bid:
    """The bid as if these bytes had been received."""
    return made._replace(expected=replace(made.expected, digest=digest_of(io.BytesIO(made.data))))
