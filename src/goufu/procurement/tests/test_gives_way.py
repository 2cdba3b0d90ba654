"""What once gave way when it was attacked: agreements, agencies, past procurements, and a clock that is set back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.procurement.actions.answering_offers import accept_offer, give_quote, refuse_offer
from goufu.procurement.actions.applying import apply_to_join
from goufu.procurement.actions.calling import call_quotations
from goufu.procurement.actions.calling_off import Wanted, ask_quotes, call_off, cancel_call_off, offer_again
from goufu.procurement.actions.delegating import end_delegation, sign_delegation, take_delegation
from goufu.procurement.actions.entering import enter_past
from goufu.procurement.actions.membership import restore_member, suspend_member
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.seating import seat_member
from goufu.procurement.models import (
    CallOff,
    CallOffOffer,
    Framework,
    OfferState,
    Procurement,
    ProcurementState,
    Seat,
    Supplement,
)
from goufu.procurement.past.entry import Approval
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, both_kinds, receiving
from goufu.procurement.tests.delegating import Agency, agency, delegated, drafted
from goufu.procurement.tests.framing import chosen, of_provider, own_project, standing
from goufu.procurement.tests.procuring import BEGIN, on, running
from goufu.procurement.tests.quoting import AFTER, UNTIL, called, quote
from goufu.procurement.tests.test_opening_api import program_of
from goufu.procurement.tests.test_past import DAYS, TODAY, past
from goufu.registry.tests.county import County, sign_in

pytestmark = pytest.mark.django_db
WHY = "投诉核实期间暂停"


def offered(made: CallOff) -> CallOffOffer:
    return made.offers.get(state=OfferState.PENDING)


def terminate(found: Procurement, county: County) -> None:
    Procurement.objects.filter(pk=found.pk).update(
        state=ProcurementState.TERMINATED,
        ended_at=wall_clock.now(),
        ended_by=county.lead.person,
        end_reason="责令重新开展采购活动",
    )


def test_gave_way_rotation_held_too_little_for_a_dearer_provider(county: County) -> None:
    found, project = standing(county, "rotation", limit="520"), own_project(county)
    two, dear = found.members.get(turn=2), found.members.get(turn=3)
    suspend_member(frameworkmember=dear.pk, reason=WHY, by=county.officer)
    first = chosen(county, found, project, "10")
    assert first.amount == 500
    refuse_offer(calloffoffer=offered(first).pk, reason="这周没有人手可派", by=of_provider(county, 1))
    suspend_member(frameworkmember=two.pk, reason=WHY, by=county.officer)
    restore_member(frameworkmember=dear.pk, by=county.officer)
    assert offer_again(calloff=first.pk, by=county.teacher).amount == 520


def test_gave_way_a_turn_was_skipped_by_cancelling(county: County) -> None:
    found, project = standing(county, "rotation"), own_project(county)
    first = chosen(county, found, project, "10")
    cancel_call_off(calloff=first.pk, reason="不想要这一家服务", by=county.teacher)
    assert offered(chosen(county, found, project, "10")).member.turn == 1


def test_gave_way_a_late_quote_came_after_the_clock_was_set_back(county: County) -> None:
    now = wall_clock.now()
    with at(now):
        found, project = standing(county, "competition"), own_project(county)
        made = chosen(county, found, project)
    with at(now + timedelta(days=10)):
        later = chosen(county, found, project)
        cancel_call_off(calloff=later.pk, reason="日志里后来的一条", by=county.teacher)
    with at(now + timedelta(days=8)), pytest.raises(Refusal, match="截止"):
        give_quote(calloff=made.pk, price=Decimal(44), by=of_provider(county, 2))


def test_gave_way_final_quotations_were_prolonged_after_their_end_with_the_clock_set_back(
    county: County,
) -> None:
    found = called(county)
    with at(AFTER):
        assert quote(found, 1, "480000.00").is_late
    with at(UNTIL - timedelta(minutes=5)), pytest.raises(Refusal, match="截止"):
        call_quotations(until=UNTIL + timedelta(hours=2), by=found.panel[0])


def test_gave_way_an_offer_was_accepted_after_the_agreement(county: County) -> None:
    found, project = standing(county), own_project(county)
    Framework.objects.filter(pk=found.pk).update(ends_on=wall_clock.today())
    made = chosen(county, found, project)
    with at(wall_clock.now() + timedelta(days=1)), pytest.raises(Refusal, match="为止"):
        accept_offer(calloffoffer=offered(made).pk, by=of_provider(county, 1))


def test_gave_way_quotes_were_asked_for_after_the_agreement(county: County) -> None:
    found, project = standing(county, "competition"), own_project(county)
    late = found.ends_on + timedelta(days=1)
    until = wall_clock.now() + timedelta(days=(late - wall_clock.today()).days)
    with pytest.raises(Refusal, match="期满"):
        wanted = Wanted(project.pk, "秋季学期看护", Decimal(10), None, until)
        call_off(framework=found.pk, wanted=wanted, by=county.teacher)
    made = chosen(county, found, project)
    CallOff.objects.filter(pk=made.pk).update(state="choosing")
    with at(until), pytest.raises(Refusal, match="期满"):
        ask_quotes(calloff=made.pk, quotes_until=until + timedelta(days=30), by=county.teacher)


def test_gave_way_a_terminated_procurements_agreement_was_called_off(county: County) -> None:
    found = standing(county)
    terminate(found.procurement, county)
    with pytest.raises(Refusal, match="采购已终止"):
        chosen(county, found, own_project(county))


def test_gave_way_prices_of_a_supplement_were_seen_before_its_end(county: County) -> None:
    found, now = standing(county), wall_clock.now()
    asked = Supplement.objects.create(
        framework=found,
        reason="人手不够",
        until=now + timedelta(days=3),
        shortlisted=3,
        remaining=1,
        called_by=county.officer.person,
        called_at=now,
    )
    apply_to_join(
        framework=found.pk,
        text="随叫随到的护理",
        price=Decimal("41.37"),
        meets_conditions=True,
        by=of_provider(county, 4),
    )
    pages = [reverse("procurement:framework", args=[found.pk])]
    pages.append(reverse("procurement:conclude_supplement", args=[asked.pk]))
    client = sign_in(county.lead)
    assert not any("41.37" in client.get(each).content.decode() for each in pages)
    assert "41.37" in sign_in(of_provider(county, 4)).get(pages[0]).content.decode()
    Supplement.objects.filter(pk=asked.pk).update(until=now)
    assert all("41.37" in client.get(each).content.decode() for each in pages)


@pytest.fixture
def firm(county: County) -> Agency:
    return agency(county)


def test_gave_way_somebody_of_an_agency_of_before_sat_on_the_panel(county: County, firm: Agency) -> None:
    with on(BEGIN):
        made = running(county)
        first = delegated(county, made, firm)
        end_delegation(delegation=first.pk, reason="改由集中采购机构办理", by=county.lead)
        delegated(county, made, agency(county, is_central=True))
        with pytest.raises(Refusal, match="代理机构的人不评审"):
            seat_of(made, firm, county)


def seat_of(made: Procurement, firm: Agency, county: County) -> object:
    return seat_member(
        procurement=made.pk,
        seat=Seat.EXPERT,
        name="何某",
        employer=firm.body.name,
        field="护理",
        selection="random",
        by=county.officer,
    )


def test_gave_way_an_agency_came_whose_people_sat_on_the_panel(county: County, firm: Agency) -> None:
    with on(BEGIN):
        made = running(county)
        found = drafted(county, made, firm.body)
        seat_of(made, firm, county)
        with pytest.raises(Refusal, match="在评审小组里"):
            sign_delegation(delegation=found.pk, by=county.lead)
        made.panel.update(employer="云南大学")
        sign_delegation(delegation=found.pk, by=county.lead)
        made.panel.update(employer=firm.body.name)  # as if it had been seated just then
        with pytest.raises(Refusal, match="在评审小组里"):
            take_delegation(delegation=found.pk, by=firm.clerk)


def test_gave_way_an_agency_offered_on_paper(county: County, firm: Agency) -> None:
    with on(BEGIN):
        made = running(county)
        delegated(county, made, firm)
    opened = made.bid_deadline_at
    assert opened
    with at(opened + timedelta(hours=1)), pytest.raises(Refusal, match="代理机构"):
        enter_response(
            procurement=made.pk,
            bidder=firm.body.pk,
            offer=Offer(price=Decimal(400_000)),
            opened_at=opened + timedelta(minutes=1),
            minutes_on=opened.date(),
            by=county.officer,
        )


def test_gave_way_who_had_bid_became_the_agency(county: County) -> None:
    found, by = receiving(county), bidder(county, 0)
    with at(DEADLINE - timedelta(days=1)):
        type(by.body).objects.filter(pk=by.body.pk).update(agency_kind="social")
        made = drafted(county, found.procurement, by.body)
        sign_delegation(delegation=made.pk, by=county.lead)
        both_kinds(found.procurement, by, "400000.00")
        clerk = agency(county).clerk
        with pytest.raises(Refusal, match="参加了这次采购"):
            take_delegation(delegation=made.pk, by=type(clerk)(clerk.person, by.body, clerk.roles))


def test_gave_way_an_agency_could_not_hold_the_opening_over_the_api(county: County, firm: Agency) -> None:
    found = receiving(county)
    with at(DEADLINE - timedelta(days=1)):
        for number in range(3):
            both_kinds(found.procurement, bidder(county, number), "400000.00")
        delegated(county, found.procurement, firm)
    with at(DEADLINE + timedelta(minutes=5)):
        ask = program_of(firm.clerk, found.procurement.pk)
        assert ask("opening/begin", {})["state"] == "begun"
        assert len(ask("review")["bids"]) == 0


BEFORE = {name: DAYS[name] for name in ("intention_published", "notice_published", "file_provided")}
OPEN = {"days": BEFORE, "winner": None, "amount": None}
LATER = TODAY + timedelta(days=30)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (OPEN | {"bid_deadline": LATER}, "bid_deadline"),
        ({"file_until": LATER}, "file_until"),
        ({"bid_deadline": date(2026, 3, 1)}, "bid_deadline"),
        (OPEN | {"ended_on": date(2025, 1, 1), "end_reason": "只有一家响应"}, "ended_on"),
        ({"ended_on": date(2026, 4, 20), "end_reason": "不再需要"}, "ended_on"),
        ({"approval": Approval("昆明市财政局", "city", "1号", LATER)}, "approval_day"),
    ],
)
def test_gave_way_days_of_a_past_one_that_can_t_have_been(
    county: County, more: dict[str, Any], field: str
) -> None:
    with on(TODAY), pytest.raises(Refusal) as refused:
        enter_past(past=past(county, **more), by=county.officer)
    assert refused.value.field == field


def test_gave_way_a_past_one_was_won_by_its_purchaser(county: County) -> None:
    with on(TODAY), pytest.raises(Refusal, match="采购人自己"):
        enter_past(past=past(county, winner=county.civil.pk), by=county.officer)
