"""Merkle trees and hash chains of SM3 digests (GB/T 32905), independent of entries and database.

The tree is that of RFC 6962 with SM3 instead of SHA-256: a leaf's digest is over 0x00 and its content, an inner node's
over 0x01 and its two children; the left half holds the largest power of two below the number of leaves. Digests are 32
bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.hashes import SM3, Hash

LEAF, NODE, SEAL, DAY = b"\x00", b"\x01", b"\x02", b"\x03"  # prefixes that keep the kinds of digests apart
NOTHING = bytes(32)  # the predecessor of the first in a chain


def sm3(*parts: bytes) -> bytes:
    digest = Hash(SM3())
    for part in parts:
        digest.update(part)
    return digest.finalize()


def leaf(content: bytes) -> bytes:
    return sm3(LEAF, content)


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over the leaves' digests; without leaves, the digest of the empty input."""
    if not leaves:
        return sm3()
    level = list(leaves)
    while len(level) > 1:
        paired = [sm3(NODE, level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def path(leaves: Sequence[bytes], position: int) -> list[bytes]:
    """The sibling digests from one leaf up to the root."""
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
    """The root of a tree of `count` leaves that the path leads to; None when path or position don't fit."""
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
    """The root of a seal, chained to the previous one's."""
    return sm3(SEAL, previous, _number(number), _number(count), moment(sealed_at).encode(), tree)


def day_root(previous: bytes, day: date, last_seal: int, tree: bytes) -> bytes:
    """The root of a day, chained to the previous one's; it is published."""
    return sm3(DAY, previous, day.isoformat().encode(), _number(last_seal), tree)


def moment(at: datetime) -> str:
    """The time as it is digested: 2026-11-24T08:00:00.000000+00:00."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _number(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=value < 0)  # none is, unless it was changed
