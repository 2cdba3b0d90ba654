"""Whoever reads a copy or a decision has received it, at that moment, by that person: no party puts off its own days by not signing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from goufu.core.errors import NotFound
from goufu.documents.actions import write_paper
from goufu.documents.queries import document
from goufu.procurement.actions.parties import receive_copy, receive_decision
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.models import Complaint
from goufu.procurement.papers.cases import DECISION
from goufu.procurement.tests.asking import program_of
from goufu.procurement.tests.challenged import DAY, DECIDE, copied, provider, with_winner
from goufu.procurement.tests.concerned import winner
from goufu.procurement.tests.procuring import on
from goufu.procurement.tests.standing import standing
from goufu.procurement.work.cases import waiting
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
world, own, county, made = standing(with_winner)
SignIn = Callable[[Agent], Client]
SAID = DECIDE["facts_text"]
WHY = "要求参加而没有被允许"  # why the office accepted it


def unsigned(county: County) -> list[tuple[str, date | None]]:
    groups = [each for each in waiting(county.treasurer) if str(each.title) == "送达"]
    return [(item.what, item.since) for each in groups for item in each.items]


def test_the_purchaser_reads_what_is_complained_of_from_its_receipt_on(
    county: County, made: Complaint, signed_in: SignIn
) -> None:
    address = f"/procurements/complaints/{made.pk}/"
    with on(made.received_on):
        browser, lead = signed_in(county.officer), signed_in(county.lead)
        assert made.matters not in browser.get(address).content.decode()  # accepted, and no copy yet
        party = copied(county, made)["purchaser"]
        page = browser.get(address).content.decode()
        assert made.matters not in page and made.grounds not in page and "签收以后在这里看" in page
        assert made.matters in signed_in(county.treasurer).get(address).content.decode()
        its_own = f"/procurements/complaints/parties/{party.pk}/"
        assert made.matters not in lead.get(its_own).content.decode()
    with on(made.received_on + DAY):
        assert lead.post(f"{its_own}receive-copy/", {"version": party.version}).status_code == 302
        assert made.matters in browser.get(address).content.decode()
        page = lead.get(its_own).content.decode()
        step = made.steps.get(kind="copy_received")
        assert step.person == county.lead.person and step.day == made.received_on + DAY
        assert f"{county.lead.person.name} {step.day} " in page  # who has signed, and when


def test_a_program_of_the_purchaser_reads_no_more_than_its_people(county: County, made: Complaint) -> None:
    with on(made.received_on):
        ask, party = program_of(county.officer), copied(county, made)["purchaser"]
        assert WHY not in str(ask(f"complaints/{made.pk}")) + str(ask("complaints"))
        assert WHY in str(program_of(county.treasurer)(f"complaints/{made.pk}"))
        receive_copy(party=party.pk, by=county.lead)
        assert WHY in str(ask(f"complaints/{made.pk}")) and WHY in str(ask("complaints"))


def test_no_party_reads_the_decision_before_it_has_received_it(
    county: County, made: Complaint, signed_in: SignIn
) -> None:
    parties, day = copied(county, made), made.received_on + 7 * DAY
    agents = {"complainant": provider(county), "purchaser": county.lead, "supplier": winner(county)}
    with on(day):
        for kind in ("purchaser", "supplier"):
            receive_copy(party=parties[kind].pk, by=agents[kind])
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
        subjects = [("party", each.pk) for each in parties.values()]
        papers = {
            subject: write_paper(by=county.treasurer, subject=subject, kind=DECISION[0])
            for subject in subjects
        }
        for kind, by in agents.items():
            subject, its_own = (
                ("party", parties[kind].pk),
                f"/procurements/complaints/parties/{parties[kind].pk}/",
            )
            whole, browser = f"/procurements/complaints/{made.pk}/", signed_in(by)
            for address in (its_own, whole) if kind != "supplier" else (its_own,):
                page = browser.get(address).content.decode()
                assert SAID not in page and "签收以后在这里看" in page, kind
            for each in (subject, ("complaint", made.pk)):
                with pytest.raises(NotFound):
                    write_paper(by=by, subject=each, kind=DECISION[0])
            with pytest.raises(NotFound):
                document(by, papers[subject].pk)
            receive_decision(party=parties[kind].pk, by=by)
            assert SAID in browser.get(its_own).content.decode()
            assert document(by, papers[subject].pk)[0] == papers[subject]


def test_what_nobody_receives_is_served_otherwise(county: County, made: Complaint) -> None:
    parties = copied(county, made, made.received_on)  # a Tuesday, 15 December 2026
    with on(made.received_on + 2 * DAY):
        receive_copy(party=parties["supplier"].pk, by=winner(county))
        assert unsigned(county) == []
    with on(made.received_on + 3 * DAY):
        assert [what.partition("：")[2] for what, _since in unsigned(county)] == [
            parties["purchaser"].body.name, parties["agency"].body.name,
        ]  # fmt: skip
        assert {since for _what, since in unsigned(county)} == {made.received_on}
        for kind in ("purchaser", "agency"):
            receive_copy(party=parties[kind].pk, day=made.received_on + DAY, way="hand", by=county.treasurer)
        assert unsigned(county) == []
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
        assert unsigned(county) == []
    with on(date(2026, 12, 24)):
        assert len(unsigned(county)) == len(parties)
