"""The places, bodies and people of the demonstration. All are made up; no real place has these codes."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.demo.services import Bureau, read
from goufu.demo.settling import settle
from goufu.demo.world import PROVINCE, TREASURER, Purchaser, World, username
from goufu.registry.actions.appointments import appoint
from goufu.registry.actions.bodies import change_body, register_body
from goufu.registry.actions.first import set_up
from goufu.registry.actions.people import enrol_person
from goufu.registry.actions.places import open_place
from goufu.registry.models import Body, Person, Place
from goufu.wall_clock import CHINA

FIRST_DAY = date(2024, 9, 2)
NEWCOMER_ON = date(2026, 11, 10)
HELPED_FROM, HELPED_UNTIL = (datetime(2025, 3, 3, 10, tzinfo=CHINA), datetime(2026, 3, 31, 10, tzinfo=CHINA))
HELPER = "helper"
ROLES_LOOKED_AT = datetime(2026, 11, 9, 10, tzinfo=CHINA)
STREETS = ("政通路", "人民路", "文昌街", "新桥街")
CITY, COUNTIES = "岚溪市", ("云岭县", "松泉县")
CODES = {PROVINCE: "990000", CITY: "990100", "云岭县": "990121", "松泉县": "990122"}
BUREAUS_OF = {PROVINCE: 2, CITY: 8}  # at most so many of the list; a county has all


def begin(world: World) -> None:
    """The house is set up on its first day, with all bodies and people; somebody helps for a year and goes, whose account
    stays open; a newcomer of last week waits for a role."""
    world.simulation.schedule(world.simulation.some_time(FIRST_DAY), partial(_set_up, world))
    world.simulation.schedule(world.simulation.some_time(NEWCOMER_ON), partial(_enrol_newcomer, world))
    world.simulation.schedule(HELPED_FROM, partial(_engage_helper, world))
    world.simulation.schedule(HELPED_UNTIL, partial(world.agent, HELPER))
    # Else the security administrator's would be one of the unused accounts.
    world.simulation.schedule(ROLES_LOOKED_AT, partial(world.agent, "secadmin"))


def _enrol_newcomer(world: World) -> None:
    _enrol(world, "newcomer", world.purchasers[-1].body)


def _engage_helper(world: World) -> None:
    body = world.purchasers[0].body
    engage(world, body, Role.PURCHASING_OFFICER, HELPER, last_day=HELPED_UNTIL.date())


def _set_up(world: World) -> None:
    said = read("names")
    world.names = [family + given for family in said["family"] for given in said["given"].split()]
    world.simulation.random.shuffle(world.names)
    administrators = {
        Role.SYSTEM_ADMIN: (_name(world), "sysadmin"),
        Role.SECURITY_ADMIN: (_name(world), "secadmin"),
        Role.AUDIT_ADMIN: (_name(world), "auditadmin"),
    }
    set_up(
        body=f"{PROVINCE}财政厅",
        code=CODES[PROVINCE],
        place=PROVINCE,
        level="province",
        administrators=administrators,
    )
    for person in Person.objects.all():
        settle(person)
    _open_places(world)
    _open_finance_offices(world)
    for place in world.places.values():
        office = world.offices[place.name]
        for role, job in (
            (Role.FINANCE_OFFICER, TREASURER),
            (Role.FINANCE_OFFICER, "cz2"),
            (Role.AUDITOR, "jd"),
        ):
            engage(world, office, role, username(place.name, job))
        for number, bureau in enumerate(world.bureaus[: BUREAUS_OF.get(place.name)], start=1):
            world.purchasers.append(_purchaser(world, place, bureau, number))


def _open_places(world: World) -> None:
    system = world.agent("sysadmin")
    above = world.places[PROVINCE] = Place.objects.get(code=CODES[PROVINCE])
    for name in (CITY, *COUNTIES):
        made = open_place(by=system, code=CODES[name], name=name, parent=above, year=FIRST_DAY.year)
        world.places[name] = made
        above = world.places[CITY]


def _open_finance_offices(world: World) -> None:
    system = world.agent("sysadmin")
    top = system.body
    world.offices[PROVINCE] = change_body(
        by=system,
        body=top,
        version=top.version,
        is_finance_office=True,
        address=_address(world.places[PROVINCE], 0),
    )
    for name in (CITY, *COUNTIES):
        place = world.places[name]
        world.offices[name] = register_body(
            by=system,
            name=f"{name}财政局",
            kind="state_organ",
            level=place.level,
            place=place,
            is_finance_office=True,
            telephone=_telephone(place, 0),
            address=_address(place, 0),
        )


def _purchaser(world: World, place: Place, bureau: Bureau, number: int) -> Purchaser:
    body = register_body(
        by=world.agent("sysadmin"),
        name=f"{place.name}{_called(bureau, place)}",
        kind=bureau.kind,
        level=place.level,
        place=place,
        office=world.offices[place.name],
        agency_code=f"{bureau.department_code}001",
        telephone=_telephone(place, number),
        address=_address(place, number),
    )
    officer, lead = (username(place.name, job, number) for job in ("jb", "fz"))
    engage(world, body, Role.PURCHASING_OFFICER, officer)
    engage(world, body, Role.PURCHASING_LEAD, lead)
    return Purchaser(body, bureau, officer, lead)


def _telephone(place: Place, office: int) -> str:
    """A number that nobody has: no area code is 0000."""
    return f"0000-{place.code[2:4]}{place.code[4:6]}{office:03}0"


def _address(place: Place, office: int) -> str:
    """Where an office of the place sits; number 0 is the finance office."""
    return f"{place.name}{STREETS[office % len(STREETS)]}{12 + 3 * office}号"


def _called(bureau: Bureau, place: Place) -> str:
    return (
        f"{bureau.name[:-1]}厅" if place.level == "province" and bureau.name.endswith("局") else bureau.name
    )


def engage(world: World, body: Body, role: Role, username: str, last_day: date | None = None) -> None:
    """Enrols a person, who holds the role from that day on, until the last day where there is one."""
    person = _enrol(world, username, body)
    appoint(
        person=person.pk,
        body=body.pk,
        role=role,
        first_day=wall_clock.today(),
        last_day=last_day,
        by=world.agent("secadmin"),
    )


def _enrol(world: World, username: str, body: Body) -> Person:
    person, _password = enrol_person(
        username=username, name=_name(world), body=body, by=world.agent("sysadmin")
    )
    settle(person)
    return person


def _name(world: World) -> str:
    """A name that nobody has yet."""
    return world.names.pop()
