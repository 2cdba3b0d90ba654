"""Whose turn it is: the host finds the opening on the home page, the head what only a head begins and decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from goufu import wall_clock
from goufu.core.work import groups_of
from goufu.procurement.actions.answering import serve_answer
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.noticing import discard_notice, draft_notice
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.actions.settling import settle
from goufu.procurement.actions.sitting import give_codes, sit_down
from goufu.procurement.models import Notice, Part
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, both_kinds, receiving
from goufu.procurement.tests.challenged import answered, challenged
from goufu.procurement.tests.procuring import BEGIN, approved_project, on, planned, running
from goufu.procurement.tests.reviewing import REVIEWED as REVIEWED_ON
from goufu.procurement.tests.reviewing import drawn, reported, responded, signed
from goufu.procurement.tests.talking import TALKS, begun, planned_lane, talked
from goufu.procurement.tests.test_work import waiting
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db


def test_the_host_is_told_of_the_opening_until_it_is_closed(county: County) -> None:
    found = receiving(county).procurement
    with at(DEADLINE - timedelta(minutes=1)):
        both_kinds(found, bidder(county))
        assert waiting(county.officer, "开启") == []
    with at(DEADLINE + timedelta(minutes=1)):
        opening = f"开启：{found.title} 2026-12-16"
        assert waiting(county.officer, "开启") == [opening]
        assert waiting(county.treasurer, "开启") == []
        begin_opening(procurement=found.pk, by=county.officer)
        assert waiting(county.officer, "开启") == [opening]


def test_the_head_is_told_of_what_no_notice_begins(county: County) -> None:
    made = planned_lane(county)
    with on(BEGIN):
        assert waiting(county.lead, "待开始的采购") == [
            f"开始采购活动：{made.title}（紧急采购） {BEGIN.isoformat()}"
        ]
        assert waiting(county.officer, "待开始的采购") == []
        planned(county, approved_project(county, code="53999927331T000000010"))  # begins with its notice
        assert len(waiting(county.lead, "待开始的采购")) == 1


def test_what_comes_before_the_beginning_is_out_before_the_head_is_told(county: County) -> None:
    made = planned_lane(county, "single_source", "addition")  # its intention is published
    with on(BEGIN):
        assert waiting(county.lead, "待开始的采购") == []
        drafted = draft_notice(procurement=made.pk, kind="single_source", by=county.officer)
        assert waiting(county.lead, "待开始的采购") == []
        discard_notice(notice=drafted.pk, reason="写错了，重新起草", by=county.officer)
        assert waiting(county.lead, "待开始的采购") == []
        Notice.objects.create(
            procurement=made, kind="single_source", state="published", number="单-1", content=[], digest="0" * 64,
            drafted_by=county.officer.person, drafted_at=wall_clock.now(), published_by=county.lead.person,
            published_at=wall_clock.now(),
        )  # fmt: skip
        assert len(waiting(county.lead, "待开始的采购")) == 1


def test_the_head_is_told_of_an_award_unless_he_took_part(county: County) -> None:
    made = begun(county)
    with on(BEGIN, 15):
        found = talked(county, made, 1, "480000")
        examine(response=found.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        assert waiting(county.lead, "待定标的采购") == []
        for talks, told in (
            (replace(TALKS, persons=(county.lead.person.pk,)), []),
            (TALKS, [f"定标：{made.title}"]),
        ):
            settle(
                procurement=made.pk,
                response=found.pk,
                price=Decimal(480_000),
                talks=talks,
                by=county.officer,
            )
            assert waiting(county.lead, "待定标的采购") == told
        award(procurement=made.pk, response=found.pk, by=county.lead)
        assert waiting(county.lead, "待定标的采购") == []


def test_a_challenge_tells_who_answers_it_and_then_that_the_answer_is_to_be_served(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    day = BEGIN + timedelta(days=2)
    found = challenged(county, running(county), day)
    with on(day):
        notes = {
            by.person.name: [
                item.note for group in groups_of(by) if group.title == "质疑" for item in group.items
            ]
            for by in (county.officer, county.lead)
        }
        assert notes[county.officer.person.name] == [f"{found.procurement.title}　由采购人的采购负责人答复。"]
        assert notes[county.lead.person.name] == [found.procurement.title]
        page = reverse("procurement:challenge", args=[found.pk])
        assert "由采购人的采购负责人答复" in signed_in(county.officer).get(page).text
        assert "由采购人的采购负责人答复" not in signed_in(county.lead).get(page).text
    answered(county, found, day)
    with on(day + timedelta(days=1)):
        assert waiting(county.officer, "质疑") == [f"登记质疑答复送达：{found}"]
        serve_answer(challenge=found.pk, day=day, way="hand", by=county.officer)
        assert waiting(county.officer, "质疑") == []


def test_whoever_holds_the_review_is_told_for_whom_the_panel_waits(county: County) -> None:
    made = running(county)

    def told() -> list[str]:
        groups = [group for group in groups_of(county.officer) if group.title == "评审"]
        return [f"{item.what} {item.note}" for group in groups for item in group.items]

    with on(REVIEWED_ON):
        drawn(county, made)
        assert told() == []  # nothing is opened yet
        responded(county, made, ["560000", "540000", "575000"])
        assert told() == [f"发登录码：{made.title} 3 位评委还没有登录码"]
        given = give_codes(procurement=made.pk, by=county.officer)
        assert told() == [f"评审：{made.title} 3 位评委还没有登录"]
        for _member, code in given[:2]:
            sit_down(number=made.number, code=code)
        assert told() == [f"评审：{made.title} 1 位评委还没有登录"]
        assert waiting(county.treasurer, "评审") == []


def test_an_award_stands_once_on_the_heads_list_and_tells_the_officer_who_decides(county: County) -> None:
    made = running(county)
    with on(REVIEWED_ON):
        _report, panel = reported(county, made)
        assert waiting(county.officer, "评审") == [f"评审：{made.title}"]
        signed(panel)
        assert waiting(county.officer, "评审") == []
        receive_report(procurement=made.pk, by=county.officer)
        of_award = [
            (group.title, item.what, str(item.due), item.note)
            for group in groups_of(county.lead)
            for item in group.items
            if made.title in item.what
        ]
        assert of_award == [("待定标的采购", f"定标：{made.title}", "2026-12-23", "")]
        notes = [
            item.note
            for group in groups_of(county.officer)
            for item in group.items
            if "确定中标" in item.what
        ]
        assert notes == ["由采购人的采购负责人决定。"]
