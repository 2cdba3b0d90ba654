"""An addition names the first procurement, and all additions to it together stay within a tenth, to the fen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from goufu.core.errors import Refusal
from goufu.core.opinion import Opinion
from goufu.law.model import Verdict
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.deciding import withdraw_procurement
from goufu.procurement.actions.planning import choose_method, save_procurement
from goufu.procurement.law import facts_of
from goufu.procurement.models import Procurement, Share
from goufu.procurement.tests.asking import program_of
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import REVIEWED, reported, signed, verdict_of
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.talking import planned_lane
from goufu.registry.tests.county import County, sign_in

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)
TENTH = "procurement.single-source-addition"


def addition(county: County, share: str, code: str = "53999927331T000000010") -> Procurement:
    return planned_lane(county, "single_source", "addition", code=code, share=Decimal(share))


def says(county: County, found: Procurement, **values: Any) -> Procurement:
    found.refresh_from_db()
    return save_procurement(procurement=found.pk, by=county.officer, version=found.version, values=values)


def verdict(found: Procurement) -> Verdict:
    return verdict_of(Opinion.of_record("procurement", found.pk), TENTH)


def of_a_contract(county: County, found: Procurement, amount: str) -> Procurement:
    return says(
        county,
        found,
        first_number="云民合〔2025〕3号",
        first_on=date(2025, 3, 1),
        first_amount=Decimal(amount),
    )


def test_additions_to_one_contract_are_added_up_to_the_fen(county: County, made: Procurement) -> None:
    one = addition(county, "30000.00")
    assert verdict(one) is Verdict.MISSING
    of_a_contract(county, one, "500000")
    assert verdict(one) is Verdict.PASS
    other = addition(county, "20000.00", "53999927331T000000011")
    of_a_contract(county, other, "500000")
    assert [verdict(each) for each in (one, other)] == [Verdict.PASS] * 2  # a tenth exactly
    assert facts_of(one)["added_yuan"] == Decimal("50000.00")
    Share.objects.filter(procurement=other).update(amount=Decimal("20000.01"))
    assert [verdict(each) for each in (one, other)] == [Verdict.FAIL] * 2
    withdraw_procurement(procurement=other.pk, reason="并入原合同的续签，不再添购", by=county.officer)
    assert verdict(one) is Verdict.PASS


def test_a_first_procurement_of_this_house_is_known(county: County, made: Procurement) -> None:
    more = addition(county, "56000.00")
    with pytest.raises(Refusal, match="还没有确定供应商"):
        says(county, more, first_number=made.number)
    with pytest.raises(Refusal, match="这次采购自己"):
        says(county, more, first_number=more.number)
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        award(procurement=made.pk, response=report.placings.get(rank=1).response_id, by=county.lead)
        says(county, more, first_number=f" {made.number} ", first_amount=Decimal(9_000_000))
        more.refresh_from_db()
        assert (more.first_number, more.first_amount) == (made.number, None)
        assert facts_of(more)["original_contract_yuan"] == Decimal("560000.00")
        assert verdict(more) is Verdict.PASS
        Share.objects.filter(procurement=more).update(amount=Decimal("56000.01"))
        assert verdict(more) is Verdict.FAIL


def test_what_is_no_addition_has_no_first_procurement(county: County, made: Procurement) -> None:
    found = addition(county, "30000.00")
    page = reverse("procurement:plan", args=[found.pk])
    client: Client = sign_in(county.officer)
    assert 'name="first_number"' in client.get(page).content.decode()
    of_a_contract(county, found, "500000")
    found = choose_method(
        procurement=found.pk, method="single_source", ground="sole_supplier", by=county.officer
    )
    assert (found.first_number, found.first_on, found.first_amount) == ("", None, None)
    assert 'name="first_number"' not in client.get(page).content.decode()
    program_of(county.officer)(f"{found.pk}/plan", {"version": found.version, "first_number": None})
    with pytest.raises(Refusal, match="不是添购") as refused:
        of_a_contract(county, found, "500000")
    assert refused.value.articles == ("procurement-law:31",)
