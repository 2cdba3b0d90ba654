"""What a decision means for the procurement is told to each bidder by letter, however its response came; parties get the decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goufu.core.roles import Role
from goufu.procurement.actions.appealing import annul_decision
from goufu.procurement.actions.parties import receive_decision, record_appeal, send_copies
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.actions.serving import receive_letter
from goufu.procurement.models import Complaint, Letter, Procurement
from goufu.procurement.queries.finding import own_letters
from goufu.procurement.review.rounds import letters_of
from goufu.procurement.tests.challenged import (
    DAY,
    DECIDE,
    accepted,
    answered,
    challenged,
    complained,
    provider_body,
)
from goufu.procurement.tests.procuring import BEGIN, on
from goufu.procurement.tests.reviewing import provider
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.talking import begun, talked
from goufu.procurement.tests.test_past import TODAY, result
from goufu.procurement.tests.test_past import under_way as past_under_way
from goufu.procurement.work.providers import waiting
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
WHO = "云岭县福寿居家养老服务中心"


def of_process(county: County, made: Procurement, day: date, event: str) -> Complaint:
    """An accepted complaint of what somebody who took part has to say of that stage."""
    provider_body(county, WHO)
    challenge = challenged(county, made, day, against="process", event=event, standing="bidder")
    return accepted(county, complained(county, answered(county, challenge, day), day + 10 * DAY))


def of_talks(county: County) -> Complaint:
    """Of emergency talks in which two suppliers offered something."""
    made = begun(county)
    with on(BEGIN, 15):
        talked(county, made, 1, "480000")
        talked(county, made, 2, "490000")
        talked(county, made, 2, "470000")
    return of_process(county, made, BEGIN + DAY, "file_provided")


def of_past(county: County) -> Complaint:
    """Of a procurement that ran elsewhere, and whose supplier was recorded here."""
    with on(TODAY):
        made = past_under_way(county)
        result(made, county)
    return of_process(county, Procurement.objects.get(pk=made.pk), TODAY + DAY, "opened")


world, own, county, made = standing(of_talks)


def supplier(county: County, number: int) -> Agent:
    return agent(f"{number}号经办人", provider(county, number), Role.PROVIDER_AGENT)


def texts(by: Agent) -> list[str]:
    return [each.text for each in own_letters(by)]


def decide(county: County, made: Complaint, effect: str, **more: str) -> None:
    finding = {"finding": "baseless" if effect == "go_on" else "effect"}
    decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE | finding | {"effect": effect} | more)


def test_each_who_offered_something_in_talks_is_told_of_the_end(
    county: County, made: Complaint, signed_in: SignIn
) -> None:
    first, second = supplier(county, 1), supplier(county, 2)
    with on(made.received_on + DAY):
        decide(county, made, "void")
        [said] = texts(second)  # once, whatever it offered
        assert (
            said.startswith(f"{second.body.name}：") and DECIDE["number"] in said and "这次采购终止" in said
        )
        assert first.body.name not in said and made.complainant.name not in said and "480" not in said
        assert len(texts(first)) == 1 and Letter.objects.count() == 2
        home = signed_in(second).get("/").content.decode()
        assert f"看投诉处理的告知：{made.procurement.title}" in home and "这次采购终止" not in home
        letter = own_letters(second).get()
        receive_letter(kind="letter", number=letter.pk, by=second)
        home = signed_in(second).get("/").content.decode()
        assert "看投诉处理的告知" not in home and "这次采购终止" in home
        paper = reverse("documents:paper", args=["letter", letter.pk, "letter_paper"])
        answers = [signed_in(each).post(paper).status_code for each in (second, county.treasurer, first)]
        assert answers == [302, 302, 404]
        page = signed_in(county.treasurer).get(f"/procurements/complaints/{made.pk}/").content.decode()
        assert "打印寄送" in page and page.count(paper) == 1
        assert not letters_of(made.procurement).exists()  # they are none of an award


@made_once(of_past)
def test_the_supplier_of_a_past_procurement_is_told_that_its_award_is_void(
    county: County, made: Complaint
) -> None:
    first = supplier(county, 1)
    with on(made.received_on + DAY):
        decide(county, made, "void")
        [said] = texts(first)
        assert "责令重新开展" in said and made.procurement.title in said


def test_who_goes_on_is_told_and_after_an_annulment_told_anew(county: County, made: Complaint) -> None:
    first = supplier(county, 1)
    with on(made.received_on + DAY):
        decide(county, made, "go_on")
        [said] = texts(first)
        assert "继续进行" in said
        party = made.parties.get()
        receive_decision(party=party.pk, day=made.received_on + DAY, way="hand", by=county.treasurer)
        record_appeal(party=party.pk, kind="reconsideration", day=made.received_on + DAY, by=county.treasurer)
        annul_decision(
            complaint=made.pk, day=made.received_on + DAY, reason="复议机关撤销决定", by=county.treasurer
        )
        decide(county, made, "void", number="云财采投〔2026〕2号")
        assert ["继续进行" in each for each in texts(first)] == [False, True]
        assert {group.title for group in waiting(first) if group.items} >= {"通知书"}


def test_a_party_gets_the_decision_and_no_letter(county: County, made: Complaint) -> None:
    with on(made.received_on):
        send_copies(
            complaint=made.pk,
            bodies=[county.civil.pk],
            others=[provider(county, 1).name],
            day=made.received_on,
            by=county.treasurer,
        )
    with on(made.received_on + timedelta(days=1)):
        decide(county, made, "go_on")
        assert texts(supplier(county, 1)) == [] and len(texts(supplier(county, 2))) == 1
