"""The label of an envelope: for which procurement, lot and kind it is, from whom, and the how-manieth."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from goufu.sealing.errors import Malformed, Mismatch

REHEARSAL = "rehearsal"
NOBODY = "0" * 18  # the bidder of a rehearsal's envelope
_NAMES = {
    "procurement": "采购编号",
    "lot": "包号",
    "bidder": "投标人的统一社会信用代码",
    "kind": "信封种类",
    "sequence": "第几份",
}
_BIDDER = re.compile(r"[0-9A-Z]{18}")
_KIND = re.compile(r"[a-z][a-z_]{0,29}")
_LONGEST = 64  # as the refusal says
# Control and format signs, halves of pairs, line and paragraph ends. Signs for private use stay: rare names are written with them.
_UNSEEN = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])


@dataclass(frozen=True)
class Label:
    """What stands on an envelope, and again inside it.

    kind: qualification, technical, price, … as the sealing sheet names them. sequence: 1, and one more for each that replaces it.
    """

    procurement: str
    lot: str
    bidder: str
    kind: str
    sequence: int

    def __post_init__(self) -> None:
        for name in ("procurement", "lot"):
            _refuse_unless(_is_short_text(getattr(self, name)), name, "一行文字，不超过 64 个字")
        is_code = isinstance(self.bidder, str) and _BIDDER.fullmatch(self.bidder)
        _refuse_unless(is_code, "bidder", "18 位数字和大写字母")
        is_kind = isinstance(self.kind, str) and _KIND.fullmatch(self.kind)
        _refuse_unless(is_kind, "kind", "小写英文字母，如 price")
        is_counted = type(self.sequence) is int and 1 <= self.sequence < 2**31
        _refuse_unless(is_counted, "sequence", "从 1 开始的整数")

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: object) -> Label:
        if not isinstance(said, dict) or set(said) != set(_NAMES):
            raise Malformed(
                "信封上应有采购编号、包号、投标人、种类、第几份，这一个不是", "请投标人重新封一份"
            )
        return cls(**said)

    def must_be(self, expected: Label) -> None:
        """Refuses what isn't the expected one, naming what differs."""
        for name, called in _NAMES.items():
            found, wanted = getattr(self, name), getattr(expected, name)
            if found != wanted:
                raise Mismatch(
                    "这个信封的%(called)s是“%(found)s”，这里要的是“%(wanted)s”",
                    "请换成正确的信封；如果收到时就是它，请记入开标记录",
                    called=called,
                    found=found,
                    wanted=wanted,
                )


def _refuse_unless(holds: object, name: str, wanted: str) -> None:
    if not holds:
        raise Malformed("%(called)s应是%(wanted)s", "请改正后重新封", called=_NAMES[name], wanted=wanted)


def is_line(value: object, longest: int) -> bool:
    """Whether it is a text of one line in which nothing is invisible: a screen shows it as it is, and nothing else otherwise for it."""
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        return False
    return not any(unicodedata.category(sign) in _UNSEEN for sign in value)


def _is_short_text(value: object) -> bool:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST or value != value.strip():
        return False
    return all(unicodedata.category(sign)[0] not in "CZ" or sign == " " for sign in value)
