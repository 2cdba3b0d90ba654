"""A catalogue entry counts when the edition in force for the purchaser on the day has it; its class is the project's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from goufu.catalogue.models import Edition, EditionEntry, EditionKind
from goufu.catalogue.queries import edition_for, entry_for
from goufu.catalogue.tests.conftest import Publish, central, publish
from goufu.core.errors import AgainstTheLaw
from goufu.core.roles import Role
from goufu.funds.models import BudgetLine
from goufu.planning.actions.deciding import submit_project
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.models import Project
from goufu.planning.tests.forms import sent_by
from goufu.planning.tests.writing import complete, put
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import TODAY, County, agent

__all__ = ["central", "publish"]
FACTS = ("is_in_catalogue", "is_entry_in_level_catalogue", "is_entry_consulted", "needs_expert_review",
    "is_expert_reviewed")  # fmt: skip


def found(body: Body, code: str = "A0402", day: date = TODAY) -> EditionEntry:
    entry = entry_for(body, code, day)
    assert entry is not None
    return entry


@pytest.fixture
def written(county: County, central: Edition, line: BudgetLine) -> Project:
    """A project of the civil affairs bureau under the central catalogue, with nothing left to mend."""
    draft = draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": line.year})
    return complete(draft, line, county.officer, entry=found(county.civil))


def asked(county: County, project: Project, entry: EditionEntry, day: date) -> dict[str, bool | None]:
    """The facts of a project of that entry, decided on that day and of that year."""
    put(project, "withdrawn", county.officer, county.treasurer, entry=entry, year=day.year, law_day=day)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM planning_plan_facts WHERE id = %s", [project.pk])
        [row] = cursor.fetchall()
        named = dict(zip((column.name for column in cursor.description), row, strict=True))
    return {name: named[name] for name in FACTS}


def test_the_facts_that_the_rules_read(county: County, written: Project, publish: Publish) -> None:
    publish(county.civil, county.lead)
    assert asked(county, written, found(county.civil), TODAY) == {
        "is_in_catalogue": True,
        "is_entry_in_level_catalogue": True,
        "is_entry_consulted": True,
        "needs_expert_review": False,
        "is_expert_reviewed": False,
    }


def test_facts_of_a_taken_over_edition_are_unknown_where_its_data_do_not_say(
    county: County, written: Project
) -> None:
    facts = asked(county, written, found(county.civil), TODAY)
    assert facts["is_entry_consulted"] is None
    assert facts["is_in_catalogue"] is True
    assert facts["is_entry_in_level_catalogue"] is True


def test_an_entry_that_its_level_dropped_lies_outside_from_that_day(
    county: County, written: Project, publish: Publish
) -> None:
    publish(county.finance, county.treasurer, kind=EditionKind.LEVEL)
    publish(county.civil, county.lead)
    entry, later = found(county.civil), TODAY + timedelta(days=10)
    publish(
        county.finance,
        county.treasurer,
        kind=EditionKind.LEVEL,
        start="last",
        valid_from=later,
        without=["A0402"],
    )
    before = asked(county, written, entry, later - timedelta(days=1))
    assert before["is_entry_in_level_catalogue"] is True
    assert asked(county, written, entry, later)["is_entry_in_level_catalogue"] is False


@pytest.mark.parametrize(
    ("dropped", "kept", "in_force"),
    [("A0402", "A0401", [True, False]), ("A0401", "A0402", [True, True])],
    ids=["left out", "as it was"],
)
def test_an_entry_counts_until_an_edition_leaves_it_out(
    county: County, written: Project, publish: Publish, dropped: str, kept: str, in_force: list[bool]
) -> None:
    publish(county.civil, county.lead)
    start = TODAY + timedelta(days=20)
    publish(county.civil, county.lead, start="last", valid_from=start, without=[dropped])
    old = found(county.civil)
    assert old.edition_id != found(county.civil, kept, day=start).edition_id
    days = (start - timedelta(days=1), start)
    assert [asked(county, written, old, day)["is_in_catalogue"] for day in days] == in_force


def test_another_bodys_entry_does_not_count(county: County, written: Project, publish: Publish) -> None:
    publish(county.nursing, agent("钱主任", county.nursing, Role.PURCHASING_LEAD))
    entry = found(county.nursing)
    assert asked(county, written, entry, TODAY)["is_in_catalogue"] is False


def test_an_edition_replaced_between_draft_and_submission_stops_the_submission(
    county: County, written: Project, publish: Publish, signed_in: Callable[[Agent], Client]
) -> None:
    publish(county.civil, county.lead, valid_from=timezone.localdate())
    with pytest.raises(AgainstTheLaw) as refused:
        submit_project(project=written.pk, by=county.officer)
    assert [card.rule for card in refused.value.cards] == ["plan.in-catalogue"]
    new = edition_for(county.civil, timezone.localdate())
    assert new is not None
    client, address = signed_in(county.officer), f"/projects/{written.pk}/edit/"
    form = sent_by(client.get(address))
    assert form["entry"] == str(new.entries.get(code="A0402").pk)
    assert client.post(address, form).status_code == 302
    submit_project(project=written.pk, by=county.officer)


@pytest.mark.parametrize(("code", "service_class"), [("A0402", "public"), ("B1102", "auxiliary")])
def test_the_class_follows_from_the_entry(
    county: County, written: Project, code: str, service_class: str
) -> None:
    values = {"entry": found(county.civil, code), "service_class": "neither"}
    saved = save_project(project=written.pk, by=county.officer, version=written.version, values=values)
    assert saved.service_class == service_class
    values = {"entry": None, "service_class": "neither"}
    saved = save_project(project=written.pk, by=county.officer, version=saved.version, values=values)
    assert saved.service_class == "neither"
