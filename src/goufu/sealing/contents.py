"""What is inside an envelope: a container that is written and read in one pass, in little memory.

length · head (label, moment, digest of the outside, names and sizes of the files) ·
the files' bytes, one after the other · length · tail (SM3 of each file, and of the list)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from goufu.sealing.encoding import LENGTH_BYTES, canonical, framed, parsed, sm3
from goufu.sealing.errors import Malformed, SealedWrongly, SealError
from goufu.sealing.names import check_names
from goufu.sealing.streams import PIECE

_LONGEST = 1024 * 1024
_INSIDE = "信封里面"


class Source(NamedTuple):
    """A file to be sealed; open: gives a stream of its bytes."""

    name: str
    size: int
    open: Callable[[], BinaryIO]


class SealedFile(NamedTuple):
    """A file as the list inside says it."""

    name: str
    size: int
    sm3: str


def list_digest(files: Sequence[SealedFile]) -> str:
    """The SM3 of the file list."""
    return sm3(canonical([each._asdict() for each in files]))


class Packing:
    """The container as a stream to read from, made while it is read."""

    def __init__(self, said: dict[str, Any], sources: Sequence[Source]) -> None:
        check_names([each.name for each in sources])
        self._said, self._sources = said, sources
        self.files: list[SealedFile] = []
        self._pieces, self._left = self._made(), memoryview(b"")

    def read(self, size: int) -> bytes:
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        given, self._left = self._left[:size], self._left[size:]
        return bytes(given)

    def _made(self) -> Iterator[bytes]:
        files = [{"name": each.name, "size": each.size} for each in self._sources]
        yield framed(canonical({**self._said, "files": files, "version": 1}))
        for source in self._sources:
            yield from self._file(source)
        digests = [each.sm3 for each in self.files]
        yield framed(canonical({"files": digests, "list": list_digest(self.files)}))

    def _file(self, source: Source) -> Iterator[bytes]:
        found, size = hashlib.new("sm3"), 0
        with source.open() as stream:
            while piece := stream.read(PIECE):
                found.update(piece)
                size += len(piece)
                if size > source.size:
                    break
                yield piece
        if size != source.size:
            raise SealError(
                "“%(name)s”在封的时候变了大小", "请关掉正在用它的程序，再封一次", name=source.name
            )
        self.files.append(SealedFile(source.name, size, found.hexdigest()))


@dataclass
class _Open:
    """The file that is being written."""

    name: str
    size: int
    stream: BinaryIO
    digest: Any
    left: int


class Unpacking:
    """The container as a stream to write to; the files go into a folder, which is worth something only after `finish`."""

    def __init__(self, folder: Path, check: Callable[[dict[str, Any]], None]) -> None:
        self._folder, self._check = folder, check
        self.said: dict[str, Any] = {}
        self.files: list[SealedFile] = []
        self._frame, self._take = bytearray(), self._head
        self._waiting: list[tuple[str, int]] = []
        self._open: _Open | None = None
        self._is_done = False

    def write(self, data: bytes) -> int:
        rest = memoryview(data)
        while rest:
            rest = self._into_file(rest) if self._open else self._into_frame(rest)
        return len(data)

    def finish(self) -> list[SealedFile]:
        """The files, all of them there and as the list says."""
        if not self._is_done:
            self.close()
            raise _wrong("内容不完整")
        return self.files

    def close(self) -> None:
        if self._open:
            self._open.stream.close()
            self._open = None

    def _into_frame(self, data: memoryview) -> memoryview:
        if self._is_done:
            raise _wrong("内容后面还有东西")
        known = len(self._frame) >= LENGTH_BYTES
        wanted = LENGTH_BYTES + (int.from_bytes(self._frame[:LENGTH_BYTES], "big") if known else 0)
        if wanted > _LONGEST:
            raise _wrong("目录长得不合理")
        part = data[: wanted - len(self._frame)]
        self._frame += part
        if known and len(self._frame) == wanted:
            frame, self._frame = bytes(self._frame[LENGTH_BYTES:]), bytearray()
            try:
                self._take(frame)
            except Malformed as error:
                raise _wrong(error) from error
        return data[len(part) :]

    def _into_file(self, data: memoryview) -> memoryview:
        assert self._open
        part = data[: self._open.left]
        self._open.stream.write(part)
        self._open.digest.update(part)
        self._open.left -= len(part)
        if not self._open.left:
            self._close_file()
            self._next_file()
        return data[len(part) :]

    def _head(self, frame: bytes) -> None:
        self.said = parsed(frame, _INSIDE)
        files = self.said.pop("files", None)
        if self.said.pop("version", None) != 1 or not isinstance(files, list):
            raise _wrong("目录不是应有的样子")
        if not all(isinstance(each, dict) and set(each) == {"name", "size"} for each in files):
            raise _wrong("目录不是应有的样子")
        if not all(type(each["size"]) is int and each["size"] >= 0 for each in files):
            raise _wrong("目录里的大小不对")
        self._check(self.said)
        check_names([each["name"] for each in files])
        self._waiting = [(each["name"], each["size"]) for each in files]
        self._take = self._tail
        self._next_file()

    def _tail(self, frame: bytes) -> None:
        said = parsed(frame, _INSIDE)
        for file, digest in zip(self.files, said.get("files") or [], strict=False):
            if file.sm3 != digest:
                raise SealedWrongly("里面的“%(name)s”和它的摘要对不上", _REMEDY, name=file.name)
        if said != {"files": [each.sm3 for each in self.files], "list": list_digest(self.files)}:
            raise _wrong("文件和文件清单对不上")
        self._is_done = True

    def _next_file(self) -> None:
        """Opens the file whose bytes come next; empty ones are written at once."""
        while self._waiting and not self._open:
            name, size = self._waiting.pop(0)
            stream = (self._folder / name).open("xb")
            self._open = _Open(name, size, stream, hashlib.new("sm3"), size)
            if not size:
                self._close_file()

    def _close_file(self) -> None:
        assert self._open
        done, self._open = self._open, None
        done.stream.close()
        self.files.append(SealedFile(done.name, done.size, done.digest.hexdigest()))


_REMEDY = "这是投标人封的时候造成的，请记入开标记录"


def _wrong(what: str | SealError) -> SealedWrongly:
    return SealedWrongly("信封里面不对：%(what)s", _REMEDY, what=what)
