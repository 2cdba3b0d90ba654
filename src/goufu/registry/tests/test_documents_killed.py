"""The process dies while a paper is attached, at every point: no row without its file, and nothing twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from goufu.core.action import Action, history
from goufu.core.errors import AlreadyDone
from goufu.documents.actions import attach_document
from goufu.documents.models import Document
from goufu.documents.store import Draft, FolderStore, store
from goufu.documents.tests.papers import pdf
from goufu.documents.verify import verified
from goufu.journal.tests.killing import forked, killed_times
from goufu.registry.agents import agents_of
from goufu.registry.models import Person, Qualification
from goufu.registry.tests.county import TODAY, County, body

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "goufu.registry.tests.test_documents_killed"
ONCE = UUID(int=7)
POINTS = ("before the write", "after the write", "before the row", "before the commit", "after the commit")


@pytest.fixture
def licence(county: County) -> Qualification:
    home = body("云岭县康乐养老服务中心", county.place, kind="social_service_organisation")
    return Qualification.objects.create(body=home, name="备案", issuer="民政局", valid_from=date(2025, 1, 1))


def attach() -> None:
    """The same form, sent again by whoever got no answer."""
    [treasurer] = agents_of(Person.objects.get(name="陈财政"), TODAY)
    subject = ("qualification", Qualification.objects.get().pk)
    try:
        attach_document(
            by=treasurer,
            subject=subject,
            kind="certificate",
            file_name="证书.pdf",
            chunks=[pdf("killed")],
            once=ONCE,
        )
    except AlreadyDone:
        return


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def attach_and_die(point: str) -> None:
    """In a process of its own."""
    keep, close = FolderStore.keep, Action.close

    def keep_and_die(place: FolderStore, draft: Draft) -> None:
        keep(place, draft)
        die()

    def close_and_die(act: Action, once: UUID | None) -> None:
        close(act, once)
        die()

    instead: dict[str, tuple[type, str, Callable[..., None]]] = {
        "before the write": (FolderStore, "keep", lambda *given: die()),
        "after the write": (FolderStore, "keep", keep_and_die),
        "before the row": (Action, "create", lambda *given: die()),
        "before the commit": (Action, "close", close_and_die),
    }
    if point in instead:
        setattr(*instead[point])
    attach()
    die()


def files() -> list[Path]:
    return [file for file in store().folder.glob("[0-9a-f][0-9a-f]/*") if file.read_bytes() == pdf("killed")]


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_that_point_and_sent_again(licence: Qualification, point: str) -> None:
    process = forked(attach_and_die, point)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert Document.objects.count() == (point == "after the commit")
    assert not any(verified())  # no row without its file
    attach()
    assert Document.objects.count() == len(files()) == 1
    assert not any(verified())
    assert [entry.action for entry in history(licence.body)] == ["documents.document.attached"]


def test_killed_before_every_statement(licence: Qualification) -> None:
    assert killed_times(f"{HERE}:attach") >= 10
    assert Document.objects.count() == len(files()) == 1
    assert not any(verified())
    assert len(history(licence.body)) == 1
