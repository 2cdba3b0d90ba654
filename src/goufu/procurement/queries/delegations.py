"""Queries of delegations: a purchaser's own, and those given to an agency."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.procurement.models import Delegation, DelegationState
from goufu.registry.agents import Agent
from goufu.registry.models import Body

UNTAKEN = (DelegationState.DRAFT, DelegationState.OFFERED)


def delegations(agent: Agent | None) -> QuerySet[Any]:
    """The delegations of procurements that the agent may see, and those offered to its agency; newest first."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Delegation.SCOPE_FIELDS)
    rows = Delegation.objects.filter(seen)
    if agent is not None and agent.may(Permission.TAKE_DELEGATION):
        taken = visible(agent, Permission.TAKE_DELEGATION, Delegation.SCOPE_FIELDS)
        rows = Delegation.objects.filter(taken).exclude(state=DelegationState.DRAFT)
    return rows.select_related("agency", "procurement__purchaser__place").order_by("-id")


def delegation_for(agent: Agent | None, number: int) -> Any:
    """The delegation with all who signed. An agency sees it once the purchaser has signed. Raises NotFound."""
    people = ("drafted_by", "signed_by", "taken_by", "ended_by", "handed_by", "received_by")
    rows = Delegation.objects.select_related("agency", "procurement__purchaser__place", *people)
    found = rows.filter(pk=number).order_by().first()
    if found is None or agent is None:
        raise NotFound
    is_theirs = agent.may_on(Permission.TAKE_DELEGATION, found)
    if is_theirs and found.state != DelegationState.DRAFT:
        return found
    if is_theirs or not agent.may_on(Permission.SEE_PROCUREMENTS, found):
        raise NotFound
    return found


def of_procurement(number: int) -> list[Delegation]:
    """The delegations of a procurement, the newest first."""
    return list(Delegation.objects.filter(procurement=number).select_related("agency"))


def agencies() -> QuerySet[Body]:
    """All agencies: whoever may choose one chooses among all of them (procurement-law:19)."""
    return (
        Body.objects.filter(is_active=True).exclude(agency_kind="").select_related("place").order_by("name")
    )
