"""Rows of sealed paper, of clocks in doubt, and of what those served chose: as in `procured`."""

from __future__ import annotations

from decimal import Decimal

from bench.tampering.procured import Procured
from goufu.planning.models import Project
from goufu.procurement.models import (
    Bid,
    CallOff,
    ChoiceMove,
    Envelope,
    Framework,
    HandBack,
    LateDecision,
    LetterService,
    Opening,
    PaperReading,
    ReadingCheck,
    ScanCheck,
    UnopenedLetter,
    UserChoice,
)


def paper(of: Procured) -> None:
    """One row of each table."""
    bid = Bid.objects.order_by("pk")[of.number]
    of.put(LateDecision(bid=bid, counts=bool(of.number), reason=of.text, person=of.person, at=of.at))
    of.put(HandBack(bid=bid, given_to=of.text, person=of.person, at=of.at))
    reading = of.put(
        PaperReading(
            envelope=Envelope.objects.order_by("pk")[of.number], opened_by=of.text, checked_by=of.text, name=of.text,
            price=Decimal(9 + of.number), person=of.person, at=of.at,
        )
    )  # fmt: skip
    of.put(
        ReadingCheck(reading=reading, agrees=True, price=Decimal(9 + of.number), person=of.person, at=of.at)
    )
    of.put(
        ScanCheck(
            envelope=reading.envelope, digest=f"{of.number:064x}", pages=9 + of.number, agrees=True, person=of.person,
            body=of.body, at=of.at,
        )
    )  # fmt: skip
    of.put(
        UnopenedLetter(
            opening=Opening.objects.order_by("pk")[of.number], bidder=of.body, number=of.text, text=of.text, day=of.day,
            person=of.person, at=of.at,
        )
    )  # fmt: skip
    of.put(
        LetterService(
            unopened=UnopenedLetter.objects.order_by("pk")[of.number],
            way="mail",
            day=of.day,
            person=of.person,
            at=of.at,
        )
    )


def chosen(of: Procured) -> None:
    """One row of each table."""
    of.put(
        UserChoice(
            framework=Framework.objects.order_by("pk")[of.number],
            project=Project.objects.exclude(amount=None).order_by("pk")[of.number], purchaser=of.body, title=of.text,
            persons=9 + of.number, per_person=Decimal(1 + of.number), starts_on=of.day, ends_on=of.day,
            opened_by=of.person, opened_at=of.at,
        )
    )  # fmt: skip
    of.put(
        ChoiceMove(
            target=CallOff.objects.order_by("pk")[of.number], persons=1 + of.number, quantity=Decimal(1 + of.number),
            day=of.day, person=of.person, at=of.at,
        )
    )  # fmt: skip
