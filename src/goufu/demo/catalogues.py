"""The guidance catalogues of the demonstration: published, in consultation, and being drafted."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from goufu import wall_clock
from goufu.catalogue.actions import (
    DraftStart,
    draft_edition,
    finish_consultation,
    give_comment,
    publish_edition,
    request_comments,
    settle_comment,
)
from goufu.catalogue.models import EditionKind
from goufu.demo.people import CITY, COUNTIES
from goufu.demo.world import PROVINCE, World

# place: the day on which its catalogue is begun; each is published two weeks later, in force from that day on.
FIRST = {
    PROVINCE: date(2024, 9, 10),
    CITY: date(2024, 10, 21),
    "云岭县": date(2024, 11, 18),
    "松泉县": date(2024, 11, 20),
}
ANSWERS = ("无意见。", "建议把社会工作服务的说明写得更具体。", "同意，建议尽快公布。")


def begin(world: World) -> None:
    for place, day in FIRST.items():
        world.simulation.schedule(world.simulation.some_time(day), partial(_begin_first, world, place))
    # The second county is at work on its second edition, the city has sent its own out for comments.
    world.simulation.schedule(
        world.simulation.some_time(date(2026, 11, 3)), partial(_draft, world, COUNTIES[1], DraftStart.LAST)
    )
    world.simulation.schedule(world.simulation.some_time(date(2026, 10, 26)), partial(_consult_again, world))


def _draft(world: World, place: str, start: str) -> int:
    office, by = world.offices[place], world.treasurer(place)
    made = draft_edition(owner=office, kind=EditionKind.LEVEL, start=start, by=by, day=wall_clock.today())
    return made.pk


def _begin_first(world: World, place: str) -> None:
    edition = _draft(world, place, DraftStart.BASE)
    day = wall_clock.today()
    world.simulation.schedule(
        world.simulation.some_time(day + timedelta(days=2)), partial(_consult, world, place, edition, True)
    )


def _consult_again(world: World) -> None:
    edition = _draft(world, CITY, DraftStart.LAST)
    _consult(world, CITY, edition, False)


def _consult(world: World, place: str, edition: int, is_finished: bool) -> None:
    """Asks five bureaus; all answer, or only the first two so far."""
    day, by = wall_clock.today(), world.treasurer(place)
    asked = [each for each in world.purchasers if each.body.place.name == place][:5]
    comments = request_comments(
        edition=edition, bodies=[each.body for each in asked], due_on=day + timedelta(days=30), by=by, day=day
    )
    leads = {each.body.pk: each.lead for each in asked}
    for comment in comments if is_finished else comments[:2]:
        when = world.simulation.between(day + timedelta(days=1), day + timedelta(days=8))
        world.simulation.schedule(when, partial(_answer, world, comment.pk, leads[comment.body_id]))
    if is_finished:
        when = world.simulation.some_time(day + timedelta(days=12))
        world.simulation.schedule(
            when, partial(_publish, world, place, edition, [each.pk for each in comments])
        )


def _answer(world: World, comment: int, lead: str) -> None:
    give_comment(comment=comment, text=world.pick(ANSWERS), by=world.agent(lead), day=wall_clock.today())


def _publish(world: World, place: str, edition: int, comments: list[int]) -> None:
    by, day = world.treasurer(place), wall_clock.today()
    for comment in comments:
        settle_comment(comment=comment, is_accepted=True, reason="", by=by)
    finish_consultation(edition=edition, by=by, day=day)
    # A lower level's catalogue rests on one that is in force when it is drafted.
    publish_edition(edition=edition, valid_from=day, by=by, day=day)
