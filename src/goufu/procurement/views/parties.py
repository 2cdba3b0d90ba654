"""The page of a party to a complaint: its copy, its answer, the decision and until when it can go against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goufu import wall_clock
from goufu.core.pages import needs
from goufu.core.permissions import Permission
from goufu.core.steps import Offer
from goufu.procurement.actions.case_record import case_of_party, parties_of
from goufu.procurement.cases.appeals import told_by, unverified
from goufu.procurement.cases.history import Case, clocks_of
from goufu.procurement.documents.cases import party_as_subject
from goufu.procurement.models import CaseStep, Complaint, ComplaintDecision, Party, PartyState
from goufu.procurement.queries.cases import (
    party_for,
    reads_complaint,
    reads_decision,
    sees_complaint,
    sees_party,
)
from goufu.procurement.steps.parties import PARTY_STEPS
from goufu.procurement.timing.told import State, Step
from goufu.procurement.views.cases import due_context, running
from goufu.procurement.views.context import KINDS, Line, state_words
from goufu.registry.agents import Agent
from goufu.ui.columns import state

BADGES: dict[str, str] = {
    PartyState.COMPLAINS: "info",
    PartyState.SENT: "warn",
    PartyState.RECEIVED: "warn",
    PartyState.ANSWERED: "ok",
    PartyState.DECIDED: "warn",
    PartyState.SERVED: "ok",
    PartyState.ENDED: "info",
}

REPLY = "respondent_reply"  # a clock of cases.toml
RECEIPTS = ("copy_received", "decision_served")  # steps of cases.toml


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party in the table of its complaint. `clocks`: those that still run. `is_shown`: the agent may open its page.

    `is_silent`: it never explained, and its days ran out before the decision.
    """

    party: Party
    badge: str
    case: Case
    clocks: list[Step]
    is_shown: bool
    is_silent: bool

    @property
    def received(self) -> CaseStep | None:
        return _last_of(self.party, "copy_received")

    @property
    def answered(self) -> CaseStep | None:
        return _last_of(self.party, "replied")

    @property
    def served(self) -> CaseStep | None:
        return _last_of(self.party, "decision_served") if "decision_served" in self.case.days else None


def party_lines(complaint: Complaint, agent: Agent) -> list[PartyLine]:
    """Everybody to whom the complaint is told, in the order of the copies."""
    today = wall_clock.today()
    return [
        PartyLine(each, badge_of(each), case, running(clocks), sees_party(agent, each), is_silent(clocks))
        for each in parties_of(complaint)
        for case in [case_of_party(each)]
        for clocks in [list(clocks_of(case, today))]
    ]


def is_silent(clocks: Iterable[Step]) -> bool:
    """Whether the party's days for its answer ran out without one, and are over."""
    return any(each.name == REPLY and each.state is State.LAPSED for each in clocks)


def badge_of(party: Party) -> str:
    """The state as HTML."""
    return state(BADGES[party.state], str(party.get_state_display()))


def _last_of(party: Party, kind: str) -> CaseStep | None:
    """The party's last step of that kind."""
    rows = [each for each in party.complaint.steps.all() if each.party_id == party.pk and each.kind == kind]
    return max(rows, key=lambda each: each.pk, default=None)


def own_step(complaint: Complaint, agent: Agent) -> Offer | None:
    """What the agent's body is to do as a party to the complaint."""
    for each in parties_of(complaint):
        if agent.may_on(Permission.ANSWER_COMPLAINTS, each):
            return next((offer for offer in PARTY_STEPS.offers(agent, each) if offer.is_next), None)
    return None


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A decision with what it tells of going against it, and which of its periods nobody has checked."""

    decision: ComplaintDecision
    told: str
    unverified: str


def decisions_of(complaint: Complaint, agent: Agent) -> list[DecisionShown]:
    """All decisions on it, the last one first; none to a party that has not received the last one."""
    if not reads_decision(agent, complaint):
        return []
    rows = sorted(complaint.decisions.all(), key=lambda each: -each.pk)
    return [DecisionShown(each, told_by(each), unverified()) for each in rows]


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a party to a complaint."""
    found = party_for(agent, number)
    return render(request, "procurement/party.html", _context(found, agent))


def _context(found: Party, agent: Agent) -> dict[str, Any]:
    clocks = list(clocks_of(case_of_party(found), wall_clock.today()))
    offers = PARTY_STEPS.offers(agent, found)
    following = next((each for each in offers if each.is_next), None)
    return {
        "party": found,
        "complaint": found.complaint,
        "procurement": found.complaint.procurement,
        "state": badge_of(found),
        "lines": [Line(each, KINDS[each.state], state_words()[each.state]) for each in clocks],
        **due_context(clocks),
        "next": following,
        "others": [each for each in offers if each is not following],
        "is_told": reads_complaint(agent, found.complaint),
        "is_unread": not reads_decision(agent, found.complaint),
        "receipts": [each for kind in RECEIPTS if (each := _last_of(found, kind))],
        "answer": _last_of(found, "replied"),
        "is_silent": is_silent(clocks),
        "decisions": decisions_of(found.complaint, agent),
        "sees_complaint": sees_complaint(agent, found.complaint),
        "subject": party_as_subject(found, agent),
    }
