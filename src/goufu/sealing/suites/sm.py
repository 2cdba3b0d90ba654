"""The suite of the national ciphers: SM2 wraps a key for SM4-GCM, in age's way of cutting a stream into chunks.

SM2 comes from gmssl-pyx, which has no wheel for aarch64: where it is missing the suite says so. SM4 comes from cryptography.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from goufu.sealing.encoding import framed, sm3
from goufu.sealing.errors import Damaged, Malformed, SealError, WrongKey
from goufu.sealing.streams import Reader, Writer, up_to
from goufu.sealing.suites.suite import Identity

CHUNK, TAG = 64 * 1024, 16
_MAGIC = b"goufu-sm/1\n"
_KEY, _WRAPPED_MOST = 16, 400
_PUBLIC = re.compile(r"sm2-[0-9a-f]{128}")
_WHO = 16  # of the recipient's digest, so that a wrong key is told from a damaged file


class Sm:
    """SM2 and SM4-GCM. Each file has a key of its own, so that counted nonces are never used twice."""

    name = "sm2-sm4"

    def require(self) -> None:
        _gmssl()

    def new_identity(self) -> Identity:
        public, secret = _gmssl().sm2_key_generate()
        return Identity(public.hex().encode() + secret.hex().encode(), f"sm2-{public.hex()}")

    def public_of(self, secret: bytes) -> str:
        public, _ = _halves(secret)
        return f"sm2-{public.hex()}"

    def check_public(self, public: str) -> None:
        if not _PUBLIC.fullmatch(public):
            raise Malformed("“%(public)s”不是 SM2 公钥", "请向保管人要 sm2- 开头的那一行", public=public)

    def encrypt(self, reader: Reader, writer: Writer, public: str) -> None:
        self.check_public(public)
        key = os.urandom(_KEY)
        try:
            wrapped = _gmssl().sm2_encrypt(bytes.fromhex(public[4:]), key)
        except _gmssl().GmsslInnerError as error:
            raise Malformed("“%(public)s”不在 SM2 的曲线上", "请向保管人重新要公钥", public=public) from error
        head = _MAGIC + _who(public) + framed(wrapped)
        writer.write(head)
        bound = bytes.fromhex(sm3(head))
        for nonce, chunk in _chunks(reader, CHUNK):
            sealing = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
            sealing.authenticate_additional_data(bound)
            writer.write(sealing.update(chunk) + sealing.finalize() + sealing.tag)

    def decrypt(self, reader: Reader, writer: Writer, secret: bytes) -> None:
        public, private = _halves(secret)
        head = _exactly(reader, len(_MAGIC) + _WHO + 4)
        if head[: len(_MAGIC)] != _MAGIC:
            raise _damaged()
        if head[len(_MAGIC) : -4] != _who(f"sm2-{public.hex()}"):
            raise WrongKey("这一段不是用这把钥匙封的", "请核对钥匙的指纹和信封")
        length = int.from_bytes(head[-4:], "big")
        wrapped = _exactly(reader, length if length <= _WRAPPED_MOST else 0)
        try:
            key = _gmssl().sm2_decrypt(private, wrapped)
        except _gmssl().GmsslInnerError as error:
            raise _damaged() from error
        bound = bytes.fromhex(sm3(head, wrapped))
        for nonce, chunk in _chunks(reader, CHUNK + TAG):
            writer.write(_opened(key, nonce, chunk, bound))


def _opened(key: bytes, nonce: bytes, chunk: bytes, bound: bytes) -> bytes:
    if len(chunk) < TAG:
        raise _damaged()
    opening = Cipher(SM4(key), modes.GCM(nonce, chunk[-TAG:])).decryptor()
    opening.authenticate_additional_data(bound)
    try:
        return opening.update(chunk[:-TAG]) + opening.finalize()
    except InvalidTag as error:
        raise _damaged() from error


def _chunks(reader: Reader, size: int) -> Iterator[tuple[bytes, bytes]]:
    """The stream in chunks, each with its nonce: its number, and whether it is the last."""
    number, chunk = 0, up_to(reader, size)
    while following := up_to(reader, size) if len(chunk) == size else b"":
        yield number.to_bytes(11, "big") + b"\0", chunk
        number, chunk = number + 1, following
    yield number.to_bytes(11, "big") + b"\1", chunk


def _exactly(reader: Reader, size: int) -> bytes:
    found = up_to(reader, size)
    if len(found) != size or not size:
        raise _damaged()
    return found


def _who(public: str) -> bytes:
    return sm3(public.encode())[:_WHO].encode()


def _halves(secret: bytes) -> tuple[bytes, bytes]:
    """Public and private key: gmssl-pyx can't work the first out from the second."""
    try:
        raw = bytes.fromhex(secret.decode())
    except ValueError:
        raw = b""
    if len(raw) != 96:
        raise Malformed("这不是一把 SM2 钥匙", "请选保管人自己的钥匙文件")
    return raw[:64], raw[64:]


def _damaged() -> Damaged:
    return Damaged("密文和封的时候不一样：改过、截断过，或者后面添了东西", "请取收到时摘要相符的那一份")


def _gmssl() -> Any:
    try:
        return importlib.import_module("gmssl_pyx")
    except ImportError as error:
        raise SealError(
            "这台机器没有装 gmssl-pyx，用不了 SM2", "请在装有它的机器上做，或者用 age-x25519"
        ) from error
