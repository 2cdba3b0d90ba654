"""What the law says of an award as it would stand, and of every bid: asked in time, shown, and answered for with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.core.opinion import Opinion
from goufu.journal.models import Entry
from goufu.law.model import Verdict
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.models import Award, Procurement, Response
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import OPENED, reported, signed, verdict_of
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
LATE = "award.late-consultation-decision"
RECEIVED = date(2026, 12, 16)  # a Wednesday
FIFTH, SIXTH = date(2026, 12, 23), date(2026, 12, 24)  # working days after it


@pytest.fixture
def received(county: County) -> Procurement:
    """A consultation of three whose report has come to the purchaser."""
    made = running(county)
    with on(OPENED.date(), 12):
        _report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
    return made


def ranked(made: Procurement, rank: int) -> int:
    return Response.objects.get(placings__rank=rank, procurement=made).pk


def of_second(made: Procurement, county: County) -> Award:
    return award(procurement=made.pk, response=ranked(made, 2), reason="第一名书面放弃成交", by=county.lead)


def test_on_the_fifth_working_day_the_second_can_still_be_awarded(
    county: County, received: Procurement
) -> None:
    with on(FIFTH):
        made = of_second(received, county)
        assert verdict_of(Opinion.of_record("award", made.response_id), LATE) is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize("day", [SIXTH, date(2027, 1, 12)])
def test_from_the_sixth_working_day_on_only_the_first_can(
    county: County, received: Procurement, day: date
) -> None:
    with on(day):
        with pytest.raises(AgainstTheLaw, match="已经逾期，却选了第2名") as refused:
            of_second(received, county)
        assert [each.rule for each in refused.value.cards] == [LATE]
        assert refused.value.cards[0].articles[0].instrument == "mof-treasury-2014-214"
        made = award(procurement=received.pk, response=ranked(received, 1), by=county.lead)
        assert verdict_of(Opinion.of_record("award", made.response_id), LATE) is Verdict.PASS
