"""Rules of the stage are waived for one procurement by whom they name, with a reason and a term, shown with the notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from goufu.core.errors import NotAllowed, Refusal
from goufu.journal.models import Entry
from goufu.procurement.actions.waiving import waive_rules
from goufu.procurement.law import opinion_of, waivable, waivers_of
from goufu.procurement.models import Procurement, RuleWaiver
from goufu.procurement.tests.procuring import BEGIN, announced, approved_project, on, planned
from goufu.registry.agents import Agent
from goufu.registry.models import Place
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
RULE = "procurement.intention-notice"
PLANNED = BEGIN - timedelta(days=20)
REASON = "上一年的服务提前终止，老人的照料不能断"


@pytest.fixture
def made(county: County) -> Procurement:
    """A plan whose intention was published only twenty days before it begins."""
    with on(PLANNED):
        found = planned(county)
        announced(found, "intention", county, PLANNED)
    return Procurement.objects.get(pk=found.pk)


def unmet(made: Procurement) -> list[str]:
    return [each.rule.id for each in waivable(opinion_of(made))]


def waive(made: Procurement, by: Agent, **more: object) -> list[RuleWaiver]:
    return waive_rules(procurement=made.pk, reasons={RULE: REASON}, by=by, **more)  # type: ignore[arg-type]


def test_a_waived_rule_no_longer_stands_in_the_way(county: County, made: Procurement) -> None:
    with on(PLANNED):
        assert RULE in unmet(made)
        [waiver] = waive(made, county.lead)
        assert RULE not in unmet(made)
        assert (waiver.person, waiver.body, waiver.day) == (county.lead.person, county.civil, PLANNED)
        with pytest.raises(Refusal, match="已经符合，不能豁免"):
            waive(made, county.lead)
    entry = Entry.objects.filter(action="procurement.rules.waived").latest("pk")
    assert REASON in str(entry.facts)
    with pytest.raises(IntegrityError, match="只能添加"), transaction.atomic():
        RuleWaiver.objects.update(reason="别的理由")


def test_only_by_whom_the_rule_names_before_it_begins_and_with_a_reason(
    county: County, made: Procurement
) -> None:
    with on(PLANNED):
        for by in (county.officer, county.treasurer):
            with pytest.raises(NotAllowed):
                waive(made, by)
        with pytest.raises(Refusal, match="豁免要写明理由"):
            waive_rules(procurement=made.pk, reasons={RULE: "无"}, by=county.lead)
        with pytest.raises(Refusal, match="不能豁免"):
            waive_rules(procurement=made.pk, reasons={"procurement.tender-wait": REASON}, by=county.lead)
        with pytest.raises(Refusal, match="已经过了"):
            waive(made, county.lead, until=PLANNED - timedelta(days=1))
        Procurement.objects.filter(pk=made.pk).update(
            state="running", begun_by=county.lead.person, begun_at=made.changed_at
        )
        with pytest.raises(Refusal):
            waive(made, county.lead)


def test_it_ends_with_its_last_day_or_with_the_rule(county: County, made: Procurement) -> None:
    with on(PLANNED):
        waive(made, county.lead, until=BEGIN)
    with on(BEGIN):
        assert RULE not in unmet(made)
    with on(BEGIN + timedelta(days=1)):
        assert RULE in unmet(made)
        assert [holds for _each, holds in waivers_of(made)] == [False]
        [again] = waive(made, county.lead)
        assert again.until is None
        assert RULE not in unmet(made)


def test_the_page_asks_for_it_and_the_notice_shows_it(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    page, step = (reverse(f"procurement:{name}", args=[made.pk]) for name in ("procurement", "waive"))
    with on(PLANNED):
        assert step not in signed_in(county.officer).get(page).content.decode()
        lead = signed_in(county.lead)
        assert step in lead.get(page).content.decode()
        version = Procurement.objects.values_list("version", flat=True).get(pk=made.pk)
        sent = {f"reason-{RULE}": REASON, "until": BEGIN.isoformat(), "version": str(version)}
        assert lead.post(step, sent).status_code == 302
        shown = lead.get(page).content.decode()
        assert REASON in shown
        assert step not in shown
    with on(BEGIN):
        notice = announced(made, "consultation", county, BEGIN)
    with on(BEGIN + timedelta(days=9)):
        public = Client().get(reverse("procurement:notice", args=[notice.pk])).content.decode()
    assert REASON in public
    assert county.lead.person.name in public


def test_the_approval_of_a_method_is_given_by_a_city_and_waived_by_nobody(county: County) -> None:
    rule = "procurement.method-approval"
    Place.objects.filter(pk=county.place.pk).update(code="410122")  # whose threshold is known: two million
    with on(PLANNED):
        found = planned(county, approved_project(county, amount="3000000"))
        assert rule in [each.rule.id for each in opinion_of(found).blocking]
        for by in (county.lead, county.treasurer):
            with pytest.raises(Refusal, match="不能豁免"):
                waive_rules(procurement=found.pk, reasons={rule: REASON}, by=by)
