"""The pages of a procurement, from the project's blue button to the public notice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.models import Notice, Procurement
from goufu.procurement.tests.procuring import BEGIN, PLAN, approved_project, on, planned, running
from goufu.procurement.tests.talking import planned_lane
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
        groups = [page.index(f"<legend>{each}</legend>") for each in ("采购方式", "框架协议", "其他")]
        places = [
            page.index(each)
            for each in ("竞争性磋商</b>", "封闭式框架协议</b>", "紧急采购</b>", "不能用的方式")
        ]
        assert sorted(groups + places) == [groups[0], places[0], groups[1], places[1], groups[2], *places[2:]]
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


def test_the_plan_asks_only_what_the_method_has(county: County, signed_in: SignIn) -> None:
    """An emergency has neither prequalification nor a deadline; what isn't asked stands in nothing's way."""
    made = planned_lane(county)
    unasked = {
        *("has_prequalification", "evaluation_method", "has_fixed_price", "price_deduction_percent"),
        *("bid_deposit", "bid_deposit_cash_only", "file_until", "file_access", "submission_place"),
        *("bid_deadline_at", "opens_at", "opening_place"),
    }
    empty = {"evaluation_method": "", "file_access": "", "submission_place": "", "opening_place": ""}
    Procurement.objects.filter(pk=made.pk).update(**dict.fromkeys(unasked) | empty)
    with on(BEGIN):
        path, officer = f"/procurements/{made.pk}/plan/", signed_in(county.officer)
        form = officer.get(path).context["form"]
        assert not unasked & form.fields.keys() and "bid_deadline_day" not in form.fields
        sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
        sent = {
            name: {True: "yes", False: "no"}[each] if isinstance(each, bool) else each
            for name, each in sent.items()
        }
        led = officer.post(path, sent | {"version": form.version})
        assert led.status_code == 302, led.content.decode()
        page = signed_in(county.lead).get(f"/procurements/{made.pk}/begin/").content.decode()
        doubts = re.findall(r'name="(reviewed-[^"]+)"', page)
        sent = dict.fromkeys(doubts, "on") | {"version": str(Procurement.objects.get().version)}
        led = signed_in(county.lead).post(f"/procurements/{made.pk}/begin/", sent)
        assert led.status_code == 302, led.content.decode()
