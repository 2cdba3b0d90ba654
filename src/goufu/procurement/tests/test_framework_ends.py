"""Agreements fall with the shortlist they stand on, stand still with their procurement, and may be concluded again after."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from goufu.core.errors import Refusal
from goufu.procurement.actions.agreeing import Terms, conclude_framework
from goufu.procurement.actions.answering import answer_challenge
from goufu.procurement.actions.answering_offers import accept_offer, refuse_offer
from goufu.procurement.actions.applying import apply_to_join
from goufu.procurement.actions.handling import suspend_procurement
from goufu.procurement.actions.planning import left_of
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.actions.shortlisting import shortlist
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.law import days_of
from goufu.procurement.models import Challenge, Complaint, Framework, Procurement
from goufu.procurement.notice_kinds import kinds_now
from goufu.procurement.tests.challenged import DECIDE, accepted, answered, challenged, complained
from goufu.procurement.tests.framing import (
    called,
    chosen,
    concluded,
    of_provider,
    own_project,
    reviewed,
    standing,
)
from goufu.procurement.tests.procuring import BEGIN, deputy, on
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
REVIEWED = BEGIN + timedelta(days=28)
DAY = timedelta(days=1)
LOSER = "第4康养服务有限公司"


def objected(county: County, made: Procurement) -> Challenge:
    """A challenge of the shortlist by the one who was kept out."""
    return challenged(county, made, REVIEWED, name=LOSER, against="result", standing="bidder")


def complaint_about(county: County, made: Procurement) -> Complaint:
    """A complaint of the same, accepted."""
    challenge = objected(county, made)
    answered(county, challenge, REVIEWED)
    return accepted(county, complained(county, challenge, REVIEWED + 7 * DAY))


def another(county: County, challenge: Challenge) -> None:
    answer_challenge(
        challenge=challenge.pk,
        outcome="effect",
        consequence="another",
        text="经查，第1康养服务有限公司的报价写错了。",
        by=county.lead,
    )


def test_another_shortlist_ends_the_agreement_and_a_new_one_is_concluded(county: County) -> None:
    found, project = concluded(county), own_project(county)
    made = found.procurement
    challenge = objected(county, made)
    [share] = made.shares.all()
    with on(REVIEWED + DAY):
        call = chosen(county, found, project)
        another(county, challenge)
        found.refresh_from_db()
        call.refresh_from_db()
        assert (found.state, call.state) == ("ended", "cancelled")
        assert "质疑" in found.end_reason and "质疑" in call.cancel_reason
        assert [each.state for each in call.offers.all()] == ["taken_back"]
        assert left_of(project) == project.amount
        assert left_of(share.project) == 0  # the procurement goes on, and so does what it holds
        happened = days_of(made.occurrences.all())
        assert not happened.keys() & {"shortlist_decided", "framework_signed", "framework_ended"}
        with pytest.raises(Refusal, match="还没有确定入围供应商"):
            conclude_framework(
                procurement=made.pk, terms=Terms("小时", Decimal(1), REVIEWED + DAY), by=county.officer
            )
        shortlist(procurement=made.pk, count=2, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
        assert "shortlist" in [each.kind for each in kinds_now(Procurement.objects.get(pk=made.pk))]
        terms = Terms("小时", Decimal(400_000), REVIEWED + DAY)
        again = conclude_framework(procurement=made.pk, terms=terms, by=county.officer)
        assert (again.round, again.members.count()) == (2, 2)
        with pytest.raises(Refusal, match="已经签订了框架协议"):
            conclude_framework(procurement=made.pk, terms=terms, by=county.officer)


@pytest.mark.parametrize(
    ("effect", "state"), [("award", "running"), ("review", "running"), ("void", "terminated")]
)
def test_a_decision_on_a_complaint_ends_the_agreement(county: County, effect: str, state: str) -> None:
    found = concluded(county)
    complaint = complaint_about(county, found.procurement)
    said: dict[str, Any] = DECIDE | {"finding": "effect", "effect": effect}
    with on(REVIEWED + 8 * DAY):
        with pytest.raises(Refusal, match="没有写怎样办"):
            decide_complaint(complaint=complaint.pk, by=county.treasurer, **said)
        decide_complaint(
            complaint=complaint.pk, by=county.treasurer, contract_text="协议撤销，没有成交。", **said
        )
    found = Framework.objects.get(pk=found.pk)
    assert (found.state, found.procurement.state) == ("ended", state)
    assert complaint.number in found.end_reason


def test_nothing_is_called_off_while_the_procurement_is_suspended(county: County) -> None:
    found, project = concluded(county), own_project(county)
    with on(REVIEWED + 7 * DAY):
        call = chosen(county, found, project)
    complaint = complaint_about(county, found.procurement)
    with on(REVIEWED + 7 * DAY):
        suspend_procurement(complaint=complaint.pk, days=30, reason="先停下来查清", by=county.treasurer)
        offer = call.offers.get()
        with pytest.raises(Refusal, match="暂停到"):
            chosen(county, found, project)
        with pytest.raises(Refusal, match="暂停到"):
            accept_offer(calloffoffer=offer.pk, by=of_provider(county, 1))
        refuse_offer(calloffoffer=offer.pk, reason="这周没有人手可派", by=of_provider(county, 1))


def test_an_ended_procurement_has_no_second_stage_and_an_agreement_keeps_it_from_ending(
    county: County,
) -> None:
    found, project = standing(county, kind="open"), own_project(county)
    with pytest.raises(Refusal, match="还在履行"):
        PROCUREMENT.after("terminate", found.procurement)
    assert "termination" not in [each.kind for each in kinds_now(found.procurement)]
    Procurement.objects.filter(pk=found.procurement_id).update(
        state="terminated", ended_by=county.lead.person, ended_at=found.concluded_at, end_reason="不再采购了"
    )
    with pytest.raises(Refusal, match="签订这份框架协议的采购已终止"):
        chosen(county, found, project)
    with pytest.raises(Refusal, match="签订这份框架协议的采购已终止"):
        apply_to_join(framework=found.pk, text="护理员八名", meets_conditions=True, by=of_provider(county, 5))


def test_no_agreement_is_signed_while_a_challenge_is_unanswered(county: County) -> None:
    made = called(county)
    with on(REVIEWED):
        reviewed(county, made, ("48", "50", "52", "55"))
        shortlist(procurement=made.pk, count=3, by=deputy(county))
        send_letters(procurement=made.pk, by=county.officer)
        challenge = objected(county, made)
        terms = Terms("小时", Decimal(400_000), REVIEWED)
        with pytest.raises(Refusal, match="应当暂停签订合同"):
            conclude_framework(procurement=made.pk, terms=terms, by=county.officer)
        answered(county, challenge, REVIEWED)
        assert conclude_framework(procurement=made.pk, terms=terms, by=county.officer).round == 1
