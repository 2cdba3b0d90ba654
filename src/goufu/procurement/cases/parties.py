"""Who is concerned by a complaint, by the record: the purchaser, its agencies, and the suppliers whose award is complained of."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from goufu.procurement.agencies import agencies_of
from goufu.procurement.models import Complaint, Party, PartyKind
from goufu.procurement.review.rounds import awards_of
from goufu.registry.models import Body


def concerned(complaint: Complaint) -> list[tuple[Body, PartyKind]]:
    """To whom copies go, but for the complainant and who has one already."""
    had = {complaint.complainant_id, *(each.body_id for each in complaint.parties.all())}
    found: dict[int, tuple[Body, PartyKind]] = {}
    for body, kind in _named_by(complaint):
        found.setdefault(body.pk, (body, kind))
    return [each for number, each in found.items() if number not in had]


def _named_by(complaint: Complaint) -> Iterator[tuple[Body, PartyKind]]:
    procurement = complaint.procurement
    yield procurement.purchaser, PartyKind.PURCHASER
    for agency in agencies_of(procurement):
        yield agency, PartyKind.AGENCY
    for award in awards_of(procurement).select_related("response__bidder").order_by("pk"):
        yield award.response.bidder, PartyKind.SUPPLIER


def decided_together(complaint: Complaint) -> QuerySet[Complaint]:
    """The complaints that are decided with it, itself among them."""
    lead = complaint.leader_id or complaint.pk
    return Complaint.objects.filter(Q(pk=lead) | Q(leader=lead))


def is_served_elsewhere(party: Party) -> bool:
    """Whether the decision goes to its body as a party to the complaint that leads, so that it isn't sent here once more."""
    lead = party.complaint.leader_id
    return lead is not None and Party.objects.filter(complaint=lead, body=party.body_id).exists()


def respondents(complaint: Complaint) -> list[Body]:
    """Against whom it is: the purchaser, and the agencies that have a copy."""
    agencies = [each.body for each in complaint.parties.all() if each.kind == PartyKind.AGENCY]
    return [complaint.procurement.purchaser, *agencies]


def suppliers(complaint: Complaint) -> list[Body]:
    """The suppliers whom it concerns, as copies went to them."""
    return [each.body for each in complaint.parties.all() if each.kind == PartyKind.SUPPLIER]
