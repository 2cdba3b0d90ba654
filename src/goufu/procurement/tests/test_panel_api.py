"""The panel over the API: a code opens this review alone, each scores for itself, and the report is the pages' report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from goufu.accounts.actions.keys import issue_key
from goufu.documents.actions import attach_document
from goufu.documents.queries import documents_by_thing
from goufu.documents.tests.papers import pdf
from goufu.journal.models import Entry
from goufu.procurement.actions.drawing import replace_member
from goufu.procurement.actions.sitting import give_codes
from goufu.procurement.models import Bid, Examination, Procurement, Quotation
from goufu.procurement.review.attempts import AT_ONE_TABLE
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, both_kinds, receiving
from goufu.procurement.tests.procuring import BEGIN, approved_project, on, running
from goufu.procurement.tests.reviewing import REVIEWED, drawn, responded
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_opening import all_read, begun
from goufu.registry.models import Body, Debarment
from goufu.registry.tests.county import County

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)
Ask = Callable[..., Any]
PRICES = ["560000", "540000", "575000"]


def asking(key: str = "", comes_from: str = "127.0.0.1") -> Ask:
    """Asks with that key; fails for another status than 200."""
    client = Client(headers={"authorization": f"Bearer {key}"} if key else {}, REMOTE_ADDR=comes_from)

    def ask(path: str, said: Mapping[str, Any] | None = None, status: int = 200) -> Any:
        address = f"/api/procurements/panel{path}"
        answer = (
            client.get(address)
            if said is None
            else client.post(address, json.dumps(said), content_type="application/json")
        )
        assert answer.status_code == status, getattr(answer, "content", b"").decode()
        if answer.streaming:
            return answer
        return answer.json() if answer.content else None

    return ask


def sat(made: Procurement, code: str) -> Ask:
    return asking(asking()("/sit", {"number": made.number, "code": code})["token"])


def panel(county: County, made: Procurement) -> list[Ask]:
    """Everybody has sat down; the head is the first."""
    given = give_codes(procurement=made.pk, by=county.officer)
    return [sat(made, code) for _member, code in sorted(given, key=lambda each: not each[0].is_head)]


def test_a_code_opens_this_review_and_nothing_else(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, PRICES)
        [(member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        wrong = asking()("/sit", {"number": made.number, "code": "AAAAAAAAAA"}, status=422)
        assert "登录码不对" in wrong["what"]
        ask = sat(made, code)
        asking()("/sit", {"number": made.number, "code": code}, status=422)  # used
        before = ask("")
        assert [each["bidder"] for each in before["bids"]] == [f"第{n}康养服务有限公司" for n in (1, 2, 3)]
        assert {each["price"] for each in before["bids"]} == {None}
        assert member.name not in str(before) and "声明" in ask("/hand-in", {}, status=422)["what"]
        Debarment.objects.create(
            body=Body.objects.get(name="第2康养服务有限公司"),
            starts_on=REVIEWED - timedelta(days=300),
            ends_on=REVIEWED + timedelta(days=300),
            decision_number="云财罚〔2026〕1号",
            authority="云南省财政厅",
        )
        responded(county, made, PRICES[:2])  # once more, now that one is debarred
        assert [len(each["cautions"]) for each in ask("")["bids"]] == [0, 0, 0]  # before it has declared
        assert ask("/declare", {})["bids"][0]["price"] == "560000.00"
        assert [len(each["cautions"]) for each in ask("")["bids"]] == [0, 1, 0]
        _key, office = issue_key(name="经办", days=1, by=county.officer)
        asking(office)("", status=401)
        asking()("", status=401)
        ask("/leave", {}, status=204)
        ask("", status=401)


def test_wrong_codes_lock_the_range_they_come_from_and_no_other(
    county: County, made: Procurement, settings: Settings
) -> None:
    settings.SIGN_IN_TRIES = 1
    with on(REVIEWED):
        drawn(county, made)
        [(_member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        stranger, said = asking(comes_from="10.1.0.5"), {"number": made.number, "code": code}
        for _try in range(AT_ONE_TABLE):
            stranger("/sit", said | {"code": "AAAAAAAAAA"}, status=422)
        stranger("/sit", said, status=429)
        assert asking(comes_from="10.2.0.5")("/sit", said)["token"]


def test_a_session_ends_when_its_seat_does(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, PRICES)
        [(member, code), (held, other), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        first, second = sat(made, code), sat(made, other)
        replace_member(member=member.pk, reason="临时有事不能来", by=county.officer)
        first("", status=401)
        assert second("")["has_declared"] is False
        [again] = give_codes(procurement=made.pk, members=[held.pk], by=county.officer)
        second("", status=401)
        sat(made, again[1])("")


def test_a_panel_reviews_over_the_api(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, PRICES)
        asks = panel(county, made)
        head, *others = asks
        for ask in asks:
            ask("/declare", {})
        bids = [each["id"] for each in head("")["bids"]]
        passes = {"response": bids[0], "part": "conformity", "has_passed": True}
        assert "还没有审查资格" in head("/examine", passes, status=422)["what"]
        others[0]("/examine", passes | {"part": "qualification"}, status=403)
        assert "可以写" in head("/examine", passes | {"part": "资格"}, status=422)["remedy"]
        for bid in bids:
            head("/examine", {"response": bid, "part": "qualification", "has_passed": True})
            head("/examine", {"response": bid, "part": "conformity", "has_passed": True})
        responded(county, made, PRICES, Quotation.FINAL)
        most = [(each["id"], each["points"], each["is_objective"]) for each in head("")["bids"][0]["factors"]]
        checked = [each for each in most if each[2]]
        own = [each for each in most if not each[2]]
        objective = {"response": bids[0], "points": [{"factor": checked[0][0], "points": "1"}]}
        assert "由组长核对" in others[0]("/scores", objective, status=422)["what"]
        for ask in asks:
            factors = most if ask is head else own
            for bid in bids:
                given = [{"factor": key, "points": points} for key, points, _objective in factors]
                shown = ask("/scores", {"response": bid, "points": given})
            assert [each["own"] for each in shown["bids"][0]["factors"] if not each["is_objective"]]
        assert "own" in str(others[0]("")["bids"][0]["factors"])
        for ask in asks:
            ask("/hand-in", {})
        back = head("/send-back", {"member": head("")["members"][1]["id"], "reason": "有一家漏看了业绩"})
        assert [each["has_finished"] for each in back["members"]].count(False) == 1
        next(each for each in others if not _own(each)["has_finished"])("/hand-in", {})
        others[0]("/report", {"seen": True}, status=403)
        [report] = head("/report", {"seen": True})["reports"]
        assert [each["rank"] for each in report["places"]] == [1, 2, 3]
        assert report["digest"] == made.reports.get().digest
        assert report["places"][0]["total"] and report["signatures"] == []
        for ask, dissent in zip(asks, ("", "第2家打低了", ""), strict=True):
            signed = ask("/sign", {"dissent": dissent})
        assert all(each["has_signed"] for each in signed["members"])
        said = [each["dissent"] for each in signed["reports"][0]["signatures"]]
        assert sorted(said) == ["", "", "第2家打低了"]


def test_a_member_takes_the_files_of_opened_bids_and_of_no_other_procurement(county: County) -> None:
    with on(BEGIN - timedelta(days=40)):
        project = approved_project(county, code="53999927331T000000077")
    found = receiving(county, project=project)
    made = found.procurement
    with at(DEADLINE - timedelta(days=1)):
        both_kinds(made, bidder(county, 0), "500000.00")
        both_kinds(made, bidder(county, 1), "480000.00")
        drawn(county, made)
        [(_member, early), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        envelope = documents_by_thing(Bid.objects.filter(procurement=made)).popitem()[1][0]
        ask = sat(made, early)
        assert ask("")["bids"] == [] and envelope.name not in str(ask(""))
        ask(f"/files/{envelope.pk}", {}, status=422)  # nothing is opened, and nobody has declared
    with at(DEADLINE + timedelta(minutes=5)):
        all_read(begun(found, county, 1, 2), county)
        [(_member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        ask = sat(made, code)
        assert {str(each["files"]) for each in ask("")["bids"]} == {"[]"}
        bids = ask("/declare", {})["bids"]
        assert [len(each["files"]) for each in bids] == [1, 1]
        [told, *_others] = bids[0]["files"]
        taken = ask(f"/files/{told['id']}", {})
        assert len(taken.getvalue()) == told["size_bytes"]
        assert taken["Content-Disposition"].startswith("attachment")
        ask(f"/files/{envelope.pk}", {}, status=404)  # sealed: only programs read it
        inside, elsewhere = (
            attach_document(
                by=county.officer,
                subject=("procurement", made.pk),
                kind=kind,
                file_name=f"{kind}.pdf",
                chunks=[pdf(kind)],
            )
            for kind in ("other", "file")
        )
        ask(f"/files/{inside.pk}", {}, status=404)
        [file] = ask("")["files"]
        assert file["id"] == elsewhere.pk  # written elsewhere, as providers fetch it
    [entry] = Entry.objects.filter(action="procurement.bid.read")
    assert entry.facts["title"] == told["name"]


def test_a_request_that_is_sent_again_does_nothing_twice(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, PRICES)
        head, second, *_rest = panel(county, made)
        token = {"once": str(uuid4())}
        head("/declare", token)
        assert (
            head("/declare", token)["already_done"] and "已经声明" in head("/declare", {}, status=422)["what"]
        )
        second("/declare", token)  # another's own
        assert made.panel.filter(declared_at__isnull=False).count() == 2
        [bid, *_others] = head("")["bids"]
        examined = {"response": bid["id"], "part": "qualification", "has_passed": True, "once": str(uuid4())}
        head("/examine", examined)
        assert head("/examine", examined)["already_done"]
        assert Examination.objects.count() == 1
        assert Entry.objects.filter(action="procurement.response.examined").count() == 1


def _own(ask: Ask) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in ask("")["members"] if each["is_own"])
    return found


def test_wrong_codes_lock_the_api_only_where_they_come_from(
    county: County, made: Procurement, settings: Settings
) -> None:
    settings.SIGN_IN_TRIES = 1
    with on(REVIEWED):
        drawn(county, made)
        [(_member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)

        def tried(code: str, address: str) -> int:
            said = json.dumps({"number": made.number, "code": code})
            client = Client(REMOTE_ADDR=address)
            return client.post(
                "/api/procurements/panel/sit", said, content_type="application/json"
            ).status_code

        for _try in range(AT_ONE_TABLE):
            assert tried("AAAAAAAAAA", "10.1.0.7") == 422
        assert tried(code, "10.1.0.8") == 429
        assert tried(code, "10.2.0.7") == 200
