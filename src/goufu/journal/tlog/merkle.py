"""The arithmetic of RFC 6962 (as RFC 9162 has it): roots, proofs and their checks over a tree of SHA-256.

A tree is asked for the roots of its full subtrees, so that a proof reads a few tiles and not the whole log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

Full = Callable[[int, int], bytes]
"""The root over the leaves from index × 2^height on, 2^height of them: `full(height, index)`."""


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(full: Full, size: int) -> bytes:
    """The root over the first `size` leaves; the digest of nothing where there are none."""
    return _range(full, 0, size) if size else hashlib.sha256().digest()


def inclusion(full: Full, index: int, size: int) -> list[bytes]:
    """The proof that the leaf is in the tree of that size, from the leaf up. Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    return _path(full, index, 0, size)


def consistency(full: Full, old: int, size: int) -> list[bytes]:
    """The proof that the tree of `old` leaves is the beginning of the one of `size` leaves. Raises ValueError."""
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {old} is not the beginning of one of {size}")
    return _subproof(full, old, 0, size, is_known=True) if 0 < old < size else []


def is_included(digest: bytes, index: int, size: int, proof: Sequence[bytes], top: bytes) -> bool:
    """Whether the proof leads from the leaf's digest to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last = index, size - 1
    for beside in proof:
        if last == 0:
            return False
        if here % 2 or here == last:
            digest = node(beside, digest)
            while not here % 2 and here:
                here, last = here // 2, last // 2
        else:
            digest = node(digest, beside)
        here, last = here // 2, last // 2
    return last == 0 and digest == top


def is_consistent(old: int, size: int, old_root: bytes, top: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that nothing of the older tree was changed (RFC 9162, 2.1.4.2)."""
    if old == size or old == 0:
        return 0 <= old <= size and not proof and (old_root == top if old else True)
    if not 0 < old < size or not proof:
        return False
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    here, last = old - 1, size - 1
    while here % 2:
        here, last = here // 2, last // 2
    older = newer = steps[0]
    for beside in steps[1:]:
        if last == 0:
            return False
        if here % 2 or here == last:
            older, newer = node(beside, older), node(beside, newer)
            while not here % 2 and here:
                here, last = here // 2, last // 2
        else:
            newer = node(newer, beside)
        here, last = here // 2, last // 2
    return last == 0 and (older, newer) == (old_root, top)


def _range(full: Full, first: int, end: int) -> bytes:
    """The root over the leaves first … end - 1, as a tree of its own."""
    count = end - first
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return full(height, first >> height)
    middle = first + _left(count)
    return node(_range(full, first, middle), _range(full, middle, end))


def _path(full: Full, index: int, first: int, end: int) -> list[bytes]:
    if end - first == 1:
        return []
    middle = first + _left(end - first)
    if index < middle:
        return [*_path(full, index, first, middle), _range(full, middle, end)]
    return [*_path(full, index, middle, end), _range(full, first, middle)]


def _subproof(full: Full, old: int, first: int, end: int, *, is_known: bool) -> list[bytes]:
    """`is_known`: whether the checker has the root of what is left of the older tree."""
    if old == end - first:
        return [] if is_known else [_range(full, first, end)]
    middle = first + _left(end - first)
    if old <= middle - first:
        return [*_subproof(full, old, first, middle, is_known=is_known), _range(full, middle, end)]
    rest = _subproof(full, old - (middle - first), middle, end, is_known=False)
    return [*rest, _range(full, first, middle)]


def _left(count: int) -> int:
    """The largest power of two below the number of leaves: so many are in the left half."""
    return 1 << (count - 1).bit_length() - 1
