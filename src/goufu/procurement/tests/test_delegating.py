"""Agencies: who may do what in whose procurement, from when on, and until when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from goufu.core.duties import Duty
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.procurement.actions.answering import answer_challenge
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.delegating import (
    decline_delegation,
    end_delegation,
    hand_over_papers,
    receive_papers,
    sign_delegation,
    take_delegation,
)
from goufu.procurement.actions.drawing import commit_draw, draw_experts
from goufu.procurement.actions.noticing import draft_notice, publish_notice, save_notice
from goufu.procurement.actions.planning import choose_method, save_procurement
from goufu.procurement.actions.scoring import save_scoring
from goufu.procurement.actions.seating import seat_member
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.agencies import (
    agencies_of,
    fee_in_words,
    hand_over_due,
    is_with_central,
    refuse_agency_bids,
    refuse_agency_staff,
)
from goufu.procurement.filling import Filling
from goufu.procurement.forms.keys import KeysForm
from goufu.procurement.law import facts_of
from goufu.procurement.models import (
    Delegation,
    DelegationState,
    Notice,
    Participation,
    ParticipationMember,
    Procurement,
    Response,
    Seat,
    Side,
)
from goufu.procurement.queries.delegations import delegation_for, delegations
from goufu.procurement.queries.procurements import procurement_for, procurements
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.tests.challenged import challenged
from goufu.procurement.tests.delegating import FEE, FIRST, LAST, Agency, agency, delegated, drafted
from goufu.procurement.tests.procuring import BEGIN, FACTORS, announced, on, planned, publish, running
from goufu.procurement.tests.reviewing import CARE, LAW, listed, rows
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.views.next_step import next_of
from goufu.procurement.work.agencies import waiting as waiting_delegations
from goufu.procurement.work.procurements import waiting
from goufu.registry.actions.appointments import appoint
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Place
from goufu.registry.tests.county import County, agent
from goufu.wall_clock import CHINA

BEFORE = BEGIN - timedelta(days=35)
world, own, county, made = standing()


def filled_notice(made: Procurement, kind: str, by: Agent, **typed: str) -> Notice:
    """A draft of the agency's with what is typed into it."""
    found = draft_notice(procurement=made.pk, kind=kind, by=by)
    return save_notice(notice=found.pk, by=by, version=found.version, typed=typed)


def interested(county: County, made: Procurement, firm: Agency, how: str) -> None:
    """The agency's part in the procurement: as a bidder, as a member, entered by hand, or on the panel."""
    now = datetime.combine(BEGIN + timedelta(days=2), time(9), CHINA)
    if how in ("lead", "member"):
        lead = firm.body if how == "lead" else county.nursing
        taken = Participation.objects.create(
            procurement=made, bidder=lead, taken_by=county.officer.person, taken_at=now
        )
        if how == "member":
            ParticipationMember.objects.create(participation=taken, body=firm.body, share_percent=Decimal(40))
    elif how == "by_hand":
        Response.objects.create(
            procurement=made, bidder=firm.body, quotation="first", came_by="entered", price=Decimal(1),
            minutes_on=BEGIN, opened_at=now, person=county.officer.person, recorded_at=now,
        )  # fmt: skip
    else:
        seat_member(
            procurement=made.pk, seat=Seat.EXPERT, name="周评委", selection="random",
            employer=firm.body.name, by=county.officer,
        )  # fmt: skip


def early(county: County) -> Procurement:
    with on(BEFORE):
        return planned(county)


@pytest.fixture
def firm(county: County) -> Agency:
    return agency(county)


def fresh(made: Procurement) -> Procurement:
    return Procurement.objects.select_related("purchaser__place", "delegation__agency").get(pk=made.pk)


@made_once(early)
def test_an_agency_acts_once_both_have_signed_and_in_what_was_given_to_it(
    county: County, made: Procurement, firm: Agency
) -> None:
    with on(BEFORE):
        found = drafted(county, made, firm.body, [Duty.NOTICES, Duty.FILE])
        with pytest.raises(NotFound):
            draft_notice(procurement=made.pk, kind="intention", by=firm.clerk)
        sign_delegation(delegation=found.pk, by=county.lead)
        with pytest.raises(NotFound):
            procurement_for(firm.clerk, made.pk)
        take_delegation(delegation=found.pk, by=firm.clerk)
        assert procurement_for(firm.clerk, made.pk) == made
        assert [*procurements(firm.clerk)] == [made]
        drafted_ = draft_notice(procurement=made.pk, kind="intention", by=firm.clerk)
        with pytest.raises(NotAllowed):
            publish(drafted_, firm.clerk)
        publish(drafted_, firm.second)
        save_scoring(procurement=made.pk, price_points=Decimal(10), factors=FACTORS, by=firm.clerk)


@made_once(early)
def test_the_purchaser_keeps_what_it_has_not_given_away(
    county: County, made: Procurement, firm: Agency
) -> None:
    with on(BEFORE):
        delegated(county, made, firm, [Duty.NOTICES])
        for act in (
            lambda: save_procurement(procurement=made.pk, by=firm.clerk, version=made.version, values={}),
            lambda: choose_method(procurement=made.pk, method="open_tender", by=firm.clerk),
            lambda: save_scoring(
                procurement=made.pk, price_points=Decimal(10), factors=FACTORS, by=firm.clerk
            ),
            lambda: commit_draw(procurement=made.pk, of=1, wanted=[Wanted(CARE, 2)], by=firm.clerk),
            lambda: award(procurement=made.pk, lot=None, response=1, by=firm.clerk),
        ):
            with pytest.raises(NotAllowed):
                act()
        draft_notice(procurement=made.pk, kind="intention", by=county.officer)


@made_once(early)
def test_the_agency_s_people_are_offered_as_custodians_wherever_it_sits(
    county: County, made: Procurement, firm: Agency
) -> None:
    elsewhere = Place.objects.create(
        code="530199", name="邻县", level="county", parent=county.place.parent, listed_from=1980
    )
    Body.objects.filter(pk=firm.body.pk).update(place=elsewhere)
    held = f"{firm.clerk.person.pk}:{firm.body.pk}"

    def offered() -> bool:
        field: Any = KeysForm(procurement=Procurement.objects.get(pk=made.pk)).fields[Side.CENTRE]
        return held in dict(field.choices)

    with on(BEFORE):
        assert not offered()
        delegated(county, made, firm)
        assert offered()


@made_once(early)
def test_a_draft_is_not_there_for_the_agency(county: County, made: Procurement, firm: Agency) -> None:
    with on(BEGIN):
        found = drafted(county, made, firm.body)
        with pytest.raises(NotFound):
            take_delegation(delegation=found.pk, by=firm.clerk)
        for act in (end_delegation, decline_delegation):
            with pytest.raises(NotFound):
                act(delegation=found.pk, reason="不愿意代理", by=firm.clerk)
    assert Delegation.objects.get(pk=found.pk).state == DelegationState.DRAFT


@made_once(early)
def test_another_agency_sees_nothing(county: County, made: Procurement, firm: Agency) -> None:
    other = agency(county, is_central=True)
    with on(BEFORE):
        found = delegated(county, made, firm)
        with pytest.raises(NotFound):
            procurement_for(other.clerk, made.pk)
        with pytest.raises(NotFound):
            draft_notice(procurement=made.pk, kind="intention", by=other.clerk)
        with pytest.raises(NotFound):
            delegation_for(other.clerk, found.pk)
        with pytest.raises(NotFound):
            end_delegation(delegation=found.pk, reason="不是我们的", by=other.clerk)
        assert not procurements(other.clerk).exists() and not delegations(other.clerk).exists()


@made_once(early)
def test_what_is_ended_is_ended_at_once(county: County, made: Procurement, firm: Agency) -> None:
    with on(BEFORE):
        found = delegated(county, made, firm)
        notice = draft_notice(procurement=made.pk, kind="intention", by=firm.clerk)
        end_delegation(delegation=found.pk, reason="改由本单位自己办理", by=county.lead)
        with pytest.raises(NotFound):
            publish_notice(notice=notice.pk, by=firm.second)
        with pytest.raises(NotFound):
            procurement_for(firm.clerk, made.pk)
        assert delegation_for(firm.clerk, found.pk).state == DelegationState.ENDED
        publish(notice, county.lead)


@made_once(early)
@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_it_holds_on_its_days_alone(county: County, made: Procurement, firm: Agency, day: date) -> None:
    with on(BEFORE):
        delegated(county, made, firm)
    with on(day):
        assert not procurements(firm.clerk).exists()
        with pytest.raises(NotFound):
            draft_notice(procurement=made.pk, kind="intention", by=firm.clerk)
    with on(LAST):
        assert procurements(firm.clerk).exists()


@made_once(early)
def test_who_has_drafted_a_delegation_does_not_sign_it(
    county: County, made: Procurement, firm: Agency
) -> None:
    with on(BEFORE):
        found = drafted(county, made, firm.body)
        Delegation.objects.filter(pk=found.pk).update(drafted_by=county.lead.person)
        with pytest.raises(NotAllowed):
            sign_delegation(delegation=found.pk, by=county.lead)
        with pytest.raises(NotAllowed):
            sign_delegation(delegation=found.pk, by=county.officer)
        with pytest.raises(NotFound):
            sign_delegation(delegation=found.pk, by=firm.clerk)


@made_once(early)
def test_nothing_is_signed_without_the_agreement(county: County, made: Procurement, firm: Agency) -> None:
    with on(BEFORE):
        found = drafted(county, made, firm.body)
        Delegation.objects.filter(pk=found.pk).delete()
        bare = drafted(county, made, firm.body)
        bare.pk = None
        bare.save()
        with pytest.raises(Refusal, match="委托代理协议"):
            sign_delegation(delegation=bare.pk, by=county.lead)


@made_once(early)
def test_a_second_agency_waits_until_the_first_is_gone(
    county: County, made: Procurement, firm: Agency
) -> None:
    other = agency(county, is_central=True)
    with on(BEFORE):
        first, second = drafted(county, made, firm.body), drafted(county, made, other.body)
        sign_delegation(delegation=first.pk, by=county.lead)
        with pytest.raises(Refusal, match="先解除"):
            sign_delegation(delegation=second.pk, by=county.lead)
        decline_delegation(delegation=first.pk, reason="本机构人手不够", by=firm.clerk)
        sign_delegation(delegation=second.pk, by=county.lead)
        take_delegation(delegation=second.pk, by=other.clerk)
        assert procurement_for(other.second, made.pk) == made


@pytest.mark.parametrize("kind", ["", "self"])
def test_only_an_agency_is_charged(county: County, kind: str) -> None:
    to = county.civil if kind else county.education
    if kind:
        Body.objects.filter(pk=to.pk).update(agency_kind="central")
    with on(BEFORE), pytest.raises(Refusal):
        drafted(county, planned(county), to)


def test_a_role_of_an_agency_is_held_in_an_agency(county: County, firm: Agency) -> None:
    someone = agent("新来的", county.nursing, Role.PURCHASING_OFFICER).person
    with pytest.raises(Refusal, match="没有登记为采购代理机构"):
        appoint(
            person=someone.pk, body=county.education.pk, role=Role.AGENCY_AGENT, first_day=date(2027, 1, 1),
            by=county.security,
        )  # fmt: skip
    with pytest.raises(Refusal), on(BEFORE):  # roles of two families
        appoint(
            person=someone.pk, body=firm.body.pk, role=Role.AGENCY_AGENT, first_day=BEFORE, by=county.security
        )


def test_a_finance_office_is_no_agency(county: County) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.filter(pk=county.finance.pk).update(agency_kind="central")


@pytest.mark.makes("procurement.agency_staff_on_panel")
@made_once(running)
def test_the_agency_s_people_never_sit_on_the_panel(county: County, made: Procurement, firm: Agency) -> None:
    with on(BEGIN + timedelta(days=2)):
        delegated(county, made, firm)
        for name, person in (("何代理", firm.clerk.person.pk), ("不在系统里的", None)):
            with pytest.raises(Refusal, match="不评审自己代理的项目"):
                seat_member(
                    procurement=made.pk, seat=Seat.EXPERT, name=name, selection="random", person=person,
                    employer=firm.body.name if person is None else "云南大学", by=firm.clerk,
                )  # fmt: skip
        experts = [
            each | {"employer": firm.body.name} if each["code"] == "YN0001" else each for each in rows()
        ]
        commit_draw(
            procurement=made.pk, of=listed(county, experts).pk, wanted=[Wanted(CARE, 8), Wanted(LAW, 1)],
            by=firm.clerk,
        )  # fmt: skip
        draw_experts(procurement=made.pk, by=firm.clerk)
        assert "专家01" not in {each.name for each in made.panel.all()}
        assert facts_of(fresh(made))["agency_staff_on_panel"] is False
        made.panel.filter(number=1).update(employer=firm.body.name)
        assert facts_of(fresh(made))["agency_staff_on_panel"] is True


@made_once(early)
def test_the_fee_stands_in_the_result_notice(county: County, made: Procurement, firm: Agency) -> None:
    with on(BEFORE):
        found = delegated(county, made, firm, fee=Decimal("9200"))
    assert fee_in_words(found) == f"{FEE}，由中标、成交供应商支付，9,200.00 元"
    notice = Notice(procurement=fresh(made), kind="result")
    said = {each.field.name: (each.text, each.is_typed) for each in Filling(notice).fields}
    assert said["agency_fee"] == (fee_in_words(found), False)
    tender = {
        each.field.name: each.text
        for each in Filling(Notice(procurement=fresh(made), kind="consultation")).fields
    }
    assert firm.body.name in tender["agency"]


@made_once(running)
def test_an_agency_answers_challenges_of_what_it_was_given(
    county: County, made: Procurement, firm: Agency
) -> None:
    day = BEGIN + timedelta(days=2)
    found = challenged(county, made, day)
    with on(day):
        held = delegated(county, made, firm, [Duty.CHALLENGES])
        given: dict[str, Any] = {
            "challenge": found.pk,
            "outcome": "no",
            "consequence": "go_on",
            "text": "经核查，质疑不成立。",
        }
        for duties in ([Duty.CHALLENGES], [Duty.CHALLENGES, Duty.OPENING]):
            Delegation.objects.filter(pk=held.pk).update(duties=duties)
            with pytest.raises(NotAllowed, match="委托的事项里没有"):
                answer_challenge(**given, by=firm.clerk)
        Delegation.objects.filter(pk=held.pk).update(duties=Duty.values)
        assert answer_challenge(**given, by=firm.clerk).state == "answered"


@made_once(early)
def test_papers_come_back_with_a_list_and_a_receipt(county: County, made: Procurement, firm: Agency) -> None:
    with on(BEFORE):
        found = delegated(county, made, firm)
        assert not [*waiting_delegations(firm.clerk)]
        end_delegation(delegation=found.pk, reason="改由本单位自己办理", by=county.lead)
        [group] = waiting_delegations(firm.clerk)
        assert group.items[0].due == hand_over_due(BEFORE) and "不是法定期限" in group.items[0].note
        with pytest.raises(Refusal, match="还没有移交"):
            receive_papers(delegation=found.pk, by=county.officer)
        with pytest.raises(NotFound):
            hand_over_papers(delegation=found.pk, papers="方案 1份", by=county.teacher)
        hand_over_papers(delegation=found.pk, papers="\n采购方案 1份\n\n公告 2份\n", by=firm.clerk)
        [group] = waiting_delegations(county.officer)
        assert "签收" in group.items[0].what
        with pytest.raises(NotFound):
            receive_papers(delegation=found.pk, by=firm.clerk)
        done = receive_papers(delegation=found.pk, note="齐全", by=county.officer)
        assert done.handed_list == "采购方案 1份\n公告 2份"
        with pytest.raises(Refusal, match="已经签收"):
            hand_over_papers(delegation=found.pk, papers="又一份", by=firm.clerk)
        assert not [*waiting_delegations(firm.clerk)] and not [*waiting_delegations(county.officer)]


def test_a_month_ends_where_the_next_one_does() -> None:
    assert hand_over_due(date(2027, 1, 31)) == date(2027, 2, 28)
    assert hand_over_due(date(2026, 12, 15)) == date(2027, 1, 15)


@made_once(early)
def test_what_waits_stands_on_the_home_of_the_agency(county: County, made: Procurement, firm: Agency) -> None:
    with on(BEFORE):
        found = drafted(county, made, firm.body)
        [group] = waiting_delegations(county.lead)
        assert "签署委托" in group.items[0].what
        sign_delegation(delegation=found.pk, by=county.lead)
        [group] = waiting_delegations(firm.second)
        assert "接受委托" in group.items[0].what
        take_delegation(delegation=found.pk, by=firm.second)
        draft_notice(procurement=made.pk, kind="intention", by=firm.clerk)
        titles = {group.title for group in waiting(firm.second) if group.count}
        assert "待发布的公告" in titles


def test_central_procurement_goes_through_a_central_agency(county: County, firm: Agency) -> None:
    centre = agency(county, is_central=True)
    with on(BEFORE):
        made = planned(county, organisation="central")
        announced(made, "intention", county, BEFORE)
    with on(BEGIN):
        with pytest.raises(Refusal, match="集中采购机构采购，还没有生效的委托"):
            announced(made, "consultation", county)
        Notice.objects.filter(kind="consultation").delete()
        held = delegated(county, made, firm)
        with pytest.raises(Refusal, match="集中采购机构采购，还没有生效的委托"):
            announced(made, "consultation", county)
        Notice.objects.filter(kind="consultation").delete()
        end_delegation(delegation=held.pk, reason="要集中采购机构", by=county.lead)
        delegated(county, made, centre)
        announced(made, "consultation", county)


@made_once(running)
def test_the_purchaser_receives_the_report_and_decides(
    county: County, made: Procurement, firm: Agency
) -> None:
    with on(BEGIN + timedelta(days=2)):
        delegated(county, made, firm)
        for act in (
            lambda: receive_report(procurement=made.pk, by=firm.clerk),
            lambda: award(procurement=made.pk, lot=None, response=1, by=firm.second),
        ):
            with pytest.raises(NotAllowed):
                act()
        with pytest.raises(Refusal):  # before an award, not for want of a permission
            send_letters(procurement=made.pk, by=firm.clerk)


@made_once(early)
def test_the_purchaser_s_head_decides_that_it_begins_and_ends(
    county: County, made: Procurement, firm: Agency
) -> None:
    with on(BEFORE):
        announced(made, "intention", county, BEFORE)
        delegated(county, made, firm)
    with on(BEGIN):
        notice = filled_notice(made, "consultation", firm.clerk)
        assert "待发布的公告" not in {group.title for group in waiting(firm.second) if group.count}
        with pytest.raises(NotAllowed, match="由采购人决定"):
            publish(notice, firm.second)
        publish(notice, county.lead)
        end = filled_notice(fresh(made), "termination", firm.clerk, reason="预算调整，不再采购")
        with pytest.raises(NotAllowed, match="由采购人决定"):
            publish(end, firm.second)
        publish(end, county.lead)
        assert fresh(made).state == "terminated"


@made_once(running)
@pytest.mark.parametrize("how", ["lead", "member", "by_hand", "panel"])
def test_an_agency_that_is_interested_takes_no_delegation(
    county: County, made: Procurement, firm: Agency, how: str
) -> None:
    with on(BEGIN + timedelta(days=2)):
        offered = drafted(county, made, firm.body)
        sign_delegation(delegation=offered.pk, by=county.lead)
        interested(county, made, firm, how)
        with pytest.raises(Refusal, match=r"参加了这次采购|在评审小组里"):
            take_delegation(delegation=offered.pk, by=firm.clerk)


@made_once(running)
def test_who_was_once_its_agency_stays_away(county: County, made: Procurement, firm: Agency) -> None:
    second = agency(county, is_central=True)
    with on(BEGIN + timedelta(days=2)):
        held = delegated(county, made, firm)
        end_delegation(delegation=held.pk, reason="改由集中采购机构办理", by=county.lead)
        delegated(county, made, second)
        assert agencies_of(fresh(made)) == [firm.body, second.body]
        for bidders in ([firm.body], [county.nursing, firm.body]):
            with pytest.raises(Refusal, match="代理过"):
                refuse_agency_bids(fresh(made), bidders)
        with pytest.raises(Refusal, match="不评审自己代理的项目"):
            refuse_agency_staff(fresh(made), "何代理", firm.body.name, None)
        refuse_agency_bids(fresh(made), [county.nursing])


def test_a_delegation_that_is_over_is_not_taken(county: County, firm: Agency) -> None:
    with on(BEFORE):
        offered = drafted(county, planned(county), firm.body, ends_on=BEFORE)
        sign_delegation(delegation=offered.pk, by=county.lead)
    with on(BEFORE + timedelta(days=1)), pytest.raises(Refusal, match="已经满了"):
        take_delegation(delegation=offered.pk, by=firm.clerk)


def test_central_procurement_wants_one_that_acts_today(county: County) -> None:
    centre = agency(county, is_central=True)
    with on(BEFORE):
        made = planned(county, organisation="central")
        delegated(county, made, centre, ends_on=BEFORE)
        assert is_with_central(fresh(made))
        offers = next_of(fresh(made), county.officer, facts_of(made), [])
        assert "委托" not in offers.word
    with on(BEFORE + timedelta(days=1)):
        assert not is_with_central(fresh(made))
        assert next_of(fresh(made), county.officer, facts_of(made), []).word == "委托代理机构"
        Body.objects.filter(pk=county.civil.pk).update(agency_kind="central")
        assert is_with_central(fresh(made))
        assert next_of(fresh(made), county.officer, facts_of(made), []).word != "委托代理机构"
