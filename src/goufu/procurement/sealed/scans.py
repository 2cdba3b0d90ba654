"""Scans of opened paper: by which digest a second person confirms them, and which nobody has confirmed."""

from __future__ import annotations

from datetime import datetime

from goufu.core.permissions import Permission
from goufu.documents.models import Document
from goufu.documents.papers import digest_of
from goufu.journal.naming import kind_of
from goufu.procurement.models import Envelope, EnvelopeState, HandedInBy, Lot, Procurement, ScanCheck
from goufu.procurement.sealed.sheets import custodian_of
from goufu.registry.agents import Agent
from goufu.registry.models import Person

WHO_CHECKS = "请这个单位没有扫描的另一个人、在场的保管人或者投标人照纸质的核对"


def digest_of_scans(envelope: Envelope) -> str:
    """The SM3 of the list of scans: their names, sizes and digests."""
    return digest_of(envelope.files)


def may_check_scans(agent: Agent, procurement: Procurement, envelope: Envelope) -> bool:
    """Whether the agent may hold the scans beside the paper: of the office, a custodian, or the bidder; not who scanned."""
    has_part = (
        agent.may_on(Permission.HOLD_OPENING, procurement)
        or agent.may_on(Permission.BID, envelope.bid)
        or custodian_of(procurement, agent.person.pk) is not None
    )
    return has_part and not has_scanned(envelope, agent.person)


def has_scanned(envelope: Envelope, person: Person) -> bool:
    """Whether this person has brought one of the scans."""
    rows = Document.objects.filter(
        subject_kind=kind_of(envelope.bid), subject_number=envelope.bid_id, person=person.pk
    )
    return rows.exists()


def last_checks(envelopes: list[Envelope], until: datetime | None = None) -> dict[int, ScanCheck]:
    """What the last person said who held the scans, as they are, beside the paper; by envelope. until: of the checks up to then."""
    rows = ScanCheck.objects.filter(envelope__in=envelopes).select_related("person", "body").order_by("id")
    digests = {each.pk: digest_of_scans(each) for each in envelopes}
    return {
        each.envelope_id: each
        for each in (rows if until is None else rows.filter(at__lte=until))
        if each.digest == digests[each.envelope_id]
    }


def scanned_paper(procurement: Procurement, lot: Lot | None = None) -> list[Envelope]:
    """The envelopes of paper that the panel reads from scans, of the whole or of a lot."""
    rows = Envelope.objects.filter(
        opening__procurement=procurement, bid__way=HandedInBy.PAPER, state=EnvelopeState.OPENED
    ).exclude(files=[])
    rows = rows.filter(bid__lot=lot) if lot else rows
    return list(rows.select_related("bid__bidder").order_by("number", "id"))


def unconfirmed(envelopes: list[Envelope], until: datetime | None = None) -> list[Envelope]:
    """Those of which no second person has found the scans to be as the paper."""
    checks = last_checks(envelopes, until) if envelopes else {}
    return [each for each in envelopes if each.pk not in checks or not checks[each.pk].agrees]


def scans_by_bidder(procurement: Procurement) -> dict[int, list[ScanCheck | None]]:
    """What a second person said of the scans of each paper, None where nobody did; by the number of the bidder."""
    envelopes = scanned_paper(procurement)
    checks = last_checks(envelopes) if envelopes else {}
    found: dict[int, list[ScanCheck | None]] = {}
    for each in envelopes:
        found.setdefault(each.bid.bidder_id, []).append(checks.get(each.pk))
    return found
