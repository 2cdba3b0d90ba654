"""The things that documents belong to. The thing's room decides who sees its documents, and who attaches which.

A room names a function in its AppConfig under the kinds of its things (models in lower case):

    documents = {"edition": "goufu.catalogue.documents.edition"}

    def edition(agent, kind, number) -> Subject:      raises NotFound where the agent may not see the thing
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.principal import Principal
from goufu.core.rooms import contributions
from goufu.documents.papers import Paper
from goufu.journal.naming import kind_of

CHANGEABLE = gettext_lazy("（可以改的）")


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of documents: its code, its label, and the permission to attach one; without it, they are only issued.

    on: what the permission is asked on, where that is not the thing: the body that gave it in.
    """

    code: str
    word: str | Promise
    attach: Permission | None = None
    on: Model | None = None


def kinds_in_both(codes: tuple[str, str], word: str | Promise) -> tuple[DocumentKind, DocumentKind]:
    """The kinds of a paper that is written as PDF and as Word (papers.in_both)."""
    pdf, changeable = codes
    return DocumentKind(pdf, word), DocumentKind(
        changeable, format_lazy("{word}{mark}", word=word, mark=CHANGEABLE)
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing with documents, as one agent may see it.

    Attributes:
        thing: what the right to attach is asked on; its class has SCOPE_FIELDS.
        title: of the thing, for the form's page.
        url: the page that shows it.
        kinds: those that the agent may see.
        history_of: what the journal's entry is about, where that is not the thing.
        closed: why nothing can be attached any more, '' while it can.
        papers: what the program can write of it as it now is.
    """

    thing: Model
    title: str
    url: str
    kinds: tuple[DocumentKind, ...]
    history_of: Model | None = None
    closed: str = ""
    papers: tuple[Paper, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        return kind_of(self.thing), self.thing.pk

    def attachable(self, agent: Principal | None) -> list[DocumentKind]:
        """The kinds that the agent may attach now."""
        if agent is None or self.closed:
            return []
        return [
            kind for kind in self.kinds if kind.attach and agent.may_on(kind.attach, kind.on or self.thing)
        ]

    def kind(self, code: str) -> DocumentKind:
        """The kind with that code. Raises NotFound for one that the agent may not see."""
        found = next((kind for kind in self.kinds if kind.code == code), None)
        if found is None:
            raise NotFound
        return found

    def paper(self, kind: str) -> Paper:
        """The paper of that kind. Raises NotFound where none can be written of the thing as it now is."""
        found = next((paper for paper in self.papers if paper.kind == kind), None)
        if found is None:
            raise NotFound
        return found


SubjectSource = Callable[[Any, str, int], Subject]


def subject_of(agent: Principal | None, kind: str, number: int) -> Subject:
    """The subject for this agent (registry.agents.Agent; None when nobody is signed in). Raises NotFound."""
    for said in contributions("documents"):
        if kind in said:
            source: SubjectSource = import_string(said[kind])
            return source(agent, kind, number)
    raise NotFound
