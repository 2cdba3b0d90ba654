"""A county and something of it that stand when the tests of a file begin: made once, and each test undoes what it did."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, NamedTuple, TypeVar

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from goufu.procurement.sealed.reception import folder
from goufu.registry.tests.county import County, make_county

Made = TypeVar("Made")


class World(NamedTuple):
    """What stands, as it was made."""

    county: County
    made: Any


class Wanted(NamedTuple):
    """How what stands is made: tests that want the same of the same file follow each other."""

    make: Callable[..., Any]
    given: tuple[Any, ...] = ()
    more: tuple[tuple[str, Any], ...] = ()

    def of(self, county: County) -> Any:
        return self.make(county, *self.given, **dict(self.more))


def made_once(make: Callable[..., Any], *given: Any, **more: Any) -> pytest.MarkDecorator:
    """What the test finds made of the county, instead of what its file makes for all."""
    wanted = Wanted(make, given, (*more.items(),))
    return pytest.mark.parametrize("world", [wanted], indirect=True, scope="module", ids=[make.__name__])


def nothing(county: County) -> None:
    """The county alone."""


def standing(make: Callable[[County], Made | None] = nothing) -> tuple[Any, Any, Any, Any]:
    """The fixtures `world, own, county, made` of a file, of which tests ask for the last two.

    Each test has copies of its own, so that what one changes in memory is not the next one's either. No test of the file
    may have transactions of its own: it would wait for this one.
    """

    @pytest.fixture(scope="module")
    def world(
        request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
    ) -> Iterator[World]:
        wanted = getattr(request, "param", Wanted(make))
        with django_db_blocker.unblock(), transaction.atomic():
            county = make_county()
            yield World(county, wanted.of(county))
            transaction.set_rollback(True)

    @pytest.fixture
    def own(world: World, db: None) -> Iterator[World]:
        yield deepcopy(world)  # at once, since who is in both is one and the same
        shutil.rmtree(folder(), ignore_errors=True)  # what bidders sent, which no transaction undoes

    @pytest.fixture
    def county(own: World) -> County:
        return own.county

    @pytest.fixture
    def made(own: World) -> Made:
        return own.made  # type: ignore[no-any-return]

    return world, own, county, made
