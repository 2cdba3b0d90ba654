"""Deletion of data no longer needed: expired sessions, counts of tries, old form tokens, records of handled messages."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection

from goufu import wall_clock
from goufu.core.models import FormToken, HeardMessage

KEPT_DAYS = 7  # a form may lie open over a weekend and holidays
MESSAGES_KEPT_DAYS = 400  # far longer than a job could wait to be done again


def sweep() -> None:
    now = wall_clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    FormToken.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    HeardMessage.objects.filter(at__lt=now - timedelta(days=MESSAGES_KEPT_DAYS)).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_tries WHERE until < clock_timestamp()")
