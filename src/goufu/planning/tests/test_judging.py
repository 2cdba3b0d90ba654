"""The doubts of a project are decided by its finance office, kept for those like it, and lead back to it for who may see it."""

from __future__ import annotations

from typing import Any

import pytest

from goufu.core.action import history
from goufu.core.errors import NotAllowed, Refusal
from goufu.decisions.models import Decision
from goufu.funds.tests.money import YEAR
from goufu.planning.actions.judging import judge_doubt
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.writing import put
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, make_county, sign_in

RULE = "plan.screen-goods-doubtful"
TITLE = "云岭县民政局特困老人营养餐食材配送"
REASON = "配送和分餐是主要部分，食材只占三成"
PLAIN = "特困老人营养餐食材配送"


def doubtful(county: County, title: str = TITLE, state: str = ProjectState.SUBMITTED) -> Project:
    """A project with a doubt, as far on its way as the finance office sees it."""
    made = draft_project(by=county.officer, values={"title": title, "year": YEAR})
    put(made, state, county.officer, county.treasurer)
    return Project.objects.get(pk=made.pk)


def judge(project: Project, by: Agent, **more: Any) -> Project:
    said = {"rule": RULE, "verdict": "lawful", "reason": REASON} | more
    return judge_doubt(project=project.pk, by=by, **said)


def page(project: Project, by: Agent) -> str:
    answer = sign_in(by).get(f"/projects/{project.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_doubt_is_decided_and_shown_on_a_project_like_it(county: County) -> None:
    project = doubtful(county)
    assert "以前这样定过" not in page(project, county.treasurer)
    judge(project, county.treasurer)
    made = Decision.objects.get()
    assert (made.project, made.title, made.plain) == (project.pk, TITLE, PLAIN)
    assert history(project)[0].action == "planning.project.judged"
    assert history(project)[0].facts["judged"] == {"标的可能是货物，需要核查": "可以购买"}
    like = doubtful(county, "云岭县民政局留守儿童营养餐食材配送", ProjectState.DRAFT)
    shown = page(like, county.officer)
    for words in (
        "以前这样定过",
        "可以购买 1 次，不得购买 0 次",
        "读法相同",
        REASON,
        f"/decisions/{made.pk}/",
    ):
        assert words in shown
    assert Project.objects.get(pk=project.pk).state == ProjectState.SUBMITTED


def test_the_step_has_a_page_that_asks_which_doubt_and_why(county: County) -> None:
    project, client = doubtful(county), sign_in(county.treasurer)
    assert f"/projects/{project.pk}/judge/" in page(project, county.treasurer)
    asked = client.get(f"/projects/{project.pk}/judge/").content.decode()
    assert "标的可能是货物" in asked and "checked" in asked
    refused = client.post(
        f"/projects/{project.pk}/judge/", {"rule": RULE, "verdict": "unlawful", "version": project.version}
    )
    assert refused.status_code == 422
    said = {"rule": RULE, "verdict": "unlawful", "reason": REASON, "version": project.version}
    assert client.post(f"/projects/{project.pk}/judge/", said).status_code == 302
    assert Decision.objects.get().verdict == "unlawful"


def test_a_project_without_a_doubt_about_its_texts_offers_nothing_to_decide(county: County) -> None:
    project = doubtful(county, "失能老人上门护理服务")
    assert "/judge/" not in page(project, county.treasurer)
    with pytest.raises(Refusal, match="没有疑点"):
        judge(project, county.treasurer)


@pytest.mark.parametrize("state", [ProjectState.DRAFT, ProjectState.WITHDRAWN])
def test_what_was_not_submitted_or_is_withdrawn_is_not_decided(county: County, state: str) -> None:
    with pytest.raises(Refusal, match="不能判定疑点"):
        judge(doubtful(county, state=state), county.treasurer)


def test_only_another_than_who_submitted_decides(county: County) -> None:
    project = doubtful(county)
    with pytest.raises(NotAllowed):
        judge(project, county.lead)
    Project.objects.filter(pk=project.pk).update(submitted_by=county.treasurer.person)
    with pytest.raises(NotAllowed, match="您自己提交"):
        judge(project, county.treasurer)


def test_whose_project_it_was_is_told_only_to_who_may_see_it(county: County) -> None:
    project = doubtful(county)
    judge(project, county.treasurer)
    made = Decision.objects.get()
    other = make_county("临江县", "539998", "二")
    for by, sees in (
        (county.officer, True),
        (county.treasurer, True),
        (county.teacher, False),
        (other.treasurer, False),
    ):
        client = sign_in(by)
        for address in ("/decisions/", f"/decisions/{made.pk}/", "/decisions/decisions.csv"):
            shown = client.get(address).content.decode()
            assert PLAIN in shown
            assert (TITLE in shown) is sees, (by.person.name, address)
            assert sees or "民政局" not in shown
        link = f'href="/projects/{project.pk}/"'
        assert (link in client.get(f"/decisions/{made.pk}/").content.decode()) is sees


def test_a_decision_on_a_project_is_proved_with_it(county: County) -> None:
    judge(doubtful(county), county.treasurer)
    with pytest.raises(Refusal, match="已经定过"):
        judge(doubtful(county), county.treasurer)
