"""Queries of procurements and notices, as far as the agent may see them; published notices are everybody's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, Model, OuterRef, Prefetch, Q, QuerySet, Sum

from goufu.core.composed import Composed, Param, keep_related, read_named
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.principal import scope_of, visible
from goufu.core.rows import numbered
from goufu.documents.models import Document
from goufu.planning.models import Project, ProjectState
from goufu.planning.queries.projects import projects as projects_seen
from goufu.procurement.models import (
    Bid,
    Challenge,
    ChallengeState,
    Complaint,
    ComplaintState,
    Custodian,
    FileDownload,
    GivenPeel,
    Lot,
    MethodDecision,
    Notice,
    NoticeState,
    Occurrence,
    Opening,
    OpeningState,
    Participation,
    Procurement,
    ProcurementState,
    Question,
    Rehearsal,
    Sealing,
    Share,
    Tick,
)
from goufu.procurement.models.complaints import UNDECIDED
from goufu.procurement.models.procurements import ENDED
from goufu.registry.agents import Agent
from goufu.registry.models import Person

_ASKED = Param("procurement", Procurement._meta.pk)
_PROCUREMENT: Composed[Any] = Composed(
    lambda: Procurement.objects.filter(pk=_ASKED).select_related("purchaser__place", "sealing").order_by()
)
_SHARES = Composed(lambda: Share.objects.filter(procurement=_ASKED).select_related("project__purchaser"))
_OF_A_PROCUREMENT: dict[str, Composed[Any]] = {
    "lots": Composed(lambda: Lot.objects.filter(procurement=_ASKED)),
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


def procurement_for(agent: Agent | None, number: int) -> Any:
    """The procurement with everything that its page shows. Raises NotFound."""
    found = _PROCUREMENT.first(procurement=number)
    if found is None or agent is None or not agent.may(Permission.SEE_PROCUREMENTS):
        raise NotFound
    shares = _SHARES.all(procurement=number)
    takes_part = any(each.project.purchaser_id == agent.body.pk for each in shares)
    if not takes_part and not agent.may_on(Permission.SEE_PROCUREMENTS, found):
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


_SHARES_OF_EACH = Share.objects.filter(procurement=OuterRef("pk"))
# Each project's page asks it, so it is composed once.
_OF_PROJECT: Composed[Any] = Composed(
    lambda: (
        Procurement.objects.filter(
            Exists(_SHARES_OF_EACH.filter(project=Param("project", BigIntegerField())))
        )
        .select_related("purchaser__place")
        .annotate(
            takes_part=Exists(_SHARES_OF_EACH.filter(project__purchaser=Param("body", BigIntegerField())))
        )
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


def with_keys(agent: Agent) -> QuerySet[Any]:
    """The procurements that the agent may see, and those of whose keys he holds one."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Procurement.SCOPE_FIELDS)
    mine = Custodian.objects.filter(procurement=OuterRef("pk"), person=agent.person, body=agent.body)
    return (
        Procurement.objects.filter(seen | Q(Exists(mine)))
        .select_related("purchaser__place", "purchaser__office", "sealing")
        .prefetch_related(
            "lots",
            "occurrences",
            Prefetch("custodians", Custodian.objects.select_related("person", "body")),
            Prefetch("rehearsals", Rehearsal.objects.prefetch_related("answers")),
        )
    )


def with_keys_for(agent: Agent, number: int) -> Any:
    """The procurement with its keys. Raises NotFound."""
    return numbered(with_keys(agent), number)


def announced_sheet(agent: Agent | None, number: int) -> Sealing:
    """The sealing sheet: everybody's once the procurement has begun. Raises NotFound."""
    rows = Sealing.objects.exclude(sheet="").select_related("procurement")
    public = Q(procurement__begun_at__isnull=False)
    if agent is not None:
        public |= Q(procurement__in=with_keys(agent).values("pk"))
    found = rows.filter(public, procurement=number).first()
    if found is None:
        raise NotFound
    return found


def holding_keys(agent: Agent) -> list[Any]:
    """The agent's keys of procurements that have not ended, the soonest opening first; `is_awaited`: an opening waits for the key."""
    rows = Custodian.objects.filter(person=agent.person, body=agent.body, procurement__state__in=OPEN)
    begun = Opening.objects.filter(procurement=OuterRef("procurement"), state=OpeningState.BEGUN)
    used = GivenPeel.objects.filter(custodian=OuterRef("pk"))
    return list(
        rows.annotate(is_awaited=Exists(begun) & ~Exists(used))
        .select_related("procurement__sealing")
        .prefetch_related(Prefetch("procurement__rehearsals", Rehearsal.objects.prefetch_related("answers")))
        .order_by("procurement__opens_at", "pk")
    )


def opening_for(agent: Agent, number: int) -> Any:
    """The procurement as its ceremony shows it: to those who see it, to custodians, and, once begun, to bidders. Raises NotFound."""
    found = with_keys(agent).filter(pk=number).first()
    if found is None and agent.may(Permission.SEE_BIDS):
        bid = Bid.objects.filter(
            procurement=number, bidder=agent.body, envelope__isnull=False
        ).select_related("procurement__purchaser__place", "procurement__sealing")
        found = next((each.procurement for each in bid[:1]), None)
    if found is None:
        raise NotFound
    return found


def is_opened_for(agent: Agent | None, found: Procurement) -> bool:
    """Whether a bid of the agent's body has come to an opening, whose page it may then see."""
    return (
        agent is not None
        and Bid.objects.filter(procurement=found, bidder=agent.body, envelope__isnull=False).exists()
    )


def envelopes_of_opening(opening: Opening) -> list[Any]:
    """The envelopes of an opening with their bids, and which custodians have given their parts."""
    return list(
        opening.envelopes.select_related("bid__bidder", "bid__lot", "bid__procurement")
        .annotate(given=Count("peels", filter=Q(peels__fault=""), distinct=True))
        .order_by("number", "id")
    )


def receiving_bids(number: int) -> Any:
    """The running procurement that receives sealed bids here: known to every provider. Raises NotFound."""
    rows = Procurement.objects.filter(state=ProcurementState.RUNNING, sealing__isnull=False).select_related(
        "purchaser__place", "sealing"
    )
    return numbered(rows.prefetch_related("lots", "custodians__person", "custodians__body"), number)


def own_bids(agent: Agent, procurement: int) -> list[Any]:
    """What the agent's body has sent for the procurement, the newest first."""
    rows = Bid.objects.filter(procurement=procurement, bidder=agent.body).select_related("lot", "envelope")
    return list(rows.order_by("-id"))


def receipt_for(agent: Agent, token: Any) -> Any:
    """The bid with that receipt: for its bidder, for whoever took it in, and for all who see the procurement once it is opened.

    Raises NotFound.
    """
    found = (
        Bid.objects.select_related(
            "bidder__place",
            "lot",
            "procurement__purchaser__place",
            "procurement__sealing",
            "person",
            "envelope",
        )
        .filter(token=token)
        .first()
    )
    if found is None:
        raise NotFound
    is_open = hasattr(found, "envelope")
    sees = agent.may_on(Permission.SEE_BIDS, found) or found.person_id == agent.person.pk
    if not sees and not (is_open and agent.may_on(Permission.SEE_PROCUREMENTS, found.procurement)):
        raise NotFound
    return found


def veiled_participations() -> tuple[str, QuerySet[Any]]:
    """Who takes part is not told while a procurement goes on and nothing is opened."""
    return "participation", _unopened(Participation)


def veiled_downloads() -> tuple[str, QuerySet[Any]]:
    """Nor who has got the file."""
    return "filedownload", _unopened(FileDownload)


def veiled_questions() -> tuple[str, QuerySet[Any]]:
    """Nor who asks about it."""
    return "question", _unopened(Question)


def _unopened(model: type[Model]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(procurement__state__in=OPEN)
    return rows.filter(procurement__openings__isnull=True, procurement__responses__isnull=True)


def veiled_bids() -> tuple[str, QuerySet[Any]]:
    """The bids whose entries in the log nobody is shown yet: their opening has not begun."""
    return "bid", Bid.objects.filter(procurement__openings__isnull=True)
