"""The arguments of the journal's addresses, and many of what its lists show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from goufu.journal import actions
from goufu.journal.models import Day, Seal
from goufu.journal.tlog.publishing import publish
from goufu.registry.tests.county import County
from goufu.supervision.models import Verification
from goufu.supervision.tests.conftest import log


def a_sealed_entry(county: County) -> dict[str, Any]:
    [entry] = log(county.officer)
    actions.seal()
    publish()
    return {"number": entry.pk}


def a_verification(county: County) -> dict[str, Any]:
    made = Verification.objects.create(person=county.auditor.person, body=county.civil)
    return {"number": made.pk}


def published(**address: Any) -> Any:
    """The arguments of an address of the standard log, after a seal was published."""

    def made(county: County) -> dict[str, Any]:
        log(county.officer)
        actions.seal()
        publish()
        return address

    return made


def many_entries(county: County, count: int) -> None:
    log(county.officer, count)


def many_verifications(county: County, count: int) -> None:
    for _each in range(count):
        a_verification(county)


def many_days(county: County, count: int) -> None:
    """So many days more that are over."""
    log(county.officer)
    actions.seal()
    last = Day.objects.order_by("day").last()
    first = last.day if last else timezone.localdate(Seal.objects.get(pk=1).sealed_at)
    actions.close_days(first + timedelta(days=count + 1))


ARGUMENTS = {
    "journal:entry": a_sealed_entry,
    "journal:log-entries": published(end="000.p/1"),
    "journal:log-tile": published(level=0, end="000.p/1"),
    "journal:proof": a_sealed_entry,
    "journal:verification": a_verification,
    "api:journal-proof": a_sealed_entry,
}
MANY = {"entries": many_entries, "verifications": many_verifications, "days": many_days}
