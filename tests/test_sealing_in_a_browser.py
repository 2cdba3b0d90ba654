"""A bid is sealed in a real browser, by the scripts as the house serves them and under its policy, and opened in Python."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from goufu.procurement.models import Bid
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, receiving
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, county, sign_in
from goufu.sealing.envelope import Expected, open_envelope
from goufu.sealing.outside import read_outside
from goufu.sealing.peel import combine, read_peel
from goufu.sealing.tests.parties import LABEL, parties
from goufu.ui.tests.browser import browser, needs_browser, strict_page

__all__ = ["browser", "county"]
pytestmark = needs_browser

IN_TIME = DEADLINE - timedelta(days=2)
SEALING = """async ({ sheet, label, keys }) => {
  const { readSheet, seal } = await import("/static/sealing/seal.js");
  const { peel, readOutside } = await import("/static/sealing/peel.js");
  const text = (bytes) => new TextDecoder().decode(bytes);
  const pieces = [];
  const files = [new File([new Uint8Array(300000).fill(7)], "报价一览表.pdf"), new File([], "empty")];
  const sealed = await seal({ files, label, sheet: readSheet(new TextEncoder().encode(sheet)), write: (piece) => pieces.push(piece) });
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  const peels = [];
  for (const key of keys) peels.push(text(await peel(readOutside(bytes), key, label)));
  return { ...sealed, peels, bytes: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) };
}"""


def test_what_a_browser_seals_and_custodians_peel_in_it_is_opened(
    browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    those = parties()
    keys = [{"secret": key.secret.decode(), "public": key.public} for key in those.keys[:2]]
    given = {"sheet": those.sheet.as_bytes().decode(), "label": LABEL.as_json(), "keys": keys}
    with strict_page(browser, 1280, live_server.url) as page:
        page.goto("/")
        sealed: dict[str, Any] = page.evaluate(SEALING, given)
    data = base64.b64decode(sealed["bytes"])
    secret = combine(read_outside(io.BytesIO(data)), [read_peel(each.encode()) for each in sealed["peels"]])
    expected = Expected(LABEL, those.sheet, sealed["digest"])
    open_envelope(io.BytesIO(data), secret, expected, tmp_path / "here")
    assert (tmp_path / "here" / "报价一览表.pdf").read_bytes() == bytes([7]) * 300_000
    assert (tmp_path / "here" / "empty").read_bytes() == b""


def seen_by(agent: Agent, page: Page, server: LiveServer) -> None:
    cookie = sign_in(agent).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])


def test_what_the_offline_page_sealed_has_the_digest_of_its_files_on_the_receipt(
    browser: Browser, live_server: LiveServer, county: County, tmp_path: Path
) -> None:
    found, _holders = receiving(county)
    made = bidder(county)
    (tmp_path / "方案.txt").write_text("每周两次")
    with at(IN_TIME), strict_page(browser, 1280, live_server.url) as page:
        seen_by(made, page, live_server)
        page.goto(f"/procurements/{found.pk}/bid/")
        with page.expect_download() as got:
            page.click("text=下载离线封标页")
        got.value.save_as(tmp_path / "offline.html")
        offline = page.context.new_page()
        offline.goto((tmp_path / "offline.html").as_uri())
        offline.set_input_files("#files", tmp_path / "方案.txt")
        offline.fill("#bidder", "12")
        offline.click("#start")
        offline.wait_for_selector("#fault:not([hidden])")
        assert offline.inner_text("#fault") == "信封上的“统一社会信用代码”不对。请改正后重新封。"
        offline.fill("#bidder", made.body.credit_code or "")
        with offline.expect_download(lambda each: each.suggested_filename.endswith(".gbid")) as kept:
            offline.click("#start")
        offline.wait_for_selector("#made:not([hidden])")
        listed = offline.inner_text("#list-digest")
        kept.value.save_as(tmp_path / kept.value.suggested_filename)
        page.set_input_files("#envelope", tmp_path / kept.value.suggested_filename)
        page.click("#send-file")
        page.wait_for_url("**/procurements/bids/**")
        assert listed in page.content()
    assert Bid.objects.get().list_digest == listed
