"""The passphrase of a backup, and what it wraps: scrypt makes a key of it, AES-256-GCM encrypts and authenticates."""

from __future__ import annotations

import base64
import json
import os
from math import prod
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from goufu.config.backup.errors import BackupError

SHORTEST = 12
COST = {"n": 2**17, "r": 8, "p": 1}  # 128 MiB and about half a second a guess
NONCE_BYTES = 12
_MOST_BYTES = 1 << 30  # that scrypt works through, 128 × n × r × p: a file that asks for more is none of ours


def refuse_short(passphrase: str) -> str:
    """The passphrase, unless it is too short. Raises BackupError."""
    if len(passphrase) < SHORTEST:
        raise BackupError(f"口令太短：至少 {SHORTEST} 个字。拿到备份的人可以不停地试。")
    return passphrase


def wrap(content: bytes, passphrase: str) -> bytes:
    """The content encrypted, as JSON with all that unwrapping needs but the passphrase."""
    salt, nonce = os.urandom(16), os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(passphrase, salt, COST)).encrypt(nonce, content, None)
    texts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    return json.dumps(
        {"scrypt": COST} | {name: base64.b64encode(each).decode() for name, each in texts.items()}
    ).encode()


def unwrap(wrapped: bytes, passphrase: str) -> bytes:
    """The content. Raises BackupError for another passphrase, and where what is wrapped was changed."""
    try:
        found = json.loads(wrapped)
        cost = {name: int(found["scrypt"][name]) for name in COST}
        salt, nonce, sealed = (base64.b64decode(found[name]) for name in ("salt", "nonce", "sealed"))
        if min(cost.values()) < 1 or 128 * prod(cost.values()) > _MOST_BYTES:
            raise ValueError(cost)
        if len(nonce) != NONCE_BYTES:
            raise ValueError(nonce)
        key = AESGCM(_key(passphrase, salt, cost))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BackupError("备份里的钥匙读不懂，这个文件坏了。请用另一份备份。") from error
    try:
        return key.decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise BackupError("口令不对。什么也没有动，请用做这份备份时的口令再试一次。") from error


def _key(passphrase: str, salt: bytes, cost: dict[str, Any]) -> bytes:
    return Scrypt(salt=salt, length=32, **cost).derive(passphrase.encode())
