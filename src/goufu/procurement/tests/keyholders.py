"""Custodians of a procurement's keys, for tests: three people of three bodies, each with a key of his own."""

from __future__ import annotations

from typing import NamedTuple

from goufu.procurement.actions.keys import Named, answer_rehearsal, give_key, make_sheet, plan_keys
from goufu.procurement.models import Procurement, Rehearsal
from goufu.procurement.sealed.sheets import outside_of
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County
from goufu.sealing.keys import Key, new_key
from goufu.sealing.peel import rehearse
from goufu.sealing.suites import AGE


class Holder(NamedTuple):
    """A custodian with his key, which is never sent to the house."""

    agent: Agent
    key: Key


def holders(county: County) -> list[Holder]:
    """One of the purchaser, one of the trading centre, and the reserve at the finance office."""
    return [Holder(each, new_key(AGE)) for each in (county.officer, county.teacher, county.treasurer)]


def keyed(procurement: Procurement, county: County, needed: int = 2) -> list[Holder]:
    """The procurement has custodians who have given their keys, and a sheet."""
    people = holders(county)
    sides = ("purchaser", "centre", "reserve")
    named = [
        Named(side, each.agent.person.pk, each.agent.body.pk)
        for side, each in zip(sides, people, strict=True)
    ]
    plan_keys(procurement=procurement.pk, custodians=named, needed=needed, by=county.officer)
    for each in people:
        give_key(procurement=procurement.pk, public=each.key.public, by=each.agent)
    make_sheet(procurement=procurement.pk, by=county.officer)
    return people


def peel_of(procurement: Procurement, holder: Holder) -> str:
    """What the holder's program gives for the last test envelope."""
    outside = outside_of(Rehearsal.objects.filter(procurement=procurement).latest("id"))
    return rehearse(outside, holder.key.secret, procurement.number).as_bytes().decode()


def rehearsed(procurement: Procurement, people: list[Holder]) -> None:
    """Each has opened his part of the last test envelope."""
    for each in people:
        answer_rehearsal(procurement=procurement.pk, peel=peel_of(procurement, each), by=each.agent)
