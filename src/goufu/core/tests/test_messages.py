"""Messages between rooms: with what they belong to or not at all, and heard once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from goufu.core.errors import OutOfOrder, Refusal
from goufu.core.messages import announce, hear
from goufu.core.models import FormToken, HeardMessage
from goufu.core.sweep import sweep
from goufu.core.tests.messages import deliver

HERE = "goufu.core.tests.test_messages"


def listener(*, number: int) -> None:
    """Leaves a trace each time that it is called."""
    FormToken.objects.create(token=uuid4(), person=number, action="heard")


def listener_of_a_later_version(*, number: int) -> None:
    listener(number=1000 + number)


def refuser(*, number: int) -> None:
    listener(number=number)
    raise Refusal("没有办成")


def traces() -> list[int]:
    return list(FormToken.objects.filter(action="heard").values_list("person", flat=True))


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two rooms listen to the same message."""
    listens = {"core.test.happened": f"{HERE}.listener", "core.test.refused": f"{HERE}.refuser"}
    for room in ("core", "journal"):
        monkeypatch.setattr(apps.get_app_config(room), "listens", listens, raising=False)
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
@pytest.mark.usefixtures("listening")
def test_a_job_done_again_changes_nothing() -> None:
    number = str(uuid4())
    for _ in range(2):
        hear(number, "core", "core.test.happened", {"number": 1})
    assert traces() == [1]


@pytest.mark.django_db
@pytest.mark.usefixtures("listening")
def test_what_failed_counts_as_not_heard() -> None:
    number = str(uuid4())
    with pytest.raises(Refusal):
        hear(number, "core", "core.test.refused", {"number": 1})
    assert traces() == []
    hear(number, "core", "core.test.happened", {"number": 1})
    assert traces() == [1]


@pytest.mark.django_db
@pytest.mark.usefixtures("listening")
def test_a_waiting_message_survives_another_name_of_its_listener(monkeypatch: pytest.MonkeyPatch) -> None:
    announce("core.test.happened", number=7)
    for room in ("core", "journal"):
        named = {"core.test.happened": f"{HERE}.listener_of_a_later_version"}
        monkeypatch.setattr(apps.get_app_config(room), "listens", named)
    deliver()
    assert traces() == [1007, 1007]


@pytest.mark.django_db
def test_what_this_version_does_not_listen_to_is_left_to_another() -> None:
    with pytest.raises(OutOfOrder):
        hear(str(uuid4()), "core", "core.test.later", {"number": 1})
    assert not HeardMessage.objects.exists()


def test_no_job_is_named_after_where_its_function_stands() -> None:
    names = set(app.tasks)
    assert {"core.hear", "core.sweep", "documents.sweep", "journal.seal", "check.check_list"} <= names
    assert not [name for name in names if name.startswith("goufu.")]


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
