"""A witness of the standard log, and the list of the tiles that it would fetch."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goufu.journal.tlog.notes import COSIGNATURE, PrivateKey, PublicKey, Signature
from goufu.journal.tlog.tiles import WIDTH, Tile


def cosignature(key: PrivateKey, text: str, seconds: int) -> str:
    """The line of the witness on a checkpoint's text, at that second of POSIX time (c2sp.org/tlog-cosignature)."""
    signed = Ed25519PrivateKey.from_private_bytes(key.seed).sign(
        f"cosignature/v1\ntime {seconds}\n{text}".encode()
    )
    return str(Signature(key.name, key_of(key).id, struct.pack(">Q", seconds) + signed))


def key_of(key: PrivateKey) -> PublicKey:
    """The key that checks the witness's lines."""
    return PublicKey(key.name, COSIGNATURE, key.public.raw)


def tiles_of(size: int) -> Iterator[Tile]:
    """All tiles of a log of that size, level by level; the last of a level may be partial."""
    level = 0
    while size:
        full, rest = divmod(size, WIDTH)
        yield from (Tile(level, number) for number in range(full))
        if rest:
            yield Tile(level, full, rest)
        level, size = level + 1, full
