"""The station of a project that is procurement's, over several procurements of one project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goufu.core.stations import along_the_way, station_of, stations_in_order
from goufu.planning.models import Project
from goufu.planning.queries.projects import project_lines
from goufu.procurement.actions.awarding import award
from goufu.procurement.actions.ending import end_procurement
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.planning import draft_procurement
from goufu.procurement.actions.settling import settle
from goufu.procurement.models import Occurrence, Part, Procurement
from goufu.procurement.tests.procuring import BEGIN, on
from goufu.procurement.tests.talking import TALKS, begun, talked
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
LATER = BEGIN + timedelta(days=1)


def at(project: Project) -> str:
    """The station that is on; a list and a page say the same."""
    [listed] = along_the_way(Project.objects.filter(pk=project.pk))
    assert station_of(listed) == station_of(Project.objects.get(pk=project.pk))
    return str(stations_in_order()[station_of(listed) - 1].title)


def awarded(county: County, made: Procurement) -> None:
    with on(LATER):
        found = talked(county, made, 1, "280000", LATER)
        examine(response=found.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        talks = replace(TALKS, held_on=LATER)
        settle(procurement=made.pk, response=found.pk, price=Decimal(280_000), talks=talks, by=county.officer)
        award(procurement=made.pk, response=found.pk, by=county.lead)


def test_it_lies_behind_once_the_award_stands(county: County) -> None:
    made = begun(county)
    project = made.shares.get().project
    assert at(project) == "采购"
    awarded(county, made)
    assert at(project) == "合同"
    Occurrence.objects.create(
        procurement=made,
        event="award_voided",
        day=LATER,
        person=county.lead.person,
        recorded_at=made.changed_at,
    )
    assert at(project) == "采购"


def test_what_ended_gives_the_station_back_and_several_count_together(county: County) -> None:
    made = begun(county, share=Decimal(300_000))
    project = made.shares.get().project
    awarded(county, made)
    assert at(project) == "采购"  # half of the money is in no procurement
    with on(LATER):
        other = draft_procurement(title="另一半", amounts={project.pk: Decimal(300_000)}, by=county.officer)
        assert at(project) == "采购"  # it is under way
    Procurement.objects.filter(pk=other.pk).update(
        state="running", method="emergency", law_method="emergency",
        begun_by=county.lead.person, begun_at=made.changed_at,
    )  # fmt: skip
    Occurrence.objects.create(
        procurement=other, event="awarded", day=LATER, person=county.lead.person, recorded_at=made.changed_at
    )
    assert at(project) == "合同"
    Occurrence.objects.create(
        procurement=other,
        event="review_voided",
        day=LATER,
        person=county.lead.person,
        recorded_at=made.changed_at,
    )
    with on(LATER):
        end_procurement(procurement=other.pk, cause="need_gone", reason="另一半不再需要", by=county.lead)
    assert at(project) == "采购"


def test_pages_and_lists_say_it_and_lists_ask_once(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    made = begun(county)
    project = made.shares.get().project
    awarded(county, made)
    officer = signed_in(county.officer)
    page = officer.get(reverse("planning:project", args=[project.pk])).content.decode()
    assert page.index("采购</span>") < page.index('class="here"') < page.index("合同</span>")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [station_of(each) for each in project_lines(county.officer)] == [4]
    assert len(asked) == 1
