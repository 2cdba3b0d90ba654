"""Queries of challenges and complaints, as far as the agent may see them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from goufu.core.composed import Composed, Param, keep_related, related
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.principal import scope_of, visible
from goufu.procurement.models import (
    CaseStep,
    Challenge,
    ChallengeState,
    Complaint,
    ComplaintState,
    Letter,
    Party,
    PartyKind,
    PartyState,
)
from goufu.procurement.models.complaints import UNDECIDED, ComplaintDecision
from goufu.registry.agents import Agent
from goufu.registry.models import Body

_ASKED = Param("number", Challenge._meta.pk)
_CHALLENGE: Composed[Any] = Composed(
    lambda: (
        Challenge.objects.filter(pk=_ASKED)
        .select_related("procurement__purchaser__place", "challenger", "answer__person", "entered_by")
        .order_by()
    )
)
_COMPLAINT: Composed[Any] = Composed(
    lambda: (
        Complaint.objects.filter(pk=_ASKED)
        .select_related("procurement__purchaser__place", "complainant", "office", "leader", "entered_by")
        .select_related("listing__debarment")
        .order_by()
    )
)
_DECISIONS = Composed(lambda: ComplaintDecision.objects.filter(complaint=_ASKED).select_related("person"))
_PARTIES = Composed(lambda: Party.objects.filter(complaint=_ASKED).select_related("body"))
_PARTY: Composed[Any] = Composed(
    lambda: (
        Party.objects.filter(pk=_ASKED)
        .select_related("body__place", "complaint__procurement__purchaser__place")
        .order_by()
    )
)
_JOINED = Composed(lambda: Complaint.objects.filter(leader=_ASKED).select_related("complainant"))
WAITING = (PartyState.SENT, PartyState.RECEIVED, PartyState.DECIDED)
# What a purchaser sees of complaints against it: those of which it gets a copy.
COPIED = (ComplaintState.ACCEPTED, ComplaintState.DECIDED, ComplaintState.WITHDRAWN)


def challenges(agent: Agent | None) -> QuerySet[Any]:
    """The challenges of procurements that the agent may see, and a provider's own; newest first, with their steps."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Challenge.SCOPE_FIELDS)
    seen |= visible(agent, Permission.SEE_BIDS, scope_of("challenger"))
    rows = Challenge.objects.filter(seen).select_related("procurement__purchaser__place", "challenger")
    return rows.select_related("answer__person").prefetch_related("steps").order_by("-id")


def challenge_for(agent: Agent | None, number: int) -> Any:
    """The challenge. Raises NotFound."""
    found = _challenge(number)
    if found is None or agent is None or not _may_see(agent, found, found.challenger):
        raise NotFound
    keep_related([found.procurement], "occurrences", related(found.procurement, "occurrences"))
    keep_related([found], "complaints", related(found, "complaints"))
    return found


def _challenge(number: int) -> Any:
    """The challenge with its steps, or None."""
    found = _CHALLENGE.first(number=number)
    if found is not None:
        keep_related([found], "steps", related(found, "steps"))
    return found


def _may_see(agent: Agent, case: Challenge | Complaint, provider: Body) -> bool:
    """Whether the agent sees it as a procurement's, or as its provider's."""
    return agent.may_on(Permission.SEE_PROCUREMENTS, case) or agent.may_on(Permission.SEE_BIDS, provider)


def complaints(agent: Agent | None) -> QuerySet[Any]:
    """The complaints that the agent may see, newest first, with their steps: a purchaser sees those that were accepted."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Complaint.SCOPE_FIELDS)
    if agent is not None and agent.may(Permission.WRITE_PROCUREMENT):
        seen &= Q(state__in=COPIED) | Q(office=agent.body)
    seen |= visible(agent, Permission.SEE_BIDS, scope_of("complainant"))
    rows = Complaint.objects.filter(seen).select_related("procurement__purchaser__place", "complainant")
    kept = ("steps", "parties__body", "decisions")  # their clocks are made of these
    return rows.select_related("office", "leader").prefetch_related(*kept).order_by("-id")


def sees_complaint(agent: Agent, found: Complaint) -> bool:
    """Whether the agent may see it, as `complaints` says."""
    if agent.may_on(Permission.SEE_BIDS, found.complainant):
        return True
    is_told = found.state in COPIED or found.office_id == agent.body.pk
    is_kept_from = agent.may(Permission.WRITE_PROCUREMENT) and not is_told
    return agent.may_on(Permission.SEE_PROCUREMENTS, found) and not is_kept_from


def complaint_for(agent: Agent | None, number: int) -> Any:
    """The complaint with its challenge, its decisions and those joined to it. Raises NotFound."""
    found = _COMPLAINT.first(number=number)
    if found is None or agent is None or not sees_complaint(agent, found):
        raise NotFound
    return _with_its_parts(found)


def _with_its_parts(found: Any) -> Any:
    """The complaint with its challenge, what happened in it, its parties, its decisions and those joined to it."""
    number = found.pk
    if found.challenge_id:
        found.challenge = _challenge(found.challenge_id)
    keep_related([found], "steps", related(found, "steps"))
    parties = {each.pk: each for each in _PARTIES.all(number=number)}
    keep_related([found], "parties", parties.values())
    for step in found.steps.all():
        step.party = parties.get(step.party_id)
    keep_related([found], "decisions", _DECISIONS.all(number=number))
    keep_related([found], "joined", _JOINED.all(number=number))
    keep_related([found.procurement], "occurrences", related(found.procurement, "occurrences"))
    return found


def party_for(agent: Agent | None, number: int) -> Any:
    """The party with its complaint: for its own body, and for who sees complaints of the place. Raises NotFound."""
    found = _PARTY.first(number=number)
    if found is None or agent is None or not sees_party(agent, found):
        raise NotFound
    found.complaint = _with_its_parts(_COMPLAINT.first(number=found.complaint_id))
    return found


def sees_party(agent: Agent, found: Party) -> bool:
    """Whether the agent may open the party's page."""
    is_own = agent.may_on(Permission.ANSWER_COMPLAINTS, found)
    return is_own or agent.may_on(Permission.SEE_PROCUREMENTS, found)


def own_part(agent: Agent, complaint: Complaint) -> Party | None:
    """The part of the agent's own body in the complaint."""
    return next((each for each in complaint.parties.all() if each.body_id == agent.body.pk), None)


def reads_complaint(agent: Agent, complaint: Complaint) -> bool:
    """Whether the agent, who sees it, reads what is complained of: a party does from its receipt on, so that its days can't wait.

    The office always does, and so does whoever is no party.
    """
    if agent.may_on(Permission.DECIDE_COMPLAINT, complaint):
        return True
    own = own_part(agent, complaint)
    if own is None:  # the purchaser waits for its copy, or for the end without one
        is_to_get_one = agent.body.pk == complaint.procurement.purchaser_id
        return not is_to_get_one or complaint.state != ComplaintState.ACCEPTED
    if own.state == PartyState.DECIDED:
        return own.kind == PartyKind.COMPLAINANT or has_received(own, complaint)
    return own.state != PartyState.SENT


def has_received(party: Party, complaint: Complaint) -> bool:
    """Whether the party has received its copy of the complaint."""
    return any(each.kind == "copy_received" and each.party_id == party.pk for each in complaint.steps.all())


def reads_decision(agent: Agent, complaint: Complaint) -> bool:
    """Whether the agent, who sees the complaint, reads the decision on it: a party does from its receipt on."""
    own = own_part(agent, complaint)
    is_waiting = own is not None and own.state == PartyState.DECIDED
    return not is_waiting or agent.may_on(Permission.DECIDE_COMPLAINT, complaint)


def effect_letters(complaint: Complaint) -> list[Letter]:
    """What bidders were told of the last decision on it, or on the one that leads."""
    rows = Letter.objects.filter(decision__complaint=complaint.leader_id or complaint.pk)
    found = list(
        rows.select_related("response__bidder", "service__person", "service__receipt").order_by("pk")
    )
    return [each for each in found if each.decision_id == found[-1].decision_id]


def own_parts(agent: Agent) -> QuerySet[Any]:
    """What waits for the agent's body as a party: a copy to receive or to answer, a decision to receive, once for all parts that it
    has in what is decided together; the oldest first.
    """
    own = visible(agent, Permission.ANSWER_COMPLAINTS, Party.SCOPE_FIELDS)
    rows = Party.objects.filter(own, ~_served_with_the_leader(), state__in=WAITING).order_by("pk")
    # Nothing is joined: every home asks, and few have any.
    kept = ("complaint__procurement__purchaser__place", "complaint__steps", "complaint__decisions")
    return rows.prefetch_related("body__place", *kept)


def _served_with_the_leader() -> Q:
    """That a decision is received with the body's part in the complaint that leads."""
    there = Party.objects.filter(complaint=OuterRef("complaint__leader"), body=OuterRef("body"))
    return Q(Exists(there), state=PartyState.DECIDED)


def unsigned(agent: Any, since: Any) -> QuerySet[Any]:
    """The parties that have not received the copy that the agent's office sent them, or its decision, on `since` or before."""
    steps = CaseStep.objects.filter(party=OuterRef("pk"), kind="copied", day__gt=since)
    later = ComplaintDecision.objects.filter(complaint=OuterRef("complaint"), day__gt=since)
    waiting = Q(~Exists(steps), state=PartyState.SENT, complaint__state=ComplaintState.ACCEPTED)
    waiting |= Q(~Exists(later), state=PartyState.DECIDED)
    rows = Party.objects.filter(waiting, ~_served_with_the_leader(), complaint__office=agent.body).order_by(
        "pk"
    )
    kept = ("complaint__procurement__purchaser__place", "complaint__steps", "complaint__decisions")
    return rows.select_related("body").prefetch_related(*kept)


def undecided(agent: Agent) -> QuerySet[Any]:
    """The complaints that the agent's office handles and has not ended, the longest waiting first."""
    return complaints(agent).filter(office=agent.body, state__in=UNDECIDED).order_by("received_on", "pk")


def unserved(agent: Agent) -> QuerySet[Any]:
    """The challenges that the agent's body, or who has charged it, has not answered, or whose answers are not known to have arrived, the
    longest waiting first.
    """
    own = visible(agent, Permission.KEEP_CHALLENGES, Challenge.SCOPE_FIELDS)
    served = CaseStep.objects.filter(challenge=OuterRef("pk"), kind="answer_served")
    unserved = Q(~Exists(served), state=ChallengeState.ANSWERED)
    rows = challenges(agent).filter(own, Q(state=ChallengeState.RECEIVED) | unserved)
    return rows.select_related("procurement__delegation__agency").order_by("received_on", "pk")
