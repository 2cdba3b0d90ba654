"""Buying together: nobody joins another's procurement uninvited, and what was added goes out again with a reason."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from django.urls import reverse

from goufu import wall_clock
from goufu.core.action import history
from goufu.core.errors import NotFound, Refusal
from goufu.core.roles import Role
from goufu.funds.tests.money import budget_line
from goufu.planning.actions.deciding import approve_project, submit_project
from goufu.planning.actions.writing import draft_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.planning.tests.writing import complete
from goufu.procurement.actions.buying_together import (
    join_procurement,
    leave_out_purchaser,
    leave_procurement,
    take_in_purchaser,
)
from goufu.procurement.actions.deciding import withdraw_procurement
from goufu.procurement.actions.following import take_over_procurements
from goufu.procurement.actions.planning import draft_procurement, left_of, save_procurement
from goufu.procurement.impact import procurements as procurements_changed
from goufu.procurement.law import facts_of
from goufu.procurement.models import Procurement
from goufu.procurement.queries.procurements import of_project, procurement_for, procurements
from goufu.procurement.tests.procuring import approved_project
from goufu.procurement.work.procurements import waiting
from goufu.registry.agents import Agent
from goufu.registry.impact import BodyChange
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, sign_in

pytestmark = pytest.mark.django_db
TOGETHER = Decimal(300_000)
REASON = "服务对象不同，分开采购"


@pytest.fixture
def leading(county: County) -> Procurement:
    project = approved_project(county)
    return draft_procurement(title="上门护理", amounts={project.pk: Decimal(600_000)}, by=county.officer)


@pytest.fixture
def teacher(county: County) -> Agent:
    return agent("钱经办", county.education, Role.PURCHASING_OFFICER)


@pytest.fixture
def other(county: County, teacher: Agent) -> Project:
    """An approved project of the education bureau."""
    line = budget_line(county.education, code="53999927331T000000008", approved="300000")
    made = draft_project(by=teacher, values={"title": "失能老人上门护理服务（教育系统）", "year": line.year})
    complete(made, line, teacher, amount="300000")
    submit_project(project=made.pk, by=teacher)
    reviewed = [each.rule.id for each in opinion_on(made.pk).to_review]
    approve_project(project=made.pk, by=county.treasurer, reviewed=reviewed)
    return Project.objects.get(pk=made.pk)


def take_in(leading: Procurement, county: County) -> None:
    take_in_purchaser(procurement=leading.pk, name=county.education.name, by=county.officer)


def leave_out(leading: Procurement, county: County, by: Agent, reason: str = REASON) -> None:
    leave_out_purchaser(procurement=leading.pk, body=county.education.pk, reason=reason, by=by)


def to_join(by: Agent) -> list[str]:
    return [item.what for group in waiting(by) if group.title == "联合采购" for item in group.items]


def test_nobody_joins_who_was_not_taken_in(
    county: County, leading: Procurement, teacher: Agent, other: Project
) -> None:
    with pytest.raises(NotFound):
        join_procurement(procurement=leading.pk, project=other.pk, amount=TOGETHER, by=teacher)
    with pytest.raises(NotFound):
        take_in_purchaser(procurement=leading.pk, name=county.education.name, by=teacher)
    assert not leading.shares.filter(project=other).exists()
    assert to_join(teacher) == []
    assert (
        "还没有单位请本单位一起采购"
        in sign_in(teacher).get(reverse("procurement:join", args=[other.pk])).text
    )


def test_a_body_that_was_taken_in_joins_with_its_project(
    county: County, leading: Procurement, teacher: Agent, other: Project
) -> None:
    take_in(leading, county)
    with pytest.raises(NotFound):
        procurement_for(teacher, leading.pk)  # it sees no more than who asks for it
    assert to_join(teacher) == [f"加入联合采购：{leading.title}　{county.civil.name}"]
    join_procurement(procurement=leading.pk, project=other.pk, amount=TOGETHER, by=teacher)
    assert to_join(teacher) == []
    assert facts_of(leading)["budget_yuan"] == Decimal(900_000)
    [foreign] = leading.shares.exclude(project=other.pk).values_list("project", flat=True)
    with pytest.raises(NotFound):
        join_procurement(procurement=leading.pk, project=foreign, amount=Decimal(1), by=teacher)
    assert of_project(teacher, other) == [leading]
    everybody = (teacher, county.officer, county.lead, county.treasurer, county.auditor, county.system)
    for project, by in product((other, Project.objects.get(pk=foreign)), everybody):
        assert of_project(by, project) == list(procurements(by).filter(shares__project=project))


def test_only_bodies_of_the_same_finance_office_are_taken_in_and_once(
    county: County, leading: Procurement
) -> None:
    Body.objects.filter(pk=county.education.pk).update(office=None)
    with pytest.raises(Refusal, match="没有别的单位"):
        take_in(leading, county)
    with pytest.raises(Refusal, match="没有别的单位"):
        take_in_purchaser(procurement=leading.pk, name=county.civil.name, by=county.officer)
    Body.objects.filter(pk=county.education.pk).update(office=county.civil.office)
    take_in(leading, county)
    with pytest.raises(Refusal, match="已经请"):
        take_in(leading, county)
    withdraw_procurement(procurement=leading.pk, reason="改由上级统一采购", by=county.officer)
    with pytest.raises(Refusal, match="不能请单位一起采购"):
        take_in(leading, county)


def test_who_is_left_out_has_its_money_again_and_reads_why(
    county: County, leading: Procurement, teacher: Agent, other: Project
) -> None:
    take_in(leading, county)
    join_procurement(procurement=leading.pk, project=other.pk, amount=TOGETHER, by=teacher)
    with pytest.raises(NotFound):
        leave_out(leading, county, teacher)
    with pytest.raises(Refusal, match="理由"):
        leave_out(leading, county, county.officer, reason="")
    leave_out(leading, county, county.officer)
    assert facts_of(leading)["budget_yuan"] == Decimal(600_000)
    assert left_of(other) == TOGETHER
    assert history(other)[0].facts["reason"] == REASON
    with pytest.raises(NotFound):
        procurement_for(teacher, leading.pk)
    with pytest.raises(NotFound):
        join_procurement(procurement=leading.pk, project=other.pk, amount=TOGETHER, by=teacher)
    with pytest.raises(Refusal, match="不在这次采购里"):
        leave_out(leading, county, county.officer)


def test_pages_lead_from_taking_in_to_leaving_out(
    county: County, leading: Procurement, teacher: Agent, other: Project
) -> None:
    page = reverse("procurement:procurement", args=[leading.pk])
    officer, guest = sign_in(county.officer), sign_in(teacher)
    assert "不再一起采购" not in officer.get(page).text
    sent = {"name": county.education.name, "version": leading.version}
    assert officer.post(f"{page}take-in/", sent).status_code == 302
    shown = officer.get(page).text
    assert f"请{county.education.name}一起采购" in shown
    assert "不再一起采购" in shown
    join = reverse("procurement:join", args=[other.pk])
    assert leading.number in guest.get(join).text
    assert guest.post(join, {"procurement": leading.pk, "amount": "300000"}).status_code == 302
    assert leading.shares.get(project=other).amount == TOGETHER
    leading.refresh_from_db()
    sent = {"body": county.education.pk, "reason": REASON, "version": leading.version}
    assert officer.post(f"{page}leave-out/", sent).status_code == 302
    assert not leading.shares.filter(project=other).exists()
    assert REASON in guest.get(reverse("planning:project", args=[other.pk])).text


def joined_with(by: Agent) -> list[str]:
    return [item.what for group in waiting(by) if group.title == "加入联合采购的单位" for item in group.items]


def test_the_leading_one_is_told_at_home_until_it_looks_after_its_plan(
    county: County, leading: Procurement, teacher: Agent, other: Project
) -> None:
    take_in(leading, county)
    assert joined_with(county.officer) == []
    join_procurement(procurement=leading.pk, project=other.pk, amount=TOGETHER, by=teacher)
    assert joined_with(county.officer) == [f"{county.education.name}加入了联合采购：{leading.title}"]
    assert joined_with(teacher) == []
    leading.refresh_from_db()
    values = {"title": leading.title, "contract_term_text": "一年"}
    save_procurement(procurement=leading.pk, by=county.officer, version=leading.version, values=values)
    assert joined_with(county.officer) == []


def test_who_joined_leaves_by_itself_while_it_is_planned(
    county: County, leading: Procurement, teacher: Agent, other: Project
) -> None:
    with pytest.raises(NotFound):
        leave_procurement(procurement=leading.pk, reason=REASON, by=teacher)
    take_in(leading, county)
    join_procurement(procurement=leading.pk, project=other.pk, amount=TOGETHER, by=teacher)
    with pytest.raises(Refusal, match="理由"):
        leave_procurement(procurement=leading.pk, reason="", by=teacher)
    with pytest.raises(NotFound):
        leave_procurement(procurement=leading.pk, reason=REASON, by=county.officer)
    guest, page = sign_in(teacher), reverse("procurement:leave_joint", args=[leading.pk])
    assert page in guest.get(reverse("planning:project", args=[other.pk])).text
    assert guest.post(page, {"reason": REASON}).status_code == 302
    assert facts_of(leading)["budget_yuan"] == Decimal(600_000)
    assert left_of(other) == TOGETHER
    assert history(other)[0].facts["reason"] == REASON
    assert history(leading)[0].facts["reason"] == REASON
    assert guest.get(page).status_code == 404


def test_nobody_leaves_what_has_ended(
    county: County, leading: Procurement, teacher: Agent, other: Project
) -> None:
    take_in(leading, county)
    join_procurement(procurement=leading.pk, project=other.pk, amount=TOGETHER, by=teacher)
    withdraw_procurement(procurement=leading.pk, reason="改由上级统一采购", by=county.officer)
    with pytest.raises(Refusal, match="不能不再一起采购"):
        leave_procurement(procurement=leading.pk, reason=REASON, by=teacher)


@pytest.mark.parametrize("heir", ["nursing", "civil"])
def test_an_invitation_follows_a_merger_and_ends_where_the_heir_is_in_already(
    county: County, leading: Procurement, heir: str
) -> None:
    take_in(leading, county)
    into: Body = getattr(county, heir)
    change = BodyChange(county.education, into, wall_clock.today())
    listed = [each.what for each in procurements_changed(county.system, change) if each.count]
    assert listed == ["请它一起采购的方案，改请承接的单位"]
    for _twice in range(2):
        take_over_procurements(ended=county.education.pk, successor=into.pk, since="2026-12-01")
    expected = [] if into == leading.purchaser else [into]
    assert [each.body for each in leading.co_purchasers.all()] == expected
