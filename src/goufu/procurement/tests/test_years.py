"""One procurement for several years: the plan knows each year's money, and that the contract is signed year by year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from goufu.core.errors import Refusal
from goufu.planning.models import Project
from goufu.procurement.actions.planning import save_procurement
from goufu.procurement.filling import Filling
from goufu.procurement.forms.planning import PlanForm
from goufu.procurement.models import Notice, Procurement
from goufu.procurement.tests.procuring import BEGIN, approved_project, on, planned
from goufu.procurement.years import years_of
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db


def of_years(county: County, **amounts: Any) -> Procurement:
    """A plan whose project was approved for 36 months, 600,000 yuan in the first year."""
    project = approved_project(county)
    Project.objects.filter(pk=project.pk).update(term_months=36, **amounts)
    with on(BEGIN):
        return planned(county, Project.objects.get(pk=project.pk), contract_term_text="")


def said(made: Procurement, field: str) -> str:
    filling = Filling(Notice(procurement=Procurement.objects.get(pk=made.pk), kind="consultation"))
    return next(each.text for each in filling.fields if each.field.name == field)


def test_a_plan_of_three_years_says_each_years_money_and_that_it_is_signed_yearly(county: County) -> None:
    made = of_years(county, amount=1_200_000, second_year=290_000, third_year=310_000)
    assert years_of(made) == [(2027, Decimal(600_000)), (2028, Decimal(290_000)), (2029, Decimal(310_000))]
    begins = PlanForm.starting_with(made)
    assert begins["contract_term_text"] == "自合同签订之日起36个月"
    with on(BEGIN):
        values = {"contract_term_text": begins["contract_term_text"], "signs_yearly": True}
        save_procurement(procurement=made.pk, by=county.officer, version=made.version, values=values)
        assert said(made, "term") == "自合同签订之日起36个月；采购一次，合同逐年签订"
        assert said(made, "budget") == (
            "1,200,000.00 元（2027年 600,000.00 元，2028年 290,000.00 元，2029年 310,000.00 元）"
        )


def test_a_project_of_one_year_is_not_signed_yearly(county: County) -> None:
    made = of_years(county)
    assert years_of(made) == []
    with on(BEGIN), pytest.raises(Refusal, match="没有以后年度的安排"):
        save_procurement(
            procurement=made.pk, by=county.officer, version=made.version, values={"signs_yearly": True}
        )
