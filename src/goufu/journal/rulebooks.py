"""The rules that entries refer to: kept once, by the digest of their text, however often they are asked."""

from __future__ import annotations

import zlib

from django.db import connection, transaction

from goufu.journal.models import Rulebook
from goufu.journal.tree import sm3

_kept: set[str] = set()  # digests known to be committed


def digest_of(text: str) -> str:
    return sm3(text.encode()).hex()


def keep(digest: str, text: str) -> None:
    """Keeps the rules' text, in the transaction of the entry that refers to it."""
    if digest in _kept:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_rulebook (digest, packed) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [digest, zlib.compress(text.encode(), 9)],
        )
    transaction.on_commit(lambda: _kept.add(digest))


def kept(digest: str) -> str | None:
    """The text of that digest; None where it is not kept."""
    found = Rulebook.objects.filter(pk=digest).first()
    return unpacked(bytes(found.packed)) if found else None


def unpacked(packed: bytes) -> str:
    """The text. Raises zlib.error, UnicodeDecodeError."""
    return zlib.decompress(packed).decode()


def forget() -> None:
    """Asks the database again what it keeps, after its rows were taken away, as tests do."""
    _kept.clear()
