"""Rows of agencies, past and emergency procurements, final quotations and framework agreements: as in `procured`."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from bench.tampering.procured import Procured
from goufu.planning.models import Project
from goufu.procurement.models import (
    CalledBidder,
    CallOff,
    CallOffOffer,
    Delegation,
    Framework,
    FrameworkApplication,
    FrameworkMember,
    LaneEffect,
    LaneRecord,
    PastEntry,
    PastOffer,
    QuotationCall,
    Quote,
    RuleWaiver,
    Supplement,
)


def agreed(of: Procured) -> None:
    """One row of each table."""
    _around_a_procurement(of)
    _framework(of)


def _around_a_procurement(of: Procured) -> None:
    of.put(
        Delegation(
            procurement=of.procurement, agency=of.other, number=of.text, duties=["opening"], starts_on=of.day,
            ends_on=of.day, payer="nobody", drafted_by=of.person, drafted_at=of.at,
        )
    )  # fmt: skip
    of.put(
        RuleWaiver(
            procurement=of.procurement, rule=f"call.{of.number}", rule_version="1", rule_title=of.text, reason=of.text,
            person=of.person, body=of.body, day=of.day,
        )
    )  # fmt: skip
    of.put(PastEntry(procurement=of.procurement, ran_at=of.text, person=of.person, at=of.at))
    of.put(PastOffer(procurement=of.procurement, name=of.text, is_awarded=False))
    of.put(
        LaneRecord(
            procurement=of.procurement, step="filed", number=of.text, day=of.day, office=of.other, text=of.text,
            person=of.person, at=of.at,
        )
    )  # fmt: skip
    of.put(
        LaneEffect(
            procurement=of.procurement, speed_unit=of.text, speed_before=Decimal(9), speed_after=Decimal(1 + of.number),
            source=of.text, person=of.person, at=of.at,
        )
    )  # fmt: skip
    call = of.put(
        QuotationCall(
            procurement=of.procurement, until=of.at + timedelta(hours=1), called_at=of.at, member=of.member
        )
    )
    of.put(CalledBidder(call=call, bidder=of.body))


def _framework(of: Procured) -> None:
    framework = of.put(
        Framework(
            procurement=of.procurement, way="direct", unit=of.text, ceiling=Decimal(9), total_limit=Decimal(90 + of.number),
            starts_on=of.day, ends_on=of.day, concluded_by=of.person, concluded_at=of.at,
        )
    )  # fmt: skip
    member = of.put(
        FrameworkMember(
            framework=framework, provider=of.body, price=Decimal(3 + of.number), turn=1 + of.number, joined_on=of.day
        )
    )  # fmt: skip
    supplement = of.put(
        Supplement(
            framework=framework, reason=of.text, until=of.at, shortlisted=4, remaining=1 + of.number, called_by=of.person,
            called_at=of.at,
        )
    )  # fmt: skip
    of.put(
        FrameworkApplication(
            framework=framework, supplement=supplement, provider=of.other, price=Decimal(4 + of.number), text=of.text,
            applied_by=of.person, applied_at=of.at,
        )
    )  # fmt: skip
    call_off = of.put(
        CallOff(
            framework=framework, project=Project.objects.exclude(amount=None).order_by("pk")[of.number],
            purchaser=of.body, number=of.text, title=of.text, quantity=Decimal(1 + of.number), amount=Decimal(5),
            called_by=of.person, called_at=of.at,
        )
    )  # fmt: skip
    of.put(Quote(call_off=call_off, member=member, price=Decimal(2 + of.number), person=of.person, at=of.at))
    of.put(
        CallOffOffer(
            call_off=call_off, member=member, price=Decimal(2 + of.number), offered_by=of.person, offered_at=of.at,
            answer_by=of.day,
        )
    )  # fmt: skip
