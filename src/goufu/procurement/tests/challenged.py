"""Challenges and complaints for tests, made by the actions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.documents.actions import attach_document
from goufu.documents.tests.papers import pdf
from goufu.procurement.actions.answering import answer_challenge
from goufu.procurement.actions.awarding import award
from goufu.procurement.actions.challenging import enter_challenge
from goufu.procurement.actions.complaining import accept_complaint, enter_complaint
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.parties import send_copies
from goufu.procurement.actions.settling import settle
from goufu.procurement.cases.parties import concerned
from goufu.procurement.models import Challenge, Complaint, Part, Party, Procurement
from goufu.procurement.tests.delegating import agency as agency_with_two
from goufu.procurement.tests.delegating import delegated
from goufu.procurement.tests.procuring import BEGIN, on, running
from goufu.procurement.tests.talking import TALKS, begun, talked
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, body

DAY = timedelta(days=1)
PROVIDER = "云岭县福寿居家养老服务中心"
RESULT = (
    "panel_drawn",
    "opened",
    "review_ended",
    "report_sent",
    "report_received",
    "awarded",
    "result_published",
)
DECIDE: dict[str, Any] = {
    "number": "云财采投〔2026〕1号",
    "finding": "baseless",
    "effect": "go_on",
    "facts_text": "评审小组按评审标准打分，没有漏项。",
    "basis_text": "依据政府采购法第五十六条，驳回投诉。",
    "reconsider_at": "云岭县人民政府",
    "reconsider_days": 60,
    "court": "云岭县人民法院",
    "lawsuit_months": 6,
}


def with_letter(county: County, thing: Challenge | Complaint) -> None:
    """The letter by which whoever lodged it withdraws it, on file with the office."""
    kind, by = (
        ("challenge", county.officer) if isinstance(thing, Challenge) else ("complaint", county.treasurer)
    )
    attach_document(
        by=by, subject=(kind, thing.pk), kind="withdrawal", file_name="撤回函.pdf", chunks=iter([pdf()])
    )


def provider_body(county: County, name: str = PROVIDER) -> Body:
    """The provider of that name, registered where it isn't yet."""
    found = Body.objects.filter(name=name).first()
    return found or body(name, county.place, kind="social_service_organisation")


def provider(county: County) -> Agent:
    """Somebody who acts for the provider."""
    return agent("福寿中心经办人", provider_body(county), Role.PROVIDER_AGENT)


def second_treasurer(county: County) -> Agent:
    """Another finance officer of the office."""
    return agent("财政局另一位经办人", county.finance, Role.FINANCE_OFFICER)


def said(**more: Any) -> dict[str, Any]:
    """What a challenge of the file says."""
    return {
        "standing": "file_holder",
        "against": "file",
        "matters": "磋商文件要求在本县设有分支机构，排斥外地供应商。",
        "request": "删去这一条，重新计算响应截止。",
        "grounds": "政府采购法第二十二条；磋商文件第三章第五条。",
        **more,
    }


def challenged(
    county: County,
    procurement: Procurement,
    day: date,
    received: date | None = None,
    name: str = PROVIDER,
    **more: Any,
) -> Challenge:
    """A challenge sent on that day, entered by the officer on the day on which it came."""
    provider_body(county, name)
    with on(received or day):
        return enter_challenge(
            procurement=procurement.pk,
            challenger=name,
            challenged_on=day,
            received_on=received or day,
            way="post",
            values=said(**more),
            by=county.officer,
        )


def answered(county: County, challenge: Challenge, day: date) -> Challenge:
    """The challenge, answered that it has no ground."""
    with on(day):
        return answer_challenge(
            challenge=challenge.pk,
            outcome="no",
            consequence="go_on",
            text="经查，文件没有这样的要求。",
            by=county.lead,
        )


def complained(county: County, challenge: Challenge, day: date) -> Complaint:
    """A complaint about the answer, entered by the finance officer."""
    with on(day):
        return enter_complaint(
            procurement=challenge.procurement_id,
            complainant=challenge.challenger.name,
            challenge=challenge.pk,
            complained_on=day,
            received_on=day,
            way="hand",
            values={"matters": "答复没有回应", "request": "责令改正", "grounds": "政府采购法第五十五条"},
            by=county.treasurer,
        )


def accepted(county: County, complaint: Complaint, day: date | None = None) -> Complaint:
    """The complaint, accepted on that day, by default the one on which it came."""
    with on(day or complaint.received_on):
        return accept_complaint(complaint=complaint.pk, by=county.treasurer)


def under_way(county: County, against: str = "result") -> Complaint:
    """A complaint that is being handled, after a challenge that was answered."""
    made = to_result(county) if against == "result" else running(county)
    day = decided_on(made) if against == "result" else date(2026, 12, 7)
    standing = "bidder" if against == "result" else "file_holder"
    challenge = challenged(county, made, day, against=against, standing=standing)
    answered(county, challenge, day)
    return accepted(county, complained(county, challenge, day + timedelta(days=14)))


def with_winner(county: County) -> Complaint:
    """An accepted complaint of a result: somebody has won, and an agency ran a part of it."""
    made = begun(county, "single_source", "addition")
    with on(BEGIN, 15):
        delegated(county, made, agency_with_two(county), ["file"])
        found = talked(county, made, 1, "480000")
        examine(response=found.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        settle(procurement=made.pk, response=found.pk, price=Decimal(480_000), talks=TALKS, by=county.officer)
        award(procurement=made.pk, response=found.pk, by=county.lead)
    challenge = answered(
        county, challenged(county, made, BEGIN + DAY, against="result", standing="bidder"), BEGIN + DAY
    )
    complaint = complained(county, challenge, BEGIN + 14 * DAY)
    with on(complaint.received_on):
        return accept_complaint(complaint=complaint.pk, reason="要求参加而没有被允许", by=county.treasurer)


def copied(county: County, complaint: Complaint, day: date | None = None) -> dict[str, Party]:
    """The parties by kind, after copies went to all whom the record knows."""
    with on(day or complaint.received_on):
        bodies = [body.pk for body, _kind in concerned(complaint)]
        send_copies(complaint=complaint.pk, bodies=bodies, day=wall_clock.today(), by=county.treasurer)
    return {each.kind: each for each in Party.objects.filter(complaint=complaint)}


def to_result(county: County) -> Procurement:
    """A consultation whose result has been published."""
    made = running(county)
    assert made.bid_deadline_at
    day = made.bid_deadline_at.date() + timedelta(days=2)
    with on(day):
        for event in RESULT:
            record_event(procurement=made.pk, event=event, day=wall_clock.today(), by=county.officer)
    return Procurement.objects.get(pk=made.pk)


def decided_on(procurement: Procurement) -> date:
    """The day after the result was published."""
    last = procurement.occurrences.filter(event="result_published").last()
    assert last
    return last.day + timedelta(days=3)
