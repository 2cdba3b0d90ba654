"""Corrections: of whichever published notice is wrong, also before the activity begins; only the opening one moves days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from goufu.core.errors import Refusal
from goufu.procurement.actions.noticing import draft_notice, save_notice
from goufu.procurement.filling import Filling
from goufu.procurement.models import Notice, Procurement
from goufu.procurement.notice_kinds import kinds_now
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, publish, running
from goufu.procurement.tests.test_emergency import awarded as awarded_in_an_emergency
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County
from goufu.wall_clock import CHINA

pytestmark = pytest.mark.django_db
WRONG = {"change_item": "预算金额", "change_before": "60 万元", "change_after": "58 万元"}


def test_a_published_intention_is_corrected_before_anything_begins(county: County) -> None:
    with on(BEGIN - timedelta(days=35)):
        made = planned(county)
        intention = announced(made, "intention", county, BEGIN - timedelta(days=35))
        drafted = draft_notice(procurement=made.pk, kind="correction", by=county.officer)
        saved = save_notice(notice=drafted.pk, by=county.officer, version=drafted.version, typed=WRONG)
        published = publish(saved, county.lead)
    said = {each["field"]: each["text"] for each in published.content or []}
    assert published.about_id == intention.pk and intention.number in said["first_notice"]
    assert Procurement.objects.get(pk=made.pk).state == "planning"
    with on(BEGIN):  # and the way goes on
        announced(made, "consultation", county, BEGIN)
    assert Procurement.objects.get(pk=made.pk).state == "running"


def test_without_a_published_notice_there_is_nothing_to_correct(county: County) -> None:
    with on(BEGIN):
        made = planned(county)
        with pytest.raises(Refusal, match="现在不发"):
            draft_notice(procurement=made.pk, kind="correction", by=county.officer)


def test_the_officer_chooses_which_notice_is_wrong_and_only_the_opening_one_moves_days(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    made = running(county)
    intention, opening = made.notices.get(kind="intention"), made.notices.get(kind="consultation")
    with on(date(2026, 12, 5)):
        browser = signed_in(county.officer)
        assert (
            f"about={intention.pk}" in browser.get(f"/procurements/notices/{intention.pk}/").content.decode()
        )
        asked = f"/procurements/{made.pk}/notices/new/?kind=correction&about={intention.pk}"
        page = browser.get(asked).content.decode()
        assert intention.number in page and opening.number in page
        assert browser.post(asked, {"about": intention.pk}).status_code == 302
        drafted = Notice.objects.get(kind="correction")
        assert drafted.about_id == intention.pk
        written = browser.get(f"/procurements/notices/{drafted.pk}/edit/").content.decode()
        assert "更正（变更）事项" in written and "顺延后的响应截止" not in written
        with pytest.raises(Refusal, match="不改响应截止"):
            save_notice(
                notice=drafted.pk,
                by=county.officer,
                version=drafted.version,
                typed=WRONG,
                new_deadline_at=datetime(2026, 12, 19, 9, 30, tzinfo=CHINA),
            )
        saved = save_notice(notice=drafted.pk, by=county.officer, version=drafted.version, typed=WRONG)
        publish(saved, county.lead)
    with pytest.raises(Refusal, match="没有这份可以更正的公告"):
        draft_notice(procurement=made.pk, kind="correction", about=saved.pk, by=county.officer)


def test_a_result_is_corrected_where_the_activity_began_without_a_notice(county: County) -> None:
    """An emergency: nothing is announced before, and the result is as public as any."""
    made = awarded_in_an_emergency(county)
    with on(BEGIN + timedelta(days=1)):
        written = draft_notice(procurement=made.pk, kind="result", by=county.officer)
        missing = {each.field.name: "照明、看护，按商定的" for each in Filling(written).missing}
        result = save_notice(notice=written.pk, by=county.officer, version=written.version, typed=missing)
        publish(result, county.lead)
        drafted = draft_notice(procurement=made.pk, kind="correction", by=county.officer)
        assert drafted.about_id == result.pk
        with pytest.raises(Refusal, match="不改响应截止"):
            save_notice(
                notice=drafted.pk,
                by=county.officer,
                version=drafted.version,
                typed=WRONG,
                affects_bids=True,
            )
        saved = save_notice(notice=drafted.pk, by=county.officer, version=drafted.version, typed=WRONG)
        assert publish(saved, county.lead).number
        told = [each.kind for each in kinds_now(Procurement.objects.get(pk=made.pk))]
        assert "correction" in told and "termination" not in told


def test_a_wrong_notice_of_termination_is_corrected_and_nothing_goes_on(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    made = running(county)
    with on(date(2026, 12, 5)):
        ended = announced(made, "termination", county, reason="预算调整，不再采购")
        page = signed_in(county.officer).get(f"/procurements/notices/{ended.pk}/").content.decode()
        assert f"about={ended.pk}" in page
        drafted = draft_notice(procurement=made.pk, kind="correction", by=county.officer)
        assert drafted.about_id == ended.pk
        opening = made.notices.get(kind="consultation")
        said: dict[str, Any] = {"version": drafted.version, "typed": WRONG, "by": county.officer}
        saved = save_notice(notice=drafted.pk, **said)
        published = publish(saved, county.lead)
        of_opening = draft_notice(procurement=made.pk, kind="correction", about=opening.pk, by=county.officer)
        with pytest.raises(Refusal, match="不改响应截止"):
            save_notice(notice=of_opening.pk, affects_bids=True, **said | {"version": of_opening.version})
    first = {each["field"]: each["text"] for each in published.content or []}["first_notice"]
    assert ended.number in first and published.published_by == county.lead.person
    after = Procurement.objects.get(pk=made.pk)
    assert (after.state, after.end_reason) == ("terminated", "预算调整，不再采购")
    assert after.bid_deadline_at == made.bid_deadline_at
