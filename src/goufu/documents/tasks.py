"""Jobs of documents."""

from __future__ import annotations

from django.db import close_old_connections
from django.db.models import Model
from procrastinate.contrib.django import app

from goufu.documents.actions import write_public_papers
from goufu.documents.sweep import sweep as swept
from goufu.journal.naming import kind_of

PAPERS = "documents.write_papers"
EVERY_NIGHT = "40 19 * * *"  # in UTC: 03:40 in China


def write_papers_of(thing: Model) -> None:
    """Has the papers of a thing written that are everybody's, once the action's transaction is stored."""
    app.configure_task(PAPERS).defer(kind=kind_of(thing), number=thing.pk)


@app.task(name=PAPERS)
def write_papers(kind: str, number: int) -> None:
    """Writes the public papers of a thing as it now is; those that are written already stay."""
    close_old_connections()
    write_public_papers(kind, number)


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="documents.sweep", queueing_lock="documents.sweep")
def sweep(timestamp: int) -> None:
    """Deletes files without a document."""
    close_old_connections()
    swept()
