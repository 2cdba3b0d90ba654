"""What nobody needs any more goes: sessions that are over, tokens of forms sent and numbers of messages heard long ago."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from goufu.core.models import FormToken, HeardMessage

KEPT_DAYS = 7  # a form may lie open over a weekend and holidays
MESSAGES_KEPT_DAYS = 400  # far longer than a job could wait to be done again


def sweep() -> None:
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    FormToken.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    HeardMessage.objects.filter(at__lt=now - timedelta(days=MESSAGES_KEPT_DAYS)).delete()
