"""Pages of an agency: each opens with the duty that it belongs to, and with no other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from goufu.core.duties import Duty
from goufu.procurement.actions.delegating import sign_delegation, take_delegation
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.models import Delegation, Notice, Procurement
from goufu.procurement.tests.delegating import FIRST, LAST, Agency, agency, delegated, drafted
from goufu.procurement.tests.procuring import BEGIN, on, planned, running
from goufu.registry.tests.county import County, county, sign_in

__all__ = ["county"]
BEFORE = BEGIN - timedelta(days=35)
PAGES = {
    "edit_file": Duty.FILE,
    "edit_scoring": Duty.FILE,
    "new_notice": Duty.NOTICES,
    "plan_keys": Duty.OPENING,
}
RUNNING_PAGES = {
    "review": Duty.REVIEW,
    "commit_draw": Duty.REVIEW,
    "seat": Duty.REVIEW,
    "enter_response": Duty.REVIEW,
    "enter_challenge": Duty.CHALLENGES,
}


@pytest.fixture
def firm(county: County) -> Agency:
    return agency(county)


def answers(made: Procurement, firm: Agency, pages: dict[str, Duty], held: Delegation) -> list[str]:
    """What is answered otherwise than it should be, with the one duty and with all others."""
    client, wrong = sign_in(firm.clerk), []
    for name, duty in pages.items():
        address = f"{reverse(f'procurement:{name}', args=[made.pk])}?kind=intention"
        for duties, expected in (([duty], 200), ([each for each in Duty.values if each != duty], 403)):
            Delegation.objects.filter(pk=held.pk).update(duties=duties)
            if (found := client.get(address).status_code) != expected:
                wrong.append(f"{name} with {duties}: {found}")
    return wrong


def test_a_page_of_the_plan_opens_with_its_duty_alone(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        assert answers(made, firm, PAGES, delegated(county, made, firm)) == []


def test_a_page_of_the_activity_opens_with_its_duty_alone(county: County, firm: Agency) -> None:
    made = running(county)
    with on(BEGIN + timedelta(days=2)):
        assert answers(made, firm, RUNNING_PAGES, delegated(county, made, firm)) == []


def test_what_is_the_purchaser_s_opens_to_no_agency(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        delegated(county, made, firm)
        client = sign_in(firm.clerk)
        for name in ("method", "plan", "money", "lots", "judgement", "delegate"):
            assert client.get(reverse(f"procurement:{name}", args=[made.pk])).status_code in (403, 404)


def test_the_blue_button_is_whose_turn_it_is(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        page = reverse("procurement:procurement", args=[made.pk])
        word = "起草政府采购意向公告"
        assert f">{word}</a>" in sign_in(county.officer).get(page).content.decode()
        delegated(county, made, firm)
        said = sign_in(county.officer).get(page).content.decode()
        assert (
            f"已委托{firm.body.name}办理：{word}。" in said
            and f">{word}</a>" not in said.split("gf-other")[0]
        )
        assert f">{word}</a>" in sign_in(firm.clerk).get(page).content.decode()
        Delegation.objects.update(duties=[Duty.FILE])
        assert f"由采购人办理：{word}。" in sign_in(firm.clerk).get(page).content.decode()


def test_both_see_the_delegation_and_the_agency_no_draft(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        found = drafted(county, made, firm.body)
        page = reverse("procurement:delegation", args=[found.pk])
        assert sign_in(firm.clerk).get(page).status_code == 404
        assert "协议已经上传" in sign_in(county.officer).get(page).content.decode()
        assert "签署委托" in sign_in(county.lead).get(page).content.decode()
        sign_delegation(delegation=found.pk, by=county.lead)
        assert "接受委托" in sign_in(firm.clerk).get(page).content.decode()
        assert sign_in(county.officer).post(f"{page}take-delegation/").status_code == 403
        take_delegation(delegation=found.pk, by=firm.clerk)
        assert "接受委托" not in sign_in(firm.clerk).get("/").content.decode()


def test_a_fee_without_its_standard_is_refused_at_the_field(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        said = {
            "agency": firm.body.pk,
            "duties": [Duty.FILE],
            "payer": "winner",
            "starts_on": FIRST,
            "ends_on": LAST,
        }
        address = reverse("procurement:delegate", args=[made.pk])
        answer = sign_in(county.officer).post(address, said)
        assert answer.status_code == 422 and 'href="#id_fee_text"' in answer.content.decode()
        assert sign_in(county.officer).post(address, said | {"payer": "nobody"}).status_code == 302


def test_a_form_asks_the_delegation_too(county: County, firm: Agency) -> None:
    with on(BEFORE):
        made = planned(county)
        held = delegated(county, made, firm, [Duty.NOTICES])
        draft_notice(procurement=made.pk, kind="intention", by=firm.clerk)
        notice = Notice.objects.get()
        Delegation.objects.filter(pk=held.pk).update(duties=[Duty.FILE])
        client = sign_in(firm.second)
        assert (
            client.post(
                reverse("procurement:discard", args=[notice.pk]), {"reason": "写错了，重来"}
            ).status_code
            == 403
        )
