"""What the tests of a room begin with: made once for those of a file that want the same, and each undoes what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

Makers = Mapping[str, Callable[..., Any]]


class World(NamedTuple):
    """What stands, by the fixtures' names, up to the last that is wanted; nothing where none is, nor yet where tests have transactions."""

    last: str
    made: dict[str, Any]


def worlds(makers: Makers) -> tuple[Any, Any, Any, Any]:
    """`pytest_generate_tests, world, db, beginning` of a room: `beginning` is a test's copy of what is made, for fixtures of these names.

    Each is made out of all before it. A test finds what it asks for and what comes before that, nothing else: `db` alone is empty.
    A test with transactions of its own has it made for itself.
    """

    def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
        if "world" in metafunc.fixturenames:
            last = ["", *(name for name in makers if name in metafunc.fixturenames)][-1]
            wanted = (last, bool(last) and not _has_transactions(metafunc))
            metafunc.parametrize(
                "world", [wanted], indirect=True, scope="module", ids=[last or pytest.HIDDEN_PARAM]
            )

    @pytest.fixture(scope="module")
    def world(
        request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
    ) -> Iterator[World]:
        last, does_stand = request.param
        if not does_stand:
            yield World(last, {})
            return
        standing = transaction.atomic()
        with django_db_blocker.unblock():
            standing.__enter__()
            made = _made(makers, last)
        yield World(last, made)
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            standing.__exit__(None, None, None)

    @pytest.fixture
    def db(world: World, db: None) -> None:
        """The database, in which no more stands than the test asks for."""

    @pytest.fixture
    def beginning(world: World, db: None) -> dict[str, Any]:
        # At once, since who is in both is one and the same.
        return deepcopy(world.made) or _made(makers, world.last)

    return pytest_generate_tests, world, db, beginning


def _made(makers: Makers, last: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, make in makers.items():
        made[name] = make(*made.values())
        if name == last:
            break
    return made


def _has_transactions(metafunc: pytest.Metafunc) -> bool:
    marker = metafunc.definition.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & {*metafunc.fixturenames}
    return bool(asked) or bool(marker and marker.kwargs.get("transaction"))
