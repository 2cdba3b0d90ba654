"""Letters are served: read in the program at a moment by a person, or as the office registers, with day and receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goufu.core.duties import Duty
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.documents.queries import document
from goufu.documents.store import Draft, store
from goufu.journal.models import Entry
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.serving import register_service
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.models import Letter, LetterService, Procurement
from goufu.procurement.tests.asking import program_of
from goufu.procurement.tests.delegating import agency, delegated
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import REVIEWED, reported, signed
from goufu.procurement.tests.standing import standing
from goufu.procurement.work.providers import waiting
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
TOLD = date(2026, 12, 18)
PDF = b"%PDF-1.7\n%%EOF\n"


def told(county: County) -> Procurement:
    """A consultation whose three bidders were sent their letters."""
    made = running(county)
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
    with on(TOLD):
        award(procurement=made.pk, response=report.placings.get(rank=1).response_id, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
    return made


world, own, county, made = standing(told)


def bidder(letter: Letter) -> Agent:
    return agent(f"{letter.response.bidder.name}的经办人", letter.response.bidder, Role.PROVIDER_AGENT)


def unread(by: Agent) -> list[str]:
    return [item.note for group in waiting(by) if str(group.title) == "通知书" for item in group.items]


@contextmanager
def scan() -> Iterator[tuple[str, Draft]]:
    with store().draft([PDF]) as draft:
        yield "回证.pdf", draft


def test_who_reads_a_letter_has_received_it_then(
    county: County, made: Procurement, signed_in: SignIn
) -> None:
    letter, other = Letter.objects.order_by("pk")[:2]
    by, address = bidder(letter), f"/procurements/open/{made.pk}/"
    said = letter.text.splitlines()[-1].strip()
    with on(TOLD + timedelta(days=30)):  # however long ago it was sent
        browser = signed_in(by)
        assert unread(by) == [letter.number]
        for each in ("/", address):
            page = browser.get(each).content.decode()
            assert said not in page and "签收以后在这里看" in page
        receive = f"/procurements/letters/letter/{letter.pk}/receive/"
        assert signed_in(bidder(other)).post(receive).status_code == 404
        assert browser.post(receive).status_code == 302
        browser.post(receive)  # a second time changes nothing
        assert said in browser.get(address).content.decode() and unread(by) == []
        page = signed_in(county.officer).get(f"/procurements/{made.pk}/review/").content.decode()
    served = LetterService.objects.get()
    assert (served.way, served.day, served.person) == ("program", TOLD + timedelta(days=30), by.person)
    assert served.person.name in page and page.count("还没有送达") == 2
    assert Entry.objects.filter(action="procurement.letter.served").count() == 1


def test_the_office_registers_what_was_handed_over_with_its_receipt(
    county: County, made: Procurement, signed_in: SignIn
) -> None:
    letter = Letter.objects.order_by("pk")[0]
    address = f"/procurements/letters/letter/{letter.pk}/served/"
    with on(TOLD + timedelta(days=3)):
        browser = signed_in(county.officer)
        sent: dict[str, Any] = {"way": "hand", "day": "2026-12-20"}
        assert "没有送达回证" in browser.post(address, sent).content.decode()
        paper = SimpleUploadedFile("回证.pdf", PDF, content_type="application/pdf")
        assert browser.post(address, {**sent, "receipt": paper}).status_code == 302
        page = browser.get(f"/procurements/{made.pk}/review/").content.decode()
    served = LetterService.objects.get()
    assert (served.way, served.day, served.person) == ("hand", date(2026, 12, 20), county.officer.person)
    assert served.receipt and f"/documents/{served.receipt_id}/" in page
    by = bidder(letter)
    assert document(county.officer, served.receipt.pk)
    with pytest.raises(NotFound):  # it is the office's, not the supplier's
        document(by, served.receipt.pk)
    assert letter.text.splitlines()[-1].strip() in signed_in(by).get("/").content.decode()


def test_what_was_served_otherwise_is_said_rightly_or_not_at_all(county: County, made: Procurement) -> None:
    letter = Letter.objects.order_by("pk")[0]
    asked: Any = {"kind": "letter", "number": letter.pk, "by": county.officer}
    with on(TOLD + timedelta(days=3)), scan() as receipt:
        for day in (TOLD - timedelta(days=1), TOLD + timedelta(days=4)):
            with pytest.raises(Refusal, match="通知书是 2026-12-18 发出的"):
                register_service(day=day, way="post", receipt=receipt, **asked)
        with pytest.raises(Refusal, match="没有写怎样送达"):
            register_service(day=TOLD, way="program", **asked)
        with pytest.raises(NotAllowed):
            register_service(day=TOLD, way="mail", **{**asked, "by": county.treasurer})
        register_service(day=TOLD, way="mail", **asked)
        with pytest.raises(Refusal, match="已经送达"):
            register_service(day=TOLD, way="post", receipt=receipt, **asked)
    assert LetterService.objects.get().way == "mail"


def test_programs_receive_letters_and_see_how_they_were_served(county: County, made: Procurement) -> None:
    letter = Letter.objects.order_by("pk")[0]
    with on(TOLD):
        ask = program_of(bidder(letter))
        assert [(each["text"], each["received_on"]) for each in ask("own-letters")] == [("", None)]
        assert ask(f"letters/letter/{letter.pk}/receive", {})["served_on"] == "2026-12-18"
        assert ask("own-letters")[0]["text"] == letter.text
        office = program_of(county.officer)
        other = Letter.objects.order_by("pk")[1]
        office(f"letters/letter/{other.pk}/served?way=mail&day=2026-12-18", {}, verb="PUT", status=422)
        rows = {each["id"]: each["way"] for each in office(f"{made.pk}/service")}
    assert rows[letter.pk] == "program" and sorted(rows.values()) == ["", "", "program"]


def test_an_agency_that_only_tells_the_result_registers_its_letters(
    county: County, made: Procurement, signed_in: SignIn
) -> None:
    firm, letter = agency(county), Letter.objects.order_by("pk")[0]
    with on(TOLD):
        delegated(county, made, firm, [Duty.RESULT])
        ask, browser = program_of(firm.clerk), signed_in(firm.clerk)
        assert {each["kind"] for each in ask(f"{made.pk}/service")} == {"letter"}
        address = f"/procurements/letters/letter/{letter.pk}/served/"
        assert browser.get(address).status_code == 200
        answer = browser.post(address, {"way": "mail", "day": "2026-12-18"}, follow=True)
    assert answer.status_code == 200 and LetterService.objects.get().letter == letter
