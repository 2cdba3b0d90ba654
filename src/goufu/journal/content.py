"""The content of an entry as canonical bytes, from which the digest of its leaf is computed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

FIELDS = (
    "id", "at", "action", "person", "person_name", "body", "body_name", "object_type", "object_id", "facts", "answers",
)  # fmt: skip


def content(entry: Mapping[str, Any]) -> bytes:
    """The entry's fields, with the time formatted by `tree.moment`, as JSON in UTF-8 with sorted keys and no spaces."""
    said = {name: entry[name] for name in FIELDS}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
