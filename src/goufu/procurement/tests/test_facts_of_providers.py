"""What the rules of award read of the registry: a provider's file, who manages whom, and nothing where nothing is known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from goufu.core.errors import AgainstTheLaw
from goufu.core.opinion import Opinion
from goufu.law.model import Verdict
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.settling import settle
from goufu.procurement.models import Part, Procurement, Response
from goufu.procurement.tests.procuring import BEGIN, on, running
from goufu.procurement.tests.reviewing import (
    OPENED,
    REVIEWED,
    facts_of_bid,
    provider,
    reported,
    signed,
    verdict_of,
)
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.talking import TALKS, begun, talked
from goufu.registry.actions.bodies import move_body, register_body
from goufu.registry.actions.providers import add_entry
from goufu.registry.models import Body, CreditListing, Debarment, Violation
from goufu.registry.tests.county import County
from goufu.registry.tests.papers import paper

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)
CREDIT, RELATED, AFFILIATE = "award.credit-lists", "award.control-relation", "award.large-affiliate"


def verdict(response: Response, rule: str) -> Verdict:
    return verdict_of(Opinion.of_record("award", response.pk), rule)


def debar(county: County, body: Body, starts_on: date, ends_on: date) -> None:
    entry = Debarment(
        body=body, starts_on=starts_on, ends_on=ends_on, decision_number="1号", authority="财政厅"
    )
    add_entry(by=county.treasurer, entry=entry)


def enterprise(county: County, name: str, parent: Body | None = None, size: str = "small") -> Body:
    """An enterprise, registered right below another one."""
    said: dict[str, Any] = {"kind": "enterprise", "size": size, "place": county.place, "parent": parent}
    return register_body(by=county.system, name=f"云岭{name}有限公司", **said)


def offers(county: County, made: Procurement, *bodies: Body, **said: Any) -> list[Response]:
    """What these offered, entered from the minutes."""
    return [
        enter_response(
            procurement=made.pk, bidder=each.pk, offer=Offer(price=Decimal(500_000 + number), **said), opened_at=OPENED,
            minutes_on=REVIEWED, by=county.officer,
        )
        for number, each in enumerate(bodies)
    ]  # fmt: skip


@pytest.mark.makes("award.is_debarred")
@pytest.mark.parametrize(
    ("ends_on", "is_debarred", "said"),
    [(date(2026, 12, 16), True, Verdict.FAIL), (date(2026, 12, 15), None, Verdict.MISSING)],
)
def test_who_is_debarred_on_the_day_on_which_bids_end_is_not_awarded(
    county: County, made: Procurement, ends_on: date, is_debarred: bool | None, said: Verdict
) -> None:
    with on(REVIEWED):
        debar(county, provider(county, 1), date(2025, 12, 17), ends_on)
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1).response
        assert facts_of_bid(first.pk, "is_debarred") == (is_debarred,)
        assert verdict(first, CREDIT) is said
        if is_debarred:
            with pytest.raises(AgainstTheLaw):
                award(procurement=made.pk, response=first.pk, by=county.lead)
        else:  # what isn't known stops nobody
            [won] = award(procurement=made.pk, response=first.pk, by=county.lead)
            assert won.amount == 560000


@pytest.mark.makes("award.has_major_violation", "award.is_tax_violator", "award.is_dishonest_debtor")
def test_lists_and_grave_violations_of_any_member_count_for_three_years(
    county: County, made: Procurement
) -> None:
    member, old, taxed, lead, in_debt = (enterprise(county, each) for each in "甲乙丙丁戊")
    for body, day in ((member, date(2023, 12, 17)), (old, date(2023, 12, 16))):
        entry = Violation(body=body, kind="fine", decided_on=day, decision_number="2号", authority="市监局")
        add_entry(by=county.treasurer, entry=entry)
    with on(REVIEWED):
        days = {"starts_on": REVIEWED, "seen_on": REVIEWED}
        for body, listed_in in ((taxed, "tax_violator"), (in_debt, "dishonest_debtor")):
            listing = CreditListing(body=body, listed_in=listed_in, source="信用中国", **days)
            add_entry(by=county.treasurer, entry=listing)
        shares = [(lead, Decimal(60)), (member, Decimal(40))]
        [joint] = offers(county, made, lead, members=shares, small_share_percent=Decimal(100))
        alone, listed, owing = offers(county, made, old, taxed, in_debt)
        names = ("has_major_violation", "is_tax_violator", "is_dishonest_debtor", "is_debarred")
        assert facts_of_bid(joint.pk, *names) == (True, None, None, None)
        assert facts_of_bid(alone.pk, *names) == (None, None, None, None)  # three years are over
        assert facts_of_bid(listed.pk, *names) == (None, True, None, None)
        assert facts_of_bid(owing.pk, *names) == (None, None, True, None)
        said = [verdict(each, CREDIT) for each in (joint, alone, listed)]
        assert said == [Verdict.FAIL, Verdict.MISSING, Verdict.FAIL]


@pytest.mark.makes("award.controls_or_manages_other")
def test_a_body_and_the_one_right_below_it_do_not_bid_against_each_other(
    county: County, made: Procurement
) -> None:
    above = enterprise(county, "上级")
    below, free = enterprise(county, "下级", above), enterprise(county, "别家")
    with on(REVIEWED):
        rows = offers(county, made, above, below, free)
        assert [facts_of_bid(each.pk, "controls_or_manages_other") for each in rows] == [
            (True,),
            (True,),
            (None,),
        ]
        assert [verdict(each, RELATED) for each in rows] == [Verdict.FAIL, Verdict.FAIL, Verdict.MISSING]


def test_a_tree_of_bodies_counts_as_it_was_on_the_day_on_which_bids_end(
    county: County, made: Procurement
) -> None:
    large = enterprise(county, "大集团", size="large")
    sold, bought = enterprise(county, "卖出", large), enterprise(county, "买入")
    with on(REVIEWED):
        rows = offers(county, made, large, sold, bought, declared_size="small", has_declaration=True)
    move(county, sold, None, REVIEWED + timedelta(days=1))
    move(county, bought, large, REVIEWED + timedelta(days=1))
    with on(REVIEWED, 18):
        assert [facts_of_bid(each.pk, "controls_or_manages_other") for each in rows] == [
            (True,),
            (True,),
            (None,),
        ]
        assert [facts_of_bid(each.pk, "is_tied_to_large_firm") for each in rows] == [
            (None,),
            (True,),
            (None,),
        ]


def move(county: County, body: Body, parent: Body | None, since: date) -> None:
    with on(since):
        found = Body.objects.get(pk=body.pk)
        move_body(
            by=county.system, body=found, version=found.version, parent=parent, since=since,
            document=paper(found),
        )  # fmt: skip


def test_below_the_threshold_relations_stop_nothing(county: County, made: Procurement) -> None:
    above = enterprise(county, "上级")
    with on(REVIEWED):
        [found, _other] = offers(county, made, enterprise(county, "下级", above), above)
        assert verdict(found, RELATED) is Verdict.FAIL
        Procurement.objects.filter(pk=made.pk).update(law_method="below_threshold")
        assert verdict(found, RELATED) is Verdict.NOT_APPLICABLE


def test_a_superior_of_a_social_organisation_is_not_known_to_manage_it(
    county: County, made: Procurement
) -> None:
    above = enterprise(county, "上级")
    below = register_body(
        by=county.system, name="云岭社工服务中心", kind="social_service_organisation", place=county.place, parent=above
    )  # fmt: skip
    with on(REVIEWED):
        rows = offers(county, made, above, below)
        assert [facts_of_bid(each.pk, "controls_or_manages_other") for each in rows] == [(None,)] * 2


def test_a_prison_s_enterprise_counts_as_small_whatever_stands_above_it(
    county: County, made: Procurement
) -> None:
    large = enterprise(county, "监狱集团", size="large")
    said = {"declared_size": "small", "has_declaration": True, "feature": "prison_enterprise"}
    with on(REVIEWED):
        [found] = offers(county, made, enterprise(county, "监狱企业", large), **said)
        assert facts_of_bid(found.pk, "is_tied_to_large_firm") == (None,)


def test_sisters_and_those_further_off_have_no_direct_relation(county: County, made: Procurement) -> None:
    top = enterprise(county, "集团")
    middle = enterprise(county, "中间", top)
    with on(REVIEWED):
        rows = offers(
            county, made, top, enterprise(county, "大姐", middle), enterprise(county, "小妹", middle)
        )
        assert [facts_of_bid(each.pk, "controls_or_manages_other") for each in rows] == [(None,)] * 3
        assert {verdict(each, RELATED) for each in rows} == {Verdict.MISSING}


def test_members_of_one_consortium_may_be_related(county: County, made: Procurement) -> None:
    lead = enterprise(county, "牵头")
    shares = [(lead, Decimal(60)), (enterprise(county, "成员", lead), Decimal(40))]
    with on(REVIEWED):
        [joint] = offers(county, made, lead, members=shares, small_share_percent=Decimal(100))
        offers(county, made, enterprise(county, "别家"))
        assert facts_of_bid(joint.pk, "controls_or_manages_other") == (None,)


@pytest.mark.makes("award.same_head_as_other", "award.controls_or_manages_other")
def test_who_is_asked_alone_has_no_relation_to_another(county: County) -> None:
    made = begun(county, "single_source", "addition", code="53999927331T000000010")
    with on(BEGIN, 15):
        offer = talked(county, made, 1, "480000")
        examine(response=offer.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        assert facts_of_bid(offer.pk, "same_head_as_other", "controls_or_manages_other") == (None, None)
        settle(procurement=made.pk, response=offer.pk, price=Decimal(480000), talks=TALKS, by=county.officer)
        assert facts_of_bid(offer.pk, "same_head_as_other", "controls_or_manages_other") == (False, False)


@pytest.mark.makes("award.is_tied_to_large_firm", "award.sme_declared")
def test_a_small_enterprise_right_below_a_large_one_declares_in_vain(
    county: County, made: Procurement
) -> None:
    large = enterprise(county, "大集团", size="large")
    with on(REVIEWED):
        bodies = enterprise(county, "小公司", large), enterprise(county, "别家")
        tied, free = offers(county, made, *bodies, declared_size="small", has_declaration=True)
        assert facts_of_bid(tied.pk, "is_tied_to_large_firm", "sme_declared") == (True, True)
        assert facts_of_bid(free.pk, "is_tied_to_large_firm") == (None,)
        assert [verdict(each, AFFILIATE) for each in (tied, free)] == [
            Verdict.MISSING
        ] * 2  # nothing deducted yet
        Procurement.objects.filter(pk=made.pk).update(reserve="whole")
        assert [verdict(each, AFFILIATE) for each in (tied, free)] == [Verdict.FAIL, Verdict.MISSING]
