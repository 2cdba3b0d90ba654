"""Planning: sums within what was approved, several purchasers, methods that are lawful, judgements, what can't be undone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from goufu.core.errors import NotAllowed, Refusal
from goufu.law.model import Verdict
from goufu.planning.actions.deciding import adjust_project, withdraw_project
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project
from goufu.procurement.actions.deciding import begin_procurement, record_event, withdraw_procurement
from goufu.procurement.actions.following import take_over_procurements
from goufu.procurement.actions.judging import judge
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.planning import choose_method, draft_procurement, left_of, save_procurement
from goufu.procurement.law import facts_of, opinion_of
from goufu.procurement.models import Procurement, Share
from goufu.procurement.tests.procuring import (
    BEGIN,
    PLAN,
    announced,
    approved_project,
    days,
    deputy,
    judged,
    on,
    planned,
    publish,
    with_scoring,
)
from goufu.procurement.tests.reviewing import verdict_of
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db


def drafted(county: County, project: Project, amount: str) -> Procurement:
    return draft_procurement(title="采购", amounts={project.pk: Decimal(amount)}, by=county.officer)


def test_procurements_of_a_project_stay_within_what_was_approved(county: County) -> None:
    project = approved_project(county)
    first = drafted(county, project, "400000")
    with pytest.raises(Refusal, match=r"还剩 200,000\.00 元"):
        drafted(county, project, "200000.01")
    second = drafted(county, project, "200000")
    assert left_of(project) == 0
    withdraw_procurement(procurement=first.pk, reason="改由上级统一采购", by=county.officer)
    assert left_of(project) == Decimal(400000)
    with pytest.raises(IntegrityError, match="超过了项目批准的金额"), transaction.atomic():
        Share.objects.filter(procurement=second).update(amount=Decimal(600001))


def test_only_approved_projects_of_the_own_body_are_procured(county: County) -> None:
    draft = draft_project(by=county.officer, values={"title": "助浴", "year": 2027})
    with pytest.raises(Refusal, match="还没有批准"):
        drafted(county, draft, "1000")
    with pytest.raises(Refusal, match="没有选项目"):
        draft_procurement(title="采购", amounts={}, by=county.officer)


def test_a_project_that_is_procured_stays_as_it_is(county: County) -> None:
    project = approved_project(county)
    made = drafted(county, project, "400000")
    with pytest.raises(Refusal, match="正在采购"):
        adjust_project(project=project.pk, reason="服务人数增加", by=county.officer)
    with pytest.raises(Refusal, match="正在采购"):
        withdraw_project(project=project.pk, reason="今年不再需要", by=county.officer)
    withdraw_procurement(procurement=made.pk, reason="先调整项目再采购", by=county.officer)
    adjust_project(project=project.pk, reason="服务人数增加", by=county.officer)


def test_a_method_that_is_not_lawful_is_refused_with_its_article(county: County) -> None:
    made = drafted(county, approved_project(county), "600000")
    with pytest.raises(Refusal, match="货物"):
        choose_method(procurement=made.pk, method="inquiry", by=county.officer)
    with pytest.raises(Refusal, match="规定的情形"):
        choose_method(procurement=made.pk, method="consultation", by=county.officer)
    with pytest.raises(Refusal, match="没有这种"):
        choose_method(procurement=made.pk, method="lottery", by=county.officer)


def test_what_a_method_has_nothing_of_is_taken_back_when_it_is_chosen(county: County) -> None:
    with on(BEGIN):
        made = planned(county, has_prequalification=False)
        assert made.bid_deadline_at and made.opens_at and made.evaluation_method
        made = choose_method(
            procurement=made.pk, method="single_source", ground="sole_supplier", by=county.officer
        )
        assert (made.bid_deadline_at, made.opens_at, made.file_until) == (None, None, None)
        assert (made.has_prequalification, made.evaluation_method, made.opening_place) == (None, "", "")
        assert made.contact
    assert facts_of(made).get("bid_deadline_on") is None


def test_an_urgent_need_is_judged_by_the_head_and_frees_from_the_intention(county: County) -> None:
    with on(BEGIN):
        made = planned(county)
        with pytest.raises(NotAllowed, match="负责人"):
            judge(
                procurement=made.pk,
                fact="is_unforeseen_urgent",
                holds=True,
                reason="洪水以后急需",
                by=county.officer,
            )
        judge(
            procurement=made.pk,
            fact="is_unforeseen_urgent",
            holds=True,
            reason="洪水以后急需",
            by=county.lead,
        )
        assert facts_of(made)["is_unforeseen_urgent"] is True
        announced(made, "consultation", county, BEGIN)
    assert Procurement.objects.get(pk=made.pk).state == "running"


@pytest.mark.parametrize(
    ("plan", "rule", "said"),
    [
        ({"track_record_count": 3}, "procurement.track-record", Verdict.FAIL),
        ({"track_record_count": 2}, "procurement.track-record", Verdict.PASS),
        ({}, "procurement.track-record", Verdict.MISSING),
        ({"goods": "other"}, "procurement.domestic-goods", Verdict.FAIL),
        ({"goods": "domestic"}, "procurement.domestic-goods", Verdict.PASS),
        ({"goods": "none"}, "procurement.domestic-goods", Verdict.NOT_APPLICABLE),
    ],
)
def test_a_plan_says_how_many_contracts_it_asks_for_and_which_goods_come_with_the_service(
    county: County, plan: dict[str, Any], rule: str, said: Verdict
) -> None:
    with on(BEGIN):
        assert verdict_of(opinion_of(planned(county, **plan)), rule) is said


def test_sums_of_lots_and_ceiling_are_held(county: County) -> None:
    with on(BEGIN - timedelta(days=40)):
        made = planned(county, ceiling=Decimal(600001))
        lots = [("城区", Decimal(200000)), ("山区", Decimal(300000))]
        save_procurement(procurement=made.pk, by=county.officer, version=made.version, values={}, lots=lots)
        announced(made, "intention", county, BEGIN - timedelta(days=40))
    with on(BEGIN):
        notice = draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
        with pytest.raises(Refusal, match=r"各包合计 500,000\.00 元") as refused:
            publish(notice, county.lead)
        assert any("最高限价" in each.what for each in refused.value.also)


@pytest.mark.parametrize(
    ("method", "ground", "kind"),
    [
        ("open_tender", "", "tender"),
        ("negotiation", "total_price_unknown", "negotiation"),
        ("consultation", "complex_or_special", "consultation"),
    ],
)
def test_each_method_with_a_notice_takes_the_same_way(
    county: County, method: str, ground: str, kind: str
) -> None:
    with on(BEGIN - timedelta(days=40)):
        project = approved_project(county)
        made = drafted(county, project, "600000")
        choose_method(procurement=made.pk, method=method, ground=ground, by=county.officer)
        found = Procurement.objects.get(pk=made.pk)
        values = PLAN | days(BEGIN)
        if method == "open_tender":
            deadline = values["bid_deadline_at"] + timedelta(days=10)
            values |= {
                "bid_deadline_at": deadline,
                "opens_at": deadline,
                "file_until": BEGIN + timedelta(days=9),
            }
        if method == "negotiation":
            values["evaluation_method"] = "lowest_price"
        save_procurement(procurement=made.pk, by=county.officer, version=found.version, values=values)
        if values["evaluation_method"] == "weighted":
            with_scoring(made, county.officer)
        judged(made, county)
        announced(made, "intention", county, BEGIN - timedelta(days=40))
    with on(BEGIN):
        announced(made, kind, county, BEGIN)
        found.refresh_from_db()
        assert found.state == "running"
        assert [each.rule.title for each in opinion_of(found).blocking] == []


def test_a_purchase_below_the_threshold_begins_without_a_notice(county: County) -> None:
    with on(BEGIN):
        made = drafted(county, approved_project(county, "60000"), "60000")
        made = choose_method(procurement=made.pk, method="self_purchase", by=county.officer)
        save_procurement(
            procurement=made.pk,
            by=county.officer,
            version=made.version,
            values={"starts_on": BEGIN, "organisation": "own"},
        )
        with pytest.raises(Refusal, match="现在不发"):
            draft_notice(procurement=made.pk, kind="intention", by=county.officer)
        begin_procurement(procurement=made.pk, by=county.lead)
        record_event(procurement=made.pk, event="file_provided", day=BEGIN, by=county.officer)
        with pytest.raises(Refusal, match="还没有到"):
            record_event(
                procurement=made.pk, event="awarded", day=BEGIN + timedelta(days=1), by=county.officer
            )
        record_event(procurement=made.pk, event="awarded", day=BEGIN, by=county.officer)
    assert [each.event for each in made.occurrences.all()] == ["started", "file_provided", "awarded"]


def test_whoever_planned_it_does_not_begin_it(county: County) -> None:
    with on(BEGIN):
        project = approved_project(county, "60000")
        made = draft_procurement(title="采购", amounts={project.pk: Decimal(60000)}, by=county.lead)
        choose_method(procurement=made.pk, method="self_purchase", by=county.lead)
        with pytest.raises(NotAllowed, match="您自己"):
            begin_procurement(procurement=made.pk, by=county.lead)
        with pytest.raises(Refusal, match="打算开始的日子"):
            begin_procurement(procurement=made.pk, by=deputy(county))


def test_the_successor_of_a_purchaser_takes_over_what_is_open(county: County) -> None:
    project = approved_project(county)
    made, ended = drafted(county, project, "400000"), drafted(county, project, "100000")
    withdraw_procurement(procurement=ended.pk, reason="改由上级统一采购", by=county.officer)
    take_over_procurements(ended=county.civil.pk, successor=county.education.pk, since="2027-01-01")
    purchasers = dict(Procurement.objects.values_list("pk", "purchaser"))
    assert purchasers == {made.pk: county.education.pk, ended.pk: county.civil.pk}
