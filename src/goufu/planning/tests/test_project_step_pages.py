"""From the draft to the approval by pages: what is refused says why, what is done is done once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory

from goufu.core.api import StepIn
from goufu.core.errors import AgainstTheLaw, NotAllowed
from goufu.funds.actions.ledger import reserve
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.tests.money import move
from goufu.journal.models import Entry
from goufu.law.readings import reading_to_keep
from goufu.planning.actions.deciding import return_project, submit_project, waive_rules
from goufu.planning.actions.writing import save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project, ProjectState, Waiver
from goufu.planning.steps import PROJECT_STEPS
from goufu.planning.tests.forms import sent_by, text
from goufu.planning.tests.writing import complete, put
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]
REASON = "三定规定正在修订，县编办已有批复"


def page(project: Project, step: str) -> str:
    return f"/projects/{project.pk}/{step}/"


def changed(project: Project, county: County, **values: Any) -> Project:
    return save_project(project=project.pk, by=county.officer, version=project.version, values=values)


def state(project: Project) -> str:
    return Project.objects.get(pk=project.pk).state


def test_refused_corrected_submitted_looked_into_approved(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    changed(draft, county, title="城区路灯改造及三十年运营服务")
    officer = signed_in(county.officer)
    refused = officer.post(page(draft, "submit"), sent_by(officer.get(page(draft, "submit"))))
    assert refused.status_code == 422
    assert "没有办成" in text(refused)
    assert "管理办法第十条第三项" in text(refused)
    assert "/rules/instruments/order-102/" in text(refused)
    assert state(draft) == ProjectState.DRAFT

    edit = page(draft, "edit")
    officer.post(edit, sent_by(officer.get(edit)) | {"title": "云岭县路灯节能合同能源管理服务"})
    answer = officer.post(page(draft, "submit"), sent_by(officer.get(page(draft, "submit"))), follow=True)
    assert "已提交，等财政部门审核。" in text(answer)
    assert "待审核" in text(officer.get("/projects/"))

    treasurer = signed_in(county.treasurer)
    form = sent_by(treasurer.get(page(draft, "approve")))
    [doubt] = [each.rule.id for each in opinion_on(draft.pk).to_review]
    unticked = treasurer.post(page(draft, "approve"), form | {"note": "同意"})
    assert unticked.status_code == 422
    assert sent_by(unticked)["note"] == "同意"
    ticked = form | {"note": "同意", f"reviewed-{doubt}": "on"}
    answer = treasurer.post(page(draft, "approve"), ticked, follow=True)
    assert "已批准" in text(answer)
    assert Entry.objects.get(action="planning.project.approved").facts["reviewed"] == [
        "做法可能含融资，需要核查"
    ]


BLUE = '<button class="gf-btn" type="submit">'
QUIET = '<button class="gf-btn line" type="submit">'


@pytest.mark.parametrize(
    ("values", "funded", "obstacle"),
    [
        ({"title": "城区路灯改造及三十年运营服务"}, "60000", "管理办法第十条第三项"),  # blocks
        ({"duty_basis": ""}, "60000", "三定"),  # wants a reason of the purchaser's lead
        ({}, "1", "从预算指标安排1.00元，当年需要60,000.00元，两者不符"),
        ({"amount": None, "first_year": None}, "60000", "没有写预算金额"),
        (
            {"amount": Decimal(300_001), "first_year": Decimal(300_001), "quantity": None},
            "300001",
            "可用100,000.00元，列在其下的各项目合计300,001.00元，已经超过",
        ),
    ],
)
def test_a_submission_that_will_be_refused_says_why_beforehand_and_leads_back(
    county: County,
    signed_in: SignIn,
    draft: Project,
    line: BudgetLine,
    values: dict[str, Any],
    funded: str,
    obstacle: str,
) -> None:
    officer = signed_in(county.officer)
    before = text(officer.get(page(draft, "submit")))
    assert (BLUE in before, "由财政部门审核" in before, "现在还办不成" in before) == (True, True, False)
    save_project(
        project=draft.pk,
        by=county.officer,
        version=draft.version,
        values=values,
        funding={line.pk: Decimal(funded)},
    )
    shown = officer.get(page(draft, "submit"))
    assert f'<a class="gf-btn" href="/projects/{draft.pk}/edit/">回去改</a>' in text(shown)
    assert (BLUE in text(shown), QUIET in text(shown)) == (False, True)
    assert ("现在还办不成" in text(shown), "由财政部门审核" in text(shown)) == (True, False)
    assert obstacle in text(shown)
    refused = officer.post(page(draft, "submit"), sent_by(shown))
    assert (refused.status_code, obstacle in text(refused)) == (422, True)
    assert (BLUE in text(refused), "现在还办不成" in text(refused)) == (False, False)


def test_everything_that_stands_in_the_way_is_told_at_once(
    county: County, signed_in: SignIn, draft: Project, line: BudgetLine
) -> None:
    save_project(
        project=draft.pk,
        by=county.officer,
        version=draft.version,
        values={"duty_basis": "", "quantity": Decimal(7), "first_year": Decimal(50_000)},
        funding={line.pk: Decimal(300_000)},
    )
    reasons = [
        "没有写明职责依据",
        "数量×单价",
        "各年安排合计50,000.00元",
        "从预算指标安排300,000.00元",
        "可用100,000.00元，本次要占用300,000.00元",
    ]
    officer = signed_in(county.officer)
    shown = officer.get(page(draft, "submit"))
    assert [each for each in reasons if each not in text(shown)] == []
    refused = officer.post(page(draft, "submit"), sent_by(shown))
    assert [each for each in reasons if each not in text(refused)] == []
    with pytest.raises(AgainstTheLaw) as told:
        submit_project(project=draft.pk, by=county.officer)
    assert [each.what[:5] for each in told.value.also] == [
        "数量×单价",
        "各年安排合",
        "从预算指标",
        "预算项目“",
    ]


def test_that_less_is_wanted_than_a_contract_has_committed_is_said_before_the_submission(
    county: County, signed_in: SignIn, line: BudgetLine, returned: Project
) -> None:
    complete(returned, line, county.officer, amount="30000")
    shown = text(signed_in(county.officer).get(page(returned, "submit")))
    assert ("现在还办不成" in shown, "已承诺45,000.00元，不能减到30,000.00元" in shown) == (True, True)


def test_that_a_line_has_too_little_left_is_said_before_the_submission(
    county: County, signed_in: SignIn, line: BudgetLine, draft: Project
) -> None:
    move(reserve, line, 70000, by=county.officer, project=None)
    shown = text(signed_in(county.officer).get(page(draft, "submit")))
    assert "现在还办不成" in shown
    assert "可用30,000.00元，本次要占用60,000.00元" in shown


def test_an_approval_that_will_be_refused_says_why_and_leads_to_the_return(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    treasurer = signed_in(county.treasurer)
    offered = text(treasurer.get(page(draft, "approve")))
    assert (BLUE in offered, "现在还办不成" in offered) == (True, False)
    works = "城区路灯改造及三十年运营服务"
    Project.objects.filter(pk=draft.pk).update(title=works, reading=reading_to_keep(works))
    shown = text(treasurer.get(page(draft, "approve")))
    assert f'<a class="gf-btn" href="/projects/{draft.pk}/return/">退回项目</a>' in shown
    assert (BLUE in shown, "现在还办不成" in shown, "管理办法第十条第三项" in shown) == (False, True, True)
    Project.objects.filter(pk=draft.pk).update(submitted_by=county.treasurer.person)
    shown = text(treasurer.get(page(draft, "approve")))
    assert "这个项目是您自己提交的" in shown
    assert (BLUE in shown, "/return/" in shown) == (False, False)


def test_whoever_approves_sees_what_was_waived(county: County, signed_in: SignIn, draft: Project) -> None:
    changed(draft, county, duty_basis="")
    waive_rules(project=draft.pk, reasons={"plan.duty-basis": REASON}, by=county.lead)
    submit_project(project=draft.pk, by=county.officer)
    treasurer = signed_in(county.treasurer)
    shown = text(treasurer.get(page(draft, "approve")))
    day = Waiver.objects.get().day
    for said in (REASON, "王局长", "云岭县民政局", f"{day:%Y-%m-%d}", "/rules/plan.duty-basis/"):
        assert said in shown
    assert "有效，到这条规则改动为止" in shown
    assert "豁免不再有效" not in shown
    held = Waiver.objects.get()
    held.pk, held.rule_version, held.reason = None, "earlier", "按修改以前的规则说明的理由"
    held.save(force_insert=True)
    shown = text(treasurer.get(page(draft, "approve")))
    assert ("豁免不再有效" in shown, "按修改以前的规则说明的理由" in shown) == (True, True)


def test_an_unregistered_provider_is_warned_of_where_it_is_decided(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    changed(draft, county, provider="康乐养老服务有限公司", provider_kind="enterprise")
    assert "没有登记为单位" in text(signed_in(county.officer).get(page(draft, "submit")))
    submit_project(project=draft.pk, by=county.officer)
    assert "没有登记为单位" in text(signed_in(county.treasurer).get(page(draft, "approve")))
    assert "没有登记为单位" not in text(signed_in(county.treasurer).get(page(draft, "return")))


@pytest.mark.parametrize("step", ["submit", "withdraw", "return", "approve"])
def test_the_same_form_twice_is_done_once(
    county: County, signed_in: SignIn, draft: Project, line: BudgetLine, step: str
) -> None:
    by = county.officer if step in ("submit", "withdraw") else county.treasurer
    if step != "submit":
        submit_project(project=draft.pk, by=county.officer)
    client = signed_in(by)
    form = sent_by(client.get(page(draft, step))) | {"reason": "绩效目标要写清"}
    entries = []
    for _ in range(2):
        assert client.post(page(draft, step), form).headers["Location"] == f"/projects/{draft.pk}/"
        entries.append((Entry.objects.count(), LedgerEntry.objects.count()))
    assert entries[0] == entries[1]
    line.refresh_from_db()
    assert line.reserved == (60000 if step in ("submit", "approve") else 0)


def test_who_decides_on_what_has_changed_meanwhile_is_told(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    treasurer, other = signed_in(county.treasurer), signed_in(county.treasurer)
    form = sent_by(treasurer.get(page(draft, "return"))) | {"reason": "满意度怎样算没有写"}
    other.post(page(draft, "approve"), sent_by(other.get(page(draft, "approve"))))
    late = treasurer.post(page(draft, "return"), form)
    assert late.status_code == 409
    assert "陈财政" in text(late)
    assert sent_by(late)["reason"] == "满意度怎样算没有写"
    assert state(draft) == ProjectState.APPROVED
    assert treasurer.get(page(draft, "approve")).status_code == 422


def test_sums_that_differ_are_told_with_both_and_what_to_do(
    county: County, signed_in: SignIn, draft: Project, line: BudgetLine
) -> None:
    save_project(
        project=draft.pk, by=county.officer, version=draft.version, values={}, funding={line.pk: Decimal(1)}
    )
    officer = signed_in(county.officer)
    answer = officer.post(page(draft, "submit"), sent_by(officer.get(page(draft, "submit"))))
    assert answer.status_code == 422
    assert "从预算指标安排1.00元，当年需要60,000.00元，两者不符" in text(answer)
    assert "请核对，改到相等" in text(answer)


def test_a_project_without_amount_has_its_pages_and_is_not_submitted(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    changed(draft, county, amount=None, first_year=None)
    officer = signed_in(county.officer)
    assert officer.get(page(draft, "withdraw")).status_code == 200
    answer = officer.post(page(draft, "submit"), sent_by(officer.get(page(draft, "submit"))))
    assert (answer.status_code, "没有写预算金额" in text(answer)) == (422, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=draft.pk).update(state=ProjectState.APPROVED)


def test_the_years_make_up_the_whole(county: County, signed_in: SignIn, draft: Project) -> None:
    changed(draft, county, first_year=Decimal(60000), second_year=Decimal(1))
    officer = signed_in(county.officer)
    answer = officer.post(page(draft, "submit"), sent_by(officer.get(page(draft, "submit"))))
    assert answer.status_code == 422
    assert "60,001.00元" in text(answer)
    assert state(draft) == ProjectState.DRAFT


def test_money_asked_for_is_not_called_approved(county: County, signed_in: SignIn, draft: Project) -> None:
    submit_project(project=draft.pk, by=county.officer)
    said = text(signed_in(county.treasurer).get(f"/projects/{draft.pk}/"))
    assert "gf-money-bar" in said
    assert "<dt>批复</dt>" not in said


def test_nobody_approves_by_page_what_he_submitted(county: County, signed_in: SignIn, draft: Project) -> None:
    submit_project(project=draft.pk, by=county.officer)
    Project.objects.filter(pk=draft.pk).update(submitted_by=county.treasurer.person)
    treasurer = signed_in(county.treasurer)
    answer = treasurer.post(page(draft, "approve"), sent_by(treasurer.get(page(draft, "approve"))))
    assert (answer.status_code, state(draft)) == (403, ProjectState.SUBMITTED)
    assert "您自己提交" in text(answer)


def test_whoever_writes_again_reads_why_it_came_back(
    county: County, signed_in: SignIn, draft: Project
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    return_project(project=draft.pk, by=county.treasurer, reason="满意度怎样算没有写")
    officer = signed_in(county.officer)
    for address in (f"/projects/{draft.pk}/", page(draft, "edit")):
        html = text(officer.get(address))
        assert html.index("退回理由") < html.index("满意度怎样算没有写") < html.index("法规怎么说")


@pytest.mark.parametrize("reason", ["", "急", " 急   ", "长" * 2001])
def test_a_reason_that_says_nothing_is_none(
    county: County, signed_in: SignIn, draft: Project, reason: str
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    treasurer = signed_in(county.treasurer)
    form = sent_by(treasurer.get(page(draft, "return"))) | {"reason": reason}
    assert treasurer.post(page(draft, "return"), form).status_code == 422
    assert state(draft) == ProjectState.SUBMITTED


class TestWaiving:
    @pytest.fixture
    def wanting(self, county: County, draft: Project) -> Project:
        """A project that says no duty basis."""
        return changed(draft, county, duty_basis="")

    def test_the_lead_gives_a_reason_that_everybody_may_read(
        self, county: County, signed_in: SignIn, wanting: Project, client: Client
    ) -> None:
        lead = signed_in(county.lead)
        assert page(wanting, "waive") in text(lead.get(f"/projects/{wanting.pk}/"))
        asked = lead.get(page(wanting, "waive"))
        assert "管理办法第二条" in text(asked)
        nothing = lead.post(page(wanting, "waive"), sent_by(asked))
        assert (nothing.status_code, "一条理由也没有写" in text(nothing)) == (422, True)
        form = sent_by(asked) | {"reason-plan.duty-basis": REASON}
        for _ in range(2):
            assert lead.post(page(wanting, "waive"), form).headers["Location"] == f"/projects/{wanting.pk}/"
        assert Waiver.objects.get().reason == REASON
        listed = text(client.get("/projects/waivers/"))
        for said in (REASON, "王局长", "云岭县民政局", "/rules/plan.duty-basis/"):
            assert said in listed
        assert "现在没有要您说明理由的规则" in text(lead.get(page(wanting, "waive")))

    def test_a_rule_that_has_been_waived_is_not_waived_again(
        self, county: County, signed_in: SignIn, wanting: Project
    ) -> None:
        lead = signed_in(county.lead)
        form = sent_by(lead.get(page(wanting, "waive"))) | {"reason-plan.duty-basis": "我也有一个理由"}
        waive_rules(project=wanting.pk, reasons={"plan.duty-basis": REASON}, by=county.lead)
        answer = lead.post(page(wanting, "waive"), form)
        assert (answer.status_code, "不能豁免" in text(answer)) == (422, True)
        assert Waiver.objects.count() == 1

    def test_the_officer_and_a_project_that_was_withdrawn_waive_nothing(
        self, county: County, signed_in: SignIn, wanting: Project
    ) -> None:
        assert signed_in(county.officer).get(page(wanting, "waive")).status_code == 403
        assert signed_in(county.teacher).get(page(wanting, "waive")).status_code == 404
        put(wanting, ProjectState.WITHDRAWN, county.officer, county.treasurer)
        assert signed_in(county.lead).get(page(wanting, "waive")).status_code == 422


def test_a_route_begins_no_action_of_whoever_may_not_take_the_step(
    county: County, draft: Project, rf: RequestFactory
) -> None:
    begun: list[dict[str, Any]] = []
    step = replace(PROJECT_STEPS.rows["submit"], act=lambda **said: begun.append(said))
    route = PROJECT_STEPS._route(step)
    request: Any = rf.post("/")
    request.agent = county.treasurer  # who sees the project, and may not submit it
    with pytest.raises(NotAllowed):
        route(request, draft.pk, StepIn())
    assert begun == []
    request.agent = county.officer
    route(request, draft.pk, StepIn())
    assert [(each["project"], each["by"]) for each in begun] == [(draft.pk, county.officer)]


def test_what_is_offered_is_allowed_by_state_and_permission_and_the_way_forward_is_next(
    county: County, draft: Project
) -> None:
    offered = PROJECT_STEPS.offers(county.officer, draft)
    assert [each.step.verb for each in offered if each.is_next] == ["submit"]
    assert offered[0].is_next  # whatever the order of the steps
    assert {"approve", "return", "adjust"}.isdisjoint(each.step.verb for each in offered)
    assert all(each.word for each in offered)
    verbs = {each.step.verb for each in PROJECT_STEPS.offers(county.treasurer, draft)}
    assert {"submit", "approve", "return", "withdraw"}.isdisjoint(verbs)
    put(draft, ProjectState.APPROVED, county.officer, county.treasurer)
    draft.refresh_from_db()
    offered = PROJECT_STEPS.offers(county.officer, draft)
    assert [(each.step.verb, each.is_next) for each in offered] == [("adjust", False), ("withdraw", False)]


def test_only_the_button_that_ends_a_project_warns(county: County, signed_in: SignIn, draft: Project) -> None:
    officer = signed_in(county.officer)
    warns = {verb: "gf-btn stop" in text(officer.get(page(draft, verb))) for verb in ("submit", "withdraw")}
    assert warns == {"submit": False, "withdraw": True}
