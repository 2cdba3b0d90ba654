"""Challenges and complaints of the demonstration, by the program's own actions (data/challenges.toml)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.demo.services import read
from goufu.demo.world import Purchaser, World
from goufu.law.clock import workday_due
from goufu.procurement.actions.answering import answer_challenge, serve_answer
from goufu.procurement.actions.challenging import enter_challenge, file_challenge
from goufu.procurement.actions.complaining import accept_complaint, file_complaint
from goufu.procurement.actions.handling import suspend_procurement
from goufu.procurement.actions.parties import answer_copy, receive_copy, receive_decision, send_copies
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.cases.appeals import proposed
from goufu.procurement.cases.parties import concerned
from goufu.procurement.models import (
    Complaint,
    Effect,
    Finding,
    Party,
    PartyKind,
    Procurement,
    ProcurementState,
)
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body
from goufu.wall_clock import CHINA

COUNTY, KIND = "云岭县", "social_service_organisation"  # of the providers that challenge


def begin(world: World) -> None:
    for number, said in enumerate(read("challenges")["challenge"]):
        if said["bureau"] < len(world.bureaus):
            ChallengeCourse(world, said, number).begin()


class ChallengeCourse:
    """One challenge, and how far it comes. Each step schedules the next."""

    def __init__(self, world: World, said: dict[str, Any], number: int) -> None:
        self.world, self.said, self.number = world, said, number
        self.challenge = self.complaint = 0

    @property
    def purchaser(self) -> Purchaser:
        return self.world.purchaser_of(self.said)

    @property
    def provider(self) -> Body:
        number: int = self.said.get("provider", self.number)
        return self.world.providers[COUNTY, KIND][number]

    @property
    def agent(self) -> Agent:
        """Who acts for the provider that challenges."""
        return self._agent_of(self.provider)

    def _agent_of(self, provider: Body) -> Agent:
        held = Appointment.objects.filter(body=provider, role=Role.PROVIDER_AGENT)
        return self.world.agent(held.select_related("person")[0].person.username)

    @property
    def treasurer(self) -> Agent:
        return self.world.treasurer(self.said["place"])

    def begin(self) -> None:
        self._on("challenged", self.give_in)

    def give_in(self) -> None:
        """Against the file: by the provider, or on paper at the counter."""
        found = Procurement.objects.filter(
            purchaser=self.purchaser.body, state=ProcurementState.RUNNING
        ).first()
        if found is None:
            return
        values = {name: self.said[name] for name in ("matters", "request", "grounds")}
        values |= {"standing": "file_holder", "against": "file"}
        if self.said.get("filed"):
            made = file_challenge(procurement=found.pk, values=values, by=self.agent)
        else:
            today = wall_clock.today()
            made = enter_challenge(
                procurement=found.pk,
                challenger=self.provider.name,
                challenged_on=today,
                received_on=today,
                way="hand",
                values=values,
                may_affect_result=False,
                by=self.world.agent(self.purchaser.officer),
            )
        self.challenge = made.pk
        if "answered" in self.said:
            self._on("answered", self.answer)

    def answer(self) -> None:
        answer_challenge(
            challenge=self.challenge,
            outcome="no",
            consequence="go_on",
            text=self.said["answer"],
            by=self.world.agent(self.purchaser.lead),
        )
        officer = self.world.agent(self.purchaser.officer)
        serve_answer(challenge=self.challenge, day=wall_clock.today(), way="hand", by=officer)
        if "complained" in self.said:
            self._on("complained", self.complain)

    def complain(self) -> None:
        values = {
            "matters": self.said["complaint"],
            "request": self.said["request"],
            "grounds": self.said["grounds"],
        }
        self.complaint = file_complaint(challenge=self.challenge, values=values, by=self.agent).pk
        self._on("accepted", self.accept)

    def accept(self) -> None:
        accept_complaint(complaint=self.complaint, by=self.treasurer)
        found = Complaint.objects.get(pk=self.complaint)
        send_copies(
            complaint=self.complaint,
            bodies=[body.pk for body, _kind in concerned(found)],
            others=[self.supplier.name] if "supplier" in self.said else [],
            day=wall_clock.today(),
            by=self.treasurer,
        )
        receive_copy(
            party=self._party(PartyKind.PURCHASER), day=wall_clock.today(), way="hand", by=self.treasurer
        )
        for name, act in (
            ("replied", self.reply),
            ("suspended", self.suspend),
            ("supplier_received", self.supplier_receives),
            ("decided", self.decide),
        ):
            if name in self.said:
                self._on(name, act)

    @property
    def supplier(self) -> Body:
        """A supplier whom the complaint concerns."""
        number: int = self.said["supplier"]
        return self.world.providers[COUNTY, KIND][number]

    def _party(self, kind: PartyKind) -> int:
        """The number of the party of that kind."""
        return Party.objects.get(complaint=self.complaint, kind=kind).pk

    def reply(self) -> None:
        lead = self.world.agent(self.purchaser.lead)
        answer_copy(party=self._party(PartyKind.PURCHASER), text=self.said["reply"], by=lead)

    def supplier_receives(self) -> None:
        receive_copy(party=self._party(PartyKind.SUPPLIER), by=self._agent_of(self.supplier))

    def decide(self) -> None:
        """Dismissed; by who complained it is received the day it is served, the purchaser has yet to receive it."""
        proposal = proposed(Complaint.objects.get(pk=self.complaint), wall_clock.today())
        decide_complaint(
            complaint=self.complaint,
            finding=Finding.BASELESS,
            effect=Effect.GO_ON,
            by=self.treasurer,
            **proposal | self.said["decision"],
        )
        self._on("served", self.serve)

    def serve(self) -> None:
        receive_decision(party=self._party(PartyKind.COMPLAINANT), by=self.agent)

    def suspend(self) -> None:
        suspend_procurement(
            complaint=self.complaint,
            days=self.said["days"],
            reason=self.said["suspension"],
            by=self.treasurer,
        )

    def _on(self, name: str, act: Callable[[], object]) -> None:
        """Schedules it for the afternoon of that day, or the next working day."""
        day: date = self.said[name]
        due = workday_due(day - timedelta(days=1), 1).day
        self.world.simulation.schedule(datetime.combine(due, time(15, 20), CHINA), act)
