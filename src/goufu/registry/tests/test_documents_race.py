"""Papers attached by several at once, and swept meanwhile. First what goes wrong without the locks, then that it does not."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from threading import Barrier, Event
from time import monotonic

import pytest
from django.db import connection

from goufu.core.action import Action
from goufu.core.errors import Refusal
from goufu.core.tests.racing import TOO_LONG, at_once
from goufu.documents import sweep as sweeping
from goufu.documents.actions import attach_document, supersede_document
from goufu.documents.models import Document
from goufu.documents.store import days_ago, store
from goufu.documents.tests.papers import pdf
from goufu.documents.verify import verified
from goufu.registry.models import Qualification
from goufu.registry.tests.county import County, body

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def licence(county: County) -> Qualification:
    home = body("云岭县康乐养老服务中心", county.place, kind="social_service_organisation")
    return Qualification.objects.create(body=home, name="备案", issuer="民政局", valid_from=date(2025, 1, 1))


@pytest.fixture
def attach(county: County, licence: Qualification) -> Callable[..., Document]:
    subject = ("qualification", licence.pk)

    def attach(text: str = "raced") -> Document:
        return attach_document(
            by=county.treasurer, subject=subject, kind="certificate", file_name="证书.pdf", chunks=[pdf(text)]
        )

    return attach


def test_without_the_lock_two_attach_the_same_bytes(licence: Qualification) -> None:
    both_have_looked = Barrier(2, timeout=TOO_LONG)

    def naively() -> None:
        same = Document.objects.filter(subject_number=licence.pk, digest="0" * 64)
        is_there = same.exists()
        both_have_looked.wait()
        if not is_there:
            Document.objects.create(
                subject_kind="qualification", subject_number=licence.pk, kind="certificate", origin="attached", name="证书",
                media_type="application/pdf", size_bytes=1, digest="0" * 64, person_name="陈财政",
            )  # fmt: skip

    at_once([naively, naively])
    assert Document.objects.count() == 2


def test_of_two_who_attach_the_same_bytes_one_is_refused(attach: Callable[..., Document]) -> None:
    start = Barrier(2, timeout=TOO_LONG)

    def together() -> Document:
        start.wait()
        return attach()

    refused = [each for each in at_once([together, together]) if isinstance(each, Refusal)]
    assert len(refused) == 1 and "已经在这里" in str(refused[0])
    assert Document.objects.count() == 1


def test_of_two_who_supersede_one_paper_one_is_refused(
    county: County, attach: Callable[..., Document]
) -> None:
    wrong, start = attach(), Barrier(2, timeout=TOO_LONG)

    def together(text: str) -> Document:
        start.wait()
        return supersede_document(
            by=county.treasurer,
            document=wrong.pk,
            reason="扫描件缺了一页",
            file_name="a.pdf",
            chunks=[pdf(text)],
        )

    outcomes = at_once([lambda: together("1"), lambda: together("2")])
    assert [str(each) for each in outcomes if isinstance(each, Exception)] == ["《证书》已经替换过"]
    assert Document.objects.filter(supersedes=wrong).count() == 1


def an_old_orphan() -> None:
    """The bytes of the paper, left two days ago by somebody who broke off."""
    with store().draft([pdf("raced")]) as draft:
        store().keep(draft)
    store().mark(draft.digest)
    for file in store().folder.glob(f"*/{draft.digest}"):  # and its mark
        os.utime(file, (days_ago(11), days_ago(11)))


@pytest.fixture
def row_waits_for(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], Event]:
    """Whoever attaches waits before the commit, the file being kept; the event says that he has come so far."""

    def row_waits_for(condition: Callable[[], object]) -> Event:
        reached, close = Event(), Action.close

        def close_later(act: Action, once: object) -> None:
            close(act, once)  # type: ignore[arg-type]
            reached.set()
            condition()

        monkeypatch.setattr(Action, "close", close_later)
        return reached

    return row_waits_for


def sweep_is_waiting() -> None:
    deadline = monotonic() + TOO_LONG
    while monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits for the file")


def test_without_the_lock_the_sweep_takes_the_file_of_a_new_paper(
    attach: Callable[..., Document],
    row_waits_for: Callable[[Callable[[], object]], Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Even the file's age is no help to a sweep that looked before."""
    an_old_orphan()
    swept = Event()
    reached = row_waits_for(lambda: swept.wait(TOO_LONG))
    monkeypatch.setattr(sweeping, "hold", lambda digest: None)
    monkeypatch.setattr("goufu.documents.store._is_older", lambda file, moment: True)

    def sweep_in_between() -> int:
        assert reached.wait(TOO_LONG)
        count = sweeping.sweep()
        swept.set()
        return count

    at_once([attach, sweep_in_between])
    assert [fault.what[:10] for fault in verified() if fault] == ["这份文件的内容不见了"]


def test_the_sweep_waits_for_whoever_is_attaching(
    attach: Callable[..., Document],
    row_waits_for: Callable[[Callable[[], object]], Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    an_old_orphan()
    reached = row_waits_for(sweep_is_waiting)
    monkeypatch.setattr("goufu.documents.store._is_older", lambda file, moment: True)

    def sweep_in_between() -> int:
        assert reached.wait(TOO_LONG)
        return sweeping.sweep()

    made, swept = at_once([attach, sweep_in_between])
    assert isinstance(made, Document) and isinstance(swept, int)
    assert Document.objects.count() == 1
    assert not any(verified())
