"""Messages between rooms: with what they belong to or not at all, and heard once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from goufu.core.errors import OutOfOrder, Refusal
from goufu.core.messages import announce, hear
from goufu.core.models import FormToken, HeardMessage
from goufu.core.sweep import sweep
from goufu.core.tests.messages import deliver

HERE = "goufu.core.tests.test_messages"


def listener(*, number: int) -> None:
    """Leaves a trace each time that it is called."""
    FormToken.objects.create(token=uuid4(), person=number, action="heard")


def refuser(*, number: int) -> None:
    listener(number=number)
    raise Refusal("没有办成")


def traces() -> list[int]:
    return list(FormToken.objects.filter(action="heard").values_list("person", flat=True))


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two rooms listen to the same message."""
    for room in ("core", "journal"):
        monkeypatch.setattr(
            apps.get_app_config(room), "listens", {"core.test.happened": f"{HERE}.listener"}, raising=False
        )
    yield


@pytest.mark.django_db
@pytest.mark.usefixtures("listening")
def test_each_room_that_listens_hears_it_once() -> None:
    announce("core.test.happened", number=7)
    announce("core.test.silent", number=8)
    assert traces() == []
    assert deliver() == 2
    assert traces() == [7, 7]
    assert deliver() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("listening")
def test_what_did_not_happen_is_not_told() -> None:
    with pytest.raises(OutOfOrder):
        announce("core.test.happened", number=7)
    with pytest.raises(Refusal), transaction.atomic():
        announce("core.test.happened", number=7)
        raise Refusal("没有办成")
    assert deliver() == 0


@pytest.mark.django_db
def test_a_job_done_again_changes_nothing() -> None:
    number = str(uuid4())
    for _ in range(2):
        hear(number, f"{HERE}.listener", {"number": 1})
    assert traces() == [1]


@pytest.mark.django_db
def test_what_failed_counts_as_not_heard() -> None:
    number = str(uuid4())
    with pytest.raises(Refusal):
        hear(number, f"{HERE}.refuser", {"number": 1})
    assert traces() == []
    hear(number, f"{HERE}.listener", {"number": 1})
    assert traces() == [1]


@pytest.mark.django_db
def test_what_was_heard_long_ago_is_swept() -> None:
    for days in (399, 401):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_heardmessage VALUES (%s, %s)",
                [uuid4(), timezone.now() - timedelta(days=days)],
            )
    sweep()
    assert HeardMessage.objects.count() == 1
