"""From an approved project to a notice that the public reads, in a real browser: an officer, the head, and anybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from beginnings import (
    ANNOUNCED,
    INTENTION,
    TITLE,
    drafts,
    judges,
    plans,
    publishes,
    sees_it_appear,
    writes_file,
)
from journeys import Seat, arrived, seats
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from goufu.procurement.models import Notice, Procurement
from goufu.procurement.tests.procuring import BEGIN, approved_project, on
from goufu.registry.tests.county import make_county
from goufu.ui.tests.browser import WIDTHS, browser, needs_browser

__all__ = ["browser"]
pytestmark = needs_browser


@pytest.fixture(params=WIDTHS)
def seat(browser: Browser, request: pytest.FixtureRequest, live_server: LiveServer) -> Iterator[Seat]:
    with seats(browser, request.param, live_server.url) as sit_down:
        yield sit_down


def test_from_an_approved_project_to_a_public_notice(seat: Seat) -> None:
    county = make_county()
    with on(ANNOUNCED):
        project = approved_project(county)
        officer, head = seat(county.officer), seat(county.lead)
        made = plans(officer, project.pk)
        writes_file(officer, made)
        officer.goto(f"/procurements/{made.pk}/")
        drafts(officer, INTENTION)
        publishes(head, "intention")
        sees_it_appear(officer, "intention", ANNOUNCED)
    with on(BEGIN):
        officer.goto(f"/procurements/{Procurement.objects.get().pk}/")
        judges(head)
        officer.reload()
        drafts(officer, "竞争性磋商公告")
        publishes(head, "consultation")
        expect(head.locator("main")).to_contain_text("本系统已发，指定媒体待发布")
        sees_it_appear(officer, "consultation", BEGIN)
        anybody = seat(None)
        anybody.goto(f"/procurements/notices/{Notice.objects.get(kind='consultation').pk}/")
        arrived(anybody, f"{TITLE} 竞争性磋商公告")
        expect(anybody.locator("main")).to_contain_text("2026年12月16日 09:30前")
        expect(anybody.locator("main")).to_contain_text("在指定媒体发布")
