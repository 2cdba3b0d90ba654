"""A short text behind a passphrase, as an age file (scrypt): `age -d` and browsers open it as well.

pyrage measures how hard scrypt may be, so that a busy machine would make weak files; here it is always as hard.
"""

from __future__ import annotations

import base64
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from goufu.sealing.errors import Damaged, Malformed, WrongKey

HARD = 18  # scrypt's N is 2 to this: 256 MB and about a second
_HARDEST = 20
_LAST = bytes(11) + b"\1"  # the nonce of the one and last chunk
_HEADER = re.compile(
    rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([0-9]{1,2})\n([A-Za-z0-9+/]{43})\n---)"
    rb" ([A-Za-z0-9+/]{43})\n"
)


def locked(text: bytes, passphrase: str, hard: int = HARD) -> bytes:
    """The text as an age file that this passphrase opens."""
    key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapped = ChaCha20Poly1305(_stretched(passphrase, salt, hard)).encrypt(bytes(12), key, None)
    head = b"age-encryption.org/v1\n-> scrypt %b %d\n%b\n---" % (_base64(salt), hard, _base64(wrapped))
    body = ChaCha20Poly1305(_derived(key, nonce, b"payload")).encrypt(_LAST, text, None)
    return head + b" " + _base64(_mac(key, head)) + b"\n" + nonce + body


def unlocked(data: bytes, passphrase: str) -> bytes:
    """The text of an age file of one chunk that has a passphrase."""
    found = _HEADER.match(data)
    if not found or not 1 <= int(found[3]) <= _HARDEST:
        raise Malformed("这不是有口令的钥匙文件", "请选 goufu keys new 存下的文件")
    stretched = _stretched(passphrase, _bytes(found[2]), int(found[3]))
    try:
        key = ChaCha20Poly1305(stretched).decrypt(bytes(12), _bytes(found[4]), None)
    except InvalidTag as error:
        raise WrongKey("口令不对", "请再输一次，注意大小写和输入法") from error
    nonce, body = data[found.end() :][:16], data[found.end() + 16 :]
    try:
        if _base64(_mac(key, found[1])) != found[5]:
            raise InvalidTag
        return ChaCha20Poly1305(_derived(key, nonce, b"payload")).decrypt(_LAST, body, None)
    except InvalidTag as error:
        raise Damaged("钥匙文件改过，或者不完整", "请用备份的那一份") from error


def _stretched(passphrase: str, salt: bytes, hard: int) -> bytes:
    scrypt = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=2**hard, r=8, p=1)
    return scrypt.derive(passphrase.encode())


def _derived(key: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(key)


def _mac(key: bytes, head: bytes) -> bytes:
    made = hmac.HMAC(_derived(key, None, b"header"), hashes.SHA256())
    made.update(head)
    return made.finalize()


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4))
