"""Streams: what the sealing reads from and writes to, and their digests on the way."""

from __future__ import annotations

import hashlib
from typing import Protocol

PIECE = 256 * 1024  # that SM3 is quick with


class Reader(Protocol):
    """Something to read from: at most so many bytes, none at the end."""

    def read(self, size: int, /) -> bytes: ...


class Writer(Protocol):
    """Something to write to."""

    def write(self, data: bytes, /) -> int: ...


class Digesting:
    """A stream to write to that keeps size and SM3 of what went through."""

    def __init__(self, stream: Writer) -> None:
        self._stream, self._found, self.size = stream, hashlib.new("sm3"), 0

    def write(self, data: bytes) -> int:
        self._stream.write(data)
        self._found.update(data)
        self.size += len(data)
        return len(data)

    def digest(self) -> str:
        return self._found.hexdigest()


class Digested:
    """A stream to read from that keeps the SM3 of what was read, in pieces that the digest is quick with."""

    def __init__(self, stream: Reader) -> None:
        self._stream, self._found, self._left = stream, hashlib.new("sm3"), memoryview(b"")

    def read(self, size: int) -> bytes:
        if not self._left:
            piece = self._stream.read(PIECE)
            self._found.update(piece)
            self._left = memoryview(piece)
        given, self._left = self._left[:size], self._left[size:]
        return bytes(given)

    def digest(self) -> str:
        """The SM3 of the whole stream, what wasn't read yet included."""
        while piece := self._stream.read(PIECE):
            self._found.update(piece)
        return self._found.hexdigest()


def digest_of(stream: Reader) -> str:
    """The SM3 of a whole stream."""
    return Digested(stream).digest()


def up_to(reader: Reader, size: int) -> bytes:
    """So many bytes, fewer only at the end: a stream may give less than was asked for."""
    parts, missing = [], size
    while missing and (part := reader.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
