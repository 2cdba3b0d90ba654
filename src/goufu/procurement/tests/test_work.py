"""What waits for whom in procurements, the chart's geometry, and the calendar of a stored procurement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.translation import override, pgettext

from goufu.core.work import groups_of
from goufu.procurement.actions.appearing import record_receipt
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.law import facts_of, timetable_of
from goufu.procurement.methods import load_methods
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, publish, running
from goufu.procurement.timing.chart import LEFT, WIDTH, chart_of
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db


def waiting(agent: Agent, title: str) -> list[str]:
    """What stands in the group of that title, each with its last day."""
    return [
        f"{item.what} {item.due or ''}".strip()
        for group in groups_of(agent)
        if group.title == title
        for item in group.items
    ]


def test_a_draft_waits_for_another_than_the_drafter(county: County) -> None:
    with on(BEGIN):
        draft_notice(procurement=planned(county).pk, kind="intention", by=county.officer)
        assert waiting(county.lead, "待发布的公告") == ["发布政府采购意向公告：失能老人上门护理服务"]
        assert waiting(county.officer, "待发布的公告") == []


def test_what_the_medium_has_received_is_due_the_next_working_day(county: County) -> None:
    with on(date(2026, 12, 4)):  # a Friday
        drafted = draft_notice(procurement=planned(county).pk, kind="intention", by=county.officer)
        published = publish(drafted, county.lead)
        record_receipt(notice=published.pk, day=date(2026, 12, 4), by=county.officer)
        [item] = waiting(county.officer, "指定媒体")
    assert item.endswith("2026-12-07")


def test_an_overdue_step_stands_on_the_list_of_whoever_procures(county: County) -> None:
    made = running(county)
    with on(date(2026, 12, 25)):
        assert not any(
            "评审报告" in each for each in waiting(county.officer, "采购的期限")
        )  # no review has ended
        for event, day in (("opened", 16), ("review_ended", 17)):
            record_event(procurement=made.pk, event=event, day=date(2026, 12, day), by=county.officer)
        assert "送评审报告：失能老人上门护理服务 2026-12-21" in waiting(county.officer, "采购的期限")


def test_an_english_home_says_each_step_in_english(county: County) -> None:
    made = running(county)
    with on(date(2026, 12, 25)), override("en"):
        titles = {step.title for method in load_methods().methods.values() for step in method.steps}
        assert {each for each in titles if pgettext("step", each) == each} == set()
        for event, day in (("opened", 16), ("review_ended", 17)):
            record_event(procurement=made.pk, event=event, day=date(2026, 12, day), by=county.officer)
        due = waiting(county.officer, "Deadlines of procurements")
    assert "Hand over the evaluation report: 失能老人上门护理服务 2026-12-21" in due


def test_every_bar_of_the_chart_lies_in_the_picture(county: County) -> None:
    made = running(county)
    with on(date(2026, 12, 8)):
        table = timetable_of(made, facts_of(made), made.occurrences.all())
        assert table is not None
        chart = chart_of(table)
    assert chart is not None and chart.today is not None
    for row in chart.rows:
        for bar in row.bars:
            assert bar.x >= LEFT and bar.x + bar.width <= WIDTH and bar.width > 0
    assert {bar.kind for row in chart.rows for bar in row.bars} == {"done", "now", "plan"}


def test_the_calendar_file_has_the_deadline(county: County, signed_in: Callable[[Agent], Client]) -> None:
    made = running(county)
    with on(BEGIN + timedelta(days=1)):
        answer = signed_in(county.officer).get(f"/procurements/{made.pk}/calendar.ics")
    content = answer.content.decode()
    assert content.startswith("BEGIN:VCALENDAR") and "DTSTART:20261216T013000Z" in content


def test_an_intention_of_a_procurement_is_public_at_once(county: County, client: Client) -> None:
    with on(BEGIN):
        published = announced(planned(county), "intention", county)
    page = client.get(f"/procurements/notices/{published.pk}/").content.decode()
    assert "本系统已发，指定媒体待发布" in page and published.digest in page
