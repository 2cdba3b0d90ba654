"""Queries of procurements and notices, as far as the agent may see them; published notices are everybody's."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Sum

from goufu.core.composed import Composed, Param, keep_related, read_named
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.documents.models import Document
from goufu.planning.models import Project, ProjectState
from goufu.planning.queries.projects import projects as projects_seen
from goufu.procurement.concluded import with_signed
from goufu.procurement.held import held
from goufu.procurement.models import (
    CoPurchaser,
    Lot,
    MethodDecision,
    Notice,
    NoticeState,
    Occurrence,
    Procurement,
    ProcurementState,
    Share,
    Tick,
)
from goufu.registry.agents import Agent
from goufu.registry.models import Person

_ASKED = Param("procurement", Procurement._meta.pk)

_PROCUREMENT: Composed[Any] = Composed(
    lambda: (
        Procurement.objects.filter(pk=_ASKED)
        .select_related("purchaser__place", "sealing", "delegation__agency", "past__person")
        .order_by()
    )
)

_SHARES = Composed(lambda: Share.objects.filter(procurement=_ASKED).select_related("project__purchaser"))

_OF_A_PROCUREMENT: dict[str, Composed[Any]] = {
    "lots": Composed(lambda: Lot.objects.filter(procurement=_ASKED)),
    "co_purchasers": Composed(lambda: CoPurchaser.objects.filter(procurement=_ASKED).select_related("body")),
    "notices": Composed(
        lambda: Notice.objects.filter(procurement=_ASKED).select_related("drafted_by", "published_by")
    ),
    "occurrences": Composed(lambda: Occurrence.objects.filter(procurement=_ASKED)),
    "ticks": Composed(lambda: Tick.objects.filter(procurement=_ASKED).select_related("person")),
    "method_decisions": Composed(
        lambda: MethodDecision.objects.filter(procurement=_ASKED).select_related("office", "person")
    ),
}

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


def sees_cases_and_agreements(agent: Agent) -> bool:
    """Whether the lists of challenges, complaints and framework agreements are the agent's to open."""
    return agent.may(Permission.SEE_PROCUREMENTS) or agent.may(Permission.SEE_BIDS)


def procurement_for(agent: Agent | None, number: int) -> Any:
    """The procurement with everything that its page shows. Raises NotFound."""
    found = _PROCUREMENT.first(procurement=number)
    if found is None or agent is None or not agent.may(Permission.SEE_PROCUREMENTS):
        raise NotFound
    shares = _SHARES.all(procurement=number)
    if not agent.may_on(Permission.SEE_PROCUREMENTS, found) and not any(
        each.project.purchaser_id == agent.body.pk for each in shares
    ):
        raise NotFound
    keep_related([found], "shares", shares)
    for name, rows in _OF_A_PROCUREMENT.items():
        keep_related([found], name, rows.all(procurement=number))
    read_named([found], Person, ("drafted_by", "begun_by", "ended_by", "approval_asked_by"))
    found.budget = sum(each.amount for each in shares) if shares else None
    return found


def notices(agent: Agent | None) -> QuerySet[Any]:
    """The notices that the agent may see: published ones, and drafts of procurements that it may see; newest first."""
    mine = visible(agent, Permission.SEE_PROCUREMENTS, Notice.SCOPE_FIELDS)
    return _whole_notices(Notice.objects.filter(Q(state=NoticeState.PUBLISHED) | mine)).order_by("-id")


def _whole_notices(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    return rows.select_related("procurement__purchaser__place", "about", "drafted_by", "published_by")


_NOTICE: Composed[Any] = Composed(
    lambda: _whole_notices(Notice.objects.filter(pk=Param("notice", Notice._meta.pk))).order_by()
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
    found = _NOTICE.first(notice=number)
    if found is None or not (found.state == NoticeState.PUBLISHED or _may_see(agent, found)):
        raise NotFound
    return found


def own_notice_for(agent: Agent, number: int) -> Any:
    """The notice of a procurement that the agent may see. Raises NotFound for others, public or not."""
    found = _NOTICE.first(notice=number)
    if found is None or not _may_see(agent, found):
        raise NotFound
    return found


def _may_see(agent: Agent | None, notice: Notice) -> bool:
    """Whether the procurement of the notice is in the agent's scope."""
    return agent is not None and agent.may_on(Permission.SEE_PROCUREMENTS, notice)


def copies_of(notice: Notice) -> QuerySet[Document]:
    """The kept copies of how the notice appeared in the designated medium."""
    return Document.objects.filter(subject_kind="notice", subject_number=notice.pk, kind="copy")


def procurable(agent: Agent) -> list[tuple[Project, Any]]:
    """The approved projects of the agent's body of which something is left to procure, each with what is left, in yuan."""
    return [(each, each.left) for each in procurable_projects(agent)]


def procurable_projects(agent: Agent) -> QuerySet[Any]:
    """The same projects with `left`."""
    rows: QuerySet[Any] = (
        projects_seen(agent)
        .filter(purchaser=agent.body, state=ProjectState.APPROVED)
        .annotate(left=F("amount") - held())
        .filter(left__gt=0)
    )
    return rows


def of_project(agent: Agent, project: Project) -> list[Any]:
    """The procurements of the project that the agent may see, newest first, with the purchaser: as `procurements` says."""
    if not agent.may(Permission.SEE_PROCUREMENTS):
        return []
    found = _OF_PROJECT.all(project=project.pk, body=agent.body.pk)
    return [each for each in found if each.takes_part or agent.may_on(Permission.SEE_PROCUREMENTS, each)]


_SHARES_OF_EACH = Share.objects.filter(procurement=OuterRef("pk"))

# Each project's page asks it, so it is composed once.
_OF_PROJECT: Composed[Any] = Composed(
    lambda: (
        with_signed(
            Procurement.objects.filter(
                Exists(_SHARES_OF_EACH.filter(project=Param("project", BigIntegerField())))
            )
        )
        .select_related("purchaser__place")
        .annotate(
            takes_part=Exists(_SHARES_OF_EACH.filter(project__purchaser=Param("body", BigIntegerField())))
        )
        .order_by("-id")
    )
)


def taken_into(agent: Any) -> QuerySet[CoPurchaser]:
    """The plans of others that have taken the agent's body in, the longest waiting first."""
    rows = CoPurchaser.objects.filter(body=agent.body, procurement__state=ProcurementState.PLANNING)
    return rows.select_related("procurement__purchaser").order_by("pk")


def asking_approval(agent: Agent) -> QuerySet[Any]:
    """The procurements whose purchasers have asked for the approval of their method, the longest waiting first."""
    rows = procurements(agent).filter(state=ProcurementState.PLANNING, approval_asked_at__isnull=False)
    return rows.order_by("approval_asked_at", "pk")
