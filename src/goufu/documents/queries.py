"""Papers, always as far as the agent may see the things that they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from goufu.core.errors import NotFound
from goufu.documents.models import Document
from goufu.documents.subjects import Subject, subject_of


def documents_of(subject: Subject) -> list[Document]:
    """All that the agent may see, the newest first; what was superseded comes last."""
    kind, number = subject.key
    codes = [each.code for each in subject.kinds]
    found = Document.objects.filter(subject_kind=kind, subject_number=number, kind__in=codes)
    return _in_order(found.select_related("superseded_by"))


def documents_by_number(kind: str, numbers: Iterable[int]) -> dict[int, list[Document]]:
    """Of many things of a kind, each of which the caller may see with all kinds of its papers."""
    found = Document.objects.filter(subject_kind=kind, subject_number__in=list(numbers))
    papers: dict[int, list[Document]] = {}
    for each in _in_order(found.select_related("superseded_by")):
        papers.setdefault(each.subject_number, []).append(each)
    return papers


def document(agent: Any, number: int) -> tuple[Document, Subject]:
    """A paper with what it belongs to. Raises NotFound, also where the agent may not see that, or no papers of this kind."""
    found = Document.objects.select_related("superseded_by").filter(pk=number).first()
    if found is None:
        raise NotFound
    subject = subject_of(agent, found.subject_kind, found.subject_number)
    subject.kind(found.kind)
    return found, subject


def _in_order(found: Iterable[Document]) -> list[Document]:
    return sorted(found, key=lambda each: (each.successor is not None, -each.pk))
