"""Queries of procurements and notices, as far as the agent may see them; published notices are everybody's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from goufu.core.composed import Composed, Param
from goufu.core.permissions import Permission
from goufu.core.principal import scope_of, visible
from goufu.core.rows import numbered
from goufu.planning.models import Project, ProjectState
from goufu.planning.queries.projects import projects as projects_seen
from goufu.procurement.models import (
    Challenge,
    ChallengeState,
    Complaint,
    ComplaintState,
    MethodDecision,
    Notice,
    NoticeState,
    Procurement,
    ProcurementState,
    Share,
)
from goufu.procurement.models.complaints import UNDECIDED
from goufu.procurement.models.procurements import ENDED
from goufu.registry.agents import Agent

OPEN = (ProcurementState.PLANNING, ProcurementState.RUNNING)


def procurements(agent: Agent | None) -> QuerySet[Any]:
    """All procurements that the agent may see, newest first, with the purchaser and `budget`, in yuan."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Procurement.SCOPE_FIELDS)
    if agent is not None and agent.may(Permission.SEE_PROCUREMENTS):
        taking_part = Share.objects.filter(procurement=OuterRef("pk"), project__purchaser=agent.body)
        seen |= Q(Exists(taking_part))
    return (
        Procurement.objects.filter(seen)
        .select_related("purchaser__place")
        .annotate(budget=Sum("shares__amount"))
        .order_by("-id")
    )


def procurement_for(agent: Agent | None, number: int) -> Any:
    """The procurement with everything that its page shows. Raises NotFound."""
    rows = procurements(agent).select_related(
        "purchaser__place", "drafted_by", "begun_by", "ended_by", "approval_asked_by"
    )
    return numbered(
        rows.prefetch_related(
            Prefetch("shares", Share.objects.select_related("project__purchaser")),
            "lots",
            Prefetch("notices", Notice.objects.select_related("drafted_by", "published_by")),
            "occurrences",
            "ticks__person",
            Prefetch("method_decisions", MethodDecision.objects.select_related("office", "person")),
        ),
        number,
    )


def notices(agent: Agent | None) -> QuerySet[Any]:
    """The notices that the agent may see: published ones, and drafts of procurements that it may see; newest first."""
    mine = visible(agent, Permission.SEE_PROCUREMENTS, Notice.SCOPE_FIELDS)
    return (
        Notice.objects.filter(Q(state=NoticeState.PUBLISHED) | mine)
        .select_related("procurement__purchaser__place", "about", "drafted_by", "published_by")
        .order_by("-id")
    )


def published_notices() -> QuerySet[Any]:
    """All published notices, the newest first: they are public."""
    return (
        Notice.objects.filter(state=NoticeState.PUBLISHED)
        .select_related("procurement__purchaser")
        .order_by("-published_at", "-id")
    )


def notice_for(agent: Agent | None, number: int) -> Any:
    """The notice with its procurement. Raises NotFound."""
    return numbered(notices(agent), number)


def own_notice_for(agent: Agent, number: int) -> Any:
    """The notice of a procurement that the agent may see. Raises NotFound for others, public or not."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Notice.SCOPE_FIELDS)
    return numbered(notices(agent).filter(seen), number)


def procurable(agent: Agent) -> list[tuple[Project, Any]]:
    """The approved projects of the agent's body of which something is left to procure, each with what is left, in yuan."""
    taken = Sum("shares__amount", filter=~Q(shares__procurement__state__in=ENDED), default=Decimal(0))
    rows = (
        projects_seen(agent)
        .filter(purchaser=agent.body, state=ProjectState.APPROVED)
        .annotate(left=F("amount") - taken)
        .filter(left__gt=0)
    )
    return [(each, each.left) for each in rows]


def of_project(agent: Agent, project: Project) -> list[Any]:
    """The procurements of the project that the agent may see, newest first, with the purchaser: as `procurements` says."""
    if not agent.may(Permission.SEE_PROCUREMENTS):
        return []
    found = _OF_PROJECT.all(project=project.pk, body=agent.body.pk)
    return [each for each in found if each.takes_part or agent.may_on(Permission.SEE_PROCUREMENTS, each)]


_SHARES = Share.objects.filter(procurement=OuterRef("pk"))
# Each project's page asks it, so it is composed once.
_OF_PROJECT: Composed[Any] = Composed(
    lambda: (
        Procurement.objects.filter(Exists(_SHARES.filter(project=Param("project", BigIntegerField()))))
        .select_related("purchaser__place")
        .annotate(takes_part=Exists(_SHARES.filter(project__purchaser=Param("body", BigIntegerField()))))
        .order_by("-id")
    )
)


def asking_approval(agent: Agent) -> QuerySet[Any]:
    """The procurements whose purchasers have asked for the approval of their method, the longest waiting first."""
    rows = procurements(agent).filter(state=ProcurementState.PLANNING, approval_asked_at__isnull=False)
    return rows.order_by("approval_asked_at", "pk")


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
