"""After the award: each page leads to the contract, its notice and its filing, and the procurement is no longer called 采购中."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from goufu.procurement.actions.appearing import record_appearance
from goufu.procurement.actions.awarding import award
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.noticing import draft_notice, save_notice
from goufu.procurement.actions.settling import settle
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.filling import Filling
from goufu.procurement.models import Notice, Part
from goufu.procurement.tests.procuring import ADDRESS, BEGIN, on, publish
from goufu.procurement.tests.talking import TALKS, begun, talked
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
TOLD, SIGNED = BEGIN + timedelta(days=1), BEGIN + timedelta(days=3)


def written(notice: Notice, by: Agent) -> Notice:
    """The draft with all that a person types."""
    typed = {each.field.name: f"见{each.field.title}" for each in Filling(notice).missing}
    return save_notice(notice=notice.pk, by=by, version=notice.version, typed=typed)


def test_a_signed_contract_is_told_and_filed(county: County, signed_in: Callable[[Agent], Client]) -> None:
    made = begun(county, "single_source", "addition")
    page, officer = reverse("procurement:procurement", args=[made.pk]), signed_in(county.officer)

    def shown() -> str:
        return officer.get(page).content.decode()

    def appeared(kind: str) -> None:
        draft = draft_notice(procurement=made.pk, kind=kind, by=county.officer)
        form = officer.get(reverse("procurement:edit_notice", args=[draft.pk])).context["form"]
        assert form["agency_fee"].value() == "没有委托代理机构，不收代理服务费"
        assert form["agency_fee"].help_text == "发布以前要写"
        draft = written(draft, county.officer)
        published = publish(draft, county.lead)
        record_appearance(notice=published.pk, day=SIGNED, address=ADDRESS, by=county.officer)

    with on(BEGIN, 15):
        found = talked(county, made, 1, "480000")
        examine(response=found.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        settle(procurement=made.pk, response=found.pk, price=Decimal(480_000), talks=TALKS, by=county.officer)
    with on(TOLD):
        award(procurement=made.pk, response=found.pk, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
    with on(SIGNED):
        officer = signed_in(county.officer)
        appeared("result")
        assert "签了合同，登记签订的日子" in shown()
        form = officer.get(reverse("procurement:record", args=[made.pk])).context["form"]
        assert form["event"].value() == "contract_signed"
        record_event(procurement=made.pk, event="contract_signed", day=SIGNED, by=county.officer)
        assert "起草合同公告" in shown() and "合同已签" in shown()
        for other in (
            reverse("procurement:procurements"),
            reverse("planning:project", args=[made.shares.get().project_id]),
        ):
            assert "合同已签" in officer.get(other).content.decode()
        draft = draft_notice(procurement=made.pk, kind="contract", by=county.officer)
        said = {each["field"]: each["text"] for each in Filling(draft).content}
        assert (said["amount"], said["signed"]) == ("480,000.00 元", "2026年12月4日")
        published = publish(written(draft, county.officer), county.lead)
        record_appearance(notice=published.pk, day=SIGNED, address=ADDRESS, by=county.officer)
        assert "合同报财政部门备案以后" in shown()
        record_event(procurement=made.pk, event="contract_filed", day=SIGNED, by=county.officer)
        assert "以后的事办完一步，登记一步" in shown()


def test_what_was_recorded_by_hand_does_not_lead_back_to_the_review(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    made = begun(county, "single_source", "addition")
    with on(SIGNED):
        for event in ("review_ended", "awarded", "contract_signed"):
            record_event(procurement=made.pk, event=event, day=SIGNED, by=county.officer)
        page = signed_in(county.officer).get(reverse("procurement:procurement", args=[made.pk]))
        review = reverse("procurement:review", args=[made.pk])
        assert f'class="gf-btn" href="{review}"' not in page.content.decode()
