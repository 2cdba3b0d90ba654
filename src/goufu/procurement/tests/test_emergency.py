"""The emergency lane beyond its award: filed, reviewed by itself or after the filing, measured, and public."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from goufu.core.errors import NotAllowed, Refusal
from goufu.procurement.actions.awarding import award
from goufu.procurement.actions.deciding import begin_procurement, record_event
from goufu.procurement.actions.emergency import file_emergency, record_effects, review_emergency
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.planning import save_procurement
from goufu.procurement.actions.settling import settle
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.emergency import Lane, lane_of
from goufu.procurement.law import opinion_of
from goufu.procurement.models import LaneEffect, LaneRecord, Notice, NoticeState, Part, Procurement, Response
from goufu.procurement.papers.emergency import lane_papers
from goufu.procurement.recording import recordable
from goufu.procurement.tests.procuring import BEGIN, on
from goufu.procurement.tests.talking import TALKS, begun, planned_lane, talked, unasked
from goufu.procurement.work.lane import waiting
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]
pytestmark = pytest.mark.django_db
SIGNED = BEGIN + timedelta(days=2)  # Thursday, 2026-12-03
FIGURES = {
    "capacity_unit": "人次/日", "capacity_before": Decimal(40), "capacity_after": Decimal(100),
    "cost_unit": "元/人次", "cost_before": Decimal(80), "cost_after": Decimal("72.50"),
    "source": "安置点签到表和结算单",
}  # fmt: skip
TEXT = "灾后第一天向两家发出需求，按需求签了三十天的服务"


def lane(made: Procurement) -> Lane:
    found = lane_of(Procurement.objects.get(pk=made.pk))
    assert found
    return found


def settled(county: County) -> Response:
    """What was agreed with one of two in the lane."""
    made = begun(county)
    with on(BEGIN, 15):
        near = talked(county, made, 1, "480000")
        talked(county, made, 2, "500000")
        examine(response=near.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        settle(procurement=made.pk, response=near.pk, price=Decimal(480_000), talks=TALKS, by=county.officer)
    return near


def awarded(county: County) -> Procurement:
    """Bought in the lane; no contract is recorded."""
    near = settled(county)
    with on(BEGIN + timedelta(days=1)):
        award(procurement=near.procurement_id, response=near.pk, by=county.lead)
        send_letters(procurement=near.procurement_id, by=county.officer)
    return Procurement.objects.get(pk=near.procurement_id)


@pytest.fixture
def made(county: County) -> Procurement:
    """The same; the contract was signed on SIGNED."""
    made = awarded(county)
    with on(SIGNED):
        record_event(procurement=made.pk, event="contract_signed", day=SIGNED, by=county.officer)
    return Procurement.objects.get(pk=made.pk)


def file(made: Procurement, by: Agent, day: date = SIGNED) -> LaneRecord:
    return file_emergency(procurement=made.pk, text=TEXT, day=day, by=by)


def review(made: Procurement, by: Agent, finding: str = "in_order") -> LaneRecord:
    return review_emergency(procurement=made.pk, finding=finding, text="看了需求、报价和合同", by=by)


def test_days_are_settings_counted_from_the_beginning_and_the_contract(made: Procurement) -> None:
    found = lane(made)
    assert found.closes_on == BEGIN + timedelta(days=30)
    assert found.file_by == date(2026, 12, 10)
    assert found.review_by == date(2026, 12, 31)


def test_it_is_filed_reviewed_and_both_are_papers(county: County, made: Procurement) -> None:
    with on(SIGNED):
        filed = file(made, county.officer)
    with on(SIGNED, 12):
        record_effects(procurement=made.pk, figures=FIGURES, by=county.officer)
    with on(SIGNED + timedelta(days=1)):
        reviewed = review(made, county.treasurer)
        with pytest.raises(Refusal, match="已经审查过"):
            file(made, county.officer)
    assert filed.office == county.civil.office
    assert (reviewed.office, reviewed.person) == (county.treasurer.body, county.treasurer.person)
    made = Procurement.objects.get(pk=made.pk)
    filing, _word, opinion, _opinion_word = (str(each.words()) for each in lane_papers(made))
    assert TEXT in filing
    assert "480,000" in filing
    assert "不是法定期限" in filing
    assert "人次/日" not in filing  # recorded after it was filed
    assert "看了需求、报价和合同" in opinion
    assert "人次/日" in opinion
    assert {"emergency_filed", "emergency_reviewed"} <= {each.event for each in made.occurrences.all()}
    assert not {each.name for each in recordable(made)} & {"emergency_filed", "emergency_reviewed"}


def test_not_before_the_award_nor_on_a_wrong_day_nor_by_others(county: County, made: Procurement) -> None:
    with on(SIGNED):
        with pytest.raises(Refusal, match="报备的日子还没有到"):
            file(made, county.officer, SIGNED + timedelta(days=1))
        with pytest.raises(Refusal, match="才确定供应商"):
            file(made, county.officer, BEGIN)
        with pytest.raises(NotAllowed):
            file(made, county.treasurer)
        with pytest.raises(Refusal, match=r"还没有报备") as refused:
            review(made, county.treasurer)
        assert "2026-12-10 以后没有报备的，自动转入审查" in refused.value.remedy
        file(made, county.officer)
        for by in (county.officer, county.lead):
            with pytest.raises(NotAllowed):
                review(made, by)


def test_before_the_award_nothing_is_filed_and_elsewhere_never(county: County) -> None:
    made = begun(county)
    with on(SIGNED), pytest.raises(Refusal, match="还没有确定供应商"):
        file(made, county.officer)
    other = begun(county, "single_source", "addition", code="53999927331T000000010")
    with on(SIGNED), pytest.raises(Refusal, match="不是紧急采购"):
        file(other, county.officer)


def test_what_was_not_filed_in_time_comes_to_review_by_itself(county: County, made: Procurement) -> None:
    def titles() -> list[str]:
        return [item.what for group in waiting(county.treasurer) for item in group.items]

    with on(date(2026, 12, 10)):
        assert titles() == []
    with on(date(2026, 12, 11)):
        assert ["没有报备，自动转入审查" in each for each in titles()] == [True]
        review(made, county.treasurer, "to_mend")
        assert titles() == []


def test_what_is_to_mend_is_filed_and_reviewed_again(county: County, made: Procurement) -> None:
    def asked(agent: Agent) -> list[str]:
        return [item.what for group in waiting(agent) for item in group.items]

    with on(SIGNED):
        file(made, county.officer)
        review(made, county.treasurer, "to_mend")
        assert asked(county.treasurer) == []
        assert asked(county.officer) == [f"按审查意见整改，再报备：{made.title}"]
        file(made, county.officer)
        assert asked(county.officer) == [] and len(asked(county.treasurer)) == 1
        assert lane(made).awaits_review
        review(made, county.treasurer)
        assert asked(county.treasurer) == []
        with pytest.raises(Refusal, match="已经审查过"):
            file(made, county.officer)


def test_an_award_without_a_contract_that_a_complaint_ended_is_filed_and_reviewed(county: County) -> None:
    other = awarded(county)
    found = lane(other)
    assert (found.file_by, found.review_by) == (date(2026, 12, 9), date(2026, 12, 30))
    Procurement.objects.filter(pk=other.pk).update(
        state="terminated", ended_by=county.lead.person, ended_at=other.changed_at, end_reason="责令重新开展"
    )
    with on(date(2026, 12, 9)):
        assert not [*waiting(county.treasurer)]
    with on(date(2026, 12, 10)):
        titles = [item.what for group in waiting(county.treasurer) for item in group.items]
        assert len(titles) == 1 and titles[0].startswith(f"没有报备，自动转入审查：{other.title}")
        file(other, county.officer)
        assert review(other, county.treasurer).finding == "in_order"


def test_a_filing_waits_at_the_finance_office_and_a_closed_lane_at_the_purchaser(
    county: County, made: Procurement
) -> None:
    with on(SIGNED):
        file(made, county.officer)
        [group] = waiting(county.treasurer)
        [item] = group.items
        assert (item.due, item.since) == (date(2026, 12, 31), SIGNED)
    other = begun(county, code="53999927331T000000010")
    with on(BEGIN + timedelta(days=30)):
        assert not [*waiting(county.officer)]
    with on(BEGIN + timedelta(days=31)):
        [group] = waiting(county.officer)
        assert [item.url for item in group.items] == [reverse("procurement:procurement", args=[other.pk])]
        assert lane(other).is_overdue


def test_a_measure_is_whole_or_left_out(county: County, made: Procurement) -> None:
    with on(SIGNED):
        with pytest.raises(Refusal, match="没有写哪一项"):
            record_effects(procurement=made.pk, figures={"source": "没有"}, by=county.officer)
        half = FIGURES | {"speed_unit": "小时"}
        with pytest.raises(Refusal, match="一项数据要写单位、采购以前和以后"), transaction.atomic():
            record_effects(procurement=made.pk, figures=half, by=county.officer)
        record_effects(procurement=made.pk, figures=FIGURES, by=county.officer)
    said = [(each.name, each.unit, each.percent) for each in lane(made).effects]
    assert said == [("capacity", "人次/日", Decimal("150.0")), ("cost", "元/人次", Decimal("-9.4"))]
    with pytest.raises(IntegrityError, match="只能添加"), transaction.atomic():
        LaneEffect.objects.update(source="别处")


def test_the_form_of_the_lane_is_said_and_an_inquiry_goes_to_a_person(county: County) -> None:
    made = planned_lane(county, form="")
    with on(BEGIN), pytest.raises(Refusal, match="没有写紧急采购的形式"):
        begin_procurement(procurement=made.pk, by=county.lead)
    with on(BEGIN):
        version = Procurement.objects.get(pk=made.pk).version
        save_procurement(
            procurement=made.pk, by=county.officer, version=version, values={"emergency_form": "inquiry"}
        )
        doubts = [each.rule.id for each in opinion_of(made).to_review]
        assert "procurement.emergency-inquiry" in doubts
        others = tuple(each for each in doubts if each != "procurement.emergency-inquiry")
        with pytest.raises(Refusal, match="询价"):
            begin_procurement(procurement=made.pk, by=county.lead, reviewed=others)
        assert (
            begin_procurement(procurement=made.pk, by=county.lead, reviewed=tuple(doubts)).state == "running"
        )


def test_pages_lead_through_it_and_everything_is_public_afterwards(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    page = reverse("procurement:procurement", args=[made.pk])

    def step(verb: str) -> str:
        return reverse(f"procurement:{verb}", args=[made.pk])

    def post(who: Client, verb: str, **sent: str) -> int:
        version = Procurement.objects.values_list("version", flat=True).get(pk=made.pk)
        return who.post(step(verb), sent | {"version": str(version)}).status_code

    with on(SIGNED):
        result = Notice.objects.create(
            procurement=made, kind="result", state=NoticeState.PUBLISHED, number="GG-1", content=[], digest="0" * 64,
            drafted_by=county.officer.person, drafted_at=made.changed_at, appeared_on=SIGNED, address="https://www.ccgp-yunnan.gov.cn/1",
            published_by=county.lead.person, published_at=made.changed_at,
        )  # fmt: skip
        officer, treasurer = signed_in(county.officer), signed_in(county.treasurer)
        shown = officer.get(page).content.decode()
        assert f'class="gf-btn" href="{step("file-emergency")}"' in shown
        assert "不是法定期限" in shown
        assert post(officer, "file-emergency", day=SIGNED.isoformat(), text=TEXT) == 302
        figures = {name: str(value) for name, value in FIGURES.items()}
        assert post(officer, "record-effects", **figures) == 302
        assert f'class="gf-btn" href="{step("review-emergency")}"' in treasurer.get(page).content.decode()
        assert post(treasurer, "review-emergency", finding="in_order", text="看了需求、报价和合同") == 302
        public = Client().get(reverse("procurement:notice", args=[result.pk])).content.decode()
    for each in (TEXT, "看了需求、报价和合同", "+150.0%", "500,000", TALKS.text, "严重自然灾害"):
        assert each in public


def test_the_page_of_the_award_speaks_of_what_was_agreed(county: County, signed_in: SignIn) -> None:
    near = settled(county)
    with on(BEGIN + timedelta(days=1)):
        page = signed_in(county.lead).get(reverse("procurement:award", args=[near.procurement_id]))
    shown = page.content.decode()
    assert "照商定的结果" in shown and "评审报告的第一名" not in shown


def test_after_the_lane_s_last_day_nothing_new_begins_in_it_and_what_began_goes_on(
    county: County, signed_in: SignIn
) -> None:
    last = BEGIN + timedelta(days=30)
    made = begun(county)
    with on(last, 10):
        near = talked(county, made, 1, "480000", last)
    with on(last + timedelta(days=1), 10):
        with pytest.raises(Refusal, match=f"紧急采购通道开放到 {last}") as refused:
            talked(county, made, 2, "470000", last + timedelta(days=1))
        assert "本系统的设置，不是法定期限" in str(refused.value)
        talked(county, made, 2, "490000", last)  # what came in time is written down afterwards
        examine(response=near.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        said = replace(TALKS, held_on=last + timedelta(days=1))
        settle(procurement=made.pk, response=near.pk, price=Decimal(480_000), talks=said, by=county.officer)
        award(procurement=made.pk, response=near.pk, by=county.lead)


def test_a_closed_lane_asks_no_supplier_and_its_pages_say_how_it_ends(
    county: County, signed_in: SignIn
) -> None:
    made, late = unasked(county), BEGIN + timedelta(days=31)
    with on(late, 10):
        with pytest.raises(Refusal, match="不再发出采购需求"):
            record_event(procurement=made.pk, event="file_provided", day=late, by=county.officer)
        for by, page in ((county.lead, ""), (county.officer, "review/")):
            shown = signed_in(by).get(f"/procurements/{made.pk}/{page}").content.decode()
            assert "没有合适的供应商，终止这次采购" in shown
        record_event(procurement=made.pk, event="file_provided", day=BEGIN, by=county.officer)


def test_the_form_calls_the_asking_of_suppliers_what_the_page_and_the_refusal_call_it(
    county: County, signed_in: SignIn
) -> None:
    made = unasked(county)
    with on(BEGIN, 9):
        form = signed_in(county.officer).get(reverse("procurement:record", args=[made.pk])).content.decode()
    assert "向供应商发出采购需求" in form
    assert "采购文件开始提供" not in form
