"""Decisions on complaints: by somebody impartial, with their effect on the procurement, published, reviewed, and abuse listed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from goufu.core.errors import NotAllowed, Refusal
from goufu.procurement.actions.appealing import annul_decision, list_abuse
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.handling import join_complaint, suspend_procurement
from goufu.procurement.actions.parties import record_appeal
from goufu.procurement.actions.publishing import decision_appeared, publish_decision
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.cases.law import facts_of_complaint, opinion_of_complaint
from goufu.procurement.cases.suspending import suspension_of
from goufu.procurement.law import days_of, facts_of, timetable_of
from goufu.procurement.models import AbuseListing, Complaint, ComplaintDecision, Notice, Procurement
from goufu.procurement.queries.cases import complaint_for
from goufu.procurement.tests.challenged import (
    DECIDE,
    accepted,
    answered,
    challenged,
    complained,
    decided_on,
    second_treasurer,
    to_result,
    under_way,
)
from goufu.procurement.tests.procuring import on
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.work.procurements import waiting as waiting_for_purchaser
from goufu.registry.models import Debarment
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
world, own, county, made = standing()
DAY = timedelta(days=1)
AWARD = DECIDE | {"finding": "effect", "effect": "award"}


def decided(county: County, complaint: Complaint, **said: Any) -> Complaint:
    with on(complaint.received_on + 7 * DAY):
        return decide_complaint(complaint=complaint.pk, by=county.treasurer, **DECIDE | said)


@made_once(under_way)
def test_a_dismissal_ends_the_suspension_and_the_procurement_goes_on(county: County, made: Complaint) -> None:
    with on(made.received_on):
        suspend_procurement(complaint=made.pk, days=30, reason="先停下来查清", by=county.treasurer)
    decided(county, made)
    with on(made.received_on + 7 * DAY):
        procurement = Procurement.objects.get(pk=made.procurement_id)
        assert suspension_of(procurement) is None and procurement.state == "running"
        assert "awarded" in days_of(procurement.occurrences.all())
        record_event(
            procurement=procurement.pk, event="letter_sent", day=made.received_on + 7 * DAY, by=county.officer
        )
        assert [
            each.rule.id for each in opinion_of_complaint(complaint_for(county.treasurer, made.pk)).failed
        ] == []


@made_once(under_way)
@pytest.mark.parametrize(
    ("effect", "gone", "stays"),
    [
        ("award", {"awarded", "result_published"}, {"review_ended", "report_received"}),
        ("review", {"review_ended", "report_sent", "awarded"}, {"opened", "panel_drawn"}),
    ],
)
def test_the_result_is_void_and_its_steps_stand_open_again(
    county: County, made: Complaint, effect: str, gone: set[str], stays: set[str]
) -> None:
    decided(county, made, finding="effect", effect=effect)
    procurement = Procurement.objects.get(pk=made.procurement_id)
    happened = days_of(procurement.occurrences.all())
    assert not gone & happened.keys() and stays <= happened.keys()
    with on(made.received_on + 8 * DAY):
        table = timetable_of(procurement, facts_of(procurement), procurement.occurrences.all())
    assert table is not None and table["award"].state != "done" and procurement.state == "running"


@made_once(under_way, "file")
def test_the_procurement_is_ended_and_its_money_is_free(county: County, made: Complaint) -> None:
    decided(county, made, finding="effect", effect="void")
    procurement = Procurement.objects.get(pk=made.procurement_id)
    assert procurement.state == "terminated" and "责令重新开展采购活动" in procurement.end_reason


@pytest.mark.parametrize(
    ("against", "said", "why"),
    [
        ("result", {"finding": "effect", "effect": "go_on"}, "对不上"),
        ("result", {"finding": "baseless", "effect": "void"}, "对不上"),
        ("file", {"finding": "effect", "effect": "award"}, "责令重新开展"),
    ],
)
def test_an_effect_must_follow_from_what_was_found(
    county: County, against: str, said: dict[str, str], why: str
) -> None:
    found = under_way(county, against)
    with pytest.raises(Refusal, match=why) as refused:
        decided(county, found, **said)
    assert "order-94:complaint-effect" in refused.value.articles
    assert not ComplaintDecision.objects.exists()


@made_once(under_way)
def test_of_a_signed_contract_the_decision_says_what_becomes_of_it(county: County, made: Complaint) -> None:
    day = made.received_on
    with on(day):
        record_event(procurement=made.procurement_id, event="contract_signed", day=day, by=county.officer)
    with pytest.raises(Refusal, match="合同已经签订"):
        decided(county, made, finding="effect", effect="award")
    decided(county, made, finding="effect", effect="award", contract_text="还没有履行，撤销合同")
    assert "contract_signed" not in days_of(made.procurement.occurrences.all())


@made_once(under_way, "file")
def test_whoever_took_part_in_the_procurement_does_not_decide(county: County, made: Complaint) -> None:
    Procurement.objects.filter(pk=made.procurement_id).update(drafted_by=county.treasurer.person)
    with pytest.raises(NotAllowed, match="参加过这次采购"):
        decided(county, made)


@made_once(to_result)
def test_those_joined_are_decided_together_and_published_once(county: County, made: Procurement) -> None:
    day, both = decided_on(made), []
    for name in ("云岭县福寿居家养老服务中心", "云岭县众安护理中心"):
        challenge = challenged(county, made, day, name=name, against="result", standing="bidder")
        both.append(accepted(county, complained(county, answered(county, challenge, day), day + 14 * DAY)))
    with on(day + 14 * DAY):
        join_complaint(complaint=both[1].pk, leader=both[0].pk, by=county.treasurer)
        with pytest.raises(Refusal, match="并入了"):
            decide_complaint(complaint=both[1].pk, by=county.treasurer, **DECIDE)
    decided(county, both[0])
    assert [each.state for each in Complaint.objects.all()] == ["decided", "decided"]
    with on(day + 22 * DAY):
        publish_decision(complaint=both[0].pk, by=second_treasurer(county))
    notice = Notice.objects.get(kind="complaint")
    said = {each["field"]: each["text"] for each in notice.content or []}
    assert "福寿居家养老服务中心、云岭县众安护理中心" in said["parties"]


@made_once(under_way)
def test_another_officer_publishes_the_result_once_and_for_good(county: County, made: Complaint) -> None:
    decided(county, made)
    other = second_treasurer(county)
    with on(made.received_on + 8 * DAY):
        with pytest.raises(NotAllowed, match="您自己"):
            publish_decision(complaint=made.pk, by=county.treasurer)
        publish_decision(complaint=made.pk, by=other)
        with pytest.raises(Refusal, match="已经公告过"):
            publish_decision(complaint=made.pk, by=other)
        waits = [each.what for group in waiting_for_purchaser(county.officer) for each in group.items]
        assert not any("指定媒体的发布" in each for each in waits)  # the finance office sees it through
        decision_appeared(
            complaint=made.pk,
            day=made.received_on + 8 * DAY,
            address="https://www.ccgp-yunnan.gov.cn/c/1",
            by=county.treasurer,
        )
    notice = Notice.objects.get(kind="complaint")
    assert {each["field"] for each in notice.content or []} >= {
        "parties",
        "case_facts",
        "decision",
        "project",
    }
    assert notice.appeared_on and notice.number


@made_once(under_way)
def test_identity_numbers_are_not_published(county: County, made: Complaint) -> None:
    decided(county, made, facts_text="投诉人的法定代表人身份证号 53010219800101001X。")
    with on(made.received_on + 8 * DAY), pytest.raises(Refusal, match="身份"):
        publish_decision(complaint=made.pk, by=second_treasurer(county))


@made_once(under_way)
def test_a_decision_that_a_court_annuls_is_made_anew(county: County, made: Complaint) -> None:
    decided(county, made)
    day = made.received_on + 20 * DAY
    with on(day):
        with pytest.raises(Refusal, match="没有登记"):
            annul_decision(complaint=made.pk, day=day, reason="法院判决撤销决定", by=county.treasurer)
        party = made.parties.get(kind="complainant")
        record_appeal(party=party.pk, kind="lawsuit", day=day, text="云岭县人民法院", by=county.treasurer)
    with on(day + 30 * DAY):
        annul_decision(complaint=made.pk, day=day + 30 * DAY, reason="法院判决撤销决定", by=county.treasurer)
        again = complaint_for(county.treasurer, made.pk)
        assert again.state == "accepted"
        assert [each.rule.id for each in opinion_of_complaint(again).failed] == []
        decide_complaint(complaint=made.pk, by=county.treasurer, **AWARD)
    assert ComplaintDecision.objects.filter(complaint=made).count() == 2


@made_once(under_way)
def test_false_materials_bar_for_one_to_three_years(county: County, made: Complaint) -> None:
    decided(county, made, finding="fabricated")
    day = made.received_on + 8 * DAY
    with on(day):
        with pytest.raises(Refusal, match="一年到三年"):
            list_abuse(complaint=made.pk, months=6, reason="提交了伪造的检测报告", by=county.treasurer)
        list_abuse(complaint=made.pk, months=12, reason="提交了伪造的检测报告", by=county.treasurer)
        with pytest.raises(Refusal, match="已经列入"):
            list_abuse(complaint=made.pk, months=12, reason="提交了伪造的检测报告", by=county.treasurer)
    [ban] = Debarment.objects.all()
    assert ban.ends_on and ban.body == made.complainant and (ban.ends_on - ban.starts_on).days in (364, 365)
    assert AbuseListing.objects.get().ground == "fabricated"


@made_once(under_way)
def test_one_complaint_without_proof_lists_nobody(county: County, made: Complaint) -> None:
    decided(county, made)
    with on(made.received_on + 8 * DAY), pytest.raises(Refusal, match="不到 3 次"):
        list_abuse(complaint=made.pk, months=12, reason="多次投诉查无实据", by=county.treasurer)


@pytest.mark.makes("award.is_listed_for_complaints")
@made_once(under_way)
def test_the_third_without_proof_within_twelve_months_lists(county: County, made: Complaint) -> None:
    decided(county, made)
    day = made.received_on + 8 * DAY
    with on(day):
        first = ComplaintDecision.objects.get()
        for number in range(2):
            earlier = Complaint.objects.get(pk=made.pk)
            earlier.pk, earlier.number = None, f"539999-2026-TS-9{number:03}"
            earlier.save()
            first.pk, first.complaint = None, earlier
            first.save()
        again = complaint_for(county.treasurer, made.pk)
        assert facts_of_complaint(again)["is_listed_for_complaints"] is False
        assert [each.rule.id for each in opinion_of_complaint(again).failed] == ["award.false-complaints"]
        list_abuse(complaint=made.pk, months=24, reason="十二个月内三次查无实据", by=county.treasurer)
        again = complaint_for(county.treasurer, made.pk)
        assert facts_of_complaint(again)["is_listed_for_complaints"] is True
        assert opinion_of_complaint(again).failed == []
