"""Splitting is found when a method is chosen and before a notice: the other procurements are named, and a person decides."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from goufu.journal.models import Entry
from goufu.planning.models import Project
from goufu.procurement.actions.planning import choose_method, draft_procurement
from goufu.procurement.law import facts_of, opinion_of
from goufu.procurement.models import Procurement, Share
from goufu.procurement.tests.procuring import BEGIN, approved_project, on
from goufu.registry.agents import Agent
from goufu.registry.models import Place
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
RULE = "procurement.no-splitting"
ITEM = "C05010500"


def parts(county: County, *amounts: str) -> list[Procurement]:
    """Consultations that each take a part of one project, whose item is known, in a county whose threshold is two million."""
    Place.objects.filter(pk=county.place.pk).update(code="410122")
    total = sum((Decimal(each) for each in amounts), Decimal(0))
    project = approved_project(county, amount=str(total))
    Project.objects.filter(pk=project.pk).update(item_code=ITEM)
    found = []
    for number, amount in enumerate(amounts, start=1):
        made = draft_procurement(
            title=f"护理服务第{number}期", amounts={project.pk: Decimal(amount)}, by=county.officer
        )
        found.append(
            choose_method(
                procurement=made.pk, method="consultation", ground="service_purchase", by=county.officer
            )
        )
    Procurement.objects.update(starts_on=BEGIN)
    return found


def doubts(made: Procurement) -> list[str]:
    return [each.rule.id for each in opinion_of(made).to_review]


def test_the_others_are_named_and_a_person_decides(county: County) -> None:
    with on(BEGIN):
        first, second = parts(county, "1500000", "1500000")
        facts = facts_of(first)
        assert (facts["same_item_count"], facts["same_item_yuan"]) == (1, Decimal(3_000_000))
        assert facts["same_item_text"] == f"{second.number} {second.title}，1,500,000.00 元"
        assert RULE in doubts(first)
        logged = Entry.objects.filter(action="procurement.method.chosen").latest("pk")
        assert [each["letters"] for each in logged.answers] == ["f"]


@pytest.mark.parametrize(
    "change", [{"state": "withdrawn"}, {"method": "open_tender", "law_method": "open_tender"}]
)
def test_what_has_ended_or_is_tendered_does_not_count(county: County, change: dict[str, str]) -> None:
    with on(BEGIN):
        first, second = parts(county, "1500000", "1500000")
        if change.get("state"):
            change = change | {
                "end_reason": "不买了",
                "ended_by_id": str(county.lead.person.pk),
                "ended_at": "2026-12-01T00:00Z",
            }
        Procurement.objects.filter(pk=second.pk).update(**change)
        assert facts_of(first)["same_item_count"] == 0
        assert RULE not in doubts(first)


def test_two_within_the_threshold_and_another_item_are_no_splitting(county: County) -> None:
    with on(BEGIN):
        first, _second = parts(county, "900000", "960000")
        assert facts_of(first)["same_item_count"] == 1
        assert RULE not in doubts(first)
        Project.objects.update(item_code="")
        assert "same_item_count" not in facts_of(first)


def test_of_its_own_amount_only_what_is_of_that_item_counts(county: County) -> None:
    with on(BEGIN):
        first, _second = parts(county, "900000", "960000")
        other = approved_project(county, amount="3000000", code="53999927331T000000010")
        Share.objects.create(procurement=first, project=other, amount=Decimal(3_000_000))
        Project.objects.filter(pk=other.pk).update(item_code="C05020200")
        assert facts_of(first)["same_item_yuan"] == Decimal(1_860_000)
        assert RULE not in doubts(first)


def test_the_page_of_methods_says_it(county: County, signed_in: Callable[[Agent], Client]) -> None:
    with on(BEGIN):
        first, second = parts(county, "1500000", "1500000")
        page = signed_in(county.officer).get(reverse("procurement:method", args=[first.pk])).content.decode()
        assert "同一预算项目、同一品目还有别的采购" in page
        assert second.number in page
        assert "超过公开招标数额标准" in page
        Place.objects.filter(pk=county.place.pk).update(code="530199")
        page = signed_in(county.officer).get(reverse("procurement:method", args=[first.pk])).content.decode()
        assert "当地的公开招标数额标准没有收录" in page
