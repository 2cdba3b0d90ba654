"""One-time codes: whoever has one finds the way in, and a new one ends nobody's old one without being asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from goufu.core.errors import Refusal
from goufu.procurement.actions.sitting import give_codes, sit_down
from goufu.procurement.models import PanelMember, Procurement
from goufu.procurement.review.attempts import AT_ONE_TABLE, TooMany
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import REVIEWED, drawn
from goufu.procurement.tests.standing import standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)


def test_the_sign_in_page_leads_to_the_panel(client: Client) -> None:
    assert reverse("procurement:panel") in client.get(reverse("account_login")).content.decode()


def test_new_codes_are_given_only_to_whom_one_names(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    with on(REVIEWED):
        first, second, third = drawn(county, made)
        page, office = reverse("procurement:codes", args=[made.pk]), signed_in(county.officer)
        given = office.post(page).context["given"]  # nobody has one: nothing to ask
        assert [member.pk for member, _code in given] == [first.pk, second.pk, third.pk]
        sit_down(number=made.number, code=given[0][1])
        asked = office.post(page)
        assert asked.status_code == 422 and "given" not in asked.context
        assert "已经发出 3 个登录码，其中 1 位用它登录了" in asked.content.decode()
        [(again, _code)] = office.post(page, {"members": [third.pk]}).context["given"]
        assert again.pk == third.pk
        assert sit_down(number=made.number, code=given[1][1]).pk == second.pk
        with pytest.raises(Refusal, match="登录码不对"):
            sit_down(number=made.number, code=given[2][1])


def test_too_many_wrong_codes_lock_the_place_they_come_from(
    county: County, made: Procurement, settings: Settings
) -> None:
    settings.SIGN_IN_TRIES = 1
    with on(REVIEWED):
        drawn(county, made)
        given = give_codes(procurement=made.pk, by=county.officer)
        for number in (made.number, "539999-2026-CG-9999"):  # of none there is nothing to learn either
            for _try in range(AT_ONE_TABLE):
                with pytest.raises(Refusal, match="登录码不对"):
                    sit_down(number=number, code="WRONG", place="10.1.0.0/24")
            with pytest.raises(TooMany, match="错得太多"):
                sit_down(number=number, code=given[0][1], place="10.1.0.0/24")
        assert sit_down(number=made.number, code=given[0][1], place="10.2.0.0/24")  # the panel's own room
        [(_member, fresh)] = give_codes(procurement=made.pk, members=[given[1][0].pk], by=county.officer)
        assert sit_down(number=made.number, code=fresh, place="10.1.0.0/24")


def test_whoever_comes_later_is_ticked_beforehand(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    with on(REVIEWED):
        first, second, third = drawn(county, made)
        give_codes(procurement=made.pk, members=[first.pk, second.pk], by=county.officer)
        office = signed_in(county.officer)
        form = office.get(reverse("procurement:codes", args=[made.pk])).context["form"]
        assert form["members"].value() == [str(third.pk)]
        with pytest.raises(Refusal, match="不在评审小组里"):
            give_codes(procurement=made.pk, members=[0], by=county.officer)
    assert PanelMember.objects.get(pk=third.pk).code_digest == ""
