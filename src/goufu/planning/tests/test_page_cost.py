"""The cost of the pages of a project with as many targets as it may have."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goufu.law.cards import unasked
from goufu.planning.actions.writing import save_project
from goufu.planning.models import MOST_TARGETS, Project
from goufu.planning.tests.writing import TARGETS
from goufu.planning.views.law import KNOWN
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SERVED, _ = TARGETS
MOST_QUERIES = 16
MOST_CPU_SECONDS = 0.1


def with_targets(project: Project, county: County, count: int) -> None:
    targets = [SERVED | {"name": f"服务老人{number}"} for number in range(count)]
    version = Project.objects.get(pk=project.pk).version
    save_project(project=project.pk, by=county.officer, version=version, values={}, targets=targets)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def seconds_of(client: Client, address: str) -> float:
    """The processor time of one answer."""
    began = process_time()
    client.get(address)
    return process_time() - began


@pytest.mark.parametrize("page", ["", "edit/"])
def test_many_targets_are_no_more_queries(
    county: County, draft: Project, signed_in: Callable[[Agent], Client], page: str
) -> None:
    client, address = signed_in(county.officer), f"/projects/{draft.pk}/{page}"
    with_targets(draft, county, 2)
    client.get(address)  # what is kept in memory is read once
    few = queries_of(client, address)
    with_targets(draft, county, MOST_TARGETS)
    assert queries_of(client, address) == few <= MOST_QUERIES


def test_the_cells_of_targets_bear_their_names(
    county: County, draft: Project, signed_in: Callable[[Agent], Client]
) -> None:
    with_targets(draft, county, 2)
    html = signed_in(county.officer).get(f"/projects/{draft.pk}/").content.decode()
    table = html[html.index("plan-targets") :].split("</table>")[0]
    assert [table.count(f'data-label="{name}"') for name in ("类型", "目标值", "基准值")] == [2, 2, 2]


def test_the_page_with_the_most_targets_is_quick(
    county: County, draft: Project, signed_in: Callable[[Agent], Client]
) -> None:
    client, address = signed_in(county.officer), f"/projects/{draft.pk}/"
    with_targets(draft, county, MOST_TARGETS)
    assert client.get(address).content.decode().count("服务老人") >= MOST_TARGETS
    assert min(seconds_of(client, address) for _ in range(5)) < MOST_CPU_SECONDS


def test_a_further_target_renders_no_further_template(
    county: County, draft: Project, signed_in: Callable[[Agent], Client]
) -> None:
    client, address = signed_in(county.officer), f"/projects/{draft.pk}/edit/"
    client.get(address)  # the first page of a process renders what is kept from then on
    rendered = []
    for count in (2, MOST_TARGETS):
        with_targets(draft, county, count)
        rendered.append(len(client.get(address).templates))
    few, many = rendered
    assert 0 < many == few


@pytest.mark.parametrize("page", ["", "edit/"])
def test_what_is_left_open_is_worked_out_once(
    county: County, draft: Project, signed_in: Callable[[Agent], Client], page: str
) -> None:
    KNOWN.clear()
    client = signed_in(county.officer)
    with patch("goufu.core.opinion.unasked", side_effect=unasked) as worked_out:
        for _ in range(2):
            assert "项没有填" in client.get(f"/projects/{draft.pk}/{page}").content.decode()
    assert worked_out.call_count == 1


def test_what_is_left_open_is_each_projects_own(
    county: County, draft: Project, signed_in: Callable[[Agent], Client]
) -> None:
    client, address = signed_in(county.officer), f"/projects/{draft.pk}/"
    before = client.get(address).content.decode()
    version = Project.objects.get(pk=draft.pk).version
    save_project(
        project=draft.pk,
        by=county.officer,
        version=version,
        values={"facts": draft.facts | {"last_grade": "good"}},
    )
    assert ["<li>上年绩效等级" in each for each in (before, client.get(address).content.decode())] == [
        True,
        False,
    ]
