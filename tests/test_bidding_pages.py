"""The pages of a bidder, of the counter and of the opening; and that before the opening nobody is told who has bid."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goufu.accounts.actions.keys import issue_key
from goufu.procurement.actions.opening import begin_opening
from goufu.procurement.models import Bid, Opening
from goufu.procurement.sealed.offline import import_map
from goufu.procurement.sealed.reception import Incoming
from goufu.procurement.tests.bidding import (
    DEADLINE,
    at,
    bidder,
    both_kinds,
    digest_of,
    receiving,
    sealed_for,
    send,
)
from goufu.procurement.tests.test_opening import peels_of
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, county, signed_in
from goufu.sealing.commands.bid import bid as bid_command
from goufu.sealing.receipt import read_receipt
from goufu.sealing.sending import House
from goufu.supervision.queries import entries_for

__all__ = ["county", "signed_in"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
IN_TIME = DEADLINE - timedelta(days=2)
DUE = DEADLINE + timedelta(minutes=5)


def test_a_bid_is_sent_in_pieces_and_has_a_receipt(county: County, signed_in: SignIn) -> None:
    found, _holders = receiving(county)
    made = bidder(county)
    with at(IN_TIME):
        browser, data = signed_in(made), sealed_for(found, made)
        page = browser.get(f"/procurements/{found.pk}/bid/").content.decode()
        assert f'data-procurement="{found.number}"' in page and "剩 2 天 0 小时" in page
        address = f"/procurements/{found.pk}/bid/pieces/{digest_of(data)}/"
        assert browser.get(address).json() == {"have": 0}
        half = len(data) // 2
        for start, end in ((0, half), (half, len(data))):
            answer = browser.post(
                f"{address}?at={start}&of={len(data)}",
                data[start:end],
                content_type="application/octet-stream",
            )
            assert answer.json() == {"have": end}
        answer = browser.post(f"{address}?at=0&of={len(data)}", b"x", content_type="application/octet-stream")
        assert (answer.status_code, answer.json()["have"]) == (409, len(data))
        receipt = browser.post(address, {"list": ""}).json()
        assert receipt["digest"] == digest_of(data)
        page = browser.get(receipt["url"]).content.decode()
        assert receipt["number"] in page and digest_of(data) in page
        token = Bid.objects.get().token
        said = read_receipt(browser.get(f"/procurements/bids/{token}/receipt.greceipt.json").content)
        assert (said.digest, said.size) == (digest_of(data), len(data))
        assert receipt["number"] in browser.get(f"/procurements/{found.pk}/bid/").content.decode()
        assert b"importmap" in browser.get(f"/procurements/{found.pk}/bid/offline/").content
        assert browser.post(f"/procurements/{found.pk}/bid/withdraw/", {}).status_code == 302
    with at(DEADLINE + timedelta(minutes=1)):
        late = sealed_for(found, made, sequence=2)
        address = f"/procurements/{found.pk}/bid/pieces/{digest_of(late)}/"
        browser.post(f"{address}?at=0&of={len(late)}", late, content_type="application/octet-stream")
        answer = browser.post(address, {})
        assert answer.status_code == 422 and "迟到" in answer.json()["what"]
    assert Bid.objects.filter(is_late=True).count() == 1


def test_before_the_opening_nobody_is_told_who_has_bid(county: County, signed_in: SignIn) -> None:
    found, _holders = receiving(county)
    first, second = bidder(county, 0), bidder(county, 1)
    with at(IN_TIME):
        before = {
            each: signed_in(each).get(f"/procurements/{found.pk}/").content.decode()
            for each in (county.officer, county.auditor)
        }
        bids = both_kinds(found, first)
        for each, page in before.items():
            browser = signed_in(each)
            assert first.body.name not in browser.get(f"/procurements/{found.pk}/").content.decode()
            assert _plain(page) == _plain(browser.get(f"/procurements/{found.pk}/").content.decode())
            opening = browser.get(f"/procurements/{found.pk}/opening/").content.decode()
            assert first.body.name not in opening
            assert browser.get(f"/procurements/bids/{bids[0].token}/").status_code == 404
            assert browser.post(f"/procurements/bids/{bids[0].token}/envelope.gbid").status_code == 404
        rival = signed_in(second)
        assert first.body.name not in rival.get(f"/procurements/{found.pk}/bid/").content.decode()
        for path in ("", "receipt.greceipt.json"):
            assert rival.get(f"/procurements/bids/{bids[0].token}/{path}").status_code == 404
        for guest in (rival, signed_in(first)):
            assert guest.post(f"/procurements/bids/{bids[0].token}/envelope.gbid").status_code == 404
        assert rival.get(f"/procurements/{found.pk}/opening/").status_code == 404
        for each in (county.auditor, county.audit):
            assert not entries_for(each).filter(action__startswith="procurement.bid").exists()
    with at(DUE):
        begin_opening(procurement=found.pk, by=county.officer)
        assert entries_for(county.audit).filter(action__startswith="procurement.bid").count() == 2


def _plain(page: str) -> str:
    """A page without the tokens of its forms."""
    tokens = r"[0-9a-f]{8}-[0-9a-f-]{27}"
    return "\n".join(re.sub(tokens, "", line) for line in page.splitlines() if "csrf" not in line)


def test_the_ceremony_over_the_pages(county: County, signed_in: SignIn) -> None:
    found, holders = receiving(county)
    made = bidder(county)
    with at(IN_TIME):
        bids = both_kinds(found, made, "480000.00")
    page = f"/procurements/{found.pk}/opening/"
    with at(DUE):
        officer = signed_in(county.officer)
        assert "宣布开始" in officer.get(page).content.decode()
        assert officer.post(f"{page}begin/", {"reason": ""}).status_code == 302
        opening = Opening.objects.get()
        for holder in holders[1:]:
            browser = signed_in(holder.agent)
            assert (
                f'href="{page}"' in browser.get("/").content.decode()
            )  # it waits on the custodian's home page
            assert "用钥匙" in browser.get(page).content.decode()
            assert "11:35 这里会有“不再等，合已有的钥匙”" in browser.get(page).content.decode()
            assert 'id="use-key"' in browser.get(f"{page}peel/").content.decode()
            given = browser.get(f"{page}outsides.json").json()["envelopes"]
            assert [each["label"]["kind"] for each in given] == ["technical", "price"]
            assert browser.post(f"{page}peel/", {"peels": peels_of(opening, holder)}).status_code == 302
        assert officer.get(f"{page}outsides.json").status_code == 200  # the purchaser's custodian
        assert signed_in(county.lead).get(f"{page}outsides.json").status_code == 404
        assert signed_in(made).post(f"{page}attend/").status_code == 302
        assert (
            f'action="{page}join/"' in officer.get(page).content.decode()
        )  # although its own key was not used
        here = re.search(r'aria-current="step"[^>]*>.*?</li>', officer.get(page).content.decode(), re.DOTALL)
        assert here and "合钥匙" in here[0]
        assert officer.post(f"{page}join/").status_code == 302
        assert "打开 1 号的“资格和技术”" in officer.get(page).content.decode()
        officer.post(f"{page}read/")
        officer.post(f"{page}read/", {"all": "1"})
        body = officer.get(page).content.decode()
        assert made.body.name in body and "480,000.00" in body
        assert "480,000.00" in signed_in(made).get(page).content.decode()
        assert officer.post(f"{page}close/").status_code == 302
        data = officer.post(f"/procurements/bids/{bids[0].token}/envelope.gbid")
        assert digest_of(data.getvalue()) == bids[0].digest
        assert entries_for(county.audit).filter(action="procurement.bid.downloaded").count() == 1
        assert "1 次" in officer.get(page).content.decode()


def test_the_counter(county: County, signed_in: SignIn) -> None:
    found, _holders = receiving(county)
    made = bidder(county)
    with at(IN_TIME):
        file = SimpleUploadedFile("bid.gbid", sealed_for(found, made))
        officer = signed_in(county.officer)
        assert officer.get(f"/procurements/{found.pk}/counter/").status_code == 200
        page = officer.post(
            f"/procurements/{found.pk}/counter/stick/", {"file": file, "brought_by": "周玲"}, follow=True
        )
        assert page.status_code == 200 and Bid.objects.get().number in page.content.decode()
        assert signed_in(county.teacher).get(f"/procurements/{found.pk}/counter/").status_code == 404


def test_the_digest_of_the_files_comes_with_the_name_that_the_sealing_page_gave(
    county: County, signed_in: SignIn
) -> None:
    found, _holders = receiving(county)
    made, listed = bidder(county), "ab" * 32
    with at(IN_TIME):
        officer = signed_in(county.officer)
        for sequence, name in enumerate((f"c-1-price-1.{listed}.gbid", f"c.{listed} (1).gbid", "c.gbid"), 1):
            file = SimpleUploadedFile(name, sealed_for(found, made, sequence=sequence))
            sent = {"file": file, "brought_by": "周玲"}
            page = officer.post(f"/procurements/{found.pk}/counter/stick/", sent, follow=True)
            assert (listed in page.content.decode()) == (sequence < 3)
            assert ("没有它核对原文件" in page.content.decode()) == (sequence == 3)
    assert list(Bid.objects.order_by("pk").values_list("list_digest", flat=True)) == [listed, listed, ""]


def test_what_was_replaced_and_what_was_withdrawn_is_said_apart(county: County, signed_in: SignIn) -> None:
    found, _holders = receiving(county)
    made = bidder(county)
    with at(IN_TIME):
        browser, page = signed_in(made), f"/procurements/{found.pk}/bid/"
        send(found, made, sealed_for(found, made))
        send(found, made, sealed_for(found, made, sequence=2))
        shown = browser.get(page).content.decode()
        assert (shown.count("已替换"), shown.count("已撤回")) == (1, 0)
        assert browser.post(f"{page}withdraw/", {}).status_code == 302
        send(found, made, sealed_for(found, made, sequence=3))
        shown = browser.get(page).content.decode()
        assert (shown.count("已替换</span>"), shown.count("已撤回</span>")) == (0, 2)
        offline = b"".join(browser.get(f"{page}offline/")).decode()  # type: ignore[call-overload]
        assert '"1-price": 4' in offline and made.body.credit_code in offline
        for each in (page, f"/procurements/open/{found.pk}/"):
            assert f"/procurements/{found.pk}/sheet.gsheet.json" in browser.get(each).content.decode()


def test_the_sealing_page_is_no_providers_whose_procurement_has_no_keys(
    county: County, signed_in: SignIn
) -> None:
    found, _holders = receiving(county)
    with at(IN_TIME):
        assert signed_in(bidder(county)).get("/procurements/999999/bid/").status_code == 404
        assert signed_in(county.officer).get(f"/procurements/{found.pk}/bid/").status_code == 404


def test_the_api_takes_what_bid_send_sends(county: County) -> None:
    found, _holders = receiving(county)
    made = bidder(county)
    with at(IN_TIME):
        data = sealed_for(found, made)
        address = f"/api/procurements/{found.pk}/bids/{digest_of(data)}"
        _token, text = issue_key(name="封标", days=30, by=made)
        client = Client(headers={"Authorization": f"Bearer {text}"})
        assert client.get(address).json() == {"have": 0}
        query = f"?at=0&of={len(data)}"
        put = client.put(address + query, data, content_type="application/octet-stream")
        assert put.json() == {"have": len(data)}
        put = client.put(address + query, b"x", content_type="application/octet-stream")
        assert put.json() == {"have": len(data)}
        said = client.post(address, {"list": ""}, content_type="application/json").json()
        assert said["digest"] == digest_of(data)
    assert Bid.objects.get().way == "api"


def test_the_command_sends_what_is_not_there_yet_and_keeps_the_receipt(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, _holders = receiving(county)
    made = bidder(county)

    def ask(house: House, method: str, path: str, body: bytes | None, media_type: str) -> dict[str, object]:
        client = Client(headers={"Authorization": f"Bearer {house.key}"})
        return dict(client.generic(method, path, body or b"", content_type=media_type).json())

    monkeypatch.setattr(House, "ask", ask)
    with at(IN_TIME):
        _token, text = issue_key(name="封标", days=30, by=made)
        data = sealed_for(found, made)
        (tmp_path / "a.gbid").write_bytes(data)
        Incoming(found.pk, made.body.pk, digest_of(data)).add(0, len(data), [data[:1000]])
        given = ["send", f"{tmp_path}/a.gbid", "--to", "https://house", "--procurement", str(found.pk)]
        result = CliRunner().invoke(
            bid_command, [*given, "--key", text, "--output", f"{tmp_path}/a.greceipt.json"]
        )
        assert result.exit_code == 0, result.output
    said = read_receipt((tmp_path / "a.greceipt.json").read_bytes())
    assert (said.digest, said.number) == (digest_of(data), Bid.objects.get().number)


def test_the_offline_page_has_all_of_its_scripts_within() -> None:
    imports = json.loads(import_map())["imports"]
    for name, address in imports.items():
        text = base64.b64decode(address.partition(",")[2]).decode()
        named = re.findall(r'(?:from|import)\s*"([^"]+)"', text) if name != "goufu/age.js" else []
        assert set(named) <= imports.keys(), name
