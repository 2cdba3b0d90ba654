"""The card on top of a project: the one next step, what is missing for it, and what comes after the approval."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from goufu import wall_clock
from goufu.core.action import history
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR
from goufu.planning.actions.deciding import approve_project, return_project, submit_project
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.forms import text
from goufu.planning.tests.writing import complete, put
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]


def head(client: Client, project: Project) -> tuple[str, str]:
    """The words on the one blue button of the page, "" where there is none, and the sentence beside it."""
    page = text(client.get(f"/projects/{project.pk}/"))
    blue = re.findall(r'<a class="gf-btn" href="[^"]*">([^<]*)</a>', page)
    assert len(blue) <= 1
    [card] = re.findall(r'<div class="gf-next no-print">(.*?)</div>', page, re.DOTALL)
    said = re.sub(r"<[^>]*>", "", re.search(r"<p>(.*?)</p>", card, re.DOTALL)[1])  # type: ignore[index]
    return "".join(blue), " ".join(said.split())


def changed(project: Project, county: County, **values: Any) -> None:
    version = Project.objects.get(pk=project.pk).version
    save_project(project=project.pk, by=county.officer, version=version, values=values)


def test_what_is_missing_leads_back_to_the_form_and_what_is_complete_to_the_submission(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    officer = signed_in(county.officer)
    assert head(officer, draft) == ("提交", "内容齐了，可以提交，由财政部门审核。")
    changed(draft, county, duty_basis="", first_year="50000")
    word, said = head(officer, draft)
    assert word == "填写"
    assert said.startswith("还缺：写明职责依据 · 各年安排合计50,000.00元，预算金额60,000.00元，两者不符")


def test_each_reader_sees_the_next_step_of_hers(county: County, signed_in: SignIn, draft: Project) -> None:
    officer, treasurer = signed_in(county.officer), signed_in(county.treasurer)
    submit_project(project=draft.pk, by=county.officer)
    assert head(officer, draft)[0] == ""
    assert head(officer, draft)[1].startswith("等财政部门审核")
    word, said = head(treasurer, draft)
    assert word == "批准"
    assert "没有要您核查的" not in said
    return_project(project=draft.pk, by=county.treasurer, reason="单价没有依据")
    assert head(officer, draft) == ("填写", "先按退回理由修改，再提交。")
    changed(draft, county, costing="比照上年合同")
    assert head(officer, draft)[0] == "提交"


def test_what_is_complete_still_leads_to_its_form(
    county: County, signed_in: SignIn, line: BudgetLine, draft: Project
) -> None:
    address = f'href="/projects/{draft.pk}/edit/"'
    officer = signed_in(county.officer)
    assert head(officer, draft)[0] == "提交"
    assert text(officer.get(f"/projects/{draft.pk}/")).count(address) == 1
    changed(draft, county, duty_basis="")
    assert text(officer.get(f"/projects/{draft.pk}/")).count(address) == 1  # the blue button
    put(draft, ProjectState.SUBMITTED, county.officer, county.treasurer)
    assert address not in text(officer.get(f"/projects/{draft.pk}/"))
    assert address not in text(signed_in(county.treasurer).get(f"/projects/{draft.pk}/"))


def test_the_approver_is_told_of_blocking_rules_that_could_not_answer(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    changed(draft, county, method="below_threshold")
    submit_project(project=draft.pk, by=county.officer)
    treasurer = signed_in(county.treasurer)
    assert "自行采购须在集中采购目录以外、限额以下（缺是否在集中采购目录内" in head(treasurer, draft)[1]
    page = text(treasurer.get(f"/projects/{draft.pk}/approve/"))
    law = page.index("不符合时不得实施")
    assert law < page.index("自行采购须在集中采购目录以外、限额以下", law) < page.index("gf-buttons")


def test_whoever_has_decided_goes_on_with_the_project_that_waits_longest(
    county: County, signed_in: SignIn, line: BudgetLine, draft: Project
) -> None:
    put(draft, ProjectState.APPROVED, county.officer, county.treasurer)
    treasurer = signed_in(county.treasurer)
    assert head(treasurer, draft)[0] == ""
    for days in (1, 3, 2):
        other = draft_project(by=county.officer, values={"title": f"等了{days}天", "year": YEAR})
        put(other, ProjectState.SUBMITTED, county.officer, county.treasurer)
        Project.objects.filter(pk=other.pk).update(submitted_at=wall_clock.now() - timedelta(days=days))
    assert head(treasurer, draft)[0] == "下一个待审核"
    longest = Project.objects.get(title="等了3天")
    assert f'<a class="gf-btn" href="/projects/{longest.pk}/">' in text(
        treasurer.get(f"/projects/{draft.pk}/")
    )
    assert head(signed_in(county.officer), draft)[0] == "开始采购"


def test_after_the_approval_it_says_what_comes_next_and_by_when(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    begins = wall_clock.today() + timedelta(days=60)
    known = {
        "place_code": "410122",
        "amount": "300000",
        "facts": {"started_on": str(begins)},
    }  # its threshold
    put(draft, ProjectState.APPROVED, county.officer, county.treasurer, **known)
    assert head(signed_in(county.officer), draft)[0] == "开始采购"
    word, said = head(signed_in(county.treasurer), draft)
    assert word == ""
    assert said.startswith("已批准，购买主体可以开展采购（限额以下自行采购）。")
    assert f"公开采购意向应在 {begins - timedelta(days=30)} 前完成（剩 30 天，" in said


def test_a_draft_that_was_just_begun_has_nothing_wrong_in_it(
    county: County, signed_in: SignIn, line: BudgetLine
) -> None:
    begun = draft_project(by=county.officer, values={"title": "社区老年人心理关爱服务", "year": YEAR})
    officer = signed_in(county.officer)
    for address in (f"/projects/{begun.pk}/", f"/projects/{begun.pk}/edit/"):
        page = text(officer.get(address))
        assert ("项要改" in page, "gf-refusal stop" in page) == (False, False)
        assert "还要填 3 项" in page
    changed(begun, county, title="城区路灯改造及三十年运营服务")
    page = text(officer.get(f"/projects/{begun.pk}/edit/"))
    assert ("项要改" in page, "gf-refusal stop" in page, "还要填 3 项" in page) == (True, True, True)


def test_where_one_approves_one_sees_what_one_approves(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    page = text(signed_in(county.treasurer).get(f"/projects/{draft.pk}/approve/"))
    for said in (draft.need, "做完服务单并经老人或家属确认，计 1 人", "从哪条预算指标出钱", "失能老人"):
        assert said in page


def test_only_the_last_entries_are_unfolded(county: County, signed_in: SignIn, draft: Project) -> None:
    for number in range(4):
        changed(draft, county, costing=f"第{number}次改")
    count = history(draft).count()
    page = text(signed_in(county.officer).get(f"/projects/{draft.pk}/"))
    newest, _fold, older = page.partition('<details class="gf-older">')
    assert (newest.count("<time"), older.count("<time")) == (3, count - 3)
    assert f"全部 {count} 条，可验证" in older


def test_after_the_approval_a_doubt_says_who_looked_into_it_and_offers_no_waiver(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    changed(draft, county, title="云岭县路灯节能合同能源管理服务")
    submit_project(project=draft.pk, by=county.officer)
    officer = signed_in(county.officer)
    before = text(officer.get(f"/projects/{draft.pk}/"))
    assert ("要由人核查" in before, "<dt>豁免</dt>" in before, "核查过" in before) == (True, False, False)
    [doubt] = [each.rule.id for each in opinion_on(draft.pk).to_review]
    approve_project(project=draft.pk, by=county.treasurer, reviewed=[doubt])
    said = f"{county.treasurer.person.name} 于 {wall_clock.today()} 核查过，批准了项目。"
    assert said in text(officer.get(f"/projects/{draft.pk}/"))


def test_that_targets_are_missing_is_said_where_one_submits_and_approves(
    county: County, signed_in: SignIn, draft: Project, line: BudgetLine
) -> None:
    complete(draft, line, county.officer)
    version = Project.objects.get(pk=draft.pk).version
    officer, treasurer = signed_in(county.officer), signed_in(county.treasurer)
    address = f"/projects/{draft.pk}/submit/"
    assert "没有写绩效目标" not in text(officer.get(address))
    assert "不拦提交" not in text(officer.get(f"/projects/{draft.pk}/edit/"))
    save_project(project=draft.pk, by=county.officer, version=version, values={}, targets=[])
    writing = f'<a href="/projects/{draft.pk}/edit/#targets">去写绩效目标</a>'
    assert "没有写绩效目标" in text(officer.get(address)) and writing in text(officer.get(address))
    for at in (address, f"/projects/{draft.pk}/edit/"):
        assert text(officer.get(at)).count("不拦提交，审核的人会看到，可以退回补写") == 1
    submit_project(project=draft.pk, by=county.officer)
    approving = text(treasurer.get(f"/projects/{draft.pk}/approve/"))
    assert (approving.count("没有写绩效目标"), writing in approving) == (1, False)


def test_an_english_page_says_class_and_method_in_english(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    put(draft, ProjectState.SUBMITTED, county.officer, county.treasurer)
    Project.objects.filter(pk=draft.pk).update(service_class="public", method="below_threshold")
    officer = signed_in(county.officer)
    officer.cookies["django_language"] = "en"
    page = text(officer.get(f"/projects/{draft.pk}/"))
    assert "public services (class A)" in page and "own procurement below the threshold" in page
    assert "<dd>公共服务（A类）" not in page and "<dd>限额以下自行采购" not in page
    assert ">Dates</h2>" in page and ">Due</h2>" not in page
