"""Bids on their way: a file that grows piece by piece on the disk, and the moment at which its last piece came.

A piece says where it begins; what is there already is not sent again. How long the whole is stands beside the file from the first
piece on, and no later piece says otherwise: a bid is whole only once. Its moment stands there too, synced to the disk, before
anybody is told: a house killed afterwards still knows when the bid was whole.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from django.conf import settings

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.sealing.streams import digest_of

MOST_BYTES = 220 << 20  # 200 MB of files, and what sealing adds
LONGEST_PIECE = 8 << 20
MOST_BEGUN = (
    6  # envelopes of a bidder for one procurement that are on their way, or wait to be taken in, at once
)
MOST_OF_BIDDER = 30  # the same for all procurements
_DIGEST = re.compile(r"[0-9a-f]{64}")
_BUSY = "这份投标正从另一处送来"


class Broken(Refusal):
    """A piece that doesn't go on where the last one ended. `have`: how many bytes are there."""

    status = 409

    def __init__(self, have: int) -> None:
        super().__init__(f"这里已有 {have} 字节，这一段接不上", "从那里接着送")
        self.have = have


@dataclass(frozen=True, slots=True)
class Arrived:
    """A whole file, with the moment of its last piece."""

    path: Path
    size: int
    at: datetime


class Brought(NamedTuple):
    """What the counter says of a file on a stick: who brought it, name and kind of a bidder that nobody has registered.

    reader: the person who took it in.
    """

    by: str
    name: str = ""
    kind: str = ""
    reader: int | None = None


class Incoming:
    """A bid on its way, by its procurement, its bidder and the SM3 that it says it has."""

    def __init__(self, procurement: int, bidder: int, digest: str) -> None:
        if not _DIGEST.fullmatch(digest):
            raise Refusal("摘要应是 64 位十六进制数", "请用封标页或者 goufu bid send 送")
        self.bidder, self.digest = bidder, digest
        self.path = folder() / f"{procurement}-{bidder}-{digest}"
        self.procurement = procurement
        self.moment = _beside(self.path, "arrived")
        self.length = _beside(self.path, "length")
        self.list = _beside(self.path, "list")
        self.counter = _beside(self.path, "counter")

    @property
    def is_whole(self) -> bool:
        """Whether its last piece has come. A house killed before it wrote down when does so now."""
        if not self.moment.exists() and self._is_all_here():
            self._note_arrival_of_before()
        return self.moment.exists() and self.path.exists()

    def _is_all_here(self) -> bool:
        return self.path.exists() and str(self.have) == _text(self.length)

    def _note_arrival_of_before(self) -> None:
        """Notes as the moment that at which the last byte was written, unless another request is just writing."""
        try:
            with self.path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._note_arrival(ago=max(0.0, time.time() - os.fstat(file.fileno()).st_mtime))
        except (BlockingIOError, FileNotFoundError):
            return

    @property
    def have(self) -> int:
        """How many bytes are there."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def add(self, at: int, whole: int, pieces: Iterable[bytes]) -> int:
        """Adds what begins `at`, of so many bytes in all; returns how many are there. Raises Broken, Refusal."""
        if not 0 < whole <= MOST_BYTES:
            raise Refusal(
                f"信封有 {whole:,} 字节，最多 {MOST_BYTES:,}", "请把文件减小，例如降低扫描件的分辨率"
            )
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.path.exists():
            self._make_room()
        with self.path.open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Refusal(_BUSY, "请等那边送完") from error
            if at != (have := file.tell()):
                raise Broken(have)
            self._hold_length(have, whole)
            for piece in pieces:
                have += len(piece)
                if have > whole:
                    file.flush()
                    file.truncate(at)
                    raise Refusal("送来的比说好的多", "请从头再送")
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            if not os.fstat(file.fileno()).st_nlink:  # deleted meanwhile, as when the opening began
                raise Refusal("这一份没有送完，已经清掉了", "还收的，请从头再送")
            if have == whole:
                self._note_arrival()
            return have

    def _hold_length(self, have: int, whole: int) -> None:
        """Writes down with the first piece how long the whole is. Raises Refusal for a later piece that says otherwise.

        Else a bid could be called whole before the deadline and go on after it.
        """
        if not have:
            _write(self.length, str(whole))
        elif _text(self.length) != str(whole):
            raise Refusal("这一段说的总长和开始送时说的不同", "请重新封一份，从头再送")

    def _make_room(self) -> None:
        """Deletes what the bidder began longest ago and did not end, so that nobody fills the disk.

        Raises Refusal where too many are just coming, or whole and wait to be taken in: those are bids, and are not deleted.
        """
        mine = [each for each in folder().glob(f"*-{self.bidder}-*") if not each.suffix]
        here = [each for each in mine if each.name.startswith(f"{self.procurement}-")]
        begun = [each for each in here if not _of(each.name).is_whole and not _is_coming(each)]
        kept = len(here) - len(begun)
        if kept >= MOST_BEGUN or len(mine) - len(begun) >= MOST_OF_BIDDER:
            raise Refusal(
                "这里已有好几份正在送、或者送完了还没有收下的，不能再送",
                "请先把它们送完、收下；收不下的，和采购人联系",
            )
        for path in sorted(begun, key=lambda each: each.stat().st_mtime)[
            : max(0, len(here) + 1 - MOST_BEGUN)
        ]:
            _forget(path)

    def _note_arrival(self, ago: float = 0) -> None:
        if self.moment.exists():
            return
        _write(self.moment, (wall_clock.now() - timedelta(seconds=ago)).isoformat())

    @property
    def listed(self) -> str:
        """The digest of the list of the files inside, as far as the bidder has said it."""
        return _text(self.list)

    def note_list(self, digest: str) -> None:
        """Keeps what the bidder says of its files until the bid is taken in, should the house be killed before."""
        if digest and self.is_whole and digest != self.listed:
            _write(self.list, digest)

    @property
    def brought(self) -> Brought | None:
        """What the counter said that read it; None of what a bidder sent itself."""
        said = _text(self.counter)
        return Brought(*json.loads(said)) if said else None

    def read_at_counter(self, brought: Brought, size: int, pieces: Iterable[bytes]) -> None:
        """Takes over a file from a stick, with what the counter says of it: should the house be killed, the opening knows both.

        What was read whole before keeps its moment. Raises Refusal, as while another request reads it.
        """
        if not self.is_whole:
            if _is_coming(self.path):
                raise Refusal(_BUSY, "请等那边送完")
            self.forget()
        self.note_brought(brought)
        if not self.is_whole:
            self.add(0, size, pieces)

    def note_brought(self, brought: Brought) -> None:
        """Keeps what the counter says of it."""
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(self.counter, json.dumps(brought))

    def arrived(self) -> Arrived:
        """The whole file, as the digest says. Raises Refusal where something is missing, or was changed on the way."""
        moment = _text(self.moment) if self.is_whole else ""
        if not moment:
            raise Refusal(f"还没有送完，这里有 {self.have} 字节", "请接着送")
        try:
            with self.path.open("rb") as stream:
                is_right, size = digest_of(stream) == self.digest, os.fstat(stream.fileno()).st_size
        except FileNotFoundError as error:
            raise Refusal("这一份刚被另一个请求取走", "请刷新页面，看回执") from error
        if not is_right:
            self.forget()
            raise Refusal("收到的内容和它的摘要不同，路上传坏了", "请从头再送")
        return Arrived(self.path, size, datetime.fromisoformat(moment))

    def forget(self) -> None:
        """Deletes what has come."""
        _forget(self.path)


def _is_coming(path: Path) -> bool:
    """Whether another request is just writing it."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _forget(path: Path) -> None:
    for each in (*path.parent.glob(f"{path.name}.*"), path):
        each.unlink(missing_ok=True)


def _text(path: Path) -> str:
    """What a small file says; "" where there is none, or another request has just deleted it."""
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}")


def _write(path: Path, text: str) -> None:
    """Writes a small file whole or not at all, and on the disk before anybody is told; two requests may write the same."""
    waiting = path.with_name(f"{path.name}.{token_hex(4)}")
    with waiting.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def folder() -> Path:
    """Beside the documents, on the same disk: what was received is moved there without being copied."""
    return Path(settings.DOCUMENTS) / "receiving"


def whole_of(procurement: int) -> list[Incoming]:
    """The bids of a procurement that have come whole and were not taken in, the first first: the house was killed in between."""
    moments = {each: _text(each.moment) for each in _all_of(f"{procurement}-") if each.is_whole}
    found = [each for each, moment in moments.items() if moment]
    return sorted(found, key=lambda each: datetime.fromisoformat(moments[each]))


def half_of(procurement: int, bidder: int) -> int:
    """How many bids that bidder has begun to send and not ended."""
    return sum(not each.is_whole for each in _all_of(f"{procurement}-{bidder}-"))


def forget_begun(procurement: int) -> None:
    """Deletes what is left of bids that never came whole, once the opening has begun."""
    for each in _all_of(f"{procurement}-"):
        if not each.is_whole:
            each.forget()


def forget_others(procurements: Collection[int]) -> None:
    """Deletes what has come for other procurements than these."""
    for each in _all_of(""):
        if each.procurement not in procurements:
            each.forget()


def _all_of(prefix: str) -> list[Incoming]:
    names = {each.name.split(".")[0] for each in folder().glob(f"{prefix}*")}
    return [_of(each) for each in sorted(names)]


def _of(name: str) -> Incoming:
    number, bidder, digest = name.split("-")
    return Incoming(int(number), int(bidder), digest)
