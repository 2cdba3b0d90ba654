"""A provider that is merged into another: its challenges, its complaints and its parts in those of others go on with the successor."""

from __future__ import annotations

import pytest

from goufu.core.roles import Role
from goufu.documents.actions import attach_document
from goufu.documents.tests.papers import pdf
from goufu.procurement.actions.following import take_over_procurements
from goufu.procurement.actions.handling import withdraw_complaint
from goufu.procurement.actions.parties import receive_copy
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.impact import procurements as impact
from goufu.procurement.models import Challenge, Complaint, Party
from goufu.procurement.tests.challenged import (
    DAY,
    DECIDE,
    copied,
    provider,
    provider_body,
    with_letter,
    with_winner,
)
from goufu.procurement.tests.concerned import STRANGER, asked_of, winner
from goufu.procurement.tests.procuring import on
from goufu.procurement.tests.standing import standing
from goufu.registry.agents import Agent
from goufu.registry.impact import BodyChange
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, sign_in

pytestmark = pytest.mark.django_db
world, own, county, made = standing(with_winner)


def heir(county: County) -> Agent:
    return agent("承接单位经办人", provider_body(county, STRANGER), Role.PROVIDER_AGENT)


def merge(ended: Body, successor: Body) -> None:
    take_over_procurements(ended=ended.pk, successor=successor.pk, since="2026-12-17")


def test_a_supplier_s_part_goes_on_with_its_successor(county: County, made: Complaint) -> None:
    party, before, successor = copied(county, made)["supplier"], winner(county), heir(county)
    with on(made.received_on + DAY):
        change = BodyChange(before.body, successor.body, made.received_on)
        counts = {each.what: each.count for each in impact(county.system, change)}
        assert counts["它是当事人的投诉，由承接的单位继续"] == 1
        merge(before.body, successor.body)
        assert Party.objects.get(pk=party.pk).body == successor.body
        assert asked_of(before) == [] and asked_of(successor) == [("签收投诉书副本", None)]
        receive_copy(party=party.pk, by=successor)


def test_who_complained_goes_on_as_its_successor(county: County, made: Complaint) -> None:
    copied(county, made)
    before, successor = provider(county), heir(county)
    assert made.challenge
    with on(made.received_on + DAY):
        merge(before.body, successor.body)
        found = Complaint.objects.get(pk=made.pk)
        assert found.complainant == successor.body == found.parties.get(kind="complainant").body
        assert Challenge.objects.get(pk=made.challenge.pk).challenger == successor.body
        assert made.matters in sign_in(successor).get(f"/procurements/complaints/{made.pk}/").content.decode()
        withdraw_complaint(complaint=made.pk, reason="合并以后不再投诉", by=successor)


def test_a_successor_that_is_a_party_already_stays_the_one_it_is(county: County, made: Complaint) -> None:
    parties = copied(county, made)
    merge(winner(county).body, parties["complainant"].body)
    assert {each.kind: each.body_id for each in made.parties.all()} == {
        kind: each.body_id for kind, each in parties.items()
    }


def test_what_has_ended_stays_with_who_it_was(county: County, made: Complaint) -> None:
    parties = copied(county, made)
    with on(made.received_on + DAY):
        with_letter(county, made)
        withdraw_complaint(complaint=made.pk, reason="与采购人谈妥了", by=county.treasurer)
        merge(winner(county).body, heir(county).body)
    assert Party.objects.get(pk=parties["supplier"].pk).body == parties["supplier"].body


def test_the_names_of_a_party_s_evidence_stand_in_nobody_else_s_history(
    county: County, made: Complaint
) -> None:
    party, first = copied(county, made)["supplier"], winner(county)
    name = "与采购人的往来邮件.pdf"
    with on(made.received_on):
        receive_copy(party=party.pk, by=first)
        attach_document(
            by=first, subject=("party", party.pk), kind="party_evidence", file_name=name, chunks=[pdf()]
        )
        title = name.removesuffix(".pdf")
        for reader in (county.officer, provider(county)):
            assert title not in sign_in(reader).get(f"/procurements/complaints/{made.pk}/").content.decode()
        its_own = f"/procurements/complaints/parties/{party.pk}/"
        for reader in (first, county.treasurer):
            assert title in sign_in(reader).get(its_own).content.decode()
        receive_copy(party=made.parties.get(kind="purchaser").pk, by=county.lead)
        page = sign_in(county.officer).get(f"/procurements/complaints/{made.pk}/").content.decode()
        assert made.matters in page and title not in page
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
