"""Procurements that ran elsewhere: entered one by one or from a table, judged by the law of their days, and on nobody's list."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from goufu.core.action import history
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.opinion import Opinion, facts_of_records
from goufu.core.sheets import SheetRefused, read_sheet
from goufu.core.work import groups_of
from goufu.files.errors import Unreadable
from goufu.law.model import Verdict
from goufu.planning.models import Project
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.entering import enter_past
from goufu.procurement.actions.past_following import end_past, record_result, strike_past
from goufu.procurement.actions.past_import import import_past
from goufu.procurement.actions.planning import left_of, save_procurement
from goufu.procurement.choices import AWARD, STAGE, method_grounds, past_grounds, past_methods
from goufu.procurement.law import facts_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import PastEntry, Procurement, ProcurementState, Response
from goufu.procurement.past.bidders import Lost, PastLot, read_lost, read_lots
from goufu.procurement.past.days import offers_of
from goufu.procurement.past.entry import Approval, Past
from goufu.procurement.past.sheet import columns
from goufu.procurement.tests.procuring import BEGIN, approved_project, on, running
from goufu.procurement.tests.reviewing import provider, verdict_of
from goufu.procurement.tests.talking import planned_lane
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.tests.county import County, sign_in

TODAY = date(2026, 12, 1)
DAYS = {
    "intention_published": date(2026, 2, 2),
    "notice_published": date(2026, 3, 9),
    "file_provided": date(2026, 3, 9),
    "opened": date(2026, 3, 24),
    "review_ended": date(2026, 3, 24),
    "awarded": date(2026, 3, 27),
    "letter_sent": date(2026, 3, 30),
    "result_published": date(2026, 3, 30),
    "contract_signed": date(2026, 4, 20),
}


def past(county: County, project: Project | None = None, **more: Any) -> Past:
    project = project or approved_project(county)
    values: dict[str, Any] = {
        "title": "失能老人上门护理服务",
        "amounts": {project.pk: Decimal(600_000)},
        "method": "consultation",
        "ground": "service_purchase",
        "ran_at": "云南省政府采购管理系统",
        "other_number": "YLX-2026-017",
        "ceiling": Decimal(580_000),
        "file_until": date(2026, 3, 16),
        "bid_deadline": date(2026, 3, 24),
        "days": DAYS,
        "winner": provider(county, 1).pk,
        "amount": Decimal(560_000),
    }
    return Past(**values | more)


def test_what_ran_elsewhere_is_asked_the_same_rules(county: County) -> None:
    with on(TODAY):
        made = enter_past(past=past(county), by=county.officer)
        entry = PastEntry.objects.get(procurement=made)
        assert (entry.person, entry.ran_at) == (county.officer.person, "云南省政府采购管理系统")
        facts = facts_of(made)
        assert (facts["started_on"], facts["notice_on"]) == (date(2026, 3, 9), date(2026, 3, 9))
        assert made.state == ProcurementState.RUNNING and "notice_until" in facts
        [offer] = Response.objects.filter(procurement=made)
        assert {each.id for each in Opinion.of_record(AWARD, offer.pk).passed} >= {"award.award-letter"}
        assert Opinion.of_record(STAGE, made.pk).passed


def test_a_day_too_few_is_found_by_the_law_of_its_day(county: County) -> None:
    short = DAYS | {"notice_published": date(2026, 3, 18), "file_provided": date(2026, 3, 18)}
    with on(TODAY):
        made = enter_past(past=past(county, days=short, file_until=date(2026, 3, 20)), by=county.officer)
        blocking = {each.rule.id for each in Opinion.of_record(STAGE, made.pk).blocking}
        assert "procurement.consultation-first-response" in blocking


def test_the_law_s_first_day_is_taken(county: County) -> None:
    first = date(2003, 1, 1)
    with on(TODAY):
        given = past(county, days={"notice_published": first}, winner=None, amount=None)
        made = enter_past(past=replace(given, file_until=None, bid_deadline=None), by=county.officer)
    assert made.starts_on == first


def test_the_same_one_twice_wants_a_reason(county: County) -> None:
    half = past(county, winner=None, amount=None, days={k: DAYS[k] for k in list(DAYS)[:4]})
    half = replace(half, amounts=dict.fromkeys(half.amounts, Decimal(100_000)), ceiling=None)
    with on(TODAY):
        first = enter_past(past=half, by=county.officer)
        with pytest.raises(Refusal, match=f"已经补录过：{first.number}") as refused:
            enter_past(past=replace(half, title="换了名称"), by=county.officer)
        assert refused.value.field == "again"
        with pytest.raises(Refusal, match="已经补录过"):  # however it is typed
            enter_past(past=replace(half, other_number=f" {half.other_number.lower()}"), by=county.officer)
        other = replace(half, other_number="YLX-2026-018")
        enter_past(past=other, by=county.officer)
        with_reason = replace(half, again="分两个合同段，编号相同")
        second = enter_past(past=with_reason, by=county.officer)
        assert history(second)[0].facts["again"] == "分两个合同段，编号相同"
        for each in (first, second):
            strike_past(procurement=each.pk, reason="录错了金额", by=county.lead)
        enter_past(past=half, by=county.officer)


def test_without_a_number_the_name_and_the_day_tell_it(county: County) -> None:
    half = past(county, winner=None, amount=None, days={k: DAYS[k] for k in list(DAYS)[:4]}, other_number="")
    half = replace(half, amounts=dict.fromkeys(half.amounts, Decimal(100_000)), ceiling=None)
    with on(TODAY):
        enter_past(past=half, by=county.officer)
        enter_past(past=replace(half, title="另一次采购"), by=county.officer)
        with pytest.raises(Refusal, match="已经补录过"):
            enter_past(past=half, by=county.officer)


def test_awarded_and_ended_before_the_contract_it_is_entered_at_once_as_step_by_step(county: County) -> None:
    unsigned = {name: day for name, day in DAYS.items() if name != "contract_signed"}
    ended: dict[str, Any] = {"ended_on": date(2026, 4, 1), "end_reason": "供应商不签合同"}
    with on(TODAY):
        made = enter_past(past=past(county, days=unsigned, **ended), by=county.officer)
        assert made.state == ProcurementState.TERMINATED
        project = made.shares.get().project
        assert left_of(project) == project.amount


def test_what_comes_before_something_that_has_happened_is_on_nobody_s_list(county: County) -> None:
    days = {name: DAYS[name] for name in ("notice_published", "awarded", "contract_signed")}
    with on(TODAY):
        enter_past(past=past(county, days=days), by=county.officer)
        found = [group for group in groups_of(county.officer) if group.title == "采购的期限"]
        assert [item.what for group in found for item in group.items] == []


def test_what_was_late_before_is_on_nobody_s_list(county: County, client: Client) -> None:
    days = {
        name: day
        for name, day in DAYS.items()
        if name in ("intention_published", "notice_published", "file_provided", "opened")
    }
    with on(TODAY):
        made = enter_past(past=past(county, days=days, winner=None, amount=None), by=county.officer)
        waiting = [
            item.what
            for group in groups_of(county.officer)
            for item in group.items
            if group.title == "采购的期限"
        ]
        assert not waiting
        page = sign_in(county.officer).get(f"/procurements/{made.pk}/").content.decode()
        assert "补录以前已超期" in page and "云南省政府采购管理系统" in page
        record_event(procurement=made.pk, event="review_ended", day=date(2026, 11, 30), by=county.officer)
    with on(TODAY + timedelta(days=30)):
        waiting = [
            item.what
            for group in groups_of(county.officer)
            for item in group.items
            if group.title == "采购的期限"
        ]
        assert waiting, "what becomes late afterwards waits as always"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"days": DAYS | {"contract_signed": TODAY + timedelta(days=1)}}, "contract_signed"),
        ({"days": DAYS | {"awarded": date(2026, 3, 1)}}, "awarded"),
        (
            {"days": {"intention_published": date(2026, 2, 2)}, "winner": None, "amount": None},
            "notice_published",
        ),
        ({"days": DAYS | {"intention_published": date(1900, 2, 2)}}, "intention_published"),
        ({"days": DAYS | {"intention_published": date(2002, 12, 31)}}, "intention_published"),
        ({"approval": Approval("滇宁市财政局", "city", "1号", date(2002, 12, 31))}, "approval_day"),
        ({"file_until": date(2002, 12, 31)}, "file_until"),
        ({"winner": None}, "amount"),
        ({"amount": Decimal(600_001)}, "amount"),
        ({"method": "inquiry"}, "method"),
        ({"ground": ""}, "ground"),
        ({"bid_deadline": date(2026, 3, 25)}, "opened"),
        ({"ended_on": date(2026, 4, 1)}, "end_reason"),
        ({"approval": Approval("云岭县财政局", "county", "1号", date(2026, 2, 1))}, "approval_level"),
        ({"approval": Approval("滇宁市财政局", "city", "1号", TODAY + timedelta(days=1))}, "approval_day"),
        ({"approval": Approval("滇宁市财政局", "city", "1号", date(2026, 3, 10))}, "approval_day"),
        ({"ended_on": date(2026, 5, 1), "end_reason": "供应商不签合同"}, "ended_on"),
        ({"method": "framework_open", "ground": "service_users_choose"}, "method"),
    ],
)
def test_what_can_t_have_been_is_refused(county: County, more: dict[str, Any], field: str) -> None:
    with on(TODAY), pytest.raises(Refusal) as refused:
        enter_past(past=past(county, **more), by=county.officer)
    assert refused.value.field == field


def test_one_that_failed_takes_no_money(county: County) -> None:
    days = {name: DAYS[name] for name in ("intention_published", "notice_published", "file_provided")}
    given = past(
        county, days=days, winner=None, amount=None, ended_on=date(2026, 3, 24), end_reason="只有一家响应"
    )
    with on(TODAY):
        made = enter_past(past=given, by=county.officer)
        assert (made.state, made.end_reason) == (ProcurementState.TERMINATED, "只有一家响应")
        again = replace(given, ended_on=None, end_reason="", other_number="YLX-2026-018")
        enter_past(past=again, by=county.officer)


LOTS = "城区片，40万元，{one}，39万元\n乡镇片，20万元"
LOST = "{two}，395000，2，1\n春晖护理服务部，39.8万元，3，1\n夕阳红养老服务中心，，，2"


def in_lots(county: County, **more: Any) -> Past:
    """One of two lots: the first awarded against two others, the second failed."""
    one, two = (provider(county, number).credit_code for number in (1, 2))
    values = {"lots": read_lots(LOTS.format(one=one)), "lost": read_lost(LOST.format(two=two))}
    return past(county, winner=None, amount=None, **values | more)


def test_lots_and_those_that_lost_are_entered_too(county: County) -> None:
    with on(TODAY):
        made = enter_past(past=in_lots(county), by=county.officer)
        said = [(each.lot.number if each.lot else 0, each.name, each.rank) for each in offers_of(made)]
        assert said == [
            (1, provider(county, 1).name, None),
            (1, provider(county, 2).name, 2),
            (1, "春晖护理服务部", 3),
            (2, "夕阳红养老服务中心", None),
        ]
        # Who is registered is asked the rules of award, lost or won.
        facts = facts_of_records(AWARD, [each.pk for each in Response.objects.order_by("pk")])
        assert [each["is_awarded"] for each in facts.values()] == [True, False]
        page = sign_in(county.officer).get(f"/procurements/{made.pk}/").content.decode()
        assert "春晖护理服务部" in page and "没有中标、成交的包：第 2 包 乡镇片" in page
        assert "record-result/" not in page


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"winner": 1, "amount": Decimal(1)}, "winner"),
        ({"lots": (PastLot("全县", Decimal(600_001)),)}, "lots"),
        ({"lots": (PastLot("全县", Decimal(600_000), None, Decimal(1)),), "lost": ()}, "lots"),
        ({"lots": (PastLot("全县", Decimal(600_000)),), "lost": ()}, "lots"),
        ({"lost": (Lost("春晖", lot=3),)}, "lost"),
        ({"lost": (Lost("春晖", lot=1), Lost("春晖", lot=1))}, "lost"),
    ],
)
def test_lots_that_can_t_have_been_are_refused(county: County, more: dict[str, Any], field: str) -> None:
    with on(TODAY), pytest.raises(Refusal) as refused:
        given = replace(in_lots(county), **more)
        enter_past(past=given, by=county.officer)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("城区片", "第 1 行没有写包的预算"),
        ("城区片，若干", "第 1 行“若干”"),
        ("\n城区片，40万元，91530000MA6K99999X，1", "第 2 行：单位库里没有"),
        ("城区片，1，，，5", "第 1 行看不懂"),
    ],
)
def test_a_line_that_can_t_be_read_is_named(county: County, line: str, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_lots(line)
    assert said in refused.value.why


def test_results_of_lots_are_recorded_together(county: County) -> None:
    with on(TODAY):
        days = {name: DAYS[name] for name in ("notice_published", "file_provided", "opened")}
        lots = (PastLot("城区片", Decimal(400_000)), PastLot("乡镇片", Decimal(200_000)))
        made = enter_past(past=in_lots(county, days=days, lots=lots, lost=()), by=county.officer)
        client, page = sign_in(county.officer), f"/procurements/{made.pk}/"
        assert "第 2 包：中标、成交供应商" in client.get(f"{page}record-result/").content.decode()
        said = {"day": "2026-03-27", "version": str(made.version), "lost": "春晖护理服务部，39.8万元，2，1"}
        none = client.post(f"{page}record-result/", said).content.decode()
        assert "没有中标、成交供应商" in none
        said |= {"winner-1": provider(county, 1).credit_code or "", "amount-1": "390000"}
        done = client.post(f"{page}record-result/", said, follow=True).content.decode()
        assert "已登记结果" in done and "没有中标、成交的包：第 2 包 乡镇片" in done


def test_what_happened_unlawfully_is_remarked(county: County) -> None:
    with on(TODAY):
        late = DAYS | {name: DAYS[name] + timedelta(days=1) for name in ("opened", "review_ended")}
        made = enter_past(past=past(county, amount=Decimal(590_000), days=late), by=county.officer)
        page = sign_in(county.officer).get(f"/procurements/{made.pk}/").content.decode()
        assert "590,000.00 元超过最高限价 580,000.00 元" in page
        assert "2026-03-25 才开启，响应截止是 2026-03-24" in page
        assert (
            " 00:00" not in page
            and " 00:00" not in sign_in(county.officer).get("/procurements/").content.decode()
        )


def under_way(county: County) -> Procurement:
    """One that was entered while it ran, as far as its opening."""
    days = {name: day for name, day in DAYS.items() if name not in ("contract_signed", "result_published")}
    for name in ("review_ended", "awarded", "letter_sent"):
        days.pop(name)
    return enter_past(past=past(county, days=days, winner=None, amount=None), by=county.officer)


def result(
    made: Procurement,
    county: County,
    winner: int | None = None,
    amount: Decimal = Decimal(560_000),
    day: date = date(2026, 3, 27),
) -> Response:
    results = {0: (winner or provider(county, 1).pk, amount)}
    [offer] = record_result(procurement=made.pk, results=results, day=day, by=county.officer)
    return offer


def test_one_that_was_under_way_goes_on_to_its_contract(county: County) -> None:
    with on(TODAY):
        made = under_way(county)
        record_event(procurement=made.pk, event="review_ended", day=date(2026, 3, 24), by=county.officer)
        with pytest.raises(Refusal, match="不在这里登记"):
            record_event(procurement=made.pk, event="awarded", day=date(2026, 3, 27), by=county.officer)
        with pytest.raises(Refusal, match="不能早于"):
            result(made, county, day=date(2026, 3, 20))
        with pytest.raises(Refusal, match="超过了采购预算"):
            result(made, county, amount=Decimal(600_001))
        offer = result(made, county)
        with pytest.raises(Refusal, match="已经登记了结果"):
            result(made, county)
        for event, day in (("letter_sent", 30), ("result_published", 30), ("contract_signed", 31)):
            record_event(procurement=made.pk, event=event, day=date(2026, 3, day), by=county.officer)
        found = Procurement.objects.get(pk=made.pk)
        assert found.occurrences.filter(event="result_until").exists() or facts_of(found)
        assert [(each.response, each.is_awarded) for each in offers_of(found)] == [(offer, True)]
        assert {each.id for each in Opinion.of_record(AWARD, offer.pk).passed} >= {"award.award-letter"}
        page = sign_in(county.officer).get(f"/procurements/{made.pk}/").content.decode()
        assert offer.bidder.name in page and "560,000" in page


def test_what_is_recorded_afterwards_can_have_been_too(county: County) -> None:
    def recorded(event: str, day: date) -> None:
        with pytest.raises(Refusal, match="不能早于") as refused:
            record_event(procurement=made.pk, event=event, day=day, by=county.officer)
        assert refused.value.field == "day"

    with on(TODAY):
        made = under_way(county)
        recorded("opened", DAYS["notice_published"] - timedelta(days=1))
        recorded("opened", DAYS["opened"] - timedelta(days=1))  # before the deadline
        with pytest.raises(Refusal, match="是这次采购的采购人"):
            result(made, county, winner=county.civil.pk)
        result(made, county)
        recorded("opened", date(2026, 3, 28))  # and then the award would have been before it
        recorded("review_ended", date(2026, 3, 28))


def test_its_page_leads_to_its_result(county: County) -> None:
    with on(TODAY):
        made = under_way(county)
        client, page = sign_in(county.officer), f"/procurements/{made.pk}/"
        assert f"{page}record-result/" in client.get(page).content.decode()
        said = {"winner": provider(county, 1).credit_code, "amount": "560000", "day": "2026-03-27"}
        said |= {"version": str(Procurement.objects.get(pk=made.pk).version)}
        done = client.post(f"{page}record-result/", said, follow=True).content.decode()
        assert "已登记结果" in done and f"{page}record-result/" not in done
        ending = sign_in(county.lead).get(f"{page}end-past/").content.decode()
        striking = sign_in(county.officer).get(f"{page}strike-past/")
        assert "登记以后不再变动" in ending and striking.status_code == 403


def test_nothing_is_reviewed_here_that_ran_elsewhere(county: County) -> None:
    with on(TODAY):
        made = under_way(county)
        with pytest.raises(Refusal, match="在别处办"):
            PROCUREMENT.after("enter-response", made)


def test_an_end_elsewhere_gives_the_money_back(county: County) -> None:
    with on(TODAY):
        made = under_way(county)
        share = made.shares.get()
        before = left_of(share.project)
        with pytest.raises(NotAllowed):
            end_past(procurement=made.pk, day=TODAY, reason="只有一家响应", by=county.officer)
        with pytest.raises(Refusal, match="最后一步"):
            end_past(procurement=made.pk, day=date(2026, 3, 1), reason="只有一家响应", by=county.lead)
        ended = end_past(procurement=made.pk, day=date(2026, 3, 25), reason="只有一家响应", by=county.lead)
        assert (ended.state, ended.end_reason) == (ProcurementState.TERMINATED, "2026-03-25：只有一家响应")
        assert left_of(share.project) == before + share.amount


def test_a_contract_is_not_ended(county: County) -> None:
    with on(TODAY):
        made = enter_past(past=past(county), by=county.officer)
        with pytest.raises(Refusal, match="合同已经签订"):
            end_past(procurement=made.pk, day=TODAY, reason="不做了", by=county.lead)


def test_a_wrong_entry_is_struck_and_entered_anew(county: County) -> None:
    with on(TODAY):
        given = past(county)
        made = enter_past(past=given, by=county.officer)
        with pytest.raises(NotAllowed):
            strike_past(procurement=made.pk, reason="金额写错了", by=county.officer)
        struck = strike_past(procurement=made.pk, reason="金额写错了", by=county.lead)
        assert (struck.state, struck.end_reason) == (ProcurementState.WITHDRAWN, "金额写错了")
        enter_past(past=given, by=county.officer)


def test_what_ran_elsewhere_can_be_added_to_as_far_as_its_result_goes(county: County) -> None:
    with on(TODAY):
        given = past(county, amount=Decimal(395_000))
        wrong = enter_past(past=replace(given, amount=Decimal(50_000)), by=county.officer)
        strike_past(procurement=wrong.pk, reason="金额写错了", by=county.lead)
        first = enter_past(past=given, by=county.officer)
    more = planned_lane(county, "single_source", "addition", "53999927331T000000010", share=Decimal(39_500))
    more.refresh_from_db()
    values = {"first_number": given.other_number}
    more = save_procurement(procurement=more.pk, by=county.officer, version=more.version, values=values)
    assert more.first_number == first.number  # and not that of the one that was struck
    assert facts_of(more)["original_contract_yuan"] == Decimal(395_000)
    verdict = verdict_of(Opinion.of_record("procurement", more.pk), "procurement.single-source-addition")
    assert verdict is Verdict.PASS


def test_what_runs_here_is_no_entry(county: County) -> None:
    made = running(county)
    with on(BEGIN + timedelta(days=2)):
        for act in (
            lambda: result(made, county),
            lambda: end_past(procurement=made.pk, day=BEGIN, reason="不做了", by=county.lead),
            lambda: strike_past(procurement=made.pk, reason="写错了", by=county.lead),
        ):
            with pytest.raises(Refusal, match="不是补录的"):
                act()


def test_every_method_that_is_offered_has_its_grounds_offered() -> None:
    offered = {name for name, _word in past_grounds()}
    for name, _word in past_methods():
        grounds = load_methods().methods[name].grounds
        assert grounds is None or offered.issuperset(grounds.cases)
    assert "emergency" in dict(past_methods()) and "framework_open" not in dict(past_methods())


def test_others_enter_nothing(county: County) -> None:
    with on(TODAY):
        given = past(county)
        with pytest.raises(NotAllowed):
            enter_past(past=given, by=county.treasurer)
        with pytest.raises(Refusal):
            enter_past(past=given, by=county.teacher)


def filled(row: dict[str, Any], form: bytes) -> bytes:
    """The empty form with a row, as a person would fill it in."""
    book = load_workbook(io.BytesIO(form))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    for place, head in enumerate(heads, start=1):
        sheet.cell(2, place).value = row.get(str(head))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ROW = {
    "采购名称": "失能老人上门护理服务",
    "项目名称": "失能老人上门护理服务",
    "采购预算（元）": "60万元",
    "采购方式": "竞争性磋商",
    "在哪里办的": "纸质",
    "采购意向公开": "2026-02-02",
    "采购公告在指定媒体发布": "2026年3月9日",
    "响应截止": date(2026, 3, 24),
    "中标成交金额（元）": 560000,
}


def test_the_form_comes_back_filled_in(county: County, tmp_path: Any) -> None:
    approved_project(county)
    bought = provider(county, 1)
    titles = {each.name: each.title for each in columns()}
    row = ROW | {
        "适用情形": dict(method_grounds())["service_purchase"],
        titles["file_provided"]: "2026-03-09",
        titles["opened"]: "2026-03-24",
        titles["awarded"]: "2026-03-27",
        "中标成交供应商": bought.credit_code,
    }
    client = sign_in(county.officer)
    with on(TODAY):
        form = client.get("/procurements/past/form.xlsx").content
        brought = io.BytesIO(filled(row, form))
        brought.name = "采购补录.xlsx"
        answer = client.post("/procurements/past/import/", {"file": brought}, follow=True)
    assert "补录了 1 次采购" in answer.content.decode()
    [made] = PastEntry.objects.all()
    [offer] = offers_of(made.procurement)
    assert (offer.name, offer.price, offer.is_awarded, made.ran_at) == (
        bought.name,
        Decimal(560_000),
        True,
        "纸质",
    )


def table(folder: Path, rows: Sequence[dict[str, Any]]) -> Any:
    """The rows as they are read from a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    heads = [each.title for each in columns()]
    sheet.append(heads)
    for row in rows:
        sheet.append([row.get(head) for head in heads])
    book.save(folder / "表.xlsx")
    return read_sheet(folder / "表.xlsx", columns())


def test_a_table_with_a_fault_enters_nothing(county: County, tmp_path: Path) -> None:
    approved_project(county)
    rows = [
        ROW,
        ROW | {"项目名称": "没有的项目"},
        ROW | {"采购方式": "抽签"},
        ROW | {"中标成交供应商": "91530000MA6KXXXXXX"},
    ]
    with on(TODAY), pytest.raises(SheetRefused) as refused:
        import_past(by=county.officer, sheet=table(tmp_path, rows))
    said = " ".join([str(refused.value), *(str(each) for each in refused.value.problems)])
    for part in ("没有这个已批准的项目", "统一社会信用代码"):
        assert part in said
    assert not Procurement.objects.exists()


def test_rows_that_look_alike_want_a_reason(county: County, tmp_path: Path) -> None:
    approved_project(county)
    row = ROW | {"采购预算（元）": 100_000, "中标成交金额（元）": None, "原编号": "YLX-2026-017"}
    row["适用情形"] = dict(method_grounds())["service_purchase"]
    other = row | {"另一次采购的理由": "分两个合同段，编号相同"}
    with on(TODAY):
        with pytest.raises(SheetRefused) as refused:
            import_past(by=county.officer, sheet=table(tmp_path, [row, row]))
        [problem] = refused.value.problems
        assert "“YLX-2026-017”（2026-03-09 开始）已经补录过：第 2 行" in str(problem)
        assert len(import_past(by=county.officer, sheet=table(tmp_path, [row, other]))) == 2
        with pytest.raises(SheetRefused) as refused:
            import_past(by=county.officer, sheet=table(tmp_path, [row]))
        assert "已经补录过：539999-2026-CG-000" in str(refused.value.problems[0])
