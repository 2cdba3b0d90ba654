"""Lists that are composed once for all agents with the same roles (goufu.core.by_role)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NoReturn

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goufu import wall_clock
from goufu.core.by_role import AnyAgent, ByRole, by_role
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.roles import Role
from goufu.core.rooms import contributed_objects
from goufu.registry.models import Body
from goufu.registry.tests.county import County, body


def _every_list() -> Iterator[tuple[str, ByRole[Any]]]:
    contributed_objects("work")
    contributed_objects("panels", "home")
    for module, held in list(sys.modules.items()):
        if module.startswith("goufu."):
            for name, each in list(vars(held).items()):
                if isinstance(each, ByRole):
                    yield f"{module}.{name}", each


def _no_moment() -> NoReturn:
    raise AssertionError("what is composed once knows no day: use TODAY, NOW or a Param")


def test_no_list_knows_a_day_or_asks_the_database() -> None:
    lists = dict(_every_list())
    assert len(lists) > 40
    roles = [frozenset(some) for count in (0, 1, 2) for some in combinations(Role, count)]
    for name, each in lists.items():
        with wall_clock.telling(_no_moment):
            for held in roles:
                try:
                    each._rows(AnyAgent(held))
                except Exception as error:
                    error.add_note(f"{name} for {sorted(held)}")
                    raise


SEEN = by_role(lambda agent: Body.objects.filter(visible(agent, Permission.SEE_BODIES, Body.SCOPE_FIELDS)))
LENT = by_role(lambda agent: Body.objects.filter(pk=agent.body, appointments__person=agent.person))


@pytest.mark.django_db
def test_it_gives_what_the_agent_sees(county: County) -> None:
    for agent in (county.officer, county.lead, county.treasurer, county.audit, county.system):
        rows = Body.objects.filter(visible(agent, Permission.SEE_BODIES, Body.SCOPE_FIELDS))
        assert SEEN.all(agent) == list(rows)
        assert SEEN.count(agent) == rows.count()
        assert SEEN.exist(agent) == rows.exists()
        assert SEEN.first_of_all(agent, 1) == (list(rows[:1]), rows.count())
        assert LENT.all(agent) == list(
            Body.objects.filter(pk=agent.body.pk, appointments__person=agent.person.pk)
        )


@pytest.mark.django_db
def test_it_is_composed_once_and_asked_again(county: County) -> None:
    before = SEEN.count(county.system)
    composed = SEEN._counting(county.system.roles)
    body("新来的局", county.place)
    assert SEEN.count(county.system) == before + 1
    assert SEEN._counting(county.system.roles) is composed


@pytest.mark.django_db
def test_nothing_is_asked_for_who_may_see_none(county: County) -> None:
    none = by_role(lambda agent: Body.objects.filter(visible(agent, Permission.BID, Body.SCOPE_FIELDS)))
    with CaptureQueriesContext(connection) as queries:
        assert (none.all(county.officer), none.count(county.officer), none.exist(county.officer)) == (
            [],
            0,
            False,
        )
        assert none.tuples(county.officer) == []
    assert len(queries) == 0


@pytest.mark.django_db
def test_what_is_prefetched_is_there(county: County) -> None:
    rows = by_role(
        lambda agent: Body.objects.filter(pk=agent.body).prefetch_related(
            "designations", "appointments__person"
        )
    )
    [found] = rows.all(county.officer)
    with CaptureQueriesContext(connection) as queries:
        assert list(found.designations.all()) == []
        assert county.officer.person in [each.person for each in found.appointments.all()]
    assert len(queries) == 0
