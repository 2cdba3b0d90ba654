"""Custodians' keys: files with a passphrase, made where the custodian is, and rehearsed before anything depends on them."""

from __future__ import annotations

import io
import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from goufu.sealing.contents import Source
from goufu.sealing.encoding import canonical, moment
from goufu.sealing.envelope import Sealed, seal
from goufu.sealing.errors import Malformed, SealError
from goufu.sealing.label import NOBODY, REHEARSAL, Label
from goufu.sealing.passphrases import HARD, locked, unlocked
from goufu.sealing.sheet import Sheet, fingerprint
from goufu.sealing.streams import Writer
from goufu.sealing.suites import Suite, suite_named

SHORTEST = 10  # signs of a passphrase
_SUITE = "# suite: "
_TEST_FILE = ("演练.txt", "这是演练用的信封，里面没有投标。\n".encode())


class Key(NamedTuple):
    """A custodian's key."""

    suite: Suite
    secret: bytes
    public: str

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public)


def new_key(suite: Suite) -> Key:
    identity = suite.new_identity()
    return Key(suite, identity.secret, identity.public)


def check_passphrase(passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        raise SealError("口令太短", "请用至少 %(shortest)s 个字，几个不相干的词连起来最好", shortest=SHORTEST)


def key_file(key: Key, passphrase: str, now: datetime, hard: int = HARD) -> bytes:
    """The key as a file: an identity file as age writes it, behind the passphrase."""
    check_passphrase(passphrase)
    lines = [f"# created: {moment(now)}", f"# public key: {key.public}", f"{_SUITE}{key.suite.name}"]
    return locked("\n".join([*lines, key.secret.decode(), ""]).encode(), passphrase, hard)


def read_key(data: bytes, passphrase: str) -> Key:
    """The key in a file."""
    lines = unlocked(data, passphrase).decode(errors="replace").split("\n")
    name = next((each.removeprefix(_SUITE) for each in lines if each.startswith(_SUITE)), "")
    secret = next((each for each in lines if each and not each.startswith("#")), "").encode()
    suite = suite_named(name)
    return Key(suite, secret, suite.public_of(secret))


def public_file(key: Key) -> bytes:
    """What the custodian hands in: his public key and its fingerprint."""
    return canonical({"fingerprint": key.fingerprint, "public": key.public, "suite": key.suite.name})


def write_new(path: Path, data: bytes) -> None:
    """A new file that only its owner reads; refuses to write over another."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise SealError("已有 %(path)s，没有改动它", "请换一个文件名", path=path) from error
    except OSError as error:
        raise Malformed("写不了 %(path)s", "请检查文件夹和权限", path=path) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def rehearsal(sheet: Sheet, number: int, out: Writer, now: datetime) -> Sealed:
    """The envelope of a rehearsal, for the custodians of a sheet; number: the how-manieth. It is opened like a bid."""
    name, text = _TEST_FILE
    label = Label(sheet.procurement, sheet.lots[0], NOBODY, REHEARSAL, number)
    return seal([Source(name, len(text), lambda: io.BytesIO(text))], sheet, label, out, now)
