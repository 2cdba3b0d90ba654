"""An innovation procurement from its approved project to the award: a province's bureau, the method's own clocks and a panel of five."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.procurement.actions.admitting import enter_application, examine_application, tell_applicants
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.drawing import commit_draw, draw_experts
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.planning import choose_method, draft_procurement, save_procurement
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.scoring import FactorIn, save_scoring
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.applications import applicants
from goufu.procurement.filling import Filling
from goufu.procurement.forms.grades import grades_in
from goufu.procurement.law import facts_of, opinion_of
from goufu.procurement.models import Letter, Placing, Procurement, Quotation, Response
from goufu.procurement.papers.cases import title_of
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.tests.procuring import PLAN, announced, approved_project, judged, on
from goufu.procurement.tests.reviewing import (
    CARE,
    REVIEWED,
    listed,
    passed,
    provider,
    responded,
    scored,
    seats,
    signed,
)
from goufu.registry.models import Body, Place
from goufu.registry.tests.county import County, sign_in
from goufu.ui.money import figures
from goufu.wall_clock import CHINA

pytestmark = pytest.mark.django_db
BEGIN = date(2026, 11, 2)  # a Monday
CLOSED = datetime(2026, 11, 30, 17, tzinfo=CHINA)  # on the twentieth working day
FIRST = ("560000", "540000", "575000")
LAST = date(2026, 12, 23)  # the fifth working day after the final responses were invited


def of_the_province(county: County) -> County:
    """The bureau as one of the province: an innovation procurement is organised there, or at the centre."""
    Body.objects.filter(pk=county.civil.pk).update(level="province", place=Place.objects.get(code="530000"))
    return county


FACTORS = [
    FactorIn(
        "研发方案", Decimal(50), grades=grades_in("31—50 写明技术路线和验证办法\n0—30 只写明其中一项内容", "")
    ),
    FactorIn(
        "研发人员", Decimal(25), is_objective=True, grades=grades_in("0—25 每名高级职称得5分，最多5名", "")
    ),
    FactorIn("知识产权安排", Decimal(15), grades=grades_in("0—15 写明归属和使用的范围", "")),
]


def planned(county: County, factors: Any = FACTORS, **more: Any) -> Procurement:
    project = approved_project(county, title="失能老人照护机器人研发服务")
    by = county.officer
    made = draft_procurement(title=project.title, amounts={project.pk: project.amount or Decimal(0)}, by=by)
    made = choose_method(procurement=made.pk, method="innovation", by=by)
    deadline = datetime(2026, 12, 16, 9, 30, tzinfo=CHINA)
    values = PLAN | {
        "starts_on": BEGIN,
        "file_until": date(2026, 12, 8),
        "applications_until": CLOSED,
        "bid_deadline_at": deadline,
        "opens_at": deadline,
        **more,
    }
    made = save_procurement(procurement=made.pk, by=by, version=made.version, values=values)
    made = save_scoring(procurement=made.pk, price_points=Decimal(10), factors=factors, by=by)
    return judged(made, county)


def opened(county: County, prices: Any = FIRST, **more: Any) -> tuple[Procurement, list[SeatAgent]]:
    """One whose first responses were opened and examined by a panel of five."""
    with on(BEGIN - timedelta(days=40)):
        made = planned(of_the_province(county), **more)
        announced(made, "intention", county, BEGIN - timedelta(days=40))
    with on(BEGIN):
        announced(made, "innovation", county, BEGIN)
        apply(county, made, len(prices))
    with on(date(2026, 12, 1)):
        panel = panel_of(county, made)
        for each in applicants(made):
            examine_application(participation=each.pk, has_passed=True, by=panel[0])
        tell_applicants(procurement=made.pk, by=county.officer)
    with on(REVIEWED):
        responded(county, made, [*prices])
        passed(made, panel[0], county)
    return Procurement.objects.get(pk=made.pk), panel


def apply(county: County, made: Procurement, count: int) -> None:
    """So many providers bring their applications on paper."""
    for number in range(1, count + 1):
        code = provider(county, number).credit_code or ""
        enter_application(procurement=made.pk, credit_code=code, by=county.officer)


def panel_of(county: County, made: Procurement) -> list[SeatAgent]:
    """The five who examine the applications and everything after them."""
    commit_draw(procurement=made.pk, of=listed(county).pk, wanted=[Wanted(CARE, 5)], by=county.officer)
    draw_experts(procurement=made.pk, by=county.officer)
    return seats(county, made)


def happens(county: County, made: Procurement, event: str, day: date) -> None:
    with on(day):
        record_event(procurement=made.pk, event=event, day=day, by=county.officer)


def final(county: County, made: Procurement, number: int, price: str, day: date) -> None:
    """A final response, opened at half past nine of that day, when they close."""
    with on(day):
        enter_response(
            procurement=made.pk,
            bidder=provider(county, number).pk,
            offer=Offer(price=Decimal(price)),
            quotation=Quotation.FINAL,
            opened_at=datetime.combine(day, time(9, 30), CHINA),
            minutes_on=day,
            by=county.officer,
        )


def test_it_goes_from_the_project_to_the_award(county: County) -> None:
    made, panel = opened(county)
    happens(county, made, "final_response_invited", REVIEWED)
    last = date(2026, 12, 23)  # the fifth working day
    for number, price in enumerate(("530000", "535000", "570000"), start=1):
        final(county, made, number, price, last)
    with on(last):
        scored(made, panel, {1: ("45", "20", "12"), 2: ("42", "20", "10"), 3: ("48", "20", "13")})
        report = conclude(by=panel[0], seen=True)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        winner = report.placings.get(rank=1)
        [won] = award(procurement=made.pk, response=winner.response_id, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
        facts, opinion = facts_of(made), opinion_of(made)
        assert (won.amount, Letter.objects.count()) == (Decimal(530000), 3)
        # Of the plan 45, 42, 48, 45 and 42 points, of the rights 12, 10, 13, 12 and 10, and 20 for the people: 75.80 on average.
        assert (winner.technical, winner.price_points) == (Decimal("75.80"), Decimal("10.00"))
        told = {each.id for each in opinion.passed if each.id.startswith("procurement.innovation-")}
        assert [*differences(made)] == []
    assert told == {
        f"procurement.innovation-{each}"
        for each in (
            *("purchaser", "notice-period", "application", "first-response", "final-response"),
            *("panel", "plan-weight", "developers"),
        )
    }
    assert facts["final_response_deadline_on"] == last and facts["developer_count"] == 1
    assert opinion.blocking == []


def reported(county: County, prices: tuple[str, str, str]) -> tuple[Procurement, dict[int, Placing]]:
    """One whose report the purchaser has received, with the places by rank."""
    made, panel = opened(county, prices, ceiling=Decimal(210000))  # of one developer
    happens(county, made, "final_response_invited", REVIEWED)
    for number, price in enumerate(prices, start=1):
        final(county, made, number, price, LAST)
    with on(LAST):
        scored(made, panel, {1: ("45", "20", "12"), 2: ("42", "20", "10"), 3: ("48", "20", "13")})
        report = conclude(by=panel[0], seen=True)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
    return made, {each.rank or 0: each for each in report.placings.all()}


def test_up_to_three_develop_and_each_is_told(county: County) -> None:
    made, places = reported(county, ("180000", "190000", "200000"))
    with on(LAST):
        won = award(
            procurement=made.pk,
            response=places[2].response_id,
            also=[places[1].response_id, places[3].response_id],
            by=county.lead,
        )
        send_letters(procurement=made.pk, by=county.officer)
        notice = draft_notice(procurement=made.pk, kind="result", by=county.officer)
        said = {each["field"]: each["text"] for each in Filling(notice).content}
        letters = [each.text for each in Letter.objects.filter(is_award=True)]
        assert facts_of(made)["developer_count"] == 3 and [*differences(made)] == []
    assert [each.amount for each in won] == [places[each].price for each in (1, 2, 3)]
    assert len(letters) == 3 and all(
        "确定你单位中标（成交）" in each and "框架" not in each for each in letters
    )
    assert len(said["provider"].splitlines()) == 3 and "：180,000.00 元" in said["amount"]
    with pytest.raises(Refusal, match="已经确定"), on(LAST):
        award(procurement=made.pk, response=places[1].response_id, by=county.lead)


def test_the_loser_of_two_developers_is_told_of_both(county: County) -> None:
    made, places = reported(county, ("180000", "190000", "200000"))
    with on(LAST):
        award(
            procurement=made.pk,
            response=places[1].response_id,
            also=[places[2].response_id],
            by=county.lead,
        )
        send_letters(procurement=made.pk, by=county.officer)
    lost = Letter.objects.get(is_award=False)
    assert title_of(lost) == "采购结果告知书"
    for rank in (1, 2):
        assert f"{places[rank].response.bidder.name}，金额 {figures(places[rank].price or 0)} 元" in lost.text
    assert "你单位没有中标（成交）：得分" in lost.text


def test_developers_are_taken_from_the_first_on_and_within_the_money(county: County) -> None:
    made, places = reported(county, ("207000", "208000", "209000"))
    ids = {rank: each.response_id for rank, each in places.items()}
    with on(LAST):
        with pytest.raises(Refusal, match="跳过了排在前面的"):
            award(procurement=made.pk, response=ids[1], also=[ids[3]], by=county.lead)
        with pytest.raises(Refusal, match="选了两次"):
            award(procurement=made.pk, response=ids[1], also=[ids[1]], by=county.lead)
        with pytest.raises(Refusal, match=re.escape("合起来 624,000.00 元，超过采购预算 600,000.00 元")):
            award(procurement=made.pk, response=ids[1], also=[ids[2], ids[3]], by=county.lead)
        why = "第一名和第二名的技术路线相同，只保留一条"
        won = award(procurement=made.pk, response=ids[3], also=[ids[1]], reason=why, by=county.lead)
        assert [each.reason for each in won] == [why, why] and [*differences(made)] == []


def test_a_fourth_developer_is_refused(county: County) -> None:
    made, places = reported(county, ("100000", "110000", "120000"))
    report = places[1].report
    fourth = Response.objects.get(pk=places[3].response_id)
    fourth.pk, fourth.bidder = None, provider(county, 4)
    fourth.save(force_insert=True)
    extra = Placing.objects.create(report=report, response=fourth, rank=4, price=Decimal(130000))
    ids = [*(places[rank].response_id for rank in (1, 2, 3)), extra.response_id]
    with on(LAST), pytest.raises(AgainstTheLaw, match="研发供应商4家，超过3家") as refused:
        award(procurement=made.pk, response=ids[0], also=ids[1:], by=county.lead)
    assert [each.rule for each in refused.value.cards] == ["procurement.innovation-developers"]


def test_the_page_begins_with_the_first_and_takes_two(county: County) -> None:
    made, places = reported(county, ("180000", "190000", "200000"))
    with on(LAST):
        client = sign_in(county.lead)
        page = reverse("procurement:award", args=[made.pk])
        shown = client.get(page)
        assert shown.content.decode().count(" checked") == 1
        made.refresh_from_db()
        sent = {
            "version": made.version,
            "response": [places[1].response_id, places[2].response_id],
            "once": str(uuid4()),
        }
        assert client.post(page, sent).status_code == 302
    assert {each.response_id for each in made.awards.all()} == {places[1].response_id, places[2].response_id}


def test_final_responses_are_invited_first_and_have_five_working_days(county: County) -> None:
    made, _panel = opened(county)
    with pytest.raises(Refusal, match="还没有登记“要求提交最终响应文件”"):
        final(county, made, 1, "530000", REVIEWED)
    happens(county, made, "final_response_invited", REVIEWED)
    with pytest.raises(AgainstTheLaw, match="提交最终响应文件") as refused:
        final(county, made, 1, "530000", date(2026, 12, 21))
    assert [each.rule for each in refused.value.cards] == ["procurement.innovation-final-response"]
    final(county, made, 1, "530000", date(2026, 12, 23))


def test_applications_that_close_too_early_are_not_announced(county: County) -> None:
    with on(BEGIN - timedelta(days=40)):
        early = datetime(2026, 11, 26, 17, tzinfo=CHINA)  # the eighteenth working day
        made = planned(of_the_province(county), applications_until=early)
        announced(made, "intention", county, BEGIN - timedelta(days=40))
    with on(BEGIN), pytest.raises(AgainstTheLaw) as refused:
        announced(made, "innovation", county, BEGIN)
    assert [each.rule for each in refused.value.cards] == ["procurement.innovation-application"]


@pytest.mark.parametrize(("title", "points"), [("研发方案", 49), ("技术路线", 50)])
def test_half_of_the_points_are_for_the_development_plan(county: County, title: str, points: int) -> None:
    plan = FactorIn(title, Decimal(points), grades=grades_in(f"0—{points} 写明技术路线和验证办法", ""))
    rest = 90 - points - 15
    people = FactorIn("研发人员", Decimal(rest), grades=grades_in(f"0—{rest} 每名高级职称得5分，最多5名", ""))
    with on(BEGIN - timedelta(days=40)):
        made = planned(of_the_province(county), [plan, people, FACTORS[2]])
        announced(made, "intention", county, BEGIN - timedelta(days=40))
    with on(BEGIN), pytest.raises(AgainstTheLaw) as refused:
        announced(made, "innovation", county, BEGIN)
    assert [each.rule for each in refused.value.cards] == ["procurement.innovation-plan-weight"]


def test_a_county_organises_none(county: County) -> None:
    with on(BEGIN), pytest.raises(Refusal, match="省级"):
        planned(county)
