"""The nightly sweep takes what is over, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from goufu.core.models import FormToken
from goufu.core.sweep import sweep
from goufu.wall_clock import CHINA


@pytest.mark.django_db
def test_what_is_over_goes_and_what_is_not_stays() -> None:
    now = timezone.now()
    for name, ends in (("over", now - timedelta(seconds=1)), ("open", now + timedelta(hours=1))):
        Session.objects.create(session_key=name, session_data="", expire_date=ends)
    old, new = uuid4(), uuid4()
    FormToken.objects.bulk_create(
        FormToken(token=token, person=1, action="x", object_type="", object_id="") for token in (old, new)
    )
    FormToken.objects.filter(token=old).update(at=now - timedelta(days=8))
    sweep()
    assert [session.session_key for session in Session.objects.all()] == ["open"]
    assert [done.token for done in FormToken.objects.all()] == [new]


def test_what_is_done_once_a_day_is_done_at_night_in_china() -> None:
    """procrastinate reads its crons in UTC."""
    hours = {}
    for each in app.periodic_registry.periodic_tasks.values():
        first = each.croniter.get_next(ret_type=float, start_time=0)
        if each.croniter.get_next(ret_type=float) - first == timedelta(days=1).total_seconds():
            hours[each.task.name] = datetime.fromtimestamp(first, CHINA).hour
    assert {"core.sweep", "documents.sweep", "funds.sweep", "registry.close_accounts"} <= hours.keys()
    assert all(hour < 6 for hour in hours.values()), hours
