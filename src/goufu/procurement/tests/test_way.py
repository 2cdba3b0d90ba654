"""The way of a procurement: from an approved project to a notice that has appeared, corrected and ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from goufu.core.errors import AgainstTheLaw, NotAllowed, Refusal
from goufu.procurement.actions.deciding import withdraw_procurement
from goufu.procurement.actions.noticing import draft_notice, publish_notice, save_notice
from goufu.procurement.law import facts_of, opinion_of, timetable_of
from goufu.procurement.models import Notice, Procurement
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, publish, running
from goufu.registry.tests.county import County
from goufu.wall_clock import CHINA

pytestmark = pytest.mark.django_db


@pytest.mark.makes("procurement.on_designated_media")
def test_a_consultation_goes_from_a_project_to_a_notice_that_has_appeared(county: County) -> None:
    made = running(county)
    assert made.state == "running"
    facts = facts_of(made)
    assert facts["started_on"] == facts["notice_on"] == facts["file_on"] == BEGIN
    assert facts["intention_on"] == BEGIN - timedelta(days=35)
    assert facts["notice_until"] == date(2026, 12, 4)  # three working days
    assert facts["on_designated_media"] is True
    with on(BEGIN):
        assert [each.rule.id for each in opinion_of(made).blocking] == []


def test_what_is_missing_is_refused_by_name(county: County) -> None:
    with on(BEGIN - timedelta(days=35)):
        made = planned(county, qualification_text="", contact="")
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with on(BEGIN):
        drafted = draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
        with pytest.raises(Refusal, match="申请人的资格要求、联系方式"):
            publish(drafted, county.lead)


def test_the_intention_comes_first(county: County) -> None:
    with on(BEGIN):
        drafted = draft_notice(procurement=planned(county).pk, kind="consultation", by=county.officer)
        with pytest.raises(Refusal, match="采购意向公开"):
            publish(drafted, county.lead)


def test_a_notice_does_not_go_out_weeks_before_the_planned_day(county: County) -> None:
    """The law was asked about that day, and the medium publishes within a working day of today."""
    with on(BEGIN - timedelta(days=35)):
        made = planned(county)
        announced(made, "intention", county, BEGIN - timedelta(days=35))
        drafted = draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
        with pytest.raises(Refusal, match="方案写的开始日是 2026-12-01"):
            publish(drafted, county.lead)


def test_an_intention_of_yesterday_is_too_late(county: County) -> None:
    with on(BEGIN - timedelta(days=1)):
        made = planned(county)
        announced(made, "intention", county, BEGIN - timedelta(days=1))
    with on(BEGIN):
        drafted = draft_notice(procurement=made.pk, kind="consultation", by=county.officer)
        with pytest.raises(
            AgainstTheLaw, match="意向"
        ):  # its number is not verified for counties: a person looks into it
            publish_notice(notice=drafted.pk, by=county.lead)


def test_whoever_drafted_does_not_publish(county: County) -> None:
    with on(BEGIN):
        drafted = draft_notice(procurement=planned(county).pk, kind="intention", by=county.lead)
        with pytest.raises(NotAllowed, match="您自己"):
            publish_notice(notice=drafted.pk, by=county.lead)


def test_a_correction_postpones_when_it_must(county: County) -> None:
    made = running(county)
    with on(date(2026, 12, 14)):  # two days before the deadline
        drafted = draft_notice(procurement=made.pk, kind="correction", by=county.officer)
        typed = {"change_item": "磋商文件", "change_before": "三人", "change_after": "五人"}
        saved = save_notice(
            notice=drafted.pk, by=county.officer, version=drafted.version, typed=typed, affects_bids=True
        )
        with pytest.raises(Refusal, match=r"不足 5日.*顺延"):
            publish(saved, county.lead)
        later = datetime(2026, 12, 19, 9, 30, tzinfo=CHINA)
        saved = save_notice(
            notice=drafted.pk,
            by=county.officer,
            version=saved.version,
            typed=typed,
            affects_bids=True,
            new_deadline_at=later,
        )
        publish(saved, county.lead)
    found = Procurement.objects.get(pk=made.pk)
    assert (found.bid_deadline_at, found.opens_at) == (later, later)


@pytest.mark.parametrize("year", [2049, 2100])
def test_nothing_is_postponed_beyond_the_calendar(county: County, year: int) -> None:
    """Else no timetable could be made of it any more, and nobody would be told what is due."""
    made = running(county)
    with on(date(2026, 12, 8)):
        drafted = draft_notice(procurement=made.pk, kind="correction", by=county.officer)
        saved = save_notice(
            notice=drafted.pk,
            by=county.officer,
            version=drafted.version,
            typed={"change_item": "响应截止", "change_before": "16日", "change_after": "以后"},
            affects_bids=True,
            new_deadline_at=datetime(year, 12, 31, 9, 30, tzinfo=CHINA),
        )
        with pytest.raises(Refusal, match=f"顺延到 {year}-12-31，后面的时间表排不出来") as refused:
            publish(saved, county.lead)
        assert refused.value.field == "new_deadline_at"
    assert Procurement.objects.get(pk=made.pk).bid_deadline_at == made.bid_deadline_at


def test_nothing_is_postponed_once_the_deadline_has_passed(county: County) -> None:
    """Else whoever came late could be let in, and those who were in time be opened later."""
    made = running(county)
    with on(date(2026, 12, 16)):  # half an hour after the deadline
        drafted = draft_notice(procurement=made.pk, kind="correction", by=county.officer)
        saved = save_notice(
            notice=drafted.pk,
            by=county.officer,
            version=drafted.version,
            typed={"change_item": "响应截止", "change_before": "16日", "change_after": "29日"},
            affects_bids=True,
            new_deadline_at=datetime(2026, 12, 29, 9, 30, tzinfo=CHINA),
        )
        with pytest.raises(Refusal, match="已经过了，不能再顺延"):
            publish(saved, county.lead)


def test_a_termination_ends_it_for_good(county: County) -> None:
    made = running(county)
    with on(date(2026, 12, 10)):
        announced(made, "termination", county, reason="响应的供应商只有一家，磋商不能成立")
        found = Procurement.objects.get(pk=made.pk)
        assert (found.state, found.end_reason) == ("terminated", "响应的供应商只有一家，磋商不能成立")
        for kind in ("termination", "consultation", "result"):
            with pytest.raises(Refusal, match="现在不发"):
                draft_notice(procurement=made.pk, kind=kind, by=county.officer)


def test_clocks_run_from_the_appearance(county: County) -> None:
    made = running(county)
    with on(date(2026, 12, 2)):
        table = timetable_of(made, facts_of(made), made.occurrences.all())
    assert table is not None
    assert table["consultation_notice"].planned == date(2026, 12, 4)
    assert table["consultation_wait"].earliest == date(2026, 12, 11)
    assert Notice.objects.get(kind="consultation").number == "539999-2026-GG-0002"


def test_of_a_withdrawn_procurement_nothing_is_published(county: County) -> None:
    with on(BEGIN):
        made = planned(county)
        drafted = draft_notice(procurement=made.pk, kind="intention", by=county.officer)
        withdraw_procurement(procurement=made.pk, reason="改由上级统一采购", by=county.officer)
        with pytest.raises(Refusal, match="已撤销"):
            publish(drafted, county.lead)
