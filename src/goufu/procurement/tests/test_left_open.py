"""What rules leave unanswered is told: what a person judges before a procurement begins, what isn't known, what comes later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from goufu.core.errors import NotAllowed, Refusal
from goufu.core.roles import Role
from goufu.procurement.actions.judging import judge
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.planning import choose_method, draft_procurement, save_procurement
from goufu.procurement.actions.scoring import FactorIn, save_scoring
from goufu.procurement.forms.grades import grades_in
from goufu.procurement.law import days_of, facts_of, opinion_of
from goufu.procurement.left_open import left_open
from goufu.procurement.models import Procurement, Tick
from goufu.procurement.tests.procuring import (
    BEGIN,
    PLAN,
    announced,
    approved_project,
    days,
    on,
    publish,
    running,
)
from goufu.procurement.tests.test_work import waiting
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Person
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
FACTORS = [
    FactorIn(
        "服务方案",
        Decimal(80),
        grades=grades_in("41—80 逐项写明人员、频次和应急办法\n0—40 缺其中一项说明", "服务方案"),
    )
]
BEFORE = BEGIN - timedelta(days=35)


def unjudged(
    county: County, by: Agent, method: str = "consultation", ground: str = "service_purchase"
) -> Procurement:
    """A plan with its file and its intention, of which nobody has judged anything."""
    project = approved_project(county)
    made = draft_procurement(title=project.title, amounts={project.pk: Decimal(600_000)}, by=by)
    made = choose_method(procurement=made.pk, method=method, ground=ground, by=by)
    values = PLAN | days(BEGIN)
    made = save_procurement(procurement=made.pk, by=by, version=made.version, values=values)
    made = save_scoring(procurement=made.pk, price_points=Decimal(20), factors=FACTORS, by=by)
    announced(made, "intention", county, BEFORE)
    return made


def judged(made: Procurement, fact: str, by: Agent) -> Procurement:
    return judge(procurement=made.pk, fact=fact, holds=False, reason="逐项看过，没有这种情形", by=by)


def facts_open(made: Procurement) -> list[str]:
    opinion, happened = opinion_of(made), days_of(made.occurrences.all())
    return [each.fact for each in left_open(opinion, facts_of(made), happened).judgements]


def test_nothing_begins_while_a_judgement_that_a_rule_reads_is_open(county: County) -> None:
    with on(BEFORE):
        made = unjudged(county, county.officer)
    with on(BEGIN):
        drafted = draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
        with pytest.raises(Refusal, match="“资格条件是否又评分”还没有人判断") as refused:
            publish(drafted, county.lead)
        [also] = refused.value.also
        assert "“是否政务信息系统”还没有人判断，“政务信息系统服务价格分百分之十”因此" in also.what
        assert also.articles == ("mof-treasury-2017-210:scoring",)
        judged(made, "is_it_system", county.officer)
        judged(made, "qualification_scored", county.lead)
        publish(drafted, county.lead)
    assert Procurement.objects.get(pk=made.pk).state == "running"


@pytest.mark.parametrize(
    ("method", "ground", "wanted"),
    [
        ("consultation", "service_purchase", {"is_it_system", "qualification_scored"}),
        (
            "open_tender",
            "",
            {
                "is_it_system",
                "qualification_scored",
                "standards_uniform",
                "is_complex",
                "has_great_social_impact",
            },
        ),
    ],
)
def test_a_person_judges_only_what_rules_of_the_method_read(
    county: County, method: str, ground: str, wanted: set[str]
) -> None:
    with on(BEFORE):
        assert {*facts_open(unjudged(county, county.officer, method, ground))} == wanted


def test_where_nothing_is_scored_nobody_is_asked_whether_qualification_is(county: County) -> None:
    with on(BEFORE):
        project = approved_project(county)
        made = draft_procurement(title="采购", amounts={project.pk: Decimal(600_000)}, by=county.officer)
        choose_method(procurement=made.pk, method="single_source", ground="sole_supplier", by=county.officer)
        assert facts_of(made)["qualification_scored"] is False
        assert facts_open(Procurement.objects.get(pk=made.pk)) == []


def test_whoever_wrote_the_plan_does_not_look_through_it_unless_nobody_else_can(county: County) -> None:
    with on(BEFORE):
        made = unjudged(county, county.officer)
        with pytest.raises(NotAllowed, match="编制方案的是您自己"):
            judged(made, "qualification_scored", county.officer)
        others = Appointment.objects.filter(
            body=county.civil, role__in=[Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD]
        ).exclude(person=county.officer.person)
        others.delete()
        judged(made, "qualification_scored", county.officer)
    assert Tick.objects.get().person == county.officer.person


def test_whoever_can_t_sign_in_any_more_is_nobody_else_who_looks_through_it(county: County) -> None:
    with on(BEFORE):
        made = unjudged(county, county.officer)
        away = Appointment.objects.filter(body=county.civil).exclude(person=county.officer.person)
        Person.objects.filter(pk__in=away.values("person")).update(is_active=False)
        judged(made, "qualification_scored", county.officer)
    assert Tick.objects.get().person == county.officer.person


def test_the_plan_s_next_step_leads_to_each_judgement_for_whom_it_is(
    county: County, signed_in: SignIn
) -> None:
    with on(BEFORE):
        made = unjudged(county, county.officer)
    with on(BEGIN):
        assert waiting(county.officer, "待开始的采购") == []
        assert waiting(county.lead, "待开始的采购") == [
            f"判断资格条件是否又评分：{made.title} {BEGIN.isoformat()}"
        ]
        officer, lead, address = (
            signed_in(county.officer),
            signed_in(county.lead),
            f"/procurements/{made.pk}/",
        )
        first = f"{address}judgement/?fact=is_it_system"  # the other is not the officer's
        assert officer.get(address).context["next"].url == first
        assert officer.get(first).context["form"].initial["fact"] == "is_it_system"
        judged(made, "is_it_system", county.officer)
        assert "等编制方案以外的人判断" in officer.get(address).context["next"].sentence
        assert lead.get(address).context["next"].url == f"{address}judgement/?fact=qualification_scored"
        judged(made, "qualification_scored", county.lead)
        assert waiting(county.lead, "待开始的采购") == []
        assert officer.get(address).context["next"].word == "起草竞争性磋商公告"


def test_the_page_tells_what_is_open_from_what_comes_later(county: County, signed_in: SignIn) -> None:
    with on(BEFORE):
        made = unjudged(county, county.officer)
        page = signed_in(county.officer).get(f"/procurements/{made.pk}/").content.decode()
        assert "2 项要由人判断，判断以前不能开始采购" in page and "?fact=qualification_scored" in page


def test_what_comes_with_a_later_step_is_told_apart(county: County, signed_in: SignIn) -> None:
    made = running(county)
    with on(BEGIN):
        page = signed_in(county.officer).get(f"/procurements/{made.pk}/").content.decode()
    later = page[page.index("条还没到") :]
    assert "要由人判断" not in page and "评审专家不少于三分之二" in later and "order-87" in later
