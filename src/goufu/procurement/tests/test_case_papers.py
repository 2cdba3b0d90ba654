"""Letters as papers: the answer to a challenge and the decision on a complaint, for both sides and for nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goufu.core.errors import NotFound, Refusal
from goufu.core.roles import Role
from goufu.documents.actions import write_paper
from goufu.documents.queries import document
from goufu.procurement.actions.handling import (
    join_complaint,
    resume_procurement,
    suspend_procurement,
    withdraw_complaint,
)
from goufu.procurement.actions.parties import receive_decision
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.models import Challenge, Complaint
from goufu.procurement.papers.case_letters import letters_of
from goufu.procurement.papers.cases import ANSWER, DECISION, answers_of, decisions_of
from goufu.procurement.queries.cases import challenge_for, complaint_for
from goufu.procurement.tests.challenged import (
    DECIDE,
    accepted,
    answered,
    challenged,
    complained,
    provider,
    provider_body,
    under_way,
)
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.standing import made_once, standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent

pytestmark = pytest.mark.django_db
world, own, county, made = standing()
ANSWERED = date(2026, 12, 9)


def stranger(county: County) -> Agent:
    """Somebody who acts for another provider."""
    return agent("众安经办人", provider_body(county, "云岭县众安护理中心"), Role.PROVIDER_AGENT)


def early(county: County) -> Challenge:
    return challenged(county, running(county), date(2026, 12, 7))


@made_once(early)
def test_the_challenger_has_the_answer_as_a_paper(county: County, made: Challenge) -> None:
    subject, its_own, other = ("challenge", made.pk), provider(county), stranger(county)
    with on(ANSWERED):
        assert answers_of(challenge_for(county.officer, made.pk)) == ()
        with pytest.raises(NotFound):
            write_paper(by=county.officer, subject=subject, kind=ANSWER[0])
        answered(county, made, ANSWERED)
        paper, _word = answers_of(challenge_for(county.officer, made.pk))
        said = str(paper.words())
        assert "2026年12月7日收到" in said and made.matters in said and "经查，文件没有这样的要求。" in said
        assert "答复期满后15个工作日内" in said and "政府采购法第五十五条" in said
        found = write_paper(by=its_own, subject=subject, kind=ANSWER[0])
        assert found.number == f"{made.number}-DF" and document(its_own, found.pk)
        assert write_paper(by=county.officer, subject=subject, kind=ANSWER[0]) == found
        assert write_paper(by=county.officer, subject=subject, kind=ANSWER[1]).said == found.said
        with pytest.raises(NotFound):
            write_paper(by=other, subject=subject, kind=ANSWER[0])
        with pytest.raises(NotFound):
            document(other, found.pk)


@made_once(under_way)
def test_a_decision_is_a_paper_of_the_office(county: County, made: Complaint) -> None:
    subject, day = ("complaint", made.pk), made.received_on + timedelta(days=7)
    with on(day):
        assert decisions_of(complaint_for(county.treasurer, made.pk)) == ()
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
        paper, _word = decisions_of(complaint_for(county.treasurer, made.pk))
        words = paper.words()
        assert (words["head"], words["number"]) == (county.finance.name, DECIDE["number"])
        said = str(words)
        assert all(
            each in said for each in (DECIDE["facts_text"], DECIDE["basis_text"], "驳回：缺乏事实依据")
        )
        complainant = provider(county)
        receive_decision(party=made.parties.get().pk, by=complainant)
        for reader in (complainant, county.officer, county.treasurer):
            assert write_paper(by=reader, subject=subject, kind=DECISION[0]).number == f"{made.number}-JD1"
        with pytest.raises(NotFound):
            write_paper(by=stranger(county), subject=subject, kind=DECISION[0])


@made_once(running)
def test_what_is_decided_together_is_a_paper_for_each_complainant(county: County, made: object) -> None:
    day = date(2026, 12, 7)
    names = ("云岭县福寿居家养老服务中心", "云岭县众安护理中心")
    both = []
    for name in names:
        challenge = answered(county, challenged(county, made, day, name=name), day)  # type: ignore[arg-type]
        both.append(accepted(county, complained(county, challenge, day + timedelta(days=14))))
    with on(day + timedelta(days=15)):
        join_complaint(complaint=both[1].pk, leader=both[0].pk, by=county.treasurer)
        decide_complaint(complaint=both[0].pk, by=county.treasurer, **DECIDE)
        others = stranger(county)
        paper, _word = decisions_of(complaint_for(others, both[1].pk))
        assert "、".join(names) in str(paper.words())
        receive_decision(party=both[1].parties.get().pk, by=others)
        assert document(
            others, write_paper(by=others, subject=("complaint", both[1].pk), kind=DECISION[0]).pk
        )


@made_once(under_way)
def test_each_step_of_a_complaint_has_its_letter(county: County, made: Complaint) -> None:
    subject, day = ("complaint", made.pk), made.received_on + timedelta(days=3)
    with on(day):
        assert letters_of(complaint_for(county.treasurer, made.pk)) == ()
        suspend_procurement(complaint=made.pk, days=20, reason="评分可能漏项", by=county.treasurer)
        resume_procurement(complaint=made.pk, reason="查明没有漏项", by=county.treasurer)
        seen = complaint_for(county.treasurer, made.pk)
        letters = {each.kind: each for each in letters_of(seen)}
        assert set(letters) == {
            f"{name}_{kind}"
            for name in ("resumption", "resumption_told", "suspension", "suspension_told")
            for kind in ("paper", "word")
        }
        complainant = provider(county)
        suspension = str(letters["suspension_paper"].words())
        until = day + timedelta(days=20)
        assert f"最晚到{until.year}年{until.month}月{until.day}日为止" in suspension
        assert "评分可能漏项" in suspension and "政府采购法第五十七条" in suspension
        assert "待核对" not in suspension
        found = write_paper(by=county.officer, subject=subject, kind="suspension_paper")
        assert found.number == f"{made.number}-ZT1" and document(complainant, found.pk)
        assert write_paper(by=county.treasurer, subject=subject, kind="suspension_word").said == found.said
        with pytest.raises(NotFound):  # what can be changed is for the office that writes it
            write_paper(by=county.officer, subject=subject, kind="suspension_word")
        with pytest.raises(NotFound):
            write_paper(by=stranger(county), subject=subject, kind="suspension_paper")
        with pytest.raises(Refusal, match="没有它的书面材料"):  # nobody else withdraws it
            withdraw_complaint(complaint=made.pk, reason="与采购人谈妥了", by=county.treasurer)
        withdraw_complaint(complaint=made.pk, reason="与采购人谈妥了", by=complainant)
        told = complaint_for(county.treasurer, made.pk).parties.get(kind="complainant")
        ended = {each.kind: each for each in letters_of(told)}
        said = str(ended["withdrawal_paper"].words())
        assert "本部门终止处理" in said and f"{told.body.name}：" in said
