"""Queries of challenges and complaints, as far as the agent may see them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from goufu.core.permissions import Permission
from goufu.core.principal import scope_of, visible
from goufu.core.rows import numbered
from goufu.procurement.models import (
    Challenge,
    ChallengeState,
    Complaint,
    ComplaintState,
)
from goufu.procurement.models.complaints import UNDECIDED
from goufu.registry.agents import Agent

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
    rows = challenges(agent).select_related("entered_by")
    return numbered(rows.prefetch_related("procurement__occurrences", "complaints"), number)


def complaints(agent: Agent | None) -> QuerySet[Any]:
    """The complaints that the agent may see, newest first, with their steps: a purchaser sees those that were accepted."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Complaint.SCOPE_FIELDS)
    if agent is not None and agent.may(Permission.WRITE_PROCUREMENT):
        seen &= Q(state__in=COPIED) | Q(office=agent.body)
    seen |= visible(agent, Permission.SEE_BIDS, scope_of("complainant"))
    rows = Complaint.objects.filter(seen).select_related("procurement__purchaser__place", "complainant")
    return rows.select_related("office", "leader").prefetch_related("steps").order_by("-id")


def complaint_for(agent: Agent | None, number: int) -> Any:
    """The complaint with its challenge, its decisions and those joined to it. Raises NotFound."""
    rows = complaints(agent).select_related(
        "challenge__answer", "challenge__challenger", "challenge__procurement__purchaser__place", "entered_by"
    )
    return numbered(
        rows.prefetch_related(
            "challenge__steps",
            "decisions__person",
            "joined__complainant",
            "procurement__occurrences",
            "listing__debarment",
        ),
        number,
    )


def undecided(agent: Agent) -> QuerySet[Any]:
    """The complaints that the agent's office handles and has not ended, the longest waiting first."""
    return complaints(agent).filter(office=agent.body, state__in=UNDECIDED).order_by("received_on", "pk")


def unanswered(agent: Agent) -> QuerySet[Any]:
    """The challenges that the agent's body has not answered, the longest waiting first."""
    rows = challenges(agent).filter(procurement__purchaser=agent.body, state=ChallengeState.RECEIVED)
    return rows.order_by("received_on", "pk")
