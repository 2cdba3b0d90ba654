"""A dictionary or list that was changed in place before it is given to an action is a change like any other."""

from __future__ import annotations

from typing import Any

import pytest

from goufu.catalogue.models import Edition, EditionEntry
from goufu.core.action import action, history
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.funds.tests.money import YEAR
from goufu.journal.replay import replay
from goufu.journal.told_entries import begin_proof
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(county: County) -> Project:
    drafted = draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR})
    begin_proof()
    return drafted


def change(project: Project, county: County, key: str, value: Any) -> None:
    with action("planning.project.saved", Permission.WRITE_PROJECT, by=county.officer) as act:
        found = act.lock(Project.objects, project.pk)
        found.facts[key] = value
        act.change(found, facts=found.facts)


def test_what_was_changed_in_place_is_stored_and_told(county: County, project: Project) -> None:
    entries = history(project).count()
    change(project, county, "kind", "x")
    project.refresh_from_db()
    assert (project.facts.get("kind"), project.version) == ("x", 2)
    assert history(project).count() == entries + 1
    assert replay().faults == []


def test_what_was_put_back_in_place_is_no_change(county: County, project: Project) -> None:
    change(project, county, "kind", "x")
    entries = history(project).count()
    change(project, county, "kind", "x")
    project.refresh_from_db()
    assert project.version == 2
    assert history(project).count() == entries


def test_the_entry_has_the_list_as_it_was(county: County) -> None:
    edition = Edition.objects.create(owner=county.civil, kind="level", title="目录", number=1)
    entry = EditionEntry.objects.create(edition=edition, code="A", name="养老", items=["C0501"])
    with action("catalogue.entry.changed", Permission.DRAFT_EDITION, by=System()) as act:
        act.allow_anywhere()
        found = act.lock(EditionEntry.objects, entry.pk)
        found.items.append("C0502")
        act.change(found, items=found.items)
    [told] = history(entry)
    assert told.facts["editionentry.items"] == ["['C0501']", "['C0501', 'C0502']"]
