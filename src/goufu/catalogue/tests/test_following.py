"""A merged body's editions at work and the comments it owes go to its successor; what is published stays."""

from __future__ import annotations

from datetime import date

from goufu.catalogue.actions import draft_edition, request_comments
from goufu.catalogue.models import Comment, Edition, EditionKind, EditionState
from goufu.catalogue.tests.conftest import Publish
from goufu.core.action import history
from goufu.core.tests.messages import deliver
from goufu.registry.actions.succession import merge_bodies
from goufu.registry.models import Appointment, Body
from goufu.registry.tests.county import TODAY, County
from goufu.registry.tests.papers import paper


def merge(county: County) -> None:
    Appointment.objects.filter(body=county.civil).delete()
    version = Body.objects.get(pk=county.education.pk).version
    merge_bodies(
        by=county.system,
        into=county.education,
        version=version,
        ended=[county.civil],
        since=date(2026, 6, 1),
        document=paper(county.education),
    )
    deliver()


def test_the_successor_goes_on_with_the_edition_at_work(county: County, publish: Publish) -> None:
    publish(county.finance, county.treasurer, kind=EditionKind.LEVEL)
    published = publish(county.civil, county.lead)
    at_work = draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start="base", by=county.lead, day=TODAY
    )
    merge(county)
    at_work.refresh_from_db()
    published.refresh_from_db()
    assert (at_work.owner, at_work.number, at_work.state) == (county.education, 1, EditionState.DRAFT)
    assert (published.owner, published.state) == (county.civil, EditionState.PUBLISHED)
    assert history(at_work)[0].person_name == "系统"


def test_of_two_at_work_the_successors_stays(county: County, publish: Publish) -> None:
    publish(county.finance, county.treasurer, kind=EditionKind.LEVEL)
    old = draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start="base", by=county.lead, day=TODAY
    )
    own = Edition.objects.create(owner=county.education, kind=EditionKind.DEPARTMENT, title="x", number=1)
    merge(county)
    old.refresh_from_db()
    own.refresh_from_db()
    assert (old.state, own.state) == (EditionState.WITHDRAWN, EditionState.DRAFT)
    assert old.withdrawal_reason == "编制单位已经撤并，由云岭县教育体育局承接"


def test_the_successor_is_asked_once(county: County, publish: Publish) -> None:
    level = draft_edition(
        owner=county.finance, kind=EditionKind.LEVEL, start="base", by=county.treasurer, day=TODAY
    )
    request_comments(edition=level.pk, bodies=[county.civil], due_on=TODAY, by=county.treasurer, day=TODAY)
    merge(county)
    assert [each.body for each in Comment.objects.filter(edition=level)] == [county.education]


def test_the_successor_that_is_asked_already_is_not_asked_twice(county: County, publish: Publish) -> None:
    level = draft_edition(
        owner=county.finance, kind=EditionKind.LEVEL, start="base", by=county.treasurer, day=TODAY
    )
    request_comments(
        edition=level.pk,
        bodies=[county.civil, county.education],
        due_on=TODAY,
        by=county.treasurer,
        day=TODAY,
    )
    merge(county)
    assert [each.body for each in Comment.objects.filter(edition=level)] == [county.education]
