"""The opening as a ceremony: each custodian gives his shares of a bid's key, where he is; who has all of a group's opens the bid.

A custodian needs the outside of the envelope and his key, and gives a `Peel`; nobody has to begin, and no key leaves its holder. A peel is
bound to its envelope twice: the share says inside what it belongs to, and the outside says the digest of each share.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from goufu.sealing.encoding import bytes_of, canonical, parsed, text_of
from goufu.sealing.errors import Damaged, Malformed, Mismatch, SealedWrongly, SealError, TooFewKeys, WrongKey
from goufu.sealing.groups import joined
from goufu.sealing.label import REHEARSAL, Label, is_line
from goufu.sealing.outside import Outside, check_of, context
from goufu.sealing.sheet import fingerprint

FORMAT = "goufu-peel"
_CONTEXT_BYTES = 32
_LONGEST = 200  # signs of a number or a public key
_CALLED = "保管人打开的部分"


@dataclass(frozen=True)
class Peel:
    """What a custodian gives to open one envelope: his share in each group that he is in. custodian: his key's fingerprint."""

    procurement: str
    bid: str
    custodian: str
    shares: dict[tuple[int, ...], bytes]

    def as_bytes(self) -> bytes:
        shares = [{"group": list(group), "share": text_of(share)} for group, share in self.shares.items()]
        said = {
            "bid": self.bid,
            "custodian": self.custodian,
            "procurement": self.procurement,
            "shares": shares,
        }
        return canonical({**said, "format": FORMAT, "version": 1})


def read_peel(data: bytes) -> Peel:
    """The peel that a file says."""
    said = parsed(data.strip(), _CALLED)
    if said.get("format") != FORMAT or said.get("version") != 1:
        raise Malformed("这不是保管人打开的部分（.gpeel.json）", "请选 goufu keys peel 存下的文件")
    try:
        shares = {tuple(each["group"]): bytes_of(each["share"], _CALLED) for each in said["shares"]}
        given = Peel(said["procurement"], said["bid"], said["custodian"], shares)
    except (KeyError, TypeError) as error:
        raise Malformed("保管人打开的部分缺了内容", "请保管人再打开一次") from error
    if not all(is_line(each, _LONGEST) for each in (given.procurement, given.bid, given.custodian)):
        raise Malformed("保管人打开的部分缺了内容", "请保管人再打开一次")
    return given


def peel(outside: Outside, secret: bytes, expected: Label) -> Peel:
    """A custodian's shares of an envelope. Refuses an envelope that isn't the expected one before the key is used for it."""
    outside.label.must_be(expected)
    ours = fingerprint(outside.suite.public_of(secret))
    if ours not in outside.custodians:
        raise WrongKey(
            "钥匙 %(ours)s 不是这个信封的，它是给 %(theirs)s 封的",
            "请换这次采购用的钥匙",
            ours=ours,
            theirs="、".join(outside.custodians),
        )
    holder = outside.custodians.index(ours)
    shares = {
        group: _share(outside, secret, group, holder, number)
        for number, group in enumerate(outside.groups())
        if holder in group
    }
    return Peel(expected.procurement, outside.bid, ours, shares)


def rehearse(outside: Outside, secret: bytes, procurement: str) -> Peel:
    """A custodian's shares of a rehearsal's envelope, and of no other: they prove that he has the key, and reveal nothing of a bid."""
    if outside.label.kind != REHEARSAL:
        raise Mismatch("这是一份真的投标，不是演练用的信封", "请用采购人为演练发来的信封")
    if outside.label.procurement != procurement:
        raise Mismatch(
            "这是 %(found)s 的演练，不是 %(wanted)s 的",
            "请用这次采购的演练信封",
            found=outside.label.procurement,
            wanted=procurement,
        )
    return peel(outside, secret, outside.label)


def check(outside: Outside, given: Peel) -> None:
    """Refuses a peel that isn't of this envelope, or isn't what its custodian should have found."""
    if given.procurement != outside.label.procurement:
        raise Mismatch(
            "这一部分是 %(found)s 的，不是 %(wanted)s 的",
            "请保管人打开这次采购的信封",
            found=given.procurement,
            wanted=outside.label.procurement,
        )
    if given.bid != outside.bid:
        raise Mismatch("这一部分是从另一份投标打开的", "请保管人打开这一份", custodian=given.custodian)
    if given.custodian not in outside.custodians:
        raise WrongKey("钥匙 %(custodian)s 不是这个信封的", "请换这次采购用的钥匙", custodian=given.custodian)
    holder = outside.custodians.index(given.custodian)
    for number, group in enumerate(outside.groups()):
        if holder not in group:
            continue
        wanted = outside.wraps[number][group.index(holder)].check
        bound = context(outside.core, group, holder)
        if group not in given.shares or check_of(bound, given.shares[group]) != wanted:
            raise Damaged(
                "%(custodian)s 给出的部分不对，可能传坏了，或者被换过",
                "请这位保管人再打开一次",
                custodian=given.custodian,
            )


def combine(outside: Outside, given: Sequence[Peel]) -> bytes:
    """The bid's own key from the peels of enough custodians, in any order; each is checked."""
    shares: dict[str, Peel] = {}
    for each in given:
        check(outside, each)
        if each.custodian in shares:
            raise TooFewKeys(
                "钥匙 %(custodian)s 用了两次，只算一把", "请另一位保管人来", custodian=each.custodian
            )
        shares[each.custodian] = each
    here = tuple(sorted(outside.custodians.index(each) for each in shares))
    if len(here) < outside.needed:
        raise TooFewKeys(
            "要 %(needed)s 位保管人一起才能打开，现在有 %(here)s 位",
            "请再来 %(missing)s 位保管人",
            needed=outside.needed,
            here=len(here),
            missing=outside.needed - len(here),
        )
    group = here[: outside.needed]
    secret = _key_of(outside, [shares[outside.custodians[holder]].shares[group] for holder in group])
    if secret is None:
        raise SealedWrongly("各位保管人的部分都对，合起来却不是这一份投标的钥匙", _BIDDERS)
    return secret


_BIDDERS = "这是投标人封的时候造成的，请记入开标记录"


def _share(outside: Outside, secret: bytes, group: tuple[int, ...], holder: int, number: int) -> bytes:
    sealed, wanted = outside.wraps[number][group.index(holder)]
    out = io.BytesIO()
    try:
        outside.suite.decrypt(io.BytesIO(sealed), out, secret)
    except (WrongKey, Damaged) as error:
        raise Damaged(
            "信封外面给这把钥匙的部分打不开，改过，或者不是给它封的", "请核对收到时的摘要"
        ) from error
    found, share = out.getvalue()[:_CONTEXT_BYTES], out.getvalue()[_CONTEXT_BYTES:]
    bound = context(outside.core, group, holder)
    if found != bound:
        raise Mismatch(
            "信封外面给这把钥匙的部分是从另一份投标搬来的，没有打开", "请停下，把这件事记入开标记录"
        )
    if check_of(bound, share) != wanted:
        raise SealedWrongly("信封外面写的摘要和里面的部分对不上", _BIDDERS)
    return share


def _key_of(outside: Outside, shares: Sequence[bytes]) -> bytes | None:
    """The key that the shares of a group give; None if they give none, or another bid's."""
    try:
        secret = joined(shares)
        return secret if outside.suite.public_of(secret) == outside.bid else None
    except SealError:
        return None
