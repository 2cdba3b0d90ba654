"""The store of sessions in the database, by digests of their keys: whoever reads the table gets no session with them.

What a session says is signed together with its key: copied into another row, it says nothing.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

LETTERS = 40  # of the column: 240 bits of the digest

_STORED = "SELECT session_key, session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s"


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
        known = [stored_key(self.session_key or ""), timezone.now()]
        found = next(iter(self.model.objects.raw(_STORED, known)), None)
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
