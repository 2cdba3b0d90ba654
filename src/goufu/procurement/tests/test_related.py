"""Who shares its person in charge with another bidder, or is held by one: told by their files, asked of who examines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from goufu.core.errors import NotFound, Refusal
from goufu.core.roles import Role
from goufu.law.model import Verdict
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.participating import DECLARED, take_part
from goufu.procurement.conflicts import conflicts_of
from goufu.procurement.models import Caution, Part, Procurement
from goufu.procurement.tests.bidding import DEADLINE, Receiving, at, bidder, both_kinds, receiving
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import (
    REVIEWED,
    drawn,
    facts_of_bid,
    provider,
    reported,
    responded,
    seats,
    signed,
)
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.test_facts_of_providers import enterprise, offers, verdict
from goufu.procurement.tests.test_opening import begun
from goufu.registry.actions.bodies import change_body, register_body
from goufu.registry.actions.providers import add_entry
from goufu.registry.agents import Agent
from goufu.registry.models import Affiliation, Body, Headship
from goufu.registry.tests.county import County, agent
from goufu.registry.tests.test_credit_codes import code_of

pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)
RELATED, LAW = "award.control-relation", "procurement-regulation:18"
BOTH = "same_head_as_other", "controls_or_manages_other"


def headed(county: County, body: Body, name: str, since: date | None = None) -> Headship:
    return add_entry(by=county.treasurer, entry=Headship(body=body, name=name, starts_on=since))


def unheld(county: County, body: Body) -> Affiliation:
    entry = Affiliation(body=body, relation="none", starts_on=date(2026, 1, 1))
    return add_entry(by=county.treasurer, entry=entry)


def held(county: County, body: Body, name: str, code: str = "", **more: Any) -> Affiliation:
    said = {"relation": "holds", "holder_name": name, "holder_code": code, "starts_on": date(2026, 1, 1)}
    return add_entry(by=county.treasurer, entry=Affiliation(body=body, **{**said, **more}))


def first_three(county: County) -> list[Body]:
    return [provider(county, number) for number in (1, 2, 3)]


def test_the_rule_says_no_once_all_have_declared(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        bodies = first_three(county)
        for body, name in zip(bodies, ("张伟", "李娜", "王芳"), strict=True):
            headed(county, body, name)
        for body in bodies[:2]:
            unheld(county, body)
        report, panel = reported(county, made)
        first = report.placings.get(rank=1).response
        assert facts_of_bid(first.pk, *BOTH) == (False, None)  # one has declared nothing
        assert verdict(first, RELATED) is Verdict.MISSING
        unheld(county, bodies[2])
        assert facts_of_bid(first.pk, *BOTH) == (False, False)
        assert verdict(first, RELATED) is Verdict.PASS
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        assert award(procurement=made.pk, response=first.pk, by=county.lead)


@pytest.mark.parametrize("by_code", [True, False])
def test_who_is_held_by_another_bidder_is_not_awarded(
    county: County, made: Procurement, by_code: bool
) -> None:
    with on(REVIEWED):
        above, below, free = (enterprise(county, each) for each in ("上级", "下级", "别家"))
        code = code_of("91") if by_code else ""
        if code:
            change_body(by=county.system, body=above, version=above.version, credit_code=code)
        held(county, below, "曾经叫的名称" if by_code else above.name, code)
        unheld(county, above)
        rows = offers(county, made, above, below, free)
        answers = [facts_of_bid(each.pk, "controls_or_manages_other") for each in rows]
        assert answers == (
            [(True,), (True,), (None,)] if by_code else [(None,)] * 3
        )  # a name alone isn't one
        [told] = {each.text for each in Caution.objects.filter(article=LAW)}
        assert told.endswith("直接控股本单位")


def test_equal_names_are_asked_of_whoever_examines(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    with on(REVIEWED):
        bodies = first_three(county)
        headed(county, bodies[0], "张伟", date(2020, 5, 1))
        headed(county, bodies[1], "张 伟")
        headed(county, bodies[2], "张伟", date(2019, 1, 1))
        headed(county, bodies[2], "王芳", REVIEWED)  # begins on the day on which bids end
        rows = responded(county, made, ["560000", "540000", "575000"])
        [told] = {each.text for each in Caution.objects.filter(article=LAW)}
        assert "都叫张" in told and "任职自2020-05-01" in told and "91530000MA6K000002" in told
        drawn(county, made)
        head = seats(county, made)[0]
        said: dict[str, Any] = {"part": Part.QUALIFICATION, "by": head}
        with pytest.raises(Refusal, match="没有写是不是同一个人") as refused:
            examine(response=rows[0].pk, has_passed=True, **said)
        assert refused.value.articles == (LAW,)
        with pytest.raises(Refusal, match="不得参加同一合同项下的采购"):
            examine(response=rows[0].pk, has_passed=True, has_same_head=True, **said)
        assert facts_of_bid(rows[0].pk, "same_head_as_other") == (None,)
        examine(response=rows[0].pk, has_passed=True, has_same_head=False, **said)
        why = "法定代表人与第1康养同为一人"
        examine(response=rows[1].pk, has_passed=False, has_same_head=True, reason=why, **said)
        examine(response=rows[2].pk, has_passed=True, **said)
        assert [facts_of_bid(each.pk, "same_head_as_other") for each in rows] == [(False,), (True,), (None,)]
        assert verdict(rows[1], RELATED) is Verdict.FAIL


def test_the_purchaser_is_asked_about_equal_names_on_its_page(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    with on(REVIEWED):
        bodies = first_three(county)
        for body in bodies[:2]:
            headed(county, body, "张伟")
        rows = responded(county, made, ["560000", "540000", "575000"])
        Procurement.objects.filter(pk=made.pk).update(method="open_tender", law_method="open_tender")
        client = signed_in(county.officer)
        page = reverse("procurement:qualify", args=[rows[0].pk])
        asked = client.get(page).content.decode()
        assert "负责人和别家的是不是同一个人" in asked and bodies[1].name in asked
        assert (
            "has_same_head"
            not in client.get(reverse("procurement:qualify", args=[rows[2].pk])).content.decode()
        )
        answer = client.post(page, {"part": "qualification", "has_passed": "yes"})
        assert answer.status_code == 422 and "照营业执照和身份证明核对" in answer.content.decode()


@made_once(receiving)
def test_the_opening_tells_reviewers_and_nobody_else(county: County, made: Receiving) -> None:
    one, other = bidder(county, 0), bidder(county, 1)
    with at(DEADLINE - timedelta(days=1)):
        for each in (one, other):
            headed(county, each.body, "张伟")
            take_part(procurement=made.procurement.pk, declared=dict.fromkeys(DECLARED, True), by=each)
            both_kinds(made.procurement, each)
        both_kinds(made.procurement, bidder(county, 2))
    with at(DEADLINE + timedelta(minutes=5)):
        opening = begun(made, county, 0, 1)
        told = [each for each in opening.cautions.all() if each.article == LAW]
        assert {each.bidder for each in told} == {one.body, other.body}
        assert not any("张伟" in each.text for each in opening.minutes.all())
        assert [each.article for each in conflicts_of(made.procurement)] == [LAW]


def test_who_registers_a_head_and_who_declares(county: County) -> None:
    said: dict[str, Any] = {"kind": "enterprise", "size": "small", "place": county.place}
    made = register_body(by=county.system, name="云岭新设有限公司", head="赵敏", **said)
    assert [each.name for each in Headship.objects.filter(body=made)] == ["赵敏"]
    one = agent("供应商甲", made, Role.PROVIDER_AGENT)
    other = register_body(by=county.system, name="云岭别家有限公司", **said)
    add_entry(by=one, entry=Affiliation(body=made, relation="none", starts_on=date(2026, 1, 1)))
    with pytest.raises(NotFound):
        add_entry(by=one, entry=Affiliation(body=other, relation="none", starts_on=date(2026, 1, 1)))
    assert Affiliation.objects.count() == 1
