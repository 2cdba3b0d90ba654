"""The catalogues of the demonstration: for guidance, published, in consultation and being drafted; and of central purchase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from goufu import wall_clock
from goufu.catalogue.actions import (
    DraftStart,
    draft_edition,
    finish_consultation,
    give_comment,
    import_central_list,
    publish_edition,
    request_comments,
    settle_comment,
)
from goufu.catalogue.central_sheet import COLUMNS
from goufu.catalogue.models import NO_COMMENTS, Comment, EditionKind
from goufu.core.sheets import read_sheet
from goufu.demo.people import CITY, COUNTIES
from goufu.demo.services import DATA
from goufu.demo.world import PROVINCE, TREASURER, World, username
from goufu.registry.models import Body
from goufu.wall_clock import CHINA

# place: the day on which its catalogue is begun; each is published two weeks later, in force from that day on.
FIRST = {
    PROVINCE: date(2024, 9, 10),
    CITY: date(2024, 10, 21),
    "云岭县": date(2024, 11, 18),
    "松泉县": date(2024, 11, 20),
}
# The same for the place's first bureau, which makes a catalogue of its own within that of its level.
DEPARTMENTS = {PROVINCE: date(2024, 10, 9), CITY: date(2024, 11, 12)}
# When the province brings what is bought centrally there and in all places below.
CENTRAL_LIST = datetime(2024, 12, 30, 17, 30, tzinfo=CHINA)
ANSWERS = ("无意见。", "建议把社会工作服务的说明写得更具体。", "同意，建议尽快公布。")


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes a catalogue: a finance office that of its level, or a department its own, by the person named."""

    owner: Body
    kind: str
    person: str  # user name


FindMaker = Callable[[World, str], Maker]  # by the name of the place, once its bodies are there


def begin(world: World) -> None:
    def schedule(day: date, act: Callable[..., object], maker: FindMaker, place: str) -> None:
        world.simulation.schedule(world.simulation.some_time(day), partial(act, world, maker, place))

    for place, day in FIRST.items():
        schedule(day, _begin_first, _office, place)
    for place, day in DEPARTMENTS.items():
        schedule(day, _begin_first, _department, place)
    # The second county is at work on its second edition, the city has sent its own out for comments.
    schedule(date(2026, 11, 3), _begin_again, _office, COUNTIES[1])
    schedule(date(2026, 10, 26), _consult_again, _office, CITY)
    world.simulation.schedule(CENTRAL_LIST, partial(_bring_central_list, world))


def _bring_central_list(world: World) -> None:
    import_central_list(
        sheet=read_sheet(DATA / "central_list.csv", COLUMNS),
        number="岭政办〔2024〕58号",
        valid_from=date(2025, 1, 1),
        by=world.treasurer(PROVINCE),
    )


def _office(world: World, place: str) -> Maker:
    return Maker(world.offices[place], EditionKind.LEVEL, username(place, TREASURER))


def _department(world: World, place: str) -> Maker:
    bureau = next(each for each in world.purchasers if each.body.place.name == place)
    return Maker(bureau.body, EditionKind.DEPARTMENT, bureau.lead)


def _draft(world: World, maker: Maker, start: str) -> int:
    by, today = world.agent(maker.person), wall_clock.today()
    return draft_edition(owner=maker.owner, kind=maker.kind, start=start, by=by, day=today).pk


def _begin_first(world: World, find: FindMaker, place: str) -> None:
    maker = find(world, place)
    edition = _draft(world, maker, DraftStart.BASE)
    when = world.simulation.some_time(wall_clock.today() + timedelta(days=2))
    world.simulation.schedule(when, partial(_consult, world, maker, edition, True))


def _begin_again(world: World, find: FindMaker, place: str) -> int:
    return _draft(world, find(world, place), DraftStart.LAST)


def _consult_again(world: World, find: FindMaker, place: str) -> None:
    _consult(world, find(world, place), _begin_again(world, find, place), False)


def _consult(world: World, maker: Maker, edition: int, is_finished: bool) -> None:
    """Asks five bodies at most; all answer, or only the first two so far."""
    day, by = wall_clock.today(), world.agent(maker.person)
    asked = _others(world, maker)[:5]
    comments = request_comments(
        edition=edition, bodies=[each for each, _ in asked], due_on=day + timedelta(days=30), by=by, day=day
    )
    people = {body.pk: person for body, person in asked}
    for comment in comments if is_finished else comments[:2]:
        when = world.simulation.between(day + timedelta(days=1), day + timedelta(days=8))
        world.simulation.schedule(when, partial(_answer, world, comment.pk, people[comment.body_id]))
    if is_finished:
        when = world.simulation.some_time(day + timedelta(days=12))
        world.simulation.schedule(
            when, partial(_publish, world, maker, edition, [each.pk for each in comments])
        )


def _others(world: World, maker: Maker) -> list[tuple[Body, str]]:
    """The other bodies of the place, each with the user name of who answers; the bureaus come first."""
    place = maker.owner.place.name
    bureaus = [(each.body, each.lead) for each in world.purchasers if each.body.place.name == place]
    office = (world.offices[place], username(place, TREASURER))
    return [each for each in (*bureaus, office) if each[0] != maker.owner]


def _answer(world: World, comment: int, person: str) -> None:
    give_comment(comment=comment, text=world.pick(ANSWERS), by=world.agent(person), day=wall_clock.today())


def _publish(world: World, maker: Maker, edition: int, comments: list[int]) -> None:
    """A department hands its edition in, and the finance office of its level publishes it."""
    by, day = world.agent(maker.person), wall_clock.today()
    for comment in Comment.objects.filter(pk__in=comments).exclude(text__in=NO_COMMENTS).order_by("pk"):
        settle_comment(comment=comment.pk, is_accepted=True, reason="", by=by)
    finish_consultation(edition=edition, by=by, day=day)
    treasurer = world.treasurer(maker.owner.place.name)
    # In force at once: a lower catalogue rests on one that is so when it is drafted.
    publish_edition(edition=edition, valid_from=day, by=treasurer, day=day)
