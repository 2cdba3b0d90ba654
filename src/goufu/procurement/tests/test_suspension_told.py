"""A suspension is told to whoever takes part; the days of what it forbids stand still on every page, list and timetable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from goufu.core.errors import Refusal
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.handling import resume_procurement, suspend_procurement
from goufu.procurement.actions.participating import DECLARED, take_part
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.cases.suspending import suspended_now, suspension_of, suspensions_of
from goufu.procurement.law import facts_of, timetable_of
from goufu.procurement.models import Complaint, Procurement
from goufu.procurement.papers.case_letters import letters_of
from goufu.procurement.queries.cases import complaint_for
from goufu.procurement.tests.asking import program_of
from goufu.procurement.tests.bidding import DEADLINE, bidder, receiving, sealed_for, send
from goufu.procurement.tests.challenged import (
    DAY,
    DECIDE,
    accepted,
    answered,
    challenged,
    complained,
    decided_on,
    to_result,
)
from goufu.procurement.tests.procuring import on
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.timing.told import Step
from goufu.procurement.work.procurements import waiting as of_officer
from goufu.procurement.work.providers import waiting as of_provider
from goufu.procurement.work.turns import waiting as of_turns
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
FROM, UNTIL = date(2026, 12, 8), date(2026, 12, 28)  # Tuesday and the twentieth day after it


def complained_of_file(county: County) -> Complaint:
    """An accepted complaint of the file of a procurement that receives sealed bids until 16 December."""
    made = receiving(county).procurement
    challenge = answered(county, challenged(county, made, date(2026, 12, 3)), date(2026, 12, 3))
    return accepted(county, complained(county, challenge, date(2026, 12, 7)))


world, own, county, made = standing(complained_of_file)


def suspended(county: County, complaint: Complaint, days: int = 20) -> None:
    suspend_procurement(complaint=complaint.pk, days=days, reason="评审标准还没有查清", by=county.treasurer)


def taking_part(county: County, complaint: Complaint, number: int = 0) -> Agent:
    found = bidder(county, number)
    take_part(procurement=complaint.procurement_id, declared=dict.fromkeys(DECLARED, True), by=found)
    return found


def told(by: Agent) -> dict[str, list[tuple[str, date | None]]]:
    """What waits for the provider, by group: each with its day."""
    return {
        str(group.title): [(item.what.partition("：")[0], item.due) for item in group.items]
        for group in of_provider(by)
        if group.items
    }


def step_of(complaint: Complaint, name: str) -> Step:
    found = Procurement.objects.get(pk=complaint.procurement_id)
    table = timetable_of(found, facts_of(found), found.occurrences.all(), suspensions_of(found))
    assert table
    return table[name]


def test_who_takes_part_is_told_and_counts_no_days(
    county: County, made: Complaint, signed_in: SignIn
) -> None:
    page = f"/procurements/open/{made.procurement_id}/"
    with on(FROM):
        first, stranger = taking_part(county, made), bidder(county, 1)
        assert told(first) == {"响应截止": [("提交响应文件", DEADLINE.date())]}
        suspended(county, made)
        assert told(first) == {"暂停的采购": [("采购活动暂停", None)]} and told(stranger) == {}
        browser = signed_in(first)
        home, shown = browser.get("/").content.decode(), browser.get(page).content.decode()
        assert f"最晚到 {UNTIL}" in home and made.number in home
        assert "从 2026-12-08 暂停，最晚到 2026-12-28" in shown and "政府采购法第五十七条" in shown
        for each in (home, shown, signed_in(stranger).get("/procurements/open/").content.decode()):
            assert "暂停</span>" in each and "剩 " not in each
        bid = f"/procurements/{made.procurement_id}/bid/"
        assert f'class="gf-btn" href="{bid}"' not in shown and "暂停期间不接收响应文件" in shown
        assert 'id="seal"' not in browser.get(bid).content.decode()
        with pytest.raises(Refusal, match="暂停到"):
            send(made.procurement, first, sealed_for(made.procurement, first))
    with on(UNTIL + DAY):  # it ended by itself, and the deadline was not put off
        assert told(first) == {"暂停的采购": [("采购活动继续", None)]}
        assert "暂停，最晚到" not in browser.get(page).content.decode()
    with on(UNTIL + 16 * DAY):
        assert told(first) == {}


def test_who_takes_part_is_told_that_it_goes_on_or_ends(county: County, made: Complaint) -> None:
    with on(FROM):
        first = taking_part(county, made)
        suspended(county, made)
    with on(FROM + 2 * DAY):
        resume_procurement(complaint=made.pk, reason="已经查清楚了", by=county.treasurer)
        assert told(first) == {
            "响应截止": [("提交响应文件", DEADLINE.date())],
            "暂停的采购": [("采购活动继续", None)],
        }
        suspended(county, made, 10)
        assert told(first) == {"暂停的采购": [("采购活动暂停", None)]}
        decide_complaint(
            complaint=made.pk, by=county.treasurer, **DECIDE | {"finding": "effect", "effect": "void"}
        )
        assert told(first) == {"暂停的采购": [("采购终止", None)]}


def test_programs_see_what_is_suspended_without_a_key(county: County, made: Complaint) -> None:
    ask = program_of(None)
    number = made.procurement_id
    with on(FROM):
        assert [each["suspended_until"] for each in ask("open")] == [None]
        suspended(county, made)
        assert [(each["id"], each["suspended_until"]) for each in ask("open")] == [(number, str(UNTIL))]
        assert ask(f"open/{number}")["suspended_until"] == str(UNTIL)
        resume_procurement(complaint=made.pk, reason="已经查清楚了", by=county.treasurer)
        assert ask(f"open/{number}")["suspended_until"] is None


def test_what_held_on_a_day_that_has_passed_is_said_as_on_that_day(county: County, made: Complaint) -> None:
    with on(FROM):
        suspended(county, made)
        assert list(suspended_now()) == [made.procurement_id]
    with on(FROM + 4 * DAY):
        resume_procurement(complaint=made.pk, reason="已经查清楚了", by=county.treasurer)
        assert suspended_now() == {} and suspension_of(made.procurement) is None
        held = suspension_of(made.procurement, FROM + 3 * DAY)
        assert held and (held.number, held.last) == (made.number, FROM + 3 * DAY)
        with pytest.raises(Refusal, match=f"从 {FROM} 暂停到 {FROM + 3 * DAY}"):
            record_event(
                procurement=made.procurement_id, event="panel_drawn", day=FROM + 2 * DAY, by=county.officer
            )


def test_letters_to_the_providers_can_be_posted(county: County, made: Complaint) -> None:
    with on(FROM):
        suspended(county, made)
        resume_procurement(complaint=made.pk, reason="已经查清楚了", by=county.treasurer)
        papers = {
            each.kind: str(each.words()) for each in letters_of(complaint_for(county.treasurer, made.pk))
        }
        said = papers["suspension_told_paper"]
        assert "参加这次采购的各供应商" in said and "2026年12月28日为止" in said and "第五十七条" in said
        assert "评审标准还没有查清" not in said and made.complainant.name not in said
        assert "2026年12月8日起结束" in papers["resumption_told_paper"]


def test_the_officer_puts_a_deadline_off_that_lies_in_the_suspension(
    county: County, made: Complaint, signed_in: SignIn
) -> None:
    page = f"/procurements/{made.procurement_id}/"
    with on(FROM):
        suspended(county, made)
        shown = signed_in(county.officer).get(page).content.decode()
        assert (
            f'class="gf-btn" href="{page}notices/new/?kind=correction"' in shown and "推到恢复以后" in shown
        )
        assert "不照这一天办" in shown and "接着算" in shown
        assert "编制响应文件" not in {what for what, _due in due(county)}
        found = Procurement.objects.get(pk=made.procurement_id)
        table = timetable_of(found, facts_of(found), found.occurrences.all(), suspensions_of(found))
        assert table and {each.state for each in table.steps if each.rule.ends == "bid_deadline"} == {
            "paused"
        }
    with on(DEADLINE.date() + DAY):  # nobody is told to open
        assert not any("开启" in item.what for group in of_turns(county.officer) for item in group.items)
    with on(UNTIL + DAY):
        assert any("开启" in item.what for group in of_turns(county.officer) for item in group.items)


def complained_of_result(county: County) -> Complaint:
    """An accepted complaint of a result that was published; the letters are not sent yet."""
    procurement = to_result(county)
    day = decided_on(procurement)
    challenge = challenged(county, procurement, day, against="result", standing="bidder")
    return accepted(county, complained(county, answered(county, challenge, day), day + timedelta(days=1)))


@made_once(complained_of_result)
def test_days_stand_still_and_are_counted_on_afterwards(county: County, made: Complaint) -> None:
    sent = made.received_on
    with on(sent):
        record_event(procurement=made.procurement_id, event="letter_sent", day=sent, by=county.officer)
        before = step_of(made, "contract").latest
        assert before == sent + 30 * DAY  # a working day
        assert ("签订合同", before) in due(county)
        suspended(county, made, 10)
        step = step_of(made, "contract")
        assert step.state == "paused" and not step.is_verified
        assert any("暂停的 10 日没有计入" in mark and "没有核对" in mark for mark in step.marks)
        told_by_api = program_of(county.officer)(f"{made.procurement_id}/timetable")["steps"]
        assert [each["state"] for each in told_by_api if each["name"] == "contract"] == ["paused"]
        assert not any(what == "签订合同" for what, _due in due(county))
    with on(sent + 4 * DAY):
        resume_procurement(complaint=made.pk, reason="已经查清楚了", by=county.treasurer)
        # The day on which it was sent doesn't count anyway; three days that stood still are added to the thirty.
        step = step_of(made, "contract")
        assert step.state == "running" and any("暂停的 3 日没有计入" in mark for mark in step.marks)
        assert step.latest == date(2027, 1, 25)  # 23 January is a Saturday
    with on(before + DAY):
        assert step_of(made, "contract").state == "running"
    with on(date(2027, 1, 26)):
        assert step_of(made, "contract").state == "overdue"


def due(county: County) -> list[tuple[str, date | None]]:
    return [
        (item.what.partition("：")[0], item.due)
        for group in of_officer(county.officer)
        if str(group.title) == "采购的期限"
        for item in group.items
    ]


@made_once(complained_of_result)
def test_what_was_late_before_stays_late(county: County, made: Complaint) -> None:
    late = made.received_on + timedelta(days=3)
    with on(late):
        assert step_of(made, "letter").state == "overdue"
        suspended(county, made, 10)
        assert step_of(made, "letter").state == "overdue"
        assert (
            step_of(made, "letter").latest == date(2026, 12, 22) < late
        )  # the second working day after the award
