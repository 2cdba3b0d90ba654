"""Template tags for a thing's documents: `{% load documents %}{% documents edition %}`, in a list `{% papers … %}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import uuid4

from django import template
from django.db.models import Model

from goufu.core.errors import NotFound
from goufu.documents.blocks import Block
from goufu.documents.forms import DocumentForm
from goufu.documents.layout import figures
from goufu.documents.models import Document
from goufu.documents.queries import documents_of
from goufu.documents.subjects import Subject, subject_of
from goufu.journal.naming import kind_of

register = template.Library()


@register.inclusion_tag("documents/panel.html", takes_context=True)
def documents(context: template.Context, thing: Model, subject: Subject | None = None) -> dict[str, Any]:
    """The thing's documents, as far as the agent may see them, and the form for attaching one.

    subject: the thing as the agent sees it, where the page knows it already; else it is asked for.
    """
    agent = getattr(context.get("request"), "agent", None) or None
    try:
        subject = subject or subject_of(agent, kind_of(thing), thing.pk)
    except NotFound:
        return {}
    attachable = subject.attachable(agent)
    found = documents_of(subject)
    written = {(paper.kind, paper.number) for paper in found}
    words = {kind.code: kind.word for kind in subject.kinds}
    unwritten = (paper for paper in subject.papers if (paper.kind, paper.number) not in written)
    return {
        "subject_kind": kind_of(thing),
        "subject_number": thing.pk,
        "words": words,
        "papers": found,
        "unwritten": [
            (words[same[0].kind], same)
            for same in (
                list(each) for _key, each in groupby(unwritten, lambda paper: (paper.number, paper.name))
            )
        ],
        "supersedable": {kind.code for kind in attachable},
        "form": DocumentForm(kinds=attachable, once=uuid4(), auto_id="document_%s") if attachable else None,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("documents/papers.html")
def papers(thing: Model, by_thing: Mapping[Model, Sequence[Document]], may_attach: bool) -> dict[str, Any]:
    """The documents of one thing in a list (queries.documents_by_thing). may_attach: they may be superseded."""
    shown = by_thing.get(thing, ())
    return {
        "papers": shown,
        "may_supersede": {paper.kind for paper in shown} if may_attach else set(),
    }


@register.inclusion_tag("documents/as_paper.html")
def as_paper(said: Sequence[Block]) -> dict[str, Any]:
    """What a paper says, on a page: the blocks that its files are made of. A heading before a table is what the table is called."""
    shown: list[Block] = []
    for each in said:
        if each["kind"] == "sheet":
            are_figures = figures(each["rows"])
            head = [*zip(each["head"], are_figures, strict=True)]
            cells = [[*zip(each["head"], row, are_figures, strict=True)] for row in each["rows"]]
            caption = shown.pop()["text"] if shown and shown[-1]["kind"] == "heading" else ""
            each = {"kind": "sheet", "head": head, "cells": cells, "caption": caption}
        shown.append(each)
    return {"blocks": shown}


@register.filter
def word_of(words: Mapping[str, Any], code: str) -> Any:
    return words.get(code, code)
