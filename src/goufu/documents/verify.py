"""Verification that every document has its file, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goufu.core.errors import Refusal
from goufu.documents.models import Document
from goufu.documents.store import store


@dataclass(frozen=True, slots=True)
class FileFault:
    """A document whose file is missing or changed: its number, name and digest, and the fault."""

    number: int
    name: str
    digest: str
    what: str


def verified() -> Iterator[FileFault | None]:
    """One result per document, None where its file is intact. Each file is read once, completely."""
    last = ("", "")
    for paper in Document.objects.order_by("digest", "pk").iterator():
        if paper.digest != last[0]:
            last = paper.digest, _fault(paper.digest)
        yield FileFault(paper.pk, paper.name, paper.digest, last[1]) if last[1] else None


def _fault(digest: str) -> str:
    try:
        store().read(digest, in_memory=True).close()
    except Refusal as error:
        return error.what
    return ""
