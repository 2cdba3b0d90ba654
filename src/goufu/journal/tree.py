"""Merkle trees and chains of SM3 digests (GB/T 32905). Knows nothing of entries, nor of a database.

A tree is the one of RFC 6962 with SM3 in place of SHA-256: a leaf's digest is that of 0x00 and its content, an inner
one's that of 0x01 and its two children; the left half holds the largest power of two below the number of leaves.
Digests are 32 bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.hashes import SM3, Hash

LEAF, NODE, SEAL, DAY = b"\x00", b"\x01", b"\x02", b"\x03"  # so that none can be taken for another
NOTHING = bytes(32)  # what stands before the first


def sm3(*parts: bytes) -> bytes:
    digest = Hash(SM3())
    for part in parts:
        digest.update(part)
    return digest.finalize()


def leaf(content: bytes) -> bytes:
    return sm3(LEAF, content)


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over the leaves' digests; over none, the digest of nothing."""
    if not leaves:
        return sm3()
    level = list(leaves)
    while len(level) > 1:
        paired = [sm3(NODE, level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def path(leaves: Sequence[bytes], position: int) -> list[bytes]:
    """The digests that lead from one leaf to the root, from below."""
    level, found = list(leaves), []
    while len(level) > 1:
        beside = position ^ 1
        if beside < len(level):
            found.append(level[beside])
        paired = [sm3(NODE, level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
        position //= 2
    return found


def root_by_path(digest: bytes, position: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root of a tree of `count` leaves that the path leads to; None when the path has the wrong length."""
    if not 0 <= position < count:
        return None
    left = list(path)
    while count > 1:
        if position ^ 1 < count:
            if not left:
                return None
            beside = left.pop(0)
            digest = sm3(NODE, beside, digest) if position % 2 else sm3(NODE, digest, beside)
        position, count = position // 2, (count + 1) // 2
    return None if left else digest


def seal_root(previous: bytes, number: int, count: int, sealed_at: datetime, tree: bytes) -> bytes:
    """A seal's link in the chain of seals."""
    return sm3(SEAL, previous, _number(number), _number(count), moment(sealed_at).encode(), tree)


def day_root(previous: bytes, day: date, last_seal: int, tree: bytes) -> bytes:
    """A day's link in the chain of days: what is published."""
    return sm3(DAY, previous, day.isoformat().encode(), _number(last_seal), tree)


def moment(at: datetime) -> str:
    """A time as it is digested: 2026-11-24T08:00:00.000000+00:00."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _number(value: int) -> bytes:
    return value.to_bytes(8, "big")
