"""Two finance officers publish an edition at once: one does, the other is told. Who comments too late is told as well."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from goufu.catalogue.actions import finish_consultation, give_comment, publish_edition
from goufu.catalogue.loading import load_central
from goufu.catalogue.models import Comment, Edition, EditionKind, EditionState
from goufu.core.action import history
from goufu.core.errors import Refusal
from goufu.core.roles import Role
from goufu.core.tests.racing import TOO_LONG, at_once
from goufu.files.tests.processes import until
from goufu.registry.agents import Agent
from goufu.registry.tests.county import TODAY, County, agent


def ready(county: County) -> Edition:
    """One that only waits to be published."""
    central, _new = load_central()
    edition = Edition.objects.create(
        owner=county.civil, kind=EditionKind.DEPARTMENT, title="目录", number=1, based_on=central
    )
    edition.entries.create(code="A", name="公共服务")
    edition.state = EditionState.REVIEWING
    edition.handed_in_by, edition.handed_in_at = county.lead.person, timezone.now()
    edition.save()
    return edition


def try_to_publish(edition: Edition, by: Agent, barrier: Barrier) -> str:
    try:
        barrier.wait(timeout=30)
        publish_edition(edition=edition.pk, valid_from=TODAY + timedelta(days=1), by=by, day=TODAY)
    except Refusal as refusal:
        return refusal.what
    finally:
        connection.close()
    return ""


@pytest.mark.django_db(transaction=True)
def test_one_edition_published_twice_at_once_is_published_once(county: County) -> None:
    edition = ready(county)
    colleague = agent("钱财政", county.finance, Role.FINANCE_OFFICER)
    barrier = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        refusals = list(
            pool.map(lambda by: try_to_publish(edition, by, barrier), [county.treasurer, colleague])
        )
    assert sorted(map(bool, refusals)) == [False, True]
    assert "不能公布" in "".join(refusals)
    assert history(edition).filter(action="catalogue.edition.published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_comments_while_the_consultation_is_closed_is_told(county: County) -> None:
    edition = ready(county)
    Edition.objects.filter(pk=edition.pk).update(
        state=EditionState.CONSULTING, handed_in_by=None, handed_in_at=None
    )
    comment = edition.comments.create(body=county.education, asked_on=TODAY, due_on=TODAY)
    is_being_closed, has_commented = Event(), Event()

    def somebody_waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            [found] = cursor.fetchone()
        return bool(found)

    def close() -> None:
        with transaction.atomic():
            finish_consultation(edition=edition.pk, by=county.lead, day=TODAY + timedelta(days=1))
            is_being_closed.set()
            until(lambda: has_commented.is_set() or somebody_waits(), TOO_LONG)

    def comment_meanwhile() -> Comment:
        assert is_being_closed.wait(TOO_LONG)
        try:
            return give_comment(comment=comment.pk, text="太晚的意见", by=county.teacher, day=TODAY)
        finally:
            has_commented.set()

    _closed, told = at_once([close, comment_meanwhile])
    assert isinstance(told, Refusal)
    comment.refresh_from_db()
    assert (comment.text, comment.answered_on) == ("", None)
