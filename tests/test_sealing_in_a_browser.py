"""A bid is sealed in a real browser, by the scripts as the house serves them and under its policy, and opened in Python."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from goufu.sealing.envelope import Expected, open_envelope
from goufu.sealing.outside import read_outside
from goufu.sealing.peel import combine, read_peel
from goufu.sealing.tests.parties import LABEL, parties
from goufu.ui.tests.browser import browser, needs_browser, strict_page

__all__ = ["browser"]
pytestmark = needs_browser

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
