"""Signed notes, checkpoints and cosignatures (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature), with Ed25519."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNATURE = 0x01, 0x04  # types of signatures
MOST_SIGNATURES = 100
_NAME = re.compile(r"[^\s+]+")
_SIGNATURE = re.compile(r"— (?P<name>[^\s+]+) (?P<signed>[A-Za-z0-9+/]+=*)")
_PRIVATE = "PRIVATE+KEY+"


class NotANote(ValueError):
    """The text is no signed note, checkpoint or key; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that checks signatures: its name, the type of signature, and 32 bytes."""

    name: str
    kind: int
    raw: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The key of its text, name+id+base64. Raises NotANote."""
        name, _, rest = text.strip().partition("+")
        number, _, material = rest.partition("+")
        raw = _key_material(material)
        if not _NAME.fullmatch(name) or len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE):
            raise NotANote("不是 Ed25519 公钥")
        key = cls(name, raw[0], raw[1:])
        if key.id.hex() != number:
            raise NotANote("公钥的编号与它的内容不符")
        return key

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.raw)}"

    def signed(self, signature: Signature, text: str) -> bool:
        """Whether the signature is this key's, on that text."""
        if (signature.name, signature.key) != (self.name, self.id):
            return False
        body, message = signature.body, text.encode()
        if self.kind == COSIGNATURE:
            if len(body) != 72:
                return False
            message = cosigned(text, struct.unpack(">Q", body[:8])[0])
            body = body[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(body, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that signs: PRIVATE+KEY+name+id+base64."""

    name: str
    seed: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The key of its text. Raises NotANote."""
        name, _, rest = text.strip().removeprefix(_PRIVATE).partition("+")
        number, _, material = rest.partition("+")
        raw = _key_material(material)
        if not text.startswith(_PRIVATE) or not _NAME.fullmatch(name) or len(raw) != 33 or raw[0] != ED25519:
            raise NotANote("不是 Ed25519 私钥")
        key = cls(name, raw[1:])
        if key.public.id.hex() != number:
            raise NotANote("私钥的编号与它的内容不符")
        return key

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.name, ED25519, self._key.public_key().public_bytes_raw())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def __str__(self) -> str:
        return f"{_PRIVATE}{self.name}+{self.public.id.hex()}+{encoded(bytes([ED25519]) + self.seed)}"

    def sign(self, text: str) -> str:
        """The signature's line on a text that ends with a line break."""
        return str(Signature(self.name, self.public.id, self._key.sign(text.encode())))


@dataclass(frozen=True, slots=True)
class Signature:
    """A line of a note: the key's name and id, and what it signed."""

    name: str
    key: bytes
    body: bytes

    def __str__(self) -> str:
        return f"— {self.name} {encoded(self.key + self.body)}\n"

    @property
    def seconds(self) -> int | None:
        """When it was cosigned, in seconds of POSIX time; None for a signature of another type."""
        return int(struct.unpack(">Q", self.body[:8])[0]) if len(self.body) == 72 else None


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a line break, and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """The note of its text. Raises NotANote."""
        said, blank, lines = text.rpartition("\n\n")
        if not blank or not lines.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", text):
            raise NotANote("不是签了名的文本")
        each = lines[:-1].split("\n")
        if len(each) > MOST_SIGNATURES:
            raise NotANote("签名太多")
        return cls(said + "\n", tuple(map(_signature, each)))

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its name (origin), its size in leaves, and its root."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The checkpoint of a note's text; further lines are left out. Raises NotANote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not lines[0] or not re.fullmatch(r"0|[1-9]\d{0,18}", lines[1]):
            raise NotANote("不是检查点")
        root = decoded(lines[2])
        if len(root) != 32:
            raise NotANote("检查点的根不是 32 个字节")
        return cls(lines[0], int(lines[1]), root)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


def encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def cosigned(text: str, seconds: int) -> bytes:
    """What a witness signs: that it saw this checkpoint at that second of POSIX time."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _key_material(text: str) -> bytes:
    try:
        return decoded(text)
    except NotANote:
        return b""


def _signature(line: str) -> Signature:
    found = _SIGNATURE.fullmatch(line)
    raw = decoded(found["signed"]) if found else b""
    if not found or len(raw) < 5:
        raise NotANote("有一行不是签名")
    return Signature(found["name"], raw[:4], raw[4:])


def decoded(text: str) -> bytes:
    """The bytes of their base64, which must be written the one way that there is. Raises NotANote."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not raw or encoded(raw) != text:
        raise NotANote("不是 Base64")
    return raw
