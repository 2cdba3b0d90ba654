"""Yes/no facts of plans, reviews and ends: each made by the action from which it comes, and seen as the rules are given it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.ending import end_procurement
from goufu.procurement.actions.examining import ask_explanation, decide_explanation, examine
from goufu.procurement.actions.planning import choose_method, draft_procurement, save_procurement
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.law import facts_of
from goufu.procurement.models import Part, Procurement, Quotation
from goufu.procurement.tests.framing import planned_framework
from goufu.procurement.tests.procuring import BEGIN, announced, approved_project, on, running
from goufu.procurement.tests.reviewing import (
    REVIEWED,
    drawn,
    facts_of_bid,
    passed,
    responded,
    scored,
    seats,
)
from goufu.procurement.tests.standing import made_once, nothing, standing
from goufu.procurement.tests.talking import begun, talked
from goufu.registry.tests.county import County

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)


def write_plan(county: County, number: int, field: str, value: object) -> None:
    version = Procurement.objects.get(pk=number).version
    save_procurement(procurement=number, by=county.officer, version=version, values={field: value})


@pytest.mark.makes(
    "procurement.is_sme_reserved",
    "procurement.has_prequalification",
    "procurement.has_fixed_price",
    "procurement.accepts_consortium",
    "procurement.bid_deposit_cash_only",
    "procurement.includes_goods",
    "procurement.applies_domestic_standard",
)
@made_once(nothing)
def test_what_the_plan_says_is_what_the_rules_are_given_and_what_it_does_not_say_is_unknown(
    county: County, made: None
) -> None:
    said: dict[str, tuple[str, object, object]] = {
        "is_sme_reserved": ("reserve", "whole", "none"),
        "has_prequalification": ("has_prequalification", True, False),
        "has_fixed_price": ("has_fixed_price", True, False),
        "accepts_consortium": ("accepts_consortium", True, False),
        "bid_deposit_cash_only": ("bid_deposit_cash_only", True, False),
        "includes_goods": ("goods", "domestic", "none"),
        "applies_domestic_standard": ("goods", "domestic", "other"),
    }
    with on(BEGIN):
        project = approved_project(county)
        plan = draft_procurement(title="上门护理", amounts={project.pk: Decimal(1000)}, by=county.officer)
        choose_method(procurement=plan.pk, method="open_tender", ground="", by=county.officer)
        assert not said.keys() & facts_of(plan).keys()
        for fact, (field, yes, no) in said.items():
            for value, is_so in ((yes, True), (no, False)):
                write_plan(county, plan.pk, field, value)
                assert facts_of(plan)[fact] is is_so


@pytest.mark.makes("procurement.is_framework_plan_cleared")
@made_once(planned_framework)
def test_a_plan_of_an_agreement_is_cleared_once_somebody_records_it(
    county: County, made: Procurement
) -> None:
    with on(BEGIN):
        assert facts_of(made)["is_framework_plan_cleared"] is False
        record_event(procurement=made.pk, event="plan_cleared", day=BEGIN, by=county.officer)
        assert facts_of(made)["is_framework_plan_cleared"] is True


@pytest.mark.makes(
    "award.conformity_passed",
    "award.found_too_low",
    "award.explanation_asked",
    "award.explanation_accepted",
    "award.rejected_for_low_price",
    "award.low_price_recorded",
)
def test_low_prices_are_found_explained_and_recorded(county: County, made: Procurement) -> None:
    prices = ("240000", "540000", "575000", "560000")
    names = (
        *("conformity_passed", "found_too_low", "explanation_asked"),
        *("explanation_accepted", "rejected_for_low_price", "low_price_recorded"),
    )
    with on(REVIEWED):
        drawn(county, made)
        low, judged, good, _empty = rows = [each.pk for each in responded(county, made, prices)]
        head, *others = seats(county, made)
        assert {facts_of_bid(each, *names) for each in rows} == {(None, False, False, None, False, None)}
        passed(made, head, county)
        examine(response=rows[3], part=Part.CONFORMITY, has_passed=False, reason="没有服务方案", by=head)
        ask_explanation(response=low, minutes=30, by=head)
        ask_explanation(response=judged, minutes=30, is_judged=True, by=head)
        assert [facts_of_bid(each, *names) for each in rows] == [
            (True, False, True, None, False, None),
            (True, True, True, None, False, None),
            (True, False, False, None, False, None),
            (False, False, False, None, False, None),
        ]
        decide_explanation(response=low, text="愿意亏", is_accepted=False, reason="没有成本证明", by=head)
        decide_explanation(response=judged, text="成本表", is_accepted=True, reason="成本表可信", by=head)
        responded(county, made, prices[:3], Quotation.FINAL)
        scored(made, [head, *others])
        conclude(by=head, seen=True)
        assert [facts_of_bid(each, *names) for each in (low, judged, good)] == [
            (True, False, True, False, True, True),
            (True, True, True, True, False, True),
            (True, False, False, None, False, None),
        ]


@pytest.mark.makes("award.is_unit_price_misplaced")
def test_a_unit_price_with_a_misplaced_point_is_found_by_the_panel(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        [row, *_] = responded(county, made, ("560000",), unit_prices_total=Decimal(5_600_000))
        head = seats(county, made)[0]
        assert facts_of_bid(row.pk, "is_unit_price_misplaced") == (None,)
        for found in (False, True):
            examine(response=row.pk, part=Part.PRICE, has_passed=True, is_misplaced=found, by=head)
            assert facts_of_bid(row.pk, "is_unit_price_misplaced") == (found,)


@pytest.mark.makes("procurement.procurement_ended", "award.procurement_ended")
def test_what_a_notice_of_termination_ends_has_ended_for_its_bids_too(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        [row] = responded(county, made, ("560000",))
        assert facts_of(made)["procurement_ended"] is False
        assert facts_of_bid(row.pk, "procurement_ended") == (False,)
        announced(made, "termination", county, reason="有效响应不足三家，采购终止")
        assert facts_of(made)["procurement_ended"] is True
        assert facts_of_bid(row.pk, "procurement_ended") == (True,)


@pytest.mark.makes("procurement.procurement_ended", "award.procurement_ended")
@made_once(begun)
def test_what_its_head_ends_without_a_notice_has_ended_too(county: County, made: Procurement) -> None:
    row = talked(county, made, 1, "480000").pk
    with on(BEGIN + timedelta(days=1)):
        assert facts_of(made)["procurement_ended"] is False
        end_procurement(
            procurement=made.pk, cause="need_gone", reason="灾情已经过去，不再需要", by=county.lead
        )
        assert facts_of(made)["procurement_ended"] is True
        assert facts_of_bid(row, "procurement_ended") == (True,)
