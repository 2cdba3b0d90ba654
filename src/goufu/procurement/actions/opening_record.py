"""What all actions of an opening share: the locked opening, who is there, and the minutes."""

from __future__ import annotations

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.errors import NotFound
from goufu.procurement.models import (
    Cause,
    Custodian,
    Envelope,
    EnvelopeState,
    Minute,
    Opening,
    Presence,
    Procurement,
)
from goufu.procurement.sealed.ceremony import Fault
from goufu.procurement.sealed.envelopes import kind_title
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent

DONE = frozenset({EnvelopeState.OPENED, EnvelopeState.SHOWN, EnvelopeState.FAILED, EnvelopeState.RETURNED})


def custodian_in(opening: Opening, by: Agent) -> Custodian | None:
    rows = Custodian.objects.select_related("body__place", "person")
    return rows.filter(procurement=opening.procurement_id, person=by.person, body=by.body).first()


def note_presence(act: Action, opening: Opening, by: Agent, role: str) -> None:
    if opening.present.filter(person=by.person).exists():
        return
    act.create(Presence(opening=opening, person=by.person, body=by.body, role=role, at=wall_clock.now()))
    if role != "host":
        say(act, opening, f"{by.body.name}{by.person.name}到场")


def locked(act: Action, opening: int, version: int | None = None) -> Opening:
    """The opening, locked after its procurement, which must go on: neither ended nor suspended. Raises NotFound, NotAllowed, Refusal."""
    number = Opening.objects.filter(pk=opening).values_list("procurement", flat=True).first()
    if number is None:
        raise NotFound
    PROCUREMENT.lock(act, Procurement.objects, number, "open")
    return act.lock(Opening.objects.select_related("procurement__purchaser__place"), opening, version=version)


def envelopes_in(opening: Opening, *states: str) -> list[Envelope]:
    rows = opening.envelopes.select_related(
        "bid__bidder", "bid__lot", "bid__procurement", "bid__procurement__sealing"
    )
    return list((rows.filter(state__in=states) if states else rows).order_by("number", "id"))


def say(act: Action, opening: Opening, text: str) -> None:
    act.create(Minute(opening=opening, at=wall_clock.now(), text=text[:1_000]))


def failure_of(envelope: Envelope, fault: Fault) -> str:
    return f"{name_of(envelope)}打不开：{fault.why}。{Cause(fault.cause).label}；其余继续"


def name_of(envelope: Envelope) -> str:
    return f"{envelope.number} 号{envelope.bid.bidder.name}的“{kind_title(envelope.bid.kind)}”信封"
