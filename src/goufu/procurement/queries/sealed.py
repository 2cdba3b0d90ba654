"""Queries of keys, openings and sealed bids, as far as the agent may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from goufu.core.by_role import NOW, by_role
from goufu.core.composed import Composed, Param, keep_related, related
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.documents.models import Document
from goufu.documents.queries import documents_by_thing
from goufu.procurement.models import (
    COUNTER,
    Bid,
    CalledBidder,
    Custodian,
    EnvelopeState,
    GivenPeel,
    Opening,
    OpeningState,
    PaperReading,
    Procurement,
    ProcurementState,
    QuotationCall,
    Rehearsal,
    RehearsalAnswer,
    Sealing,
    UnopenedLetter,
)
from goufu.procurement.queries.procurements import OPEN
from goufu.procurement.sealed.ceremony import label_of, outside_of
from goufu.procurement.sealed.envelopes import envelopes_of
from goufu.procurement.sealed.scans import last_checks
from goufu.registry.agents import Agent
from goufu.sealing.errors import SealError

_ASKED = Param("number", Procurement._meta.pk)
_PROCUREMENT: Composed[Any] = Composed(
    lambda: Procurement.objects.filter(pk=_ASKED).select_related(
        "purchaser__place", "purchaser__office", "sealing"
    )
)
_CUSTODIANS: Composed[Any] = Composed(
    lambda: Custodian.objects.filter(procurement=_ASKED).select_related("person", "body")
)
_REHEARSALS: Composed[Any] = Composed(lambda: Rehearsal.objects.filter(procurement=_ASKED))
_ANSWERS: Composed[Any] = Composed(lambda: RehearsalAnswer.objects.filter(rehearsal__procurement=_ASKED))


def _with_keys(agent: Agent) -> QuerySet[Procurement]:
    """The procurements that the agent may see, and those of whose keys he holds one."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Procurement.SCOPE_FIELDS)
    mine = Custodian.objects.filter(procurement=OuterRef("pk"), person=agent.person, body=agent.body)
    return Procurement.objects.filter(seen | Q(Exists(mine)))


def with_keys_for(agent: Agent, number: int) -> Any:
    """The procurement with its keys. Raises NotFound."""
    found = _PROCUREMENT.first(number=number)
    if found is None:
        raise NotFound
    custodians = _CUSTODIANS.all(number=number)
    holds = any((each.person_id, each.body_id) == (agent.person.pk, agent.body.pk) for each in custodians)
    if not holds and not agent.may_on(Permission.SEE_PROCUREMENTS, found):
        raise NotFound
    _keep_keys(found, custodians)
    if rehearsals := _REHEARSALS.all(number=number):
        keep_related(rehearsals, "answers", _ANSWERS.all(number=number))
    keep_related([found], "rehearsals", rehearsals)
    keep_related([found], "occurrences", related(found, "occurrences"))
    return found


def _keep_keys(procurement: Procurement, custodians: list[Custodian]) -> None:
    """Keeps the lots and custodians of a procurement as read."""
    keep_related([procurement], "custodians", custodians)
    keep_related([procurement], "lots", related(procurement, "lots"))


def announced_sheet(agent: Agent | None, number: int) -> Sealing:
    """The sealing sheet: everybody's once the procurement has begun. Raises NotFound."""
    rows = Sealing.objects.exclude(sheet="").select_related("procurement")
    public = Q(procurement__begun_at__isnull=False)
    if agent is not None:
        public |= Q(procurement__in=_with_keys(agent).values("pk"))
    found = rows.filter(public, procurement=number).first()
    if found is None:
        raise NotFound
    return found


@by_role
def holding_keys(agent: Any) -> QuerySet[Any]:
    """The agent's keys of procurements that have not ended, the soonest opening first; `is_awaited`: an opening waits for the key."""
    rows = Custodian.objects.filter(person=agent.person, body=agent.body, procurement__state__in=OPEN)
    begun = Opening.objects.filter(procurement=OuterRef("procurement"), state=OpeningState.BEGUN)
    used = GivenPeel.objects.filter(
        custodian=OuterRef("pk"), fault="", envelope__opening__state=OpeningState.BEGUN
    )
    return (
        rows.annotate(is_awaited=Exists(begun) & ~Exists(used))
        .select_related("procurement__sealing")
        .prefetch_related(Prefetch("procurement__rehearsals", Rehearsal.objects.prefetch_related("answers")))
        .order_by("procurement__opens_at", "pk")
    )


@by_role
def awaited_finals(agent: Any) -> QuerySet[CalledBidder]:
    """The last calls that want a final quotation of the agent's body now."""
    later = QuotationCall.objects.filter(procurement=OuterRef("call__procurement"), pk__gt=OuterRef("call"))
    rows = CalledBidder.objects.filter(
        ~Exists(later),
        bidder=agent.body,
        call__until__gte=NOW,
        call__procurement__state=ProcurementState.RUNNING,
    )
    return rows.select_related("call__procurement").order_by("call__until", "pk")


def opening_for(agent: Agent, number: int) -> Any:
    """The procurement as its ceremony shows it: to those who see it, to custodians, and, once begun, to bidders. Raises NotFound."""
    try:
        return with_keys_for(agent, number)
    except NotFound:
        if not agent.may(Permission.SEE_BIDS) or not is_opened_for(agent, number):
            raise
    return _PROCUREMENT.first(number=number)


def is_opened_for(agent: Agent, number: int) -> bool:
    """Whether a bid of the agent's body has come to the procurement's opening, whose page it may then see."""
    return Bid.objects.filter(procurement=number, bidder=agent.body, envelope__isnull=False).exists()


def opening_now(found: Procurement) -> Opening:
    """The last opening that has begun. Raises Refusal before the first."""
    opening: Opening | None = found.openings.order_by("-id").first()
    if opening is None:
        raise Refusal("还没有开始开启", "请等主持人宣布开始")
    return opening


def envelopes_of_opening(opening: Opening) -> list[Any]:
    """The envelopes of an opening with their bids, and which custodians have given their parts.

    Of paper `reading` is what waits for another person, `lacks_scan` whether it was opened and nothing of it can be read yet,
    `scan_check` what a second person said of its scans, `handed_back` how it went back unopened.
    """
    found: list[Any] = list(
        opening.envelopes.select_related("bid__bidder", "bid__lot", "bid__procurement", "bid__hand_back")
        .annotate(given=Count("peels", filter=Q(peels__fault=""), distinct=True))
        .order_by("number", "id")
    )
    readings, checks = {}, {}
    if any(each.bid.is_paper for each in found):
        checks = last_checks([each for each in found if each.bid.is_paper and each.files])
        rows = PaperReading.objects.filter(envelope__opening=opening, checked=None).select_related("person")
        readings = {each.envelope_id: each for each in rows}
    for each in found:
        each.reading = readings.get(each.pk)
        each.scan_check = checks.get(each.pk)
        each.handed_back = getattr(each.bid, "hand_back", None)
        each.lacks_scan = each.bid.is_paper and each.state == EnvelopeState.OPENED and not each.files
    return found


def scans_of(agent: Agent, envelopes: list[Any]) -> dict[int, list[Document]]:
    """The scans of opened paper by bid, for those who see the procurement, and for the bidder whose paper it is."""
    bids = [
        each.bid
        for each in envelopes
        if each.bid.is_paper
        and each.files
        and (
            agent.may_on(Permission.SEE_PROCUREMENTS, each.bid.procurement)
            or agent.may_on(Permission.SEE_BIDS, each.bid)
        )
    ]
    return {bid.pk: papers for bid, papers in documents_by_thing(bids).items()} if bids else {}


def in_order(opening: Opening, envelopes: Iterable[Any]) -> list[Any]:
    """Those of the envelopes that can be read now, in the order in which they are opened: kind by kind, bidder by bidder."""
    known = envelopes_of(opening.procurement.method)
    kinds = known.all if known else ()
    places = {kind: place for place, kind in enumerate(kinds)}
    return sorted(
        (each for each in envelopes if each.state == EnvelopeState.JOINED),
        key=lambda each: (places.get(each.bid.kind, len(kinds)), each.number, each.pk),
    )


def outsides_of(opening: Opening) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    """Of each envelope that waits and can be read: its token, what should stand on it, its outside."""
    for each in envelopes_of_opening(opening):
        if each.state != EnvelopeState.WAITING:
            continue
        try:
            yield str(each.bid.token), label_of(each.bid).as_json(), outside_of(each.bid).as_bytes()
        except (SealError, Refusal):
            continue


def unopened_letters(opening: Opening) -> list[UnopenedLetter]:
    """The letters to those whose envelopes of this opening went back."""
    return list(opening.letters.select_related("bidder", "lot", "service__person", "service__receipt"))


def own_unopened_letters(agent: Agent) -> QuerySet[UnopenedLetter]:
    """The letters to the agent's body on envelopes that went back unopened, the newest first."""
    seen = visible(agent, Permission.SEE_BIDS, UnopenedLetter.BIDDER_FIELDS)
    return (
        UnopenedLetter.objects.filter(seen).select_related("opening__procurement", "service").order_by("-id")
    )


def receiving_bids(number: int) -> Any:
    """The running procurement that receives sealed bids here: known to every provider. Raises NotFound."""
    found = _PROCUREMENT.first(number=number)
    if found is None or found.state != ProcurementState.RUNNING or not hasattr(found, "sealing"):
        raise NotFound
    _keep_keys(found, _CUSTODIANS.all(number=number))
    return found


def own_bids(agent: Agent, procurement: int) -> list[Any]:
    """What the agent's body has sent for the procurement, the newest first."""
    rows = Bid.objects.filter(procurement=procurement, bidder=agent.body).select_related("lot", "envelope")
    return list(rows.order_by("-id"))


def sent_bids(agent: Agent) -> QuerySet[Bid]:
    """All that the agent's body has sent, the newest first."""
    return Bid.objects.filter(visible(agent, Permission.SEE_BIDS, Bid.SCOPE_FIELDS)).order_by("-id")


def taken_at_counter(agent: Agent, procurement: int) -> list[Any]:
    """What the agent has taken in at the counter for the procurement, the newest first."""
    mine = Q(person=agent.person) | Q(read_by=agent.person)
    rows = Bid.objects.filter(mine, procurement=procurement, way__in=COUNTER)
    known = rows.select_related("bidder", "lot", "procurement", "late_decision", "hand_back", "envelope")
    return list(known.order_by("-id"))


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
            "read_by",
            "envelope",
            "late_decision",
            "hand_back__person",
        )
        .filter(token=token)
        .first()
    )
    if found is None:
        raise NotFound
    is_open = hasattr(found, "envelope")
    took = agent.person.pk in (found.person_id, found.read_by_id)
    sees = agent.may_on(Permission.SEE_BIDS, found) or took
    if not sees and not (is_open and agent.may_on(Permission.SEE_PROCUREMENTS, found.procurement)):
        raise NotFound
    return found
