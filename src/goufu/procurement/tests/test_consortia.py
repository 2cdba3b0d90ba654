"""Whoever was only named a member of a consortium finds it at home and may decline until the deadline; reviewers are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from goufu.accounts.actions.keys import issue_key
from goufu.core.action import history
from goufu.core.errors import NotFound, Refusal
from goufu.procurement.actions.declining import decline_membership
from goufu.procurement.actions.participating import DECLARED, take_part, withdraw_participation
from goufu.procurement.models import CautionKind, MemberDecline, Participation, Procurement, Response
from goufu.procurement.tests.bidding import DEADLINE, Receiving, at, bidder, both_kinds, receiving
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.test_opening import all_read, begun
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]
pytestmark = pytest.mark.django_db
world, own, county, made = standing()
IN_TIME, DUE = DEADLINE - timedelta(days=1), DEADLINE + timedelta(minutes=5)
WHY = "没有和它签过联合协议"
MEMBERSHIPS = "/api/procurements/memberships"


def by_key(agent: Agent) -> Client:
    _key, said = issue_key(name="接口", days=1, by=agent)
    return Client(headers={"authorization": f"Bearer {said}"})


def joint(procurement: Procurement, lead: Agent, *members: Agent) -> Participation:
    Procurement.objects.filter(pk=procurement.pk).update(accepts_consortium=True)
    share = Decimal(40) / len(members)
    return take_part(
        procurement=procurement.pk,
        declared={**dict.fromkeys(DECLARED, True), "own_share_percent": Decimal(60)},
        members=[(each.body, share) for each in members],
        by=lead,
    )


def alone(procurement: Procurement, by: Agent) -> Participation:
    return take_part(procurement=procurement.pk, declared=dict.fromkeys(DECLARED, True), by=by)


def declined(taken: Participation, by: Agent) -> MemberDecline:
    return decline_membership(member=taken.members.get(body=by.body).pk, reason=WHY, by=by)


@made_once(receiving)
def test_a_member_finds_it_at_home_declines_and_its_leader_is_told(
    county: County, made: Receiving, signed_in: SignIn
) -> None:
    lead, member, other = (bidder(county, number) for number in range(3))
    number, home = made.procurement.pk, reverse("home")
    page = reverse("procurement:announced", args=[number])
    with at(IN_TIME):
        taken = joint(made.procurement, lead, member)
        step = reverse("procurement:decline_membership", args=[taken.members.get().pk])
        mine, theirs = signed_in(member), signed_in(lead)
        assert step in mine.get(home).content.decode()
        assert step in mine.get(page).content.decode()
        assert [signed_in(each).get(step).status_code for each in (lead, other)] == [404, 404]
        shown = mine.get(step).content.decode()
        assert lead.body.name in shown and "40.00%" in shown
        assert "理由" in mine.post(step, {"reason": " ", "once": str(uuid4())}).content.decode()
        assert mine.post(step, {"reason": WHY, "once": str(uuid4())}).status_code == 302
        assert step not in mine.get(home).content.decode()
        assert mine.get(step).status_code == 404
        assert f"{member.body.name}不参加联合体" in theirs.get(home).content.decode()
        assert WHY in theirs.get(page).content.decode()
        assert (
            "不参加"
            not in signed_in(county.officer)
            .get(reverse("procurement:procurement", args=[number]))
            .content.decode()
        )  # nobody of the office knows who takes part
    assert history(taken)[0].action == "procurement.membership.declined"


@made_once(receiving)
def test_a_member_finds_it_and_declines_over_the_api(county: County, made: Receiving) -> None:
    lead, member = (bidder(county, number) for number in range(2))
    with at(IN_TIME):
        taken = joint(made.procurement, lead, member)
        asks, other = (by_key(each) for each in (member, lead))
        [named] = asks.get(MEMBERSHIPS).json()
        assert (named["lead"], named["share_percent"]) == (lead.body.name, "40.00")
        assert other.get(MEMBERSHIPS).json() == []
        step = f"{MEMBERSHIPS}/{named['id']}/decline"
        assert other.post(step, {"reason": WHY}, content_type="application/json").status_code == 404
        short = asks.post(step, {"reason": ""}, content_type="application/json")
        assert (short.status_code, short.json()["field"]) == (422, "reason")
        said = {"reason": WHY, "once": str(uuid4())}
        assert asks.post(step, said, content_type="application/json").json() == []
        assert asks.post(step, said, content_type="application/json").json()["already_done"]
    assert [each.reason for each in MemberDecline.objects.filter(member__participation=taken)] == [WHY]


@made_once(receiving)
def test_after_the_deadline_or_a_withdrawal_there_is_nothing_to_decline(
    county: County, made: Receiving, signed_in: SignIn
) -> None:
    lead, member, other = (bidder(county, number) for number in range(3))
    with at(IN_TIME):
        left = joint(made.procurement, lead, other)
        withdraw_participation(participation=left.pk, by=lead)
        with pytest.raises(Refusal, match="已经退出"):
            declined(left, other)
        taken = joint(made.procurement, lead, member)
        with pytest.raises(NotFound):
            decline_membership(member=taken.members.get().pk, reason=WHY, by=other)
    with at(DEADLINE), pytest.raises(Refusal, match="已经截止"):
        declined(taken, member)
    with at(DEADLINE - timedelta(seconds=1)):
        declined(taken, member)
        with pytest.raises(Refusal, match="已经表示过"):
            declined(taken, member)
    step = reverse("procurement:decline_membership", args=[taken.members.get().pk])
    with at(DUE):
        assert step not in signed_in(member).get(reverse("home")).content.decode()


@made_once(receiving)
def test_the_members_share_counts_no_more_and_reviewers_are_told_why(county: County, made: Receiving) -> None:
    lead, member, other, whole = (bidder(county, number) for number in range(4))
    with at(IN_TIME):
        broken = joint(made.procurement, lead, member)
        declined(broken, member)
        alone(made.procurement, member)  # which it may now
        joint(made.procurement, whole, other)
        for each in (lead, member, whole):
            both_kinds(made.procurement, each)
    with at(DUE):
        opening = begun(made, county, 0, 1)
        assert all_read(opening, county) == ["opened"] * 6
    [said] = opening.cautions.all()
    assert (said.bidder, said.kind, said.article) == (lead.body, CautionKind.DECLINED, "procurement-law:24")
    assert member.body.name in said.text
    members = {each.bidder.name: each.members.count() for each in Response.objects.filter(quotation="first")}
    assert members == {lead.body.name: 0, member.body.name: 0, whole.body.name: 2}


@made_once(receiving)
def test_a_member_takes_no_part_beside_its_consortium(county: County, made: Receiving) -> None:
    lead, member, stranger = (bidder(county, number) for number in range(3))
    with at(IN_TIME):
        taken = joint(made.procurement, lead, member)
        with pytest.raises(Refusal, match="联合体成员") as refused:
            alone(made.procurement, member)
        assert refused.value.articles == ("procurement-regulation:22",)
        joint(made.procurement, stranger, member)  # whoever leads another isn't told who takes part
        withdraw_participation(participation=taken.pk, by=lead)
        with pytest.raises(Refusal, match=stranger.body.name):
            alone(made.procurement, member)
