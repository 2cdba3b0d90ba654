"""A panel's seats: codes wait for the last of them, a representative is known by his account, and somebody is left to award."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.core.roles import Role
from goufu.procurement.actions.drawing import commit_draw, draw_experts
from goufu.procurement.actions.seating import leave_panel, seat_member
from goufu.procurement.actions.sitting import give_codes
from goufu.procurement.models import PanelMember, Procurement, Seat
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.tests.procuring import deputy, on, running
from goufu.procurement.tests.reviewing import CARE, REVIEWED, listed
from goufu.procurement.tests.standing import standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent

__all__ = ["county", "made", "own", "world"]
SignIn = Callable[[Agent], Client]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)


def two_experts(county: County, made: Procurement) -> None:
    commit_draw(procurement=made.pk, of=listed(county).pk, wanted=[Wanted(CARE, 2)], by=county.officer)
    draw_experts(procurement=made.pk, by=county.officer)


def represented(county: County, made: Procurement, by: Agent) -> PanelMember:
    return seat_member(procurement=made.pk, seat=Seat.REPRESENTATIVE, person=by.person.pk, by=county.officer)


def test_no_codes_are_given_while_a_seat_is_empty(
    county: County, made: Procurement, signed_in: SignIn
) -> None:
    codes, review = (reverse(f"procurement:{name}", args=[made.pk]) for name in ("codes", "review"))
    seat = f"{reverse('procurement:seat', args=[made.pk])}?seat=representative"
    office, other = signed_in(county.officer), deputy(county)
    with on(REVIEWED):
        two_experts(county, made)
        with pytest.raises(AgainstTheLaw, match="磋商小组2人") as refused:
            give_codes(procurement=made.pk, by=county.officer)
        assert [each.rule for each in refused.value.cards] == ["procurement.consultation-panel"]
        shown = office.get(codes)
        assert shown.status_code == 422 and "磋商小组2人" in shown.content.decode()
        page = office.get(review)
        assert page.context["next"].url == seat and codes not in page.content.decode()
        assert (
            office.post(
                seat, {"version": page.context["procurement"].version, "person": other.person.pk}
            ).status_code
            == 302
        )
        assert office.get(review).context["next"].url != seat
        assert len(give_codes(procurement=made.pk, by=county.officer)) == 3


def test_nor_after_a_member_has_left(county: County, made: Procurement, signed_in: SignIn) -> None:
    codes = reverse("procurement:codes", args=[made.pk])
    with on(REVIEWED):
        two_experts(county, made)
        member = represented(county, made, deputy(county))
        give_codes(procurement=made.pk, by=county.officer)
        leave_panel(member=member.pk, reason="临时有会不能来", by=county.officer)
        with pytest.raises(AgainstTheLaw, match="磋商小组2人"):
            give_codes(procurement=made.pk, by=county.officer)
        assert codes not in signed_in(county.officer).get(f"/procurements/{made.pk}/review/").content.decode()


def test_a_representative_is_called_what_the_account_is(
    county: County, made: Procurement, signed_in: SignIn
) -> None:
    other = deputy(county)
    page = reverse("procurement:seat", args=[made.pk])
    with on(REVIEWED):
        office = signed_in(county.officer)
        asked = office.get(f"{page}?seat=representative").context["form"].fields
        assert list(asked) == ["person"]
        assert "person" not in office.get(f"{page}?seat=expert").context["form"].fields
        seated = seat_member(
            procurement=made.pk,
            seat=Seat.REPRESENTATIVE,
            name="别的名字",
            person=other.person.pk,
            by=county.officer,
        )
    assert (seated.name, seated.employer) == (other.person.name, county.civil.name)


def test_an_expert_without_a_name_is_refused(county: County, made: Procurement) -> None:
    with on(REVIEWED), pytest.raises(Refusal, match="没有写这位专家的工作单位") as refused:
        seat_member(
            procurement=made.pk, seat=Seat.EXPERT, name="张专家", selection="random", by=county.officer
        )
    assert refused.value.field == "employer"


def test_the_last_head_who_could_award_is_not_seated(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        with pytest.raises(Refusal, match="没有别的采购负责人能定标") as refused:
            represented(county, made, county.lead)
        assert refused.value.field == "person" and "安全管理员" in refused.value.remedy
        second = agent("第二位负责人", county.civil, Role.PURCHASING_LEAD)
        assert represented(county, made, county.lead).person == county.lead.person
        with pytest.raises(Refusal, match="没有别的采购负责人能定标"):
            represented(county, made, second)
