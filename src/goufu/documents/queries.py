"""Queries of documents, as far as the agent may see the things that they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Model, Q, TextField, prefetch_related_objects

from goufu.core.composed import AnyOf, Composed, Param
from goufu.core.errors import NotFound
from goufu.core.principal import Principal
from goufu.documents.models import Document, Origin
from goufu.documents.papers import Paper
from goufu.documents.subjects import Subject, subject_of
from goufu.journal.naming import kind_of


def documents_of(subject: Subject) -> list[Document]:
    """The documents that the agent may see, newest first, superseded ones last."""
    kind, number = subject.key
    codes = [each.code for each in subject.kinds]
    found = _OF_SUBJECT.all(kind=kind, number=number, codes=codes)
    prefetch_related_objects(found, "superseded_by")  # of most things there are no documents at all
    return _in_order(found)


def documents_by_thing(things: Iterable[Model]) -> dict[Model, list[Document]]:
    """The documents of many things by thing, in one query; the caller checks that all kinds of them may be seen."""
    known = {(kind_of(thing), thing.pk): thing for thing in things}
    numbers: dict[str, list[int]] = {}
    for kind, number in known:
        numbers.setdefault(kind, []).append(number)
    wanted = [Q(subject_kind=kind, subject_number__in=each) for kind, each in numbers.items()]
    if not wanted:
        return {}
    papers: dict[Model, list[Document]] = {}
    for each in _in_order(Document.objects.filter(reduce(or_, wanted)).select_related("superseded_by")):
        papers.setdefault(known[each.subject_kind, each.subject_number], []).append(each)
    return papers


def document(agent: Principal | None, number: int) -> tuple[Document, Subject]:
    """A document with its subject. Raises NotFound, also where the agent may not see the subject or this kind."""
    found = Document.objects.select_related("superseded_by").filter(pk=number).first()
    if found is None:
        raise NotFound
    subject = subject_of(agent, found.subject_kind, found.subject_number)
    subject.kind(found.kind)
    return found, subject


def written_paper(paper: Paper) -> Document | None:
    """The document that this paper has become, if anybody has asked for it."""
    return Document.objects.filter(kind=paper.kind, origin=Origin.ISSUED, number=paper.number).first()


_OF_SUBJECT = Composed(
    lambda: Document.objects.filter(
        AnyOf("kind", Param("codes", ArrayField(TextField()))),
        subject_kind=Param("kind", TextField()),
        subject_number=Param("number", BigIntegerField()),
    )
)


def _in_order(found: Iterable[Document]) -> list[Document]:
    return sorted(found, key=lambda each: (each.successor is not None, -each.pk))
