"""Tiles (c2sp.org/tlog-tiles): 256 roots side by side, at each level those over full tiles of the level below."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from goufu.journal.tlog.merkle import Full, node

WIDTH = 256
HEIGHT = 8  # levels of the tree in a tile
DIGEST_BYTES = 32
_PATH = re.compile(r"(?P<number>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?")


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile by its level, its number within the level, and its width: below WIDTH for a partial one."""

    level: int
    number: int
    width: int = WIDTH


def path_of(number: int, width: int = WIDTH) -> str:
    """The end of a tile's address: x001/x234/067, with .p/5 for a partial one."""
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03d}")
    return "/".join(reversed(parts)) + (f".p/{width}" if width < WIDTH else "")


def read_path(path: str) -> tuple[int, int] | None:
    """Number and width from the end of a tile's address; None for what is no such address."""
    found = _PATH.fullmatch(path)
    if not found:
        return None
    number, width = int(found["number"].replace("x", "").replace("/", "")), int(found["width"] or WIDTH)
    return (number, width) if path == path_of(number, width) else None


def has(size: int, tile: Tile) -> bool:
    """Whether a log of that size has the tile, full or partial."""
    return 0 < tile.width <= WIDTH and (tile.number * WIDTH + tile.width) << (HEIGHT * tile.level) <= size


def root_of(digests: Sequence[bytes]) -> bytes:
    """The root over digests whose number is a power of two."""
    level = list(digests)
    while len(level) > 1:
        level = [node(level[at], level[at + 1]) for at in range(0, len(level), 2)]
    return level[0]


def full_subtrees(read: Callable[[Tile], bytes], size: int) -> Full:
    """The roots of full subtrees of a log of that size, from its tiles, each of which is read once."""
    seen: dict[tuple[int, int], bytes] = {}

    def full(height: int, index: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        first = index << above
        number, at = divmod(first, WIDTH)
        if (level, number) not in seen:
            width = min(WIDTH, (size >> (HEIGHT * level)) - number * WIDTH)
            seen[level, number] = read(Tile(level, number, width))
        digests = seen[level, number]
        return root_of(
            [
                digests[each * DIGEST_BYTES : (each + 1) * DIGEST_BYTES]
                for each in range(at, at + (1 << above))
            ]
        )

    return full
