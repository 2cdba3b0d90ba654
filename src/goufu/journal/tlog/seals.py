"""The standard log over the seals: its leaves, its tiles, its checkpoints. Leaf 0 is seal 1.

Full tiles are stored when they are full; partial ones are read from what they are made of.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from datetime import datetime

from goufu.journal import models
from goufu.journal.errors import JournalError
from goufu.journal.tlog import merkle, tiles
from goufu.journal.tlog.tiles import WIDTH, Tile
from goufu.journal.tree import moment


class SealMissing(JournalError):
    """The seals are not there one by one, so that they make no log; `verify` names what is missing."""

    def __init__(self) -> None:
        super().__init__("有存证不见了，标准日志接不上。请执行 goufu journal verify，它说缺哪些。")


def entry(number: int, sealed_at: datetime, count: int, tree: bytes, previous: bytes, root: bytes) -> bytes:
    """A seal as an entry of the log: JSON in UTF-8, with sorted keys and no spaces."""
    said = {
        "number": number,
        "sealed_at": moment(sealed_at),
        "count": count,
        "tree": tree.hex(),
        "previous": previous.hex(),
        "root": root.hex(),
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def bundle(tile: Tile) -> bytes:
    """The entries under a tile of level 0, each behind its length in two bytes. Raises SealMissing."""
    return b"".join(struct.pack(">H", len(each)) + each for each in _entries(tile))


def digests(tile: Tile) -> bytes:
    """The digests of a tile, full or partial. Raises SealMissing."""
    if stored := models.Tile.objects.filter(level=tile.level, number=tile.number).first():
        return bytes(stored.digests)[: tile.width * tiles.DIGEST_BYTES]
    return b"".join(_digests(tile))


def size() -> int:
    """The number of seals, by the last of them."""
    last = models.Seal.objects.order_by("number").last()
    return last.number if last else 0


def root(size: int) -> bytes:
    """The root over so many seals. Raises SealMissing."""
    return merkle.root(tiles.full_subtrees(digests, size), size)


def inclusion(seal: int, size: int) -> list[bytes]:
    """The proof that the seal is among the first so many. Raises SealMissing."""
    return merkle.inclusion(tiles.full_subtrees(digests, size), seal - 1, size)


def consistency(old: int, size: int) -> list[bytes]:
    """The proof that nothing was changed since there were `old` seals. Raises SealMissing."""
    return merkle.consistency(tiles.full_subtrees(digests, size), old, size)


def store_full_tiles(size: int) -> None:
    """Stores the tiles that have become full. Raises SealMissing."""
    level = 0
    while size := size // WIDTH:
        stored = models.Tile.objects.filter(level=level)
        last = stored.order_by("number").last()
        for number in range(last.number + 1 if last else 0, size):
            held = _digests(Tile(level, number))
            models.Tile.objects.create(
                level=level, number=number, digests=b"".join(held), root=tiles.root_of(held)
            )
        level += 1


def _digests(tile: Tile) -> list[bytes]:
    if tile.level == 0:
        return [merkle.leaf(each) for each in _entries(tile)]
    first = tile.number * WIDTH
    below = models.Tile.objects.filter(
        level=tile.level - 1, number__gte=first, number__lt=first + tile.width
    ).order_by("number")
    found = [bytes(root) for root in below.values_list("root", flat=True)]
    _all_there(found, tile)
    return found


def _entries(tile: Tile) -> list[bytes]:
    first = tile.number * WIDTH + 1
    seals = models.Seal.objects.filter(number__gte=first, number__lt=first + tile.width).order_by("number")
    found = [
        entry(
            each.number,
            each.sealed_at,
            each.count,
            bytes(each.tree),
            bytes(each.previous),
            bytes(each.root),
        )
        for each in seals
    ]
    _all_there(found, tile)
    return found


def _all_there(found: Sequence[bytes], tile: Tile) -> None:
    if len(found) != tile.width:
        raise SealMissing


class Growing:
    """The log as it grows seal by seal, in small memory: for each level the digests of the tile that is not full."""

    def __init__(self) -> None:
        self.size = 0
        self._levels: list[list[bytes]] = []

    def add(self, digest: bytes) -> Iterator[tuple[Tile, bytes]]:
        """Adds a leaf; gives the tiles that are full by it, with their digests."""
        self.size += 1
        level = 0
        while True:
            if level == len(self._levels):
                self._levels.append([])
            held = self._levels[level]
            held.append(digest)
            if len(held) < WIDTH:
                return
            digest = tiles.root_of(held)
            yield Tile(level, (self.size >> (tiles.HEIGHT * (level + 1))) - 1), b"".join(held)
            held.clear()
            level += 1

    def root(self) -> bytes:
        """The root over what was added."""

        def full(height: int, index: int) -> bytes:
            level, above = divmod(height, tiles.HEIGHT)
            first = (index << above) % WIDTH
            return tiles.root_of(self._levels[level][first : first + (1 << above)])

        return merkle.root(full, self.size)
