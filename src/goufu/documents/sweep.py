"""Deletion of files without a document: left by a failed action, or uploaded to look at and never imported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from django.db import transaction

from goufu.documents.models import Document
from goufu.documents.store import days_ago, hold, store

KEPT_DAYS = 10  # what was uploaded before holidays can be imported after them
LOOKED_UP_AT_ONCE = 1_000


def sweep() -> int:
    """Deletes drafts older than KEPT_DAYS, and files found without a document that long ago; returns the number of files.

    A file's own age says nothing: after the database was restored, files lose documents that they had for years.
    """
    place, moment, swept = store(), days_ago(KEPT_DAYS), 0
    place.remove_drafts(moment)
    for digests in _batched(place.digests(), LOOKED_UP_AT_ONCE):
        with_paper = _with_paper(digests)
        place.unmark(with_paper)
        for digest in digests - with_paper:
            if place.mark(digest) >= moment:
                continue
            with transaction.atomic():
                hold(digest)  # waits for an action that is attaching the same file
                if not _with_paper({digest}):
                    swept += place.remove(digest, moment)
    return swept


def _with_paper(digests: Collection[str]) -> set[str]:
    return set(Document.objects.filter(digest__in=digests).values_list("digest", flat=True))


def _batched(digests: Iterable[str], count: int) -> Iterator[set[str]]:
    """The digests in sets of at most `count`."""
    each = iter(digests)
    while batch := set(islice(each, count)):
        yield batch
