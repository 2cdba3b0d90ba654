"""Sealing files into an envelope (`*.gbid`), and opening one with the bid's own key."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from goufu.sealing.contents import Packing, SealedFile, Source, Unpacking, list_digest
from goufu.sealing.encoding import is_moment, moment
from goufu.sealing.errors import Damaged, Malformed, SealedWrongly, SealError, WrongKey
from goufu.sealing.label import Label
from goufu.sealing.names import check_alike
from goufu.sealing.outside import Outside, new_outside, read_outside
from goufu.sealing.sheet import Sheet
from goufu.sealing.streams import Digested, Digesting, Reader, Writer
from goufu.sealing.suites import suite_named


class Sealed(NamedTuple):
    """A new envelope. digest: the SM3 of all its bytes, which the receipt prints; list_digest: that of the list of files inside."""

    digest: str
    size: int
    files: list[SealedFile]
    list_digest: str
    outside: Outside


@dataclass(frozen=True)
class Expected:
    """What an envelope must be. sheet: by which it must be sealed; digest: the envelope's, on its receipt."""

    label: Label
    sheet: Sheet
    digest: str


class Opened(NamedTuple):
    """What was in an envelope."""

    files: list[SealedFile]
    list_digest: str
    made_at: str


def source_of(path: Path) -> Source:
    """A file on the disk, to be sealed under its name."""
    return Source(path.name, path.stat().st_size, lambda: path.open("rb"))


def seal(sources: Sequence[Source], sheet: Sheet, label: Label, out: Writer, now: datetime) -> Sealed:
    """An envelope with the files, written to `out`. The bid's own key is forgotten when this returns."""
    sheet.must_take(label)
    check_alike([each.name for each in sources])
    suite, made_at = suite_named(sheet.suite), moment(now)
    identity = suite.new_identity()
    outside = new_outside(sheet, label, made_at, identity)
    inside = {"label": label.as_json(), "made_at": made_at, "outside": outside.digest()}
    packing, digesting = Packing(inside, sources), Digesting(out)
    digesting.write(outside.as_bytes())
    suite.encrypt(packing, digesting, identity.public)
    return Sealed(digesting.digest(), digesting.size, packing.files, list_digest(packing.files), outside)


def check_outside(outside: Outside, expected: Expected) -> None:
    """Refuses an envelope that isn't the expected one, as far as its outside says."""
    outside.label.must_be(expected.label)
    expected.sheet.must_have_sealed(outside.core)


def open_envelope(stream: Reader, secret: bytes, expected: Expected, into: Path) -> Opened:
    """The files of an envelope, written to a new folder `into`, only if everything is as expected.

    secret: the bid's own key, as `combine` gives it. Nothing is left behind by a refusal.
    """
    into.mkdir(mode=0o700)
    try:
        with tempfile.TemporaryDirectory(dir=into, prefix=".opening-") as waiting:
            opened = _opened(Digested(stream), secret, expected, Path(waiting))
            for file in opened.files:
                (Path(waiting) / file.name).rename(into / file.name)
    except BaseException:
        shutil.rmtree(into)
        raise
    return opened


def _opened(stream: Digested, secret: bytes, expected: Expected, folder: Path) -> Opened:
    """The files in a folder. What is wrong with other bytes than those received is nobody's fault but who changed them."""
    try:
        opened = _unpacked(stream, secret, expected, folder)
    except (Damaged, Malformed, SealedWrongly, WrongKey) as error:
        if stream.digest() != expected.digest:
            raise _changed(error) from error
        raise
    if stream.digest() != expected.digest:
        raise _changed("能打开，但不是收到的那一份")
    return opened


def _unpacked(stream: Digested, secret: bytes, expected: Expected, folder: Path) -> Opened:
    outside = read_outside(stream)
    check_outside(outside, expected)
    if outside.suite.public_of(secret) != outside.bid:
        raise WrongKey("这不是这一份投标的钥匙", "请用这个信封的各位保管人打开的部分")
    unpacking = Unpacking(folder, lambda said: _check_inside(said, outside))
    try:
        outside.suite.decrypt(stream, unpacking, secret)
    except WrongKey as error:
        raise Damaged("信封里的内容不是用这一份投标的钥匙封的", "请取收到时摘要相符的那一份") from error
    finally:
        unpacking.close()
    files = unpacking.finish()
    return Opened(files, list_digest(files), unpacking.said["made_at"])


def _changed(what: str | SealError) -> Damaged:
    return Damaged("信封和收到时的摘要不同：%(what)s", "请取收到时摘要相符的那一份", what=what)


def _check_inside(said: dict[str, Any], outside: Outside) -> None:
    """Refuses an inside that belongs to another outside."""
    if set(said) != {"label", "made_at", "outside"} or not is_moment(said["made_at"]):
        raise Damaged("信封里面没有写明属于哪一份投标", "请记入开标记录")
    Label.from_json(said["label"]).must_be(outside.label)
    if said["outside"] != outside.digest():
        raise Damaged("信封的外面和封的时候不一样，改过", "请取收到时摘要相符的那一份")
