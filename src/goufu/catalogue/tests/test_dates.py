"""Whatever editions follow one another: on each day one applies at most, and it is the one whose days hold that day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.catalogue.actions import publish_edition, withdraw_edition
from goufu.catalogue.models import PUBLIC, Edition, EditionKind, EditionState
from goufu.catalogue.queries import edition_for
from goufu.core.errors import Refusal
from goufu.registry.tests.county import TODAY, County

DAYS = 60


class Undone(Exception):
    """Takes back what an example stored."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(starts=st.lists(st.integers(-2, DAYS), min_size=1, max_size=6), day=st.integers(-3, DAYS + 3))
def test_editions_never_overlap_and_the_right_one_applies(
    central: Edition, county: County, starts: list[int], day: int
) -> None:
    with pytest.raises(Undone), transaction.atomic():
        for number, start in enumerate(starts, 1):
            publish(central, county, number, start)
        own = list(Edition.objects.filter(owner=county.civil, state__in=PUBLIC).order_by("number"))
        for earlier, later in pairwise(own):
            assert earlier.valid_until is not None
            assert later.valid_from == earlier.valid_until + timedelta(days=1)
        on = TODAY + timedelta(days=day)
        holding = [each for each in own if is_in_force(each, on)]
        assert len(holding) <= 1
        assert edition_for(county.civil, on) == (holding[0] if holding else central)
        raise Undone


def is_in_force(edition: Edition, day: date) -> bool:
    assert edition.valid_from is not None
    return edition.valid_from <= day and (edition.valid_until is None or day <= edition.valid_until)


def publish(central: Edition, county: County, number: int, start: int) -> None:
    """Published where the rules allow it; a day that is over, or not after the last one's first, is refused."""
    edition = Edition.objects.create(
        owner=county.civil, kind=EditionKind.DEPARTMENT, title="目录", number=number, based_on=central
    )
    edition.entries.create(code="A", name="公共服务")
    Edition.objects.filter(pk=edition.pk).update(
        state=EditionState.REVIEWING, handed_in_by=county.lead.person, handed_in_at=timezone.now()
    )
    last = Edition.objects.filter(owner=county.civil, state=EditionState.PUBLISHED).first()
    valid_from = TODAY + timedelta(days=start)
    is_allowed = start >= 0 and (last is None or last.valid_from is None or valid_from > last.valid_from)
    try:
        publish_edition(edition=edition.pk, valid_from=valid_from, by=county.treasurer, day=TODAY)
        assert is_allowed
    except Refusal:
        assert not is_allowed
        withdraw_edition(edition=edition.pk, reason="日期不对，另编", by=county.lead)
