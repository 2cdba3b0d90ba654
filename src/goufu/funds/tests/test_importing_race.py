"""A budget file brought again while the sweep deletes it. First what goes wrong without the lock, then that it does not."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from django.db import connection
from pytest_django import Settings

from goufu.core.errors import Refusal
from goufu.core.tests.racing import TOO_LONG, at_once
from goufu.documents import store as storing
from goufu.documents.store import store
from goufu.documents.sweep import sweep
from goufu.documents.tests.test_store import grow_old
from goufu.funds.models import BudgetFile
from goufu.funds.queries.importing import content_of
from goufu.funds.tests.importing import ROW, table, upload
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def found(
    county: County, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> tuple[Event, Event]:
    """Events: the sweep has judged the bytes of an old upload to be old, and goes on when they are received or awaited."""
    settings.DOCUMENTS = tmp_path / "documents"
    upload(county.treasurer, ROW)
    sweep()
    grow_old(store(), days=11)
    judged, received, is_older = Event(), Event(), storing._is_older

    def judge_slowly(file: Path, before: float) -> bool:
        is_old = is_older(file, before)
        judged.set()
        deadline = monotonic() + TOO_LONG
        while not received.wait(0.01) and not somebody_waits():
            assert monotonic() < deadline
        return is_old

    monkeypatch.setattr(storing, "_is_older", judge_slowly)
    return judged, received


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


def brought_again(county: County, found: tuple[Event, Event]) -> BudgetFile:
    judged, received = found

    def bring() -> BudgetFile:
        assert judged.wait(TOO_LONG)
        try:
            return upload(county.treasurer, ROW)
        finally:
            received.set()

    _swept, file = at_once([sweep, bring])
    assert isinstance(file, BudgetFile)
    return file


def test_without_the_lock_the_sweep_takes_what_was_just_received(
    county: County, found: tuple[Event, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goufu.funds.actions.importing.hold", lambda digest: None)
    with pytest.raises(Refusal, match="已经删去"):
        content_of(brought_again(county, found))


def test_what_is_received_while_it_is_swept_is_there(county: County, found: tuple[Event, Event]) -> None:
    assert content_of(brought_again(county, found)) == table(ROW)
