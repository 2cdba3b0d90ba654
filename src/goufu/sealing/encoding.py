"""Bytes that are the same in Python and in the browser: canonical JSON, SM3, lengths, moments."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from goufu.sealing.errors import Malformed

LENGTH_BYTES = 4
DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: object) -> bytes:
    """The value as JSON in UTF-8 with sorted keys and no spaces."""
    return _JSON.encode(value).encode()


def parsed(data: bytes, what: str) -> dict[str, Any]:
    """The JSON object that these bytes say, and say in the one canonical way; what: its name for the refusal."""
    try:
        value = json.loads(data)
        is_canonical = isinstance(value, dict) and canonical(value) == data
    except (ValueError, RecursionError):
        is_canonical = False
    if not is_canonical:
        raise Malformed("%(what)s的内容读不出来，可能传坏了，或者被改过", "请向给出它的人再要一份", what=what)
    return dict(value)


def sm3(*parts: bytes) -> str:
    """The SM3 digest of the parts, as 64 hexadecimal figures."""
    return hashlib.new("sm3", b"".join(parts)).hexdigest()


def framed(data: bytes) -> bytes:
    """The bytes after their length."""
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def bytes_of(text: object, what: str) -> bytes:
    """The bytes that base64 stands for, in the one way in which they are written."""
    try:
        found = base64.b64decode(str(text), validate=True)
    except (ValueError, binascii.Error):
        found = b""
    if text_of(found) != text:
        raise Malformed("%(what)s里有一段不是 base64", "请向给出它的人再要一份", what=what)
    return found


def moment(at: datetime) -> str:
    """A moment in UTC to the second."""
    return at.astimezone(UTC).strftime(_MOMENT)


def is_moment(text: object) -> bool:
    try:
        return isinstance(text, str) and moment(datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)) == text
    except ValueError:
        return False
