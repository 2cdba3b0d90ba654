"""The outside of an envelope: what can be read without a key, and the wrapped key of the body.

    magic · length · header, as canonical JSON · body (one ciphertext of the suite, to the end of the file)

All of the header but the wraps is the core. A digest of the core, of the group and of the holder stands inside every share, so that a
custodian's key opens no share that was moved to another envelope; and the body says the digest of the whole outside.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from goufu.sealing.encoding import (
    DIGEST,
    LENGTH_BYTES,
    bytes_of,
    canonical,
    framed,
    is_moment,
    parsed,
    sm3,
    text_of,
)
from goufu.sealing.errors import Malformed
from goufu.sealing.groups import groups, split
from goufu.sealing.label import Label
from goufu.sealing.sheet import FINGERPRINT, Sheet
from goufu.sealing.streams import Reader, up_to
from goufu.sealing.suites import Identity, Suite, suite_named

MAGIC = b"GOUFU-BID 1\n"
LONGEST = 1024 * 1024
_CORE = ("bid", "custodians", "label", "made_at", "needed", "sheet", "suite", "version")
_ENVELOPE = "信封"


class Share(NamedTuple):
    """A member's part of a bid's key: encrypted to him, and the digest by which anybody knows it once he gave it."""

    sealed: bytes
    check: str


@dataclass(frozen=True)
class Outside:
    """An envelope as everybody sees it.

    core: bid (public half of the body's key), custodians (fingerprints), label, made_at, needed, sheet (its digest), suite, version.
    wraps: the shares of each group, in the order of `groups`.
    """

    core: dict[str, Any]
    wraps: list[tuple[Share, ...]]

    @cached_property
    def label(self) -> Label:
        return Label.from_json(self.core["label"])

    @cached_property
    def suite(self) -> Suite:
        return suite_named(self.core["suite"])

    @property
    def bid(self) -> str:
        return str(self.core["bid"])

    @property
    def custodians(self) -> list[str]:
        return list(self.core["custodians"])

    @property
    def needed(self) -> int:
        return int(self.core["needed"])

    def groups(self) -> list[tuple[int, ...]]:
        return groups(len(self.custodians), self.needed)

    def as_bytes(self) -> bytes:
        wraps = [
            [{"check": each.check, "sealed": text_of(each.sealed)} for each in wrap] for wrap in self.wraps
        ]
        return MAGIC + framed(canonical({**self.core, "wraps": wraps}))

    def digest(self) -> str:
        return sm3(self.as_bytes())


def context(core: dict[str, Any], group: Sequence[int], holder: int) -> bytes:
    """What a share belongs to, as 32 bytes."""
    return bytes.fromhex(sm3(canonical({"core": core, "group": list(group), "holder": holder})))


def check_of(context: bytes, share: bytes) -> str:
    """The digest by which a share is known."""
    return sm3(b"goufu share\n", context, share)


def new_outside(sheet: Sheet, label: Label, made_at: str, identity: Identity) -> Outside:
    """The outside of a new envelope, the identity's secret wrapped for each group of the sheet's custodians."""
    core = {
        "bid": identity.public,
        "custodians": sheet.fingerprints(),
        "label": label.as_json(),
        "made_at": made_at,
        "needed": sheet.needed,
        "sheet": sheet.digest(),
        "suite": sheet.suite,
        "version": 1,
    }
    suite = suite_named(sheet.suite)
    wraps = []
    for group in groups(len(sheet.custodians), sheet.needed):
        parts = zip(group, split(identity.secret, len(group)), strict=True)
        wraps.append(
            tuple(
                _sealed(suite, sheet.custodians[holder].public, context(core, group, holder), part)
                for holder, part in parts
            )
        )
    return Outside(core, wraps)


def read_outside(stream: Reader) -> Outside:
    """The outside at the beginning of a stream, which is left where the body begins."""
    if up_to(stream, len(MAGIC)) != MAGIC:
        raise Malformed("这不是购服的投标信封（.gbid），或者是这里不认识的版本", "请选封标时存下的那个文件")
    length = int.from_bytes(up_to(stream, LENGTH_BYTES), "big")
    raw = up_to(stream, length) if length <= LONGEST else b""
    if len(raw) != length or not length:
        raise Malformed("信封不完整，或者开头改过", "请向投标人再要一份，或者核对收到时的摘要")
    return _outside(parsed(raw, _ENVELOPE))


def _outside(said: dict[str, Any]) -> Outside:
    wraps = said.pop("wraps", None)
    if set(said) != set(_CORE) or said["version"] != 1:
        raise _malformed()
    custodians, needed = said["custodians"], said["needed"]
    is_listed = isinstance(custodians, list) and all(
        isinstance(each, str) and FINGERPRINT.fullmatch(each) for each in custodians
    )
    if not is_listed or type(needed) is not int or len(set(custodians)) != len(custodians):
        raise _malformed()
    if not is_moment(said["made_at"]) or not DIGEST.fullmatch(str(said["sheet"])):
        raise _malformed()
    Label.from_json(said["label"])
    suite_named(said["suite"]).check_public(str(said["bid"]))
    return Outside(said, _wraps(wraps, groups(len(custodians), needed)))


def _wraps(said: object, wanted: list[tuple[int, ...]]) -> list[tuple[Share, ...]]:
    if not isinstance(said, list) or len(said) != len(wanted):
        raise _malformed()
    found = []
    for wrap, group in zip(said, wanted, strict=True):
        if not isinstance(wrap, list) or len(wrap) != len(group):
            raise _malformed()
        found.append(tuple(_share(each) for each in wrap))
    return found


def _share(said: object) -> Share:
    if not isinstance(said, dict) or set(said) != {"check", "sealed"}:
        raise _malformed()
    if not DIGEST.fullmatch(str(said["check"])):
        raise _malformed()
    return Share(bytes_of(said["sealed"], _ENVELOPE), said["check"])


def _sealed(suite: Suite, public: str, bound: bytes, part: bytes) -> Share:
    out = io.BytesIO()
    suite.encrypt(io.BytesIO(bound + part), out, public)
    return Share(out.getvalue(), check_of(bound, part))


def _malformed() -> Malformed:
    return Malformed("信封的开头不是应有的样子，可能改过", "请核对收到时的摘要，或者请投标人重新封一份")
