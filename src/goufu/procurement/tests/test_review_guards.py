"""What a review is guarded against: events written by hand, a representative whom nobody knows, an award of nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from goufu.core.errors import Refusal
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.drawing import seat_member
from goufu.procurement.models import PanelMember, Procurement, Seat
from goufu.procurement.readiness import BY_REVIEW, recordable
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import REVIEWED, drawn, reported, signed
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@pytest.fixture
def made(county: County) -> Procurement:
    return running(county)


def by_hand(made: Procurement) -> set[str]:
    return {each.name for each in recordable(Procurement.objects.get(pk=made.pk))}


def test_what_the_panel_and_the_award_bring_is_not_recorded_by_hand(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        assert {"review_ended", "awarded", "panel_drawn"} <= by_hand(made)  # reviewed on paper, elsewhere
        seat_member(
            procurement=made.pk,
            seat=Seat.EXPERT,
            name="张专家",
            employer="云南大学",
            selection="random",
            by=county.officer,
        )
        assert not BY_REVIEW & by_hand(made) and "panel_drawn" in by_hand(made)  # drawn elsewhere
        for event in ("review_ended", "awarded"):
            with pytest.raises(Refusal, match="不在这里登记"):
                record_event(procurement=made.pk, event=event, day=REVIEWED, by=county.officer)


def test_a_draw_made_here_is_not_recorded_by_hand(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
    assert "panel_drawn" not in by_hand(made)


def test_a_representative_is_somebody_the_house_knows(county: County, made: Procurement) -> None:
    with on(REVIEWED), pytest.raises(Refusal, match="没有选采购人代表的账号"):
        seat_member(
            procurement=made.pk,
            seat=Seat.REPRESENTATIVE,
            name="李经办",
            employer=county.civil.name,
            by=county.officer,
        )
    assert not PanelMember.objects.exists()


def test_a_bidder_without_a_price_is_not_awarded(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            report.placings.filter(pk=first.pk).update(price=None)
            cursor.execute("SET session_replication_role = origin")
        with pytest.raises(Refusal, match="没有这家供应商的报价"):
            award(procurement=made.pk, response=first.response_id, by=county.lead)
