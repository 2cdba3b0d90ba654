"""Several projects at once; deleting a draft; copying last year's project."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from goufu.core.errors import NotFound, Refusal
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR
from goufu.journal.models import Entry
from goufu.planning.actions.deciding import submit_project, waive_rules, withdraw_project
from goufu.planning.actions.writing import copy_project, delete_draft, draft_project, save_project
from goufu.planning.models import Project, Waiver
from goufu.planning.tests.forms import sent_by, text
from goufu.planning.tests.writing import complete
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]


@pytest.fixture
def three(county: County, line: BudgetLine) -> list[Project]:
    """Two that can be submitted, and one that says nothing yet."""
    made = [
        draft_project(by=county.officer, values={"title": title, "year": YEAR})
        for title in ("失能老人上门护理服务", "老年人助浴服务", "老年人助餐服务")
    ]
    for each in made[:2]:
        complete(each, line, county.officer, amount="30000")
    return made


def sent(page: object, rows: list[Project]) -> dict[str, Any]:
    """The page's form with all the rows that it offers."""
    shown = text(page)
    offered = [each for each in rows if f'name="version-{each.pk}"' in shown]
    return sent_by(page) | {"chosen": [str(each.pk) for each in offered]}


def asked(verb: str, rows: list[Project]) -> dict[str, Any]:
    return {"verb": verb, "chosen": [each.pk for each in rows]}


def states(rows: list[Project]) -> list[str]:
    return [Project.objects.get(pk=each.pk).state for each in rows]


def test_what_can_be_submitted_is_and_what_cannot_says_why(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    officer = signed_in(county.officer)
    page = officer.get("/projects/several/", asked("submit", three))
    assert "选中 3 个项目，2 个可以办" in text(page)
    assert text(page).count("</span> 可以办</span>") == 2  # and not that it is done already
    assert "先有预算，后购买服务" in text(page)
    form = sent(page, three)
    told = officer.post("/projects/several/", form)
    assert "办成了 2 个" in text(told)
    assert states(three) == ["submitted", "submitted", "draft"]
    assert Entry.objects.filter(action="planning.project.submitted").count() == 2
    assert "办成了 2 个" in text(officer.post("/projects/several/", form))  # pressed twice
    assert Entry.objects.filter(action="planning.project.submitted").count() == 2


def test_the_way_back_is_the_list_as_it_was_filtered(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    officer, here = signed_in(county.officer), "/projects/?state=draft&amp;q=%E8%80%81%E5%B9%B4"
    listed = text(officer.get("/projects/?state=draft&q=%E8%80%81%E5%B9%B4"))
    assert f'<input type="hidden" name="next" value="{here}">' in listed
    chosen = asked("submit", three) | {"next": here.replace("&amp;", "&")}
    page = officer.get("/projects/several/", chosen)
    assert text(page).count(f'<a class="gf-btn line" href="{here}">返回</a>') == 1
    told = officer.post("/projects/several/", sent(page, three))
    assert f'<a class="gf-btn" href="{here}">回到项目</a>' in text(told)
    none = text(officer.get("/projects/several/", chosen | {"chosen": []}))
    assert f'<a class="gf-btn" href="{here}">回到项目</a>' in none and "选中 0 个" not in none
    elsewhere = officer.get("/projects/several/", chosen | {"next": "https://elsewhere.example/"})
    assert '<a class="gf-btn line" href="/projects/">返回</a>' in text(elsewhere)


def test_one_that_is_refused_does_not_stop_the_others(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    officer = signed_in(county.officer)
    form = sent(officer.get("/projects/several/", asked("submit", three)), three)
    first = Project.objects.get(pk=three[0].pk)
    save_project(project=first.pk, by=county.officer, version=first.version, values={"costing": "另行说明"})
    told = text(officer.post("/projects/several/", form))
    assert states(three) == ["draft", "submitted", "draft"]
    assert ("办成了 1 个" in told, "改动过这项内容" in told) == (True, True)


def test_one_that_is_sent_without_its_version_is_told_why_nothing_was_done(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    officer = signed_in(county.officer)
    form = sent(officer.get("/projects/several/", asked("submit", three)), three)
    del form[f"version-{three[0].pk}"]
    told = text(officer.post("/projects/several/", form))
    assert states(three) == ["draft", "submitted", "draft"]
    assert "没有送来打开页面时的版本" in told and "没有办</span>" not in told


def test_a_doubt_is_looked_into_by_itself_and_the_rest_is_approved(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    doubtful = Project.objects.get(pk=three[1].pk)
    save_project(
        project=doubtful.pk,
        by=county.officer,
        version=doubtful.version,
        values={"title": "云岭县路灯节能合同能源管理服务"},
    )
    for each in three[:2]:
        submit_project(project=each.pk, by=county.officer)
    treasurer = signed_in(county.treasurer)
    page = treasurer.get("/projects/several/", asked("approve", three))
    assert "有 1 项要由人核查，请打开它单独审核" in text(page)
    treasurer.post("/projects/several/", sent(page, three))
    assert states(three) == ["approved", "submitted", "draft"]


def test_withdrawing_several_wants_one_reason(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    officer = signed_in(county.officer)
    page = officer.get("/projects/several/", asked("withdraw", three))
    form = sent(page, three)
    assert officer.post("/projects/several/", form).status_code == 422
    assert states(three) == ["draft"] * 3
    officer.post("/projects/several/", form | {"reason": "今年不再需要"})
    assert states(three) == ["withdrawn"] * 3


def test_several_are_returned_with_one_reason_each_by_itself(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    for each in three[:2]:
        submit_project(project=each.pk, by=county.officer)
    treasurer = signed_in(county.treasurer)
    page = treasurer.get("/projects/several/", asked("return", three))
    assert "选中 3 个项目，2 个可以办" in text(page)
    assert '合计 <data value="60000.00">60,000.00 元</data>' in text(page)
    form = sent(page, three)
    assert treasurer.post("/projects/several/", form).status_code == 422
    assert states(three) == ["submitted", "submitted", "draft"]
    told = treasurer.post("/projects/several/", form | {"reason": "绩效目标要写清"})
    assert "办成了 2 个" in text(told)
    assert states(three) == ["returned", "returned", "draft"]
    returned = Project.objects.filter(state="returned")
    assert [(each.return_reason, each.returned_by) for each in returned] == [
        ("绩效目标要写清", county.treasurer.person)
    ] * 2
    assert Entry.objects.filter(action="planning.project.returned").count() == 2


def test_only_rows_that_something_can_be_done_with_have_a_tick(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    submitted, drafted, bare = three
    submit_project(project=submitted.pk, by=county.officer)
    withdraw_project(project=bare.pk, by=county.officer, reason="今年不再需要")

    def ticks(agent: Agent, **asked: str) -> set[str]:
        page = text(signed_in(agent).get("/projects/", {"state": ""} | asked))
        return set(re.findall(r'name="chosen" value="(\d+)"', page))

    assert ticks(county.treasurer) == {str(submitted.pk)}
    assert ticks(county.officer) == {str(submitted.pk), str(drafted.pk)}
    assert ticks(county.auditor) == set()
    for agent, state in ((county.treasurer, "draft"), (county.officer, "withdrawn"), (county.auditor, "")):
        assert 'id="choose"' not in text(signed_in(agent).get("/projects/", {"state": state}))


def test_the_list_offers_to_each_what_she_may_do(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    submit_project(project=three[0].pk, by=county.officer)
    buttons = {
        name: [
            verb
            for verb in ("submit", "approve", "return", "withdraw")
            if f'name="verb" value="{verb}"' in page
        ]
        for name, page in (
            (each.body.name, text(signed_in(each).get("/projects/", {"state": ""})))
            for each in (county.officer, county.treasurer)
        )
    }
    assert buttons == {"云岭县民政局": ["submit", "withdraw"], "云岭县财政局": ["approve", "return"]}
    other = signed_in(county.treasurer)
    page = other.get("/projects/several/", asked("submit", three[:1]))
    assert "不能办" in text(page)
    assert other.get("/projects/several/", asked("waive", three[:1])).status_code == 422


def test_a_draft_that_was_never_submitted_is_deleted_and_the_log_knows_it(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    officer = signed_in(county.officer)
    page = officer.get(f"/projects/{three[0].pk}/delete/")
    assert officer.post(f"/projects/{three[0].pk}/delete/", sent_by(page)).status_code == 302
    assert not Project.objects.filter(pk=three[0].pk).exists()
    entry = Entry.objects.get(action="planning.project.deleted")
    assert (entry.object_id, entry.facts["title"]) == (str(three[0].pk), "失能老人上门护理服务")


def test_what_was_submitted_or_waived_is_not_deleted(county: County, three: list[Project]) -> None:
    submitted, waived, _bare = three
    submit_project(project=submitted.pk, by=county.officer)
    with pytest.raises(Refusal, match="现在是“待审核”，不能删除"):
        delete_draft(project=submitted.pk, by=county.officer)
    version = Project.objects.get(pk=waived.pk).version
    save_project(project=waived.pk, by=county.officer, version=version, values={"duty_basis": ""})
    waive_rules(project=waived.pk, reasons={"plan.duty-basis": "三定规定正在修订"}, by=county.lead)
    with pytest.raises(Refusal, match="有公开的豁免"):
        delete_draft(project=waived.pk, by=county.officer)
    assert Waiver.objects.count() == 1


def test_a_copy_takes_the_need_and_not_the_money(
    county: County, signed_in: SignIn, three: list[Project]
) -> None:
    officer = signed_in(county.officer)
    page = officer.get(f"/projects/{three[0].pk}/copy/")
    answer = officer.post(f"/projects/{three[0].pk}/copy/", sent_by(page))
    copy = Project.objects.latest("pk")
    assert answer.headers["Location"] == f"/projects/{copy.pk}/edit/"
    source = Project.objects.get(pk=three[0].pk)
    assert (copy.title, copy.need, copy.year, copy.state) == (source.title, source.need, YEAR + 1, "draft")
    assert [each.name for each in copy.targets.all()] == [each.name for each in source.targets.all()]
    assert (copy.amount, copy.first_year, copy.unit_price, copy.facts) == (None, None, None, {})
    assert not copy.funding.exists()
    assert "上年的预算金额（元）" in text(officer.get(f"/projects/{copy.pk}/"))
    assert "上年 30,000.00 元" in text(officer.get(f"/projects/{copy.pk}/edit/"))


def test_only_an_own_project_is_copied(county: County, three: list[Project]) -> None:
    Project.objects.filter(pk=three[0].pk).update(purchaser=county.education, amount=Decimal(1))
    with pytest.raises(NotFound):
        copy_project(project=three[0].pk, by=county.officer, year=YEAR + 1)
