"""Every verb from every state of a project: the table is written out here, and not read from the one it judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from goufu.core.errors import AgainstTheLaw, NotAllowed, Refusal
from goufu.law.readings import reading_to_keep
from goufu.planning.actions import deciding
from goufu.planning.actions.judging import judge_doubt
from goufu.planning.actions.writing import save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.planning.steps import PROJECT_STEPS
from goufu.planning.tests.writing import published_entry
from goufu.registry.tests.county import County

REASON = "服务人数有变化，要重新测算"
# state: how it is reached from a draft
REACHED = {
    "draft": [],
    "submitted": ["submit"],
    "returned": ["submit", "return"],
    "approved": ["submit", "approve"],
    "adjusting": ["submit", "approve", "adjust"],
    "withdrawn": ["withdraw"],
}
VERBS = ("write", "submit", "approve", "return", "adjust", "withdraw", "judge", "waive")
# state: where each verb leads; what is not named is refused
EXPECTED = {
    "draft": {"write": "draft", "submit": "submitted", "withdraw": "withdrawn", "waive": "draft"},
    "submitted": {
        "approve": "approved",
        "return": "returned",
        "withdraw": "withdrawn",
        "judge": "submitted",
        "waive": "submitted",
    },
    "returned": {
        "write": "returned",
        "submit": "submitted",
        "withdraw": "withdrawn",
        "judge": "returned",
        "waive": "returned",
    },
    "approved": {"adjust": "adjusting", "withdraw": "withdrawn", "judge": "approved", "waive": "approved"},
    "adjusting": {
        "write": "adjusting",
        "submit": "submitted",
        "withdraw": "withdrawn",
        "judge": "adjusting",
        "waive": "adjusting",
    },
    "withdrawn": {},
}
WHOSE_TURN = {
    "draft": "购买主体填写",
    "submitted": "等财政部门审核",
    "returned": "按退回意见修改",
    "approved": "先申请调整",
    "adjusting": "改好后再提交",
    "withdrawn": "另建项目",
}


def acts(county: County, number: int) -> dict[str, Callable[[], object]]:
    by_purchaser: dict[str, Any] = {"project": number, "by": county.officer}
    by_finance: dict[str, Any] = {"project": number, "by": county.treasurer}

    def write() -> object:
        version = Project.objects.get(pk=number).version
        return save_project(**by_purchaser, version=version, values={"beneficiaries": "失能老人和家属"})

    def approve() -> object:
        doubts = [each.rule.id for each in opinion_on(number).to_review]
        return deciding.approve_project(**by_finance, reviewed=doubts)

    return {
        "write": write,
        "submit": lambda: deciding.submit_project(**by_purchaser),
        "approve": approve,
        "return": lambda: deciding.return_project(**by_finance, reason=REASON),
        "adjust": lambda: deciding.adjust_project(**by_purchaser, reason=REASON),
        "withdraw": lambda: deciding.withdraw_project(**by_purchaser, reason=REASON),
        "judge": lambda: judge_doubt(
            **by_finance, rule="plan.screen-goods-doubtful", verdict="lawful", reason=REASON
        ),
        "waive": lambda: deciding.waive_rules(
            project=number, by=county.lead, reasons={"plan.duty-basis": REASON}
        ),
    }


def wanting_a_reason(project: Project) -> None:
    """As a rule would have it that came into force since: its duty basis is asked for, and is not there."""
    Project.objects.filter(pk=project.pk).update(duty_basis="")


def leaving_a_doubt(project: Project) -> None:
    """As if it had been called so from the beginning."""
    title = "学生营养餐食材配送"
    Project.objects.filter(pk=project.pk).update(title=title, reading=reading_to_keep(title, project.need))


@pytest.mark.parametrize("state", REACHED)
def test_each_verb_leads_where_it_should_or_is_refused(county: County, draft: Project, state: str) -> None:
    act = acts(county, draft.pk)
    for each in REACHED[state]:
        act[each]()
    for verb in VERBS:
        expected = EXPECTED[state].get(verb)
        with transaction.atomic():
            if verb == "waive":
                wanting_a_reason(draft)
            if verb == "judge":
                leaving_a_doubt(draft)
            if expected is None:
                with pytest.raises(Refusal, match=r"现在是“.*”，不能") as refused:
                    act[verb]()
                assert WHOSE_TURN[state] in refused.value.remedy
            else:
                act[verb]()
            assert (verb, Project.objects.get(pk=draft.pk).state) == (verb, expected or state)
            transaction.set_rollback(True)


# state: what the purchaser's officer, his lead and the finance officer are offered, the next step first
OFFERED = {
    "draft": (["submit", "withdraw"], ["submit", "withdraw", "waive"], ["waive"]),
    "submitted": (["withdraw"], ["withdraw", "waive"], ["approve", "return", "judge", "waive"]),
    "returned": (["submit", "withdraw"], ["submit", "withdraw", "waive"], ["judge", "waive"]),
    "approved": (["adjust", "withdraw"], ["adjust", "withdraw", "waive"], ["judge", "waive"]),
    "adjusting": (["submit", "withdraw"], ["submit", "withdraw", "waive"], ["judge", "waive"]),
    "withdrawn": ([], [], []),
}
NEXT = {"draft": "submit", "submitted": "approve", "returned": "submit", "adjusting": "submit"}


@pytest.mark.parametrize("state", REACHED)
def test_whoever_may_is_offered_what_can_be_done_now(county: County, draft: Project, state: str) -> None:
    for each in REACHED[state]:
        acts(county, draft.pk)[each]()
    draft.refresh_from_db()
    offers = [PROJECT_STEPS.offers(agent, draft) for agent in (county.officer, county.lead, county.treasurer)]
    assert tuple([each.step.verb for each in offered] for offered in offers) == OFFERED[state]
    following = {each.step.verb for offered in offers for each in offered if each.is_next}
    assert following == ({NEXT[state]} if state in NEXT else set())


def test_what_the_finance_office_waives_only_it_waives_and_before_it_approves(
    county: County, draft: Project
) -> None:
    """An entry on which nobody was consulted (article 13) holds up the approval, not the submission."""
    entry = published_entry(county.civil, kind="department", is_consulted=False)
    save_project(project=draft.pk, by=county.officer, version=draft.version, values={"entry": entry})
    act = acts(county, draft.pk)
    act["submit"]()
    with pytest.raises(AgainstTheLaw) as refused:
        act["approve"]()
    assert [card.rule for card in refused.value.cards] == ["plan.entry-consulted"]
    given: dict[str, Any] = {"project": draft.pk, "reasons": {"plan.entry-consulted": REASON}}
    for nobody in (county.lead, county.officer):
        with pytest.raises(NotAllowed):
            deciding.waive_rules(**given, by=nobody)
    [waiver] = deciding.waive_rules(**given, by=county.treasurer)
    assert (waiver.person, waiver.body) == (county.treasurer.person, county.finance)
    act["approve"]()


def test_nothing_is_approved_that_still_wants_a_reason(county: County, draft: Project) -> None:
    deciding.submit_project(project=draft.pk, by=county.officer)
    wanting_a_reason(draft)
    with pytest.raises(AgainstTheLaw) as refused:
        acts(county, draft.pk)["approve"]()
    assert [card.rule for card in refused.value.cards] == ["plan.duty-basis"]
    deciding.waive_rules(project=draft.pk, by=county.lead, reasons={"plan.duty-basis": REASON})
    acts(county, draft.pk)["approve"]()
