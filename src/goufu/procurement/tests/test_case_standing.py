"""Who may challenge and complain of what: what is claimed is held against who is recorded to have responded."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from goufu.core.errors import Refusal
from goufu.procurement.actions.answering import answer_challenge, refuse_challenge
from goufu.procurement.actions.challenging import file_challenge
from goufu.procurement.actions.complaining import accept_complaint
from goufu.procurement.cases.standing import took_part
from goufu.procurement.models import Challenge, Complaint, ComplaintState, Opening, Procurement, Response
from goufu.procurement.tests.challenged import (
    PROVIDER,
    answered,
    challenged,
    complained,
    provider,
    provider_body,
    said,
)
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import OPENED, responded
from goufu.procurement.tests.reviewing import provider as bidder
from goufu.procurement.tests.standing import standing
from goufu.registry.tests.county import County

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)
DAY = date(2026, 12, 17)
OF_THE_PROCESS: dict[str, Any] = {"standing": "bidder", "against": "process", "event": "review_ended"}


def opened(county: County, made: Procurement) -> None:
    """Three have responded, none of them the challenger, and the opening is over."""
    with on(OPENED.date()):
        responded(county, made, ["560000", "540000", "575000"])
    Opening.objects.create(
        procurement=made,
        state="closed",
        begun_at=OPENED,
        begun_by=county.officer.person,
        until=OPENED + timedelta(hours=2),
        closed_at=OPENED,
        closed_by=county.officer.person,
    )


def test_nobody_is_told_who_takes_part_before_the_opening(county: County, made: Procurement) -> None:
    assert took_part(made, provider_body(county)) is None
    with on(DAY):
        assert file_challenge(procurement=made.pk, values=said(**OF_THE_PROCESS), by=provider(county)).number


def test_afterwards_only_those_who_responded_challenge_the_process(county: County, made: Procurement) -> None:
    opened(county, made)
    outsider = provider(county)
    with on(DAY):
        assert took_part(made, bidder(county, 1)) is True
        assert took_part(made, provider_body(county)) is False
        with pytest.raises(Refusal, match="记录里没有云岭县福寿居家养老服务中心的响应") as refused:
            file_challenge(procurement=made.pk, values=said(**OF_THE_PROCESS), by=outsider)
        assert refused.value.articles == ("order-94:standing",)
        file_challenge(procurement=made.pk, values=said(), by=outsider)  # of the file, which it had
        first = Response.objects.filter(procurement=made).earliest("pk")
        first.members.create(body=provider_body(county), share_percent=Decimal(40))
        assert took_part(made, provider_body(county)) is True
        file_challenge(procurement=made.pk, values=said(**OF_THE_PROCESS), by=outsider)


def paper(county: County, made: Procurement) -> Challenge:
    opened(county, made)
    return challenged(county, made, DAY, **OF_THE_PROCESS)


def test_a_letter_of_an_outsider_is_entered_and_may_be_refused_or_answered(
    county: County, made: Procurement
) -> None:
    found = paper(county, made)
    with on(DAY):
        refused = refuse_challenge(challenge=found.pk, reason="没有参加这次采购活动", by=county.lead)
    assert refused.state == "refused"
    other = challenged(county, made, DAY, **OF_THE_PROCESS)
    with on(DAY):  # the purchaser may know that the record has a gap
        text = "经查，评审没有遗漏。"
        answer_challenge(challenge=other.pk, outcome="no", consequence="go_on", text=text, by=county.lead)
    inside = challenged(county, made, DAY, name=bidder(county, 2).name, **OF_THE_PROCESS)
    with on(DAY), pytest.raises(Refusal, match="不能拒收"):
        refuse_challenge(challenge=inside.pk, reason="没有参加这次采购活动", by=county.lead)


def test_the_office_accepts_an_outsiders_complaint_only_with_a_reason(
    county: County, made: Procurement
) -> None:
    found: Complaint = complained(county, answered(county, paper(county, made), DAY), DAY + timedelta(days=1))
    with on(DAY + timedelta(days=1)):
        with pytest.raises(Refusal, match=f"记录里没有{PROVIDER}的响应"):
            accept_complaint(complaint=found.pk, by=county.treasurer)
        accepted = accept_complaint(
            complaint=found.pk, reason="签收单证明它当面递交过响应文件", by=county.treasurer
        )
    assert accepted.state == ComplaintState.ACCEPTED
