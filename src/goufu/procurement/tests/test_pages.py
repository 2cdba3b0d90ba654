"""The pages of a procurement, from the project's blue button to the public notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.models import Notice, Procurement
from goufu.procurement.tests.procuring import BEGIN, PLAN, approved_project, on, planned, running
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_an_officer_comes_from_the_project_to_a_plan_with_a_timetable(
    county: County, signed_in: SignIn
) -> None:
    with on(BEGIN - timedelta(days=40)):
        project = approved_project(county)
        browser = signed_in(county.officer)
        page = browser.get(f"/projects/{project.pk}/").content.decode()
        assert f'<a class="gf-btn" href="/procurements/new/?project={project.pk}">开始采购</a>' in page
        sent = {"title": project.title, f"amount-{project.pk}": "600000"}
        led = browser.post(f"/procurements/new/?project={project.pk}", sent)
        made = Procurement.objects.get()
        assert led["Location"] == f"/procurements/{made.pk}/method/"
        page = browser.get(led["Location"]).content.decode()
        assert "竞争性磋商：政府购买服务项目" in page and "询价" in page
        led = browser.post(
            led["Location"], {"choice": "consultation:service_purchase", "version": made.version}
        )
        assert led["Location"] == f"/procurements/{made.pk}/plan/"
        said = {
            name: ""
            if value is None
            else {True: "yes", False: "no"}.get(value, value)
            if isinstance(value, bool)
            else value
            for name, value in PLAN.items()
        }
        said |= {"title": made.title, "starts_on": f"{BEGIN}", "version": Procurement.objects.get().version}
        led = browser.post(f"/procurements/{made.pk}/plan/", said)
        assert led.status_code == 302, led.content.decode()
        page = browser.get(f"/procurements/{made.pk}/plan/").content.decode()
        assert "最早 2026-12-11" in page  # ten days for responses
        page = browser.get(f"/procurements/{made.pk}/").content.decode()
        assert '<svg class="gf-draw"' in page and "起草政府采购意向公告" in page


def test_a_published_notice_is_everybodys_and_a_draft_is_not(county: County) -> None:
    made = running(county)
    published = Notice.objects.get(kind="consultation")
    with on(BEGIN):
        drafted = draft_notice(procurement=made.pk, kind="correction", by=county.officer)
        page = Client().get(f"/procurements/notices/{published.pk}/")
        assert page.status_code == 200
        assert published.number in page.content.decode() and "和内容相符" in page.content.decode()
        assert Client().get(f"/procurements/notices/{drafted.pk}/").status_code == 404
        assert published.number in Client().get("/procurements/notices/").content.decode()


def test_every_page_answers(county: County, signed_in: SignIn) -> None:
    with on(BEGIN - timedelta(days=40)):
        made = planned(county)
        drafted = draft_notice(procurement=made.pk, kind="intention", by=county.officer)
        officer, lead = signed_in(county.officer), signed_in(county.lead)
        for path in (
            "",
            "method/",
            "plan/",
            "money/",
            "lots/",
            "judgement/",
            "record/",
            "withdraw/",
            "calendar.ics",
        ):
            assert officer.get(f"/procurements/{made.pk}/{path}").status_code == 200, path
        for path in ("", "edit/", "discard/"):
            assert officer.get(f"/procurements/notices/{drafted.pk}/{path}").status_code == 200, path
        page = lead.get(f"/procurements/notices/{drafted.pk}/publish/")
        assert page.status_code == 200 and "现在还办不成" not in page.content.decode()
        assert officer.get("/procurements/").status_code == officer.get("/").status_code == 200
