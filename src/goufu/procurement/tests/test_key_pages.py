"""The pages of keys: the purchaser names custodians, each gives his key and answers the rehearsal, and others see nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from goufu.procurement.models import Procurement, Rehearsal
from goufu.procurement.sealed.sheets import is_rehearsed, sheet_of
from goufu.procurement.tests.keyholders import holders, keyed, peel_of, rehearsed
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County
from goufu.sealing.sheet import read_sheet

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
BEFORE = BEGIN - timedelta(days=35)


def test_keys_are_made_and_rehearsed_over_the_pages(county: County, signed_in: SignIn) -> None:
    with on(BEFORE):
        made = planned(county)
        people = holders(county)
        page, officer = f"/procurements/{made.pk}/keys/", signed_in(county.officer)
        assert "设保管人" in officer.get(page).content.decode()
        chosen = {
            side: f"{each.agent.person.pk}:{each.agent.body.pk}"
            for side, each in zip(("purchaser", "centre", "reserve"), people, strict=True)
        }
        led = officer.post(f"{page}plan/", chosen | {"needed": "2", "version": made.version})
        assert led.status_code == 302, led.content.decode()
        for each in people:
            browser = signed_in(each.agent)
            assert f"/procurements/{made.pk}/keys/" in browser.get("/").content.decode()
            assert 'id="make-key"' in browser.get(f"{page}give/").content.decode()
            led = browser.post(f"{page}give/", {"public": each.key.public, "version": 1})
            assert led.status_code == 302, led.content.decode()
        assert "公钥齐了" in officer.get(page).content.decode()
        assert officer.post(f"{page}sheet/", {}).status_code == 302
        for each in people:
            browser = signed_in(each.agent)
            assert 'id="use-key"' in browser.get(f"{page}answer/").content.decode()
            data = browser.get(f"{page}rehearsal.gbid").content
            assert data == bytes(Rehearsal.objects.get().envelope)
            led = browser.post(f"{page}answer/", {"peel": peel_of(made, each)})
            assert led.status_code == 302, led.content.decode()
        assert "已演练" in officer.get(page).content.decode()
    assert is_rehearsed(Procurement.objects.get(), "keys_rehearsed")


def test_a_stranger_sees_no_keys_and_the_sheet_only_once_it_is_announced(
    county: County, signed_in: SignIn
) -> None:
    with on(BEFORE):
        made = planned(county)
        announced(made, "intention", county, BEFORE)
        people = keyed(made, county)
        rehearsed(made, people)
        sheet = f"/procurements/{made.pk}/sheet.gsheet.json"
        assert Client().get(sheet).status_code == 404
        assert signed_in(people[1].agent).get(sheet).status_code == 200
        assert signed_in(county.system).get(f"/procurements/{made.pk}/keys/").status_code == 404
        assert signed_in(county.auditor).get(f"/procurements/{made.pk}/keys/").status_code == 200
        assert signed_in(county.auditor).get(f"/procurements/{made.pk}/keys/give/").status_code == 404
        assert signed_in(county.lead).get(f"/procurements/{made.pk}/keys/give/").status_code == 403
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)
        assert read_sheet(Client().get(sheet).content) == sheet_of(Procurement.objects.get())
