"""The content of an entry as canonical bytes, and the digest of it that is stored with the entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from goufu.journal.tree import sm3

FIELDS = (
    "id", "at", "action", "person", "person_name", "body", "body_name", "object_type", "object_id", "facts", "answers",
)  # fmt: skip
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
WRITTEN = b"\x04"  # a prefix like those of `tree`


def content(entry: Mapping[str, Any]) -> bytes:
    """The entry's fields, with the time formatted by `tree.moment`, as JSON in UTF-8 with sorted keys and no spaces."""
    return _JSON.encode({name: entry[name] for name in FIELDS}).encode()


def digest_written(entry: Mapping[str, Any]) -> bytes:
    """The digest of an entry as it is written: of all but its number, which the database gives."""
    return sm3(WRITTEN, content({**entry, "id": None}))
