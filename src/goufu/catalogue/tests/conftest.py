"""A county with its catalogue: the central one, the county's inside it, and the officers who keep them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from goufu.catalogue.actions import (
    DraftStart,
    draft_edition,
    finish_consultation,
    give_comment,
    publish_edition,
    remove_entry,
    request_comments,
    settle_comment,
)
from goufu.catalogue.loading import load_central
from goufu.catalogue.models import Edition, EditionKind
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import TODAY, County, make_county, signed_in
from goufu.registry.tests.standing import worlds

__all__ = ["Publish", "beginning", "central", "db", "publish", "pytest_generate_tests", "signed_in", "world"]

pytest_generate_tests, world, db, beginning = worlds({"county": make_county})


@pytest.fixture
def county(beginning: dict[str, Any]) -> County:
    return beginning["county"]  # type: ignore[no-any-return]


Publish = Callable[..., Edition]


@pytest.fixture
def central(db: None) -> Edition:
    return load_central()[0]


@pytest.fixture
def publish(central: Edition, county: County) -> Publish:
    """Makes an edition of a body and takes it all the way: drafted, consulted, handed in, published."""

    def publish(
        owner: Body,
        by: Agent,
        *,
        kind: str = EditionKind.DEPARTMENT,
        start: str = DraftStart.BASE,
        day: date = TODAY,
        valid_from: date | None = None,
        without: Sequence[str] = (),
        publisher: Agent | None = None,
    ) -> Edition:
        edition = draft_edition(owner=owner, kind=kind, start=start, by=by, day=day)
        for entry in edition.entries.filter(code__in=without):
            remove_entry(entry=entry.pk, by=by)
        hand_in(edition, by, county, day)
        return publish_edition(
            edition=edition.pk, valid_from=valid_from or day, by=publisher or county.treasurer, day=day
        )

    return publish


def hand_in(edition: Edition, by: Agent, county: County, day: date = TODAY) -> None:
    """Asks the education bureau, takes its answer up, and closes the consultation."""
    [comment] = request_comments(edition=edition.pk, bodies=[county.education], due_on=day, by=by, day=day)
    give_comment(comment=comment.pk, text="无意见", by=county.teacher, day=day)
    settle_comment(comment=comment.pk, is_accepted=True, reason="", by=by)
    finish_consultation(edition=edition.pk, by=by, day=day)
