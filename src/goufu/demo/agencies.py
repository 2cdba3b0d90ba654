"""The agencies of the demonstration, a central and a private one, and what purchasers delegate to them."""

from __future__ import annotations

from datetime import date
from functools import partial

from goufu import wall_clock
from goufu.core.duties import Duty
from goufu.core.roles import Role
from goufu.demo.people import CITY, engage
from goufu.demo.services import read
from goufu.demo.world import PROVINCE, Purchaser, World
from goufu.documents.actions import attach_document
from goufu.procurement.actions.delegating import draft_delegation, sign_delegation, take_delegation
from goufu.procurement.models import Delegation, Payer
from goufu.procurement.papers.issued import agreements_of
from goufu.registry.actions.bodies import register_body
from goufu.registry.agents import Agent
from goufu.registry.models import AgencyKind, Body

OPENED_ON = date(2026, 6, 15)
LAST_DAY = date(2027, 12, 31)
CENTRAL, PRIVATE = AgencyKind.CENTRAL.value, AgencyKind.PRIVATE.value
PLACES = {CENTRAL: PROVINCE, PRIVATE: CITY}
PEOPLE = {
    CENTRAL: ("dl-zx1", "dl-zx2"),
    PRIVATE: ("dl-sh1", "dl-sh2"),
}  # user names: who drafts, who publishes


def begin(world: World) -> None:
    """Both agencies are registered, each with two people."""
    for kind in PEOPLE:
        world.simulation.schedule(world.simulation.some_time(OPENED_ON), partial(_open, world, kind))


def _open(world: World, kind: str) -> None:
    said, place = read("agencies")[kind], world.places[PLACES[kind]]
    is_central = kind == CENTRAL
    body = register_body(
        by=world.agent("sysadmin"),
        name=said["name"],
        kind="public_institution_class_1" if is_central else "enterprise",
        level=place.level if is_central else "",
        place=place,
        office=world.offices[place.name] if is_central else None,
        agency_kind=kind,
        telephone=said["telephone"],
        address=said["address"],
    )
    for each in PEOPLE[kind]:
        engage(world, body, Role.AGENCY_AGENT, each)


def people_of(world: World, kind: str) -> tuple[Agent, Agent]:
    """Who drafts for the agency, and who publishes."""
    clerk, second = PEOPLE[kind]
    return world.agent(clerk), world.agent(second)


def delegate(world: World, number: int, kind: str, purchaser: Purchaser, *, is_taken: bool = True) -> None:
    """The purchaser delegates the procurement of that number; is_taken: the agency has accepted."""
    officer, (clerk, _second) = world.agent(purchaser.officer), people_of(world, kind)
    is_central = kind == CENTRAL
    made = draft_delegation(
        procurement=number,
        agency=Body.objects.get(agency_kind=kind).pk,
        duties=Duty.values,
        starts_on=wall_clock.today(),
        ends_on=LAST_DAY,
        payer=Payer.NOBODY if is_central else Payer.WINNER,
        fee_text="" if is_central else read("agencies")[kind]["fee"],
        by=officer,
    )
    _attach(made, officer)
    sign_delegation(delegation=made.pk, by=world.agent(purchaser.lead))
    if is_taken:
        take_delegation(delegation=made.pk, by=clerk)


def _attach(made: Delegation, officer: Agent) -> None:
    [paper, *_others] = agreements_of(made)
    attach_document(
        by=officer,
        subject=("delegation", made.pk),
        kind="agreement",
        file_name=f"{paper.name}.pdf",
        chunks=[paper.write().content],
    )
