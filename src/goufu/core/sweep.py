"""What nobody needs any more goes: sessions that are over, and the tokens of forms sent long ago."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from goufu.core.models import FormToken

KEPT_DAYS = 7  # a form may lie open over a weekend and holidays


def sweep() -> None:
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    FormToken.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS)).delete()
