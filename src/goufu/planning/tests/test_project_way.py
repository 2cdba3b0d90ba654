"""A project's way: what is refused names the article, what is done moves the money and is told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from goufu.core.action import history
from goufu.core.errors import AgainstTheLaw, AlreadyDone, NotAllowed, NotFound, Refusal, Stale
from goufu.core.kept_rules import kept_rules
from goufu.core.roles import Role
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR, budget_line
from goufu.journal.content import content
from goufu.journal.records import entry_said
from goufu.law.load import load_rulebook
from goufu.planning.actions.deciding import (
    adjust_project,
    approve_project,
    return_project,
    submit_project,
    waive_rules,
    withdraw_project,
)
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.writing import complete, put
from goufu.registry.tests.county import County, agent, body


def held(line: BudgetLine) -> Decimal:
    line.refresh_from_db()
    return line.reserved


def without_numbers(said: bytes) -> bytes:
    """The entry with a digit for each number of a row: how long these are tells how many rows were made before."""
    return re.sub(rb'(?<=:)\d+(?=[,}])|(?<=")\d+(?=":\{)', b"1", said)


def test_a_draft_with_nothing_to_mend_is_submitted_and_approved(
    county: County, draft: Project, line: BudgetLine
) -> None:
    opinion = opinion_on(draft.pk)
    assert (opinion.blocking, opinion.to_explain) == ([], [])
    submit_project(project=draft.pk, by=county.officer)
    assert held(line) == 60000
    reviewed = [each.rule.id for each in opinion_on(draft.pk).to_review]
    approved = approve_project(project=draft.pk, by=county.treasurer, reviewed=reviewed)
    assert approved.state == ProjectState.APPROVED
    actions = [entry.action for entry in history(draft)]
    assert actions == [
        "planning.project.approved",
        "planning.project.submitted",
        "planning.project.saved",
        "planning.project.drafted",
    ]
    [answer] = history(draft)[1].answers
    rules = [each.rule for each in kept_rules(answer["rules"])]
    assert len(without_numbers(content(entry_said(history(draft)[1])))) <= 1024
    passed = {rule for rule, letter in zip(rules, answer["letters"], strict=True) if letter == "p"}
    assert passed >= {"plan.budgeted", "plan.in-catalogue"}


def test_a_rule_that_blocks_is_told_with_its_article_and_nothing_changes(
    county: County, draft: Project, line: BudgetLine
) -> None:
    save_project(
        project=draft.pk,
        by=county.officer,
        version=draft.version,
        values={"title": "城区路灯改造及三十年运营服务"},
    )
    with pytest.raises(AgainstTheLaw) as refused:
        submit_project(project=draft.pk, by=county.officer)
    cited = {article.words for card in refused.value.cards for article in card.articles}
    assert "管理办法第十条第三项" in cited
    assert all(card.remedy for card in refused.value.cards)
    draft.refresh_from_db()
    assert draft.state == ProjectState.DRAFT
    assert held(line) == 0


def test_without_a_budget_line_nothing_is_bought(county: County, draft: Project) -> None:
    save_project(
        project=draft.pk, by=county.officer, version=draft.version, values={"first_year": 0}, funding={}
    )
    with pytest.raises(AgainstTheLaw) as refused:
        submit_project(project=draft.pk, by=county.officer)
    assert "plan.budgeted" in {card.rule for card in refused.value.cards}


def test_sums_must_agree(county: County, draft: Project, line: BudgetLine) -> None:
    save_project(project=draft.pk, by=county.officer, version=draft.version, values={"quantity": 299})
    with pytest.raises(Refusal, match=r"59,800\.00元") as refused:
        submit_project(project=draft.pk, by=county.officer)
    assert refused.value.field == "amount"
    draft.refresh_from_db()
    save_project(
        project=draft.pk, by=county.officer, version=draft.version, values={"quantity": 300},
        funding={line.pk: Decimal("59999.99")},
    )  # fmt: skip
    with pytest.raises(Refusal, match=r"59,999\.99元") as refused:
        submit_project(project=draft.pk, by=county.officer)
    assert refused.value.field == "funding"


def test_the_largest_figures_are_compared_like_others(county: County, draft: Project) -> None:
    most = {"quantity": Decimal("99999999999999.9999"), "unit_price": Decimal("999999999999.99")}
    save_project(project=draft.pk, by=county.officer, version=draft.version, values=most)
    with pytest.raises(Refusal, match="两者不符"):
        submit_project(project=draft.pk, by=county.officer)


def test_more_than_is_available_is_refused_with_who_holds_it(
    county: County, draft: Project, line: BudgetLine
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    other = complete(
        draft_project(by=county.officer, values={"title": "老年人助餐服务", "year": YEAR}),
        line,
        county.officer,
    )
    with pytest.raises(Refusal) as refused:
        submit_project(project=other.pk, by=county.officer)
    assert "列在其下的各项目合计120,000.00元" in refused.value.what
    assert held(line) == 60000


def test_returned_with_reasons_frees_the_money_and_can_be_submitted_again(
    county: County, draft: Project, line: BudgetLine
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    return_project(project=draft.pk, by=county.treasurer, reason="绩效目标要写满意度的算法")
    assert held(line) == 0
    assert line.entries.order_by("-pk")[0].why == "项目退回，释放"
    assert history(draft)[0].facts["reason"] == "绩效目标要写满意度的算法"
    submit_project(project=draft.pk, by=county.officer)
    assert held(line) == 60000


def test_an_adjusted_project_keeps_its_money_until_it_is_submitted_with_other_sums(
    county: County, draft: Project, line: BudgetLine
) -> None:
    submit_project(project=draft.pk, by=county.officer)
    reviewed = [each.rule.id for each in opinion_on(draft.pk).to_review]
    approve_project(project=draft.pk, by=county.treasurer, reviewed=reviewed)
    adjusted = adjust_project(project=draft.pk, by=county.officer, reason="服务人数减少")
    assert history(draft)[0].facts["reason"] == "服务人数减少"
    assert held(line) == 60000
    complete(adjusted, line, county.officer, amount="45000")
    submit_project(project=draft.pk, by=county.officer)
    assert held(line) == 45000


def test_withdrawn_is_the_end_and_frees_the_money(county: County, draft: Project, line: BudgetLine) -> None:
    submit_project(project=draft.pk, by=county.officer)
    withdraw_project(project=draft.pk, by=county.officer, reason="今年不再需要")
    assert held(line) == 0
    with pytest.raises(Refusal, match="已撤回"):
        submit_project(project=draft.pk, by=county.officer)


def test_what_is_open_is_asked_under_todays_law(county: County, draft: Project) -> None:
    save_project(project=draft.pk, by=county.officer, version=draft.version, values={"duty_basis": ""})
    before_the_measures = date(2019, 12, 31)
    Project.objects.filter(pk=draft.pk).update(law_day=before_the_measures)
    with pytest.raises(AgainstTheLaw):
        submit_project(project=draft.pk, by=county.officer)
    put(draft, ProjectState.WITHDRAWN, county.officer, county.treasurer)
    assert opinion_on(draft.pk).to_explain == []


def test_nobody_approves_what_he_submitted(county: County, draft: Project) -> None:
    both = replace(county.officer, roles=county.officer.roles | {Role.FINANCE_OFFICER}, body=county.civil)
    Project.objects.filter(pk=draft.pk).update(office=county.civil)
    BudgetLine.objects.update(office=county.civil)
    submit_project(project=draft.pk, by=county.officer)
    with pytest.raises(NotAllowed, match="自己提交"):
        approve_project(project=draft.pk, by=both)


def test_another_body_sees_nothing_and_another_office_decides_nothing(county: County, draft: Project) -> None:
    submit_project(project=draft.pk, by=county.officer)
    with pytest.raises(NotFound):
        withdraw_project(project=draft.pk, by=county.teacher, reason="不是我的项目")
    with pytest.raises(NotAllowed, match="不能办"):
        approve_project(project=draft.pk, by=county.officer)
    with pytest.raises(NotAllowed):
        approve_project(project=draft.pk, by=county.auditor)
    elsewhere = agent(
        "邻县财政", body("邻县财政局", county.place, is_finance_office=True), Role.FINANCE_OFFICER
    )
    with pytest.raises(NotFound):
        approve_project(project=draft.pk, by=elsewhere)


def test_a_doubt_must_be_looked_into_by_a_person(county: County, draft: Project) -> None:
    save_project(
        project=draft.pk,
        by=county.officer,
        version=draft.version,
        values={"title": "云岭县路灯节能合同能源管理服务"},
    )
    submit_project(project=draft.pk, by=county.officer)
    doubts = [each.rule.id for each in opinion_on(draft.pk).to_review]
    assert doubts
    with pytest.raises(AgainstTheLaw) as refused:
        approve_project(project=draft.pk, by=county.treasurer)
    assert {card.rule for card in refused.value.cards} == set(doubts)
    approve_project(project=draft.pk, by=county.treasurer, reviewed=doubts)
    assert history(draft)[0].facts["reviewed"] == [load_rulebook().rules[each].title for each in doubts]


def test_a_stale_form_changes_nothing(county: County, draft: Project) -> None:
    save_project(project=draft.pk, by=county.officer, version=draft.version, values={"unit": "户"})
    with pytest.raises(Stale, match="李经办"):
        save_project(project=draft.pk, by=county.officer, version=draft.version, values={"unit": "次"})
    draft.refresh_from_db()
    assert draft.unit == "户"


def test_a_form_sent_twice_reserves_once(county: County, draft: Project, line: BudgetLine) -> None:
    token = uuid4()
    submit_project(project=draft.pk, by=county.officer, version=draft.version, once=token)
    with pytest.raises(AlreadyDone):
        submit_project(project=draft.pk, by=county.officer, version=draft.version, once=token)
    assert held(line) == 60000


def test_a_secret_project_is_not_kept_in_any_part(county: County, draft: Project) -> None:
    with pytest.raises(Refusal, match="涉密") as refused:
        draft_project(
            by=county.officer, values={"title": "某项服务", "year": YEAR, "facts": {"is_secret": True}}
        )
    assert refused.value.field == "is_secret"
    with pytest.raises(Refusal, match="没有保存"):
        save_project(
            project=draft.pk, by=county.officer, version=draft.version,
            values={"need": "内容", "facts": {"is_secret": True}},
        )  # fmt: skip
    draft.refresh_from_db()
    assert draft.need != "内容"
    assert not Project.objects.filter(title="某项服务").exists()


def test_a_line_of_another_body_or_year_pays_nothing(county: County, draft: Project) -> None:
    for wrong in (budget_line(county.education), budget_line(county.civil, year=YEAR + 1)):
        with pytest.raises(Refusal, match="没有编号") as refused:
            save_project(
                project=draft.pk,
                by=county.officer,
                version=draft.version,
                values={},
                funding={wrong.pk: Decimal(1)},
            )
        assert refused.value.field == "funding"


def test_what_wants_a_reason_is_waived_by_name_by_those_who_may(county: County, draft: Project) -> None:
    save_project(project=draft.pk, by=county.officer, version=draft.version, values={"duty_basis": ""})
    with pytest.raises(AgainstTheLaw) as refused:
        submit_project(project=draft.pk, by=county.officer)
    [rule] = [card.rule for card in refused.value.cards]
    assert rule == "plan.duty-basis"
    with pytest.raises(NotAllowed):
        waive_rules(project=draft.pk, reasons={rule: "三定规定正在修订"}, by=county.officer)
    with pytest.raises(Refusal, match="至少5个字"):
        waive_rules(project=draft.pk, reasons={rule: "急"}, by=county.lead)
    with pytest.raises(Refusal, match="不能豁免"):
        waive_rules(project=draft.pk, reasons={"plan.budgeted": "理由很充分"}, by=county.lead)
    [waiver] = waive_rules(
        project=draft.pk, reasons={rule: "三定规定正在修订，县编办已有批复"}, by=county.lead
    )
    assert (waiver.person, waiver.body, waiver.day) == (
        county.lead.person,
        county.civil,
        timezone.localdate(),
    )
    submit_project(project=draft.pk, by=county.officer)


def test_whoever_may_not_write_is_told_nothing_else(county: County) -> None:
    alone = body("没有主管财政部门的单位", county.place)
    secret = {"title": "某项服务", "year": YEAR, "facts": {"is_secret": True}}
    for by in (agent("某审计", alone, Role.AUDITOR), county.treasurer):
        with pytest.raises((NotAllowed, NotFound)):
            draft_project(by=by, values=secret)
    with pytest.raises(Refusal, match="没有登记主管财政部门"):
        draft_project(by=agent("某经办", alone, Role.PURCHASING_OFFICER), values=secret)
