"""Complaints: accepted or not, with clocks that stand still, and a procurement that is suspended meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.procurement.actions.case_record import case_of
from goufu.procurement.actions.challenging import withdraw_challenge
from goufu.procurement.actions.complaining import (
    accept_complaint,
    ask_supplement,
    enter_complaint,
    file_complaint,
    refer_complaint,
    refuse_complaint,
    supplement,
)
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.handling import (
    join_complaint,
    proceed_complaint,
    resume_procurement,
    suspend_procurement,
    withdraw_complaint,
)
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.cases.history import due_of
from goufu.procurement.cases.law import opinion_of_complaint
from goufu.procurement.cases.suspending import suspension_of
from goufu.procurement.models import Challenge, Complaint, Procurement
from goufu.procurement.queries.cases import complaint_for, complaints
from goufu.procurement.tests.challenged import (
    PROVIDER,
    accepted,
    answered,
    challenged,
    complained,
    provider,
    second_treasurer,
    under_way,
)
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
world, own, county, made = standing()
DAY = timedelta(days=1)


def early(county: County) -> Challenge:
    return challenged(county, running(county), date(2026, 12, 7))


def early_answered(county: County) -> Challenge:
    return answered(county, early(county), date(2026, 12, 9))


@made_once(early)
def test_a_provider_complains_only_once_the_answer_is_there_or_due(county: County, made: Challenge) -> None:
    mine = provider(county)
    values = {"matters": "没有答复", "request": "责令答复", "grounds": "政府采购法第五十三条"}
    with on(date(2026, 12, 16)), pytest.raises(Refusal, match="2026-12-16 以前答复"):
        file_complaint(challenge=made.pk, values=values, by=mine)
    with on(date(2026, 12, 17)):
        complaint = file_complaint(challenge=made.pk, values=values, by=mine)
        with pytest.raises(Refusal, match="已经投诉过"):
            file_complaint(challenge=made.pk, values=values, by=mine)
        assert complaint.office == county.finance
        assert complaint_for(mine, complaint.pk) == complaint
        with pytest.raises(NotFound):  # the bureau gets its copy once it is accepted
            complaint_for(county.officer, complaint.pk)
        assert complaint_for(county.treasurer, complaint.pk) == complaint
        accept_complaint(complaint=complaint.pk, by=county.treasurer)
        assert complaint_for(county.officer, complaint.pk) == complaint
        assert list(complaints(county.teacher)) == []


@made_once(running)
def test_without_a_challenge_nothing_is_accepted(county: County, made: Procurement) -> None:
    provider(county)
    day = date(2026, 12, 8)
    with on(day):
        found = enter_complaint(
            procurement=made.pk,
            complainant=PROVIDER,
            challenge=None,
            complained_on=day,
            received_on=day,
            way="post",
            values={"matters": "排斥外地供应商", "request": "改正", "grounds": "第二十二条"},
            by=county.treasurer,
        )
        with pytest.raises(Refusal, match="没有质疑过") as refused:
            accept_complaint(complaint=found.pk, by=county.treasurer)
        assert refused.value.articles == ("order-94:conditions",)
        refuse_complaint(complaint=found.pk, examined_on=day, reason="投诉以前没有质疑", by=county.treasurer)
    with on(day + 9 * DAY):
        found = complaint_for(county.treasurer, found.pk)
        assert [each.rule.id for each in opinion_of_complaint(found).failed] == []


@pytest.mark.parametrize("day", ["0001-01-01", "2026-11-29"])
@made_once(early_answered)
def test_a_complaint_is_not_older_than_the_procurement(county: County, made: Challenge, day: str) -> None:
    with on(date(2026, 12, 20)), pytest.raises(Refusal, match="才开始") as refused:
        enter_complaint(
            procurement=made.procurement_id,
            complainant=made.challenger.name,
            challenge=None,
            complained_on=date.fromisoformat(day),
            received_on=date(2026, 12, 20),
            way="post",
            values={"matters": "一", "request": "二", "grounds": "三"},
            by=county.treasurer,
        )
    assert refused.value.field == "complained_on"


@made_once(early_answered)
def test_a_late_complaint_is_accepted_with_a_reason_only(county: County, made: Challenge) -> None:
    found = complained(county, made, date(2027, 1, 12))
    with on(date(2027, 1, 12)):
        with pytest.raises(Refusal, match="受理逾期的投诉"):
            accept_complaint(complaint=found.pk, by=county.treasurer)
        accept_complaint(complaint=found.pk, reason="邮戳表明在期限以内寄出", by=county.treasurer)
        found = complaint_for(county.treasurer, found.pk)
        assert "award.complaint-in-time" in [each.rule.id for each in opinion_of_complaint(found).failed]


@made_once(early_answered)
def test_time_stands_still_while_the_complainant_mends_its_letter(county: County, made: Challenge) -> None:
    found = complained(county, made, date(2026, 12, 18))
    without = due_of(case_of(found), "complaint_decision", date(2026, 12, 18))
    day = date(2026, 12, 21)
    with on(day):
        ask_supplement(complaint=found.pk, text="没有写投诉人的地址和联系人", by=county.treasurer)
    with on(day + 7 * DAY):
        supplement(complaint=found.pk, day=day + 7 * DAY, by=county.treasurer)
        with pytest.raises(Refusal, match="一次"):
            ask_supplement(complaint=found.pk, text="还缺一样东西没有写", by=county.treasurer)
        case = case_of(complaint_for(county.treasurer, found.pk))
        assert case.paused(found.received_on, day + 7 * DAY) == 5
        with_pause = due_of(case, "complaint_decision", day + 7 * DAY)
    assert with_pause and without and with_pause.day > without.day


@made_once(early_answered)
def test_another_office_is_told_within_its_days(county: County, made: Challenge) -> None:
    found = complained(county, made, date(2026, 12, 18))
    with on(date(2026, 12, 28)):
        refer_complaint(
            complaint=found.pk,
            examined_on=date(2026, 12, 21),
            reason="由市财政局处理",
            by=county.treasurer,
        )
        found = complaint_for(county.treasurer, found.pk)
        assert [each.rule.id for each in opinion_of_complaint(found).failed] == ["award.complaint-referral"]


@made_once(under_way, "file")
def test_a_suspended_procurement_does_not_go_on(county: County, made: Complaint) -> None:
    procurement = made.procurement
    today = made.received_on
    with on(today):
        suspend_procurement(complaint=made.pk, days=30, reason="文件可能违法，先停下来", by=county.treasurer)
        with pytest.raises(Refusal, match=f"暂停到 {today + 30 * DAY}") as refused:
            record_event(procurement=procurement.pk, event="opened", day=today, by=county.officer)
        assert refused.value.articles == ("procurement-law:57", "order-94:suspension")
        with pytest.raises(Refusal, match="处理投诉"):
            begin_opening(procurement=procurement.pk, by=county.officer)
        record_event(
            procurement=procurement.pk, event="panel_drawn", day=today - DAY, by=county.officer
        )  # of before
        draft_notice(procurement=procurement.pk, kind="correction", by=county.officer)
        PROCUREMENT.after("terminate", Procurement.objects.get(pk=procurement.pk))
        with pytest.raises(Refusal, match="已经暂停"):
            suspend_procurement(complaint=made.pk, days=1, reason="再暂停一天看看", by=county.treasurer)
    with on(today + 30 * DAY), pytest.raises(Refusal, match="暂停"):
        record_event(procurement=procurement.pk, event="opened", day=today + 30 * DAY, by=county.officer)
    with on(today + 31 * DAY):  # it ends by itself
        assert suspension_of(procurement) is None
        record_event(procurement=procurement.pk, event="opened", day=today + 31 * DAY, by=county.officer)
        with pytest.raises(Refusal, match="还可以暂停 0 日"):
            suspend_procurement(complaint=made.pk, days=1, reason="再暂停一天看看", by=county.treasurer)


@made_once(under_way, "file")
def test_what_carries_the_activity_on_is_refused_whatever_its_verb(county: County, made: Complaint) -> None:
    """Verbs that rooms add later are refused too: only those that are named go on."""
    with on(made.received_on):
        suspend_procurement(complaint=made.pk, days=10, reason="文件可能违法，先停下来", by=county.treasurer)
        procurement = Procurement.objects.get(pk=made.procurement_id)
        going_on = {verb for verb, each in PROCUREMENT.table.items() if procurement.state in each.sources} - {
            "record",
            "return-deposit",
            "correct",
            "terminate",
            "end",
            "void",
            *("file-emergency", "review-emergency", "record-effects"),
        }
        for verb in going_on:
            with pytest.raises(Refusal, match="不能继续"):
                PROCUREMENT.after(verb, procurement)


@made_once(under_way, "file")
def test_a_suspension_is_lifted_and_counts_only_so_long(county: County, made: Complaint) -> None:
    today = made.received_on
    with on(today):
        suspend_procurement(complaint=made.pk, days=30, reason="文件可能违法，先停下来", by=county.treasurer)
    with on(today + 4 * DAY):
        resume_procurement(complaint=made.pk, reason="查明不影响采购", by=county.treasurer)
        assert suspension_of(made.procurement) is None
        with pytest.raises(Refusal, match="还可以暂停 26 日"):
            suspend_procurement(complaint=made.pk, days=27, reason="又发现新的问题", by=county.treasurer)
        suspend_procurement(complaint=made.pk, days=26, reason="又发现新的问题", by=county.treasurer)
        made = complaint_for(county.treasurer, made.pk)
        assert [each.rule.id for each in opinion_of_complaint(made).failed] == []


@made_once(under_way, "file")
def test_withdrawing_ends_the_suspension(county: County, made: Complaint) -> None:
    with on(made.received_on):
        suspend_procurement(complaint=made.pk, days=30, reason="文件可能违法，先停下来", by=county.treasurer)
        withdraw_complaint(complaint=made.pk, reason="采购人已经改正", by=provider(county))
        assert suspension_of(made.procurement) is None
    assert Complaint.objects.get().state == "withdrawn"


@made_once(under_way, "file")
def test_what_ends_has_begun(county: County, made: Complaint) -> None:
    today = made.received_on
    with on(today + 3 * DAY), pytest.raises(Refusal, match="现在不登记"):
        proceed_complaint(complaint=made.pk, kind="excluded_ended", day=today, by=county.treasurer)


@made_once(early_answered)
def test_only_the_office_of_the_purchaser_handles_it(county: County, made: Challenge) -> None:
    found = complained(county, made, date(2026, 12, 18))
    with on(date(2026, 12, 18)), pytest.raises(NotAllowed):
        accept_complaint(complaint=found.pk, by=county.lead)


@made_once(early_answered)
def test_complaints_about_one_procurement_are_joined(county: County, made: Challenge) -> None:
    day = date(2026, 12, 18)
    first = accepted(county, complained(county, made, day))
    other = challenged(county, made.procurement, date(2026, 12, 8), name="云岭县众安护理中心")
    other = answered(county, other, date(2026, 12, 9))
    second = accepted(county, complained(county, other, day))
    with on(day):
        join_complaint(complaint=second.pk, leader=first.pk, by=county.treasurer)
        with pytest.raises(Refusal, match="只能并入"):
            join_complaint(complaint=first.pk, leader=second.pk, by=second_treasurer(county))
        withdraw_complaint(complaint=first.pk, reason="采购人已经改正", by=provider(county))
    second.refresh_from_db()
    assert second.leader is None  # it stands alone again


@made_once(early)
def test_nobody_complains_about_what_was_withdrawn(county: County, made: Challenge) -> None:
    with on(date(2026, 12, 8)):
        mine = provider(county)
        withdraw_challenge(challenge=made.pk, reason="不再坚持这件事", by=mine)
        with pytest.raises(Refusal, match="已经撤回"):
            file_complaint(challenge=made.pk, values={}, by=mine)
