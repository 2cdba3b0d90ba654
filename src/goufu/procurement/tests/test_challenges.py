"""Challenges: given in time by those who may, answered by the purchaser, withdrawn, and in the way of a contract."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from goufu.core.errors import NotFound, Refusal
from goufu.core.roles import Role
from goufu.documents.actions import attach_document
from goufu.documents.tests.papers import pdf
from goufu.procurement.actions.answering import (
    answer_challenge,
    refuse_challenge,
    serve_answer,
    weigh_challenge,
)
from goufu.procurement.actions.case_record import case_of
from goufu.procurement.actions.challenging import (
    MOST_WAITING,
    enter_challenge,
    file_challenge,
    withdraw_challenge,
)
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.participating import record_download
from goufu.procurement.cases.history import clocks_of
from goufu.procurement.cases.law import opinion_of_challenge
from goufu.procurement.law import days_of, facts_of, timetable_of, with_cases
from goufu.procurement.models import CaseStep, Challenge, ChallengeAnswer, Procurement
from goufu.procurement.queries.cases import challenge_for
from goufu.procurement.tests.challenged import (
    PROVIDER,
    answered,
    challenged,
    decided_on,
    provider,
    provider_body,
    said,
    to_result,
)
from goufu.procurement.tests.procuring import BEGIN, on, running
from goufu.procurement.tests.standing import made_once, standing
from goufu.registry.tests.county import County, agent

pytestmark = pytest.mark.django_db
world, own, county, made = standing()
ANSWER: dict[str, Any] = {"outcome": "no", "consequence": "go_on", "text": "经查，评分与评审标准一致。"}


def early(county: County) -> Challenge:
    return challenged(county, running(county), date(2026, 12, 7))


def early_answered(county: County) -> Challenge:
    return answered(county, early(county), date(2026, 12, 9))


@made_once(early)
def test_a_challenge_of_the_file_counts_from_the_end_of_the_notices_period(
    county: County, made: Challenge
) -> None:
    assert made.known_on == date(2026, 12, 4)
    assert made.number == "539999-2026-ZY-0001"
    with on(date(2026, 12, 7)):
        [answer, complaint] = clocks_of(case_of(made), date(2026, 12, 7))
    assert answer.latest == date(2026, 12, 16)  # seven working days
    assert complaint.from_earliest == date(2026, 12, 16)  # fifteen more after that, whenever the answer comes
    assert (answer.state, complaint.state) == ("running", "not_yet")  # nobody may complain before
    with on(date(2026, 12, 17)):
        [answer, complaint] = clocks_of(case_of(made), date(2026, 12, 17))
    assert (answer.state, complaint.state) == ("overdue", "running")


@made_once(to_result)
def test_one_who_only_has_the_file_may_challenge_nothing_else(county: County, made: Procurement) -> None:
    with on(decided_on(made)), pytest.raises(Refusal, match="依法获取的采购文件") as refused:
        file_challenge(
            procurement=made.pk, values=said(standing="file_holder", against="result"), by=provider(county)
        )
    assert refused.value.articles == ("order-94:standing",)


@made_once(early)
def test_a_challenge_in_time_is_answered_and_not_refused(county: County, made: Challenge) -> None:
    with on(date(2026, 12, 8)):
        with pytest.raises(Refusal, match="不能拒收"):
            refuse_challenge(challenge=made.pk, reason="没有道理的质疑", by=county.lead)
        answer_challenge(challenge=made.pk, by=county.lead, **ANSWER)
        serve_answer(challenge=made.pk, day=date(2026, 12, 8), way="post", by=county.officer)
        with pytest.raises(Refusal, match="已答复"):
            answer_challenge(challenge=made.pk, by=county.lead, **ANSWER)
    assert [each.kind for each in CaseStep.objects.filter(challenge=made)] == [
        "received",
        "answered",
        "answer_served",
    ]


def test_a_late_one_is_entered_found_late_by_the_law_and_may_be_refused(county: County) -> None:
    late = date(2026, 12, 16)  # the eighth working day
    found = challenged(county, running(county), late)
    with on(late):
        assert [each.rule.id for each in opinion_of_challenge(found).failed] == ["award.challenge-in-time"]
        refuse_challenge(challenge=found.pk, reason="超过七个工作日提出", by=county.lead)
    assert Challenge.objects.get(pk=found.pk).state == "refused"


@made_once(running)
def test_posted_in_time_is_in_time(county: County, made: Procurement) -> None:
    found = challenged(county, made, date(2026, 12, 15), received=date(2026, 12, 18))
    with on(date(2026, 12, 18)):
        assert opinion_of_challenge(found).failed == []


@made_once(early)
def test_an_answer_that_comes_late_is_found(county: County, made: Challenge) -> None:
    with on(date(2026, 12, 17)):
        answer_challenge(challenge=made.pk, by=county.lead, **ANSWER)
        made = challenge_for(county.lead, made.pk)
        assert [each.rule.id for each in opinion_of_challenge(made).failed] == ["award.challenge-answer"]


@made_once(early)
@pytest.mark.parametrize(
    ("outcome", "consequence", "why"),
    [
        ("no", "another", "对不上"),
        ("effect", "go_on", "对不上"),
        ("effect", "another", "已经确定了供应商"),
    ],
)
def test_a_consequence_must_follow(
    county: County, made: Challenge, outcome: str, consequence: str, why: str
) -> None:
    with on(date(2026, 12, 8)), pytest.raises(Refusal, match=why):
        said = ANSWER | {"outcome": outcome, "consequence": consequence}
        answer_challenge(challenge=made.pk, by=county.lead, **said)


@made_once(to_result)
def test_another_provider_is_chosen_after_a_challenge_of_the_result(
    county: County, made: Procurement
) -> None:
    day = decided_on(made)
    found = challenged(county, made, day, against="result", standing="bidder")
    with on(day):
        said = ANSWER | {"outcome": "effect", "consequence": "another"}
        answer_challenge(challenge=found.pk, by=county.lead, **said)
        happened = days_of(made.occurrences.all())
        assert "awarded" not in happened and "review_ended" in happened and "award_voided" in happened
        record_event(procurement=made.pk, event="awarded", day=day, by=county.officer)
    assert days_of(made.occurrences.all())["awarded"] == day


@made_once(to_result)
def test_no_contract_is_signed_before_the_answer(county: County, made: Procurement) -> None:
    day = decided_on(made)
    found = challenged(county, made, day, against="result", standing="bidder")

    def sign() -> None:
        record_event(procurement=made.pk, event="contract_signed", day=day, by=county.officer)

    with on(day):
        with pytest.raises(Refusal, match="暂停签订合同") as refused:
            sign()
        assert refused.value.articles == ("procurement-regulation:54",)
        weigh_challenge(challenge=found.pk, may_affect_result=False, by=county.lead)
        sign()


@made_once(running)
def test_a_provider_sees_and_withdraws_its_own_and_no_others(county: County, made: Procurement) -> None:
    mine, other = (
        provider(county),
        agent("别家的人", provider_body(county, "云岭县众安护理中心"), Role.PROVIDER_AGENT),
    )
    with on(date(2026, 12, 7)):
        found = file_challenge(procurement=made.pk, values=said(), by=mine)
        assert challenge_for(mine, found.pk).challenger == mine.body
        with pytest.raises(NotFound):
            challenge_for(other, found.pk)
        with pytest.raises(NotFound):
            withdraw_challenge(challenge=found.pk, reason="不再坚持这件事", by=other)
        withdraw_challenge(challenge=found.pk, reason="不再坚持这件事", by=mine)
    assert Challenge.objects.get().state == "withdrawn"


@made_once(running)
def test_a_procurement_that_is_planned_is_not_challenged(county: County, made: Procurement) -> None:
    Procurement.objects.filter(pk=made.pk).update(state="planning", begun_at=None, begun_by=None)
    with on(date(2026, 12, 7)), pytest.raises(Refusal, match="还没有开始"):
        file_challenge(procurement=made.pk, values=said(), by=provider(county))


@made_once(running)
def test_a_provider_challenges_what_it_can_see_and_not_without_end(county: County, made: Procurement) -> None:
    mine = provider(county)
    with on(date(2026, 12, 7)):
        for _each in range(MOST_WAITING):
            last = file_challenge(procurement=made.pk, values=said(), by=mine)
        with pytest.raises(Refusal, match="都还没有答复"):
            file_challenge(procurement=made.pk, values=said(), by=mine)
        withdraw_challenge(challenge=last.pk, reason="并入另一件质疑", by=mine)
        file_challenge(procurement=made.pk, values=said(), by=mine)
        hidden = Procurement.objects.get(pk=made.pk)
        hidden.pk, hidden.number = None, "539999-2026-CG-9999"
        hidden.save()  # as the other, but nothing of it was published
        with pytest.raises(NotFound):
            file_challenge(procurement=hidden.pk, values=said(), by=mine)


@made_once(running)
def test_the_day_of_the_file_is_not_made_up(county: County, made: Procurement) -> None:
    mine = provider(county)
    day = date(2026, 12, 7)
    with on(day):
        for got, why in ((day + timedelta(days=1), "晚于提出"), (BEGIN - timedelta(days=1), "才公布")):
            with pytest.raises(Refusal, match=why):
                file_challenge(procurement=made.pk, values=said(got_file_on=got), by=mine)
        paper = attach_document(
            by=county.officer,
            subject=("procurement", made.pk),
            kind="file",
            file_name="采购文件.pdf",
            chunks=[pdf()],
        )
    with on(day - timedelta(days=3)):
        record_download(procurement=made.pk, document=paper, by=mine)
    with on(day):
        with pytest.raises(Refusal, match="已经在本系统下载"):
            file_challenge(procurement=made.pk, values=said(got_file_on=day), by=mine)
        file_challenge(procurement=made.pk, values=said(got_file_on=day - timedelta(days=3)), by=mine)


@made_once(early_answered)
def test_days_don_t_go_back(county: County, made: Challenge) -> None:
    with on(date(2026, 12, 10)):
        with pytest.raises(Refusal, match="不能早于“质疑已答复”"):
            serve_answer(challenge=made.pk, day=date(2026, 12, 8), way="hand", by=county.officer)
        with pytest.raises(Refusal, match="还没有到"):
            serve_answer(challenge=made.pk, day=date(2026, 12, 11), way="hand", by=county.officer)
    with on(date(2026, 12, 7)), pytest.raises(Refusal, match="还没有到"):
        enter_challenge(
            procurement=made.procurement_id,
            challenger=PROVIDER,
            challenged_on=date(2026, 12, 7),
            received_on=date(2026, 12, 8),
            way="hand",
            values=said(),
            by=county.officer,
        )


@made_once(early_answered)
def test_what_is_recorded_stays(county: County, made: Challenge) -> None:
    for row in (CaseStep.objects.filter(challenge=made), ChallengeAnswer.objects.all()):
        with pytest.raises(IntegrityError, match="只能添加"), transaction.atomic():
            row.update(text="别的")
        with pytest.raises(IntegrityError, match="只能添加"), transaction.atomic():
            row._raw_delete("default")


@made_once(running)
def test_the_clock_of_a_challenge_stands_in_the_timetable(county: County, made: Procurement) -> None:
    found = challenged(county, made, date(2026, 12, 7))
    with on(date(2026, 12, 8)):
        table = timetable_of(made, facts_of(made), made.occurrences.all())
        assert table is not None
        table = with_cases(table, [case_of(found)])
    assert table["challenge_answer"].latest == date(2026, 12, 16)
    assert BEGIN + timedelta(days=15) == date(2026, 12, 16)
