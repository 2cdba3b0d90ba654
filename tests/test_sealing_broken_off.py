"""A bid broken off, by a browser closed while it seals or sends or by a network: nothing half counts, and what is there goes on."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from socket import create_connection
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from journeys import arrived, press
from people import PATIENCE
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from goufu.accounts.actions.keys import issue_key
from goufu.documents.store import store
from goufu.procurement.models import Bid, Procurement
from goufu.procurement.sealed.reception import folder, whole_of
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, digest_of, receiving, sealed_for
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, county, sign_in
from goufu.sealing.errors import SealError
from goufu.sealing.sending import PIECE, House
from goufu.ui.tests.browser import browser, needs_browser, open_page

__all__ = ["browser", "county"]
pytestmark = needs_browser
IN_TIME = DEADLINE - timedelta(days=2)
MEGABYTE = 1 << 20


def test_a_browser_closed_while_it_seals_or_sends_leaves_no_bid_and_sealing_anew_works(
    browser: Browser, live_server: LiveServer, county: County, tmp_path: Path
) -> None:
    found, _holders = receiving(county)
    made = bidder(county)
    paper = tmp_path / "服务方案.pdf"
    paper.write_bytes(b"%PDF" + bytes(9 * MEGABYTE))  # three pieces
    with at(IN_TIME):
        page = at_bid(browser, live_server, found, made)
        begins(page, paper)
        expect(page.locator("#doing")).to_have_text("正在封", timeout=PATIENCE)
        page.context.close()
        assert not Bid.objects.exists() and not whole_of(found.pk)

        page = at_bid(browser, live_server, found, made)
        before = {*folder().glob(f"{found.pk}-*")}  # of what was broken off before, and of other tests
        sent: list[str] = []

        def first_alone(route: Route) -> None:
            if "at=" in route.request.url:
                sent.append(route.request.url)
            if len(sent) < 2:
                route.continue_()

        page.route("**/bid/pieces/**", first_alone)
        with page.expect_request(lambda asked: "at=4194304" in asked.url, timeout=PATIENCE):
            begins(page, paper)
        page.context.close()
        [half] = {each for each in folder().glob(f"{found.pk}-*") if not each.suffix} - before
        assert half.stat().st_size == 4 * MEGABYTE
        assert not Bid.objects.exists() and not whole_of(found.pk)

        page = at_bid(browser, live_server, found, made)
        expect(page.locator("main")).to_contain_text("有 1 份没有送完，不算投标")
        begins(page, paper)
        arrived(page, "回执")
        page.context.close()
    assert Bid.objects.get().sequence == 1


class Dying(BytesIO):
    """The envelope in a program that dies when it has read so many pieces."""

    pieces = 0
    last = 21

    def read(self, size: int | None = -1) -> bytes:
        self.pieces += 1
        if self.pieces > self.last:
            raise KeyboardInterrupt
        return super().read(size)


def test_two_hundred_megabytes_in_pieces_are_broken_off_twice_and_gone_on_with(
    live_server: LiveServer, county: County
) -> None:
    found, _holders = receiving(county)
    made = bidder(county)
    with at(IN_TIME):
        data = sealed_for(found, made, "technical", [("方案.pdf", bytes(200 * MEGABYTE - 1000))])
        _token, key = issue_key(name="封标", days=30, by=made)
        sending = House(live_server.url, key).bid(found.pk, digest_of(data))
        with pytest.raises(KeyboardInterrupt):
            sending.send(Dying(data), len(data))
        assert sending._have("GET", sending.path, None) == 21 * PIECE
        breaks_off_within_a_piece(live_server, key, sending.path, data, 21 * PIECE)
        with pytest.raises(SealError):
            sending.take_in("")  # it is no bid
        rest = Dying(data)
        rest.last = len(data) // PIECE - 21 + 1  # no piece goes twice but the one within which it broke off
        sending.send(rest, len(data))
        receipt = sending.take_in("")
    bid = Bid.objects.get()
    assert (receipt["number"], bid.digest) == (bid.number, digest_of(data))
    with store().read(bid.digest) as kept:
        assert kept.read() == data


def breaks_off_within_a_piece(server: LiveServer, key: str, path: str, data: bytes, begin: int) -> None:
    """A cable that is pulled out when half of a piece is through."""
    where = urlsplit(server.url)
    head = (
        f"PUT {path}?at={begin}&of={len(data)} HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Length: {PIECE}\r\n\r\n"
    )
    with create_connection((where.hostname, where.port)) as cable:
        cable.sendall(head.encode() + data[begin : begin + PIECE // 2])


def at_bid(browser: Browser, server: LiveServer, found: Procurement, agent: Agent) -> Page:
    """The sealing page in a browser that was opened anew."""
    page = open_page(browser, 360, server.url, [])
    session = sign_in(agent).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])
    page.goto(f"/procurements/{found.pk}/bid/")
    arrived(page, "封标")
    return page


def begins(page: Page, paper: Path) -> None:
    page.get_by_label("文件", exact=True).set_input_files(paper)
    press(page, "封好，送出")
