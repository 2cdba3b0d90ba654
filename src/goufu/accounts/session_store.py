"""The store of sessions in the database, by digests of their keys: whoever reads the table gets no session with them.

What a session says is signed together with its key: copied into another row, it says nothing.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from goufu.core.composed import Composed, Param

LETTERS = 40  # of the column: 240 bits of the digest


def stored_key(key: str) -> str:
    """The digest under which a session's key is stored. Keys are random and long: one without salt is enough."""
    return urlsafe_b64encode(sha256(key.encode()).digest()).decode()[:LETTERS]


class SessionStore(DatabaseStore):
    """Django's store, which finds, makes and deletes rows by the digest. Only its synchronous methods are used here."""

    @property
    def key_salt(self) -> str:
        return f"goufu.accounts.session_store {stored_key(self.session_key or '')}"

    def _get_session_from_db(self) -> Any:
        """The stored session. Each request asks for it: Django would take longer to compose the query than it takes."""
        found = _stored(self.model).first(key=stored_key(self.session_key or ""), now=timezone.now())
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(stored_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        made = super().create_model_instance(data)
        made.session_key = stored_key(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(stored_key(key))


@cache
def _stored(sessions: Any) -> Composed[Any]:
    """The session under a key, where it has not ended."""
    key, ends = (sessions._meta.get_field(name) for name in ("session_key", "expire_date"))
    rows = sessions._default_manager
    return Composed(lambda: rows.filter(session_key=Param("key", key), expire_date__gt=Param("now", ends)))
