"""What the API takes from providers, and what it tells them of their own."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class SearchIn(Schema):
    """What is looked for: words of the title, a field of service, a place by its code; one of them at least."""

    words: str = Field("", max_length=100)
    field: str = Field("", max_length=20)
    place: str = Field("", max_length=6)
    once: UUID | None = None


class SearchOut(Schema):
    """A saved search."""

    id: int = Field(alias="pk")
    words: str
    field: str
    place: str
    saved_at: datetime


class ForgetIn(Schema):
    """The request to forget a saved search."""

    once: UUID | None = None


class ConsortiumMemberIn(Schema):
    """Another member of the consortium, by its unified social credit code, with its share in percent."""

    credit_code: str = Field(min_length=1, max_length=18)
    share_percent: Decimal = Field(gt=0, le=100, decimal_places=2)


class TakePartIn(Schema):
    """The request to take part: three declarations, the lot where there are lots, the consortium that the own body leads, the deposit."""

    lot: int | None = None
    meets_conditions: bool
    is_not_debarred: bool
    has_no_conflict: bool
    is_small: bool | None = None
    own_share_percent: Decimal | None = Field(None, ge=0, le=100, decimal_places=2)
    members: list[ConsortiumMemberIn] = Field([], max_length=20)
    deposit_form: str = Field("", max_length=20)
    deposit_reference: str = Field("", max_length=80)
    once: UUID | None = None


class AskQuestionIn(Schema):
    """A question; until the deadline without names, since it becomes public with its answer."""

    text: str = Field(max_length=2_000)
    once: UUID | None = None


class WithdrawBidIn(Schema):
    """Of which lot, by its id, what was sent is withdrawn; null where there are no lots."""

    lot: int | None = None
    once: UUID | None = None


class ShareOfMemberOut(Schema):
    """Another member of a consortium with its share in percent."""

    body: str = Field(alias="body.name")
    share_percent: Decimal


class ApplicationLetterOut(Schema):
    """What the own body was told of its application."""

    is_admitted: bool
    at: datetime
    text: str


class ParticipationOut(Schema):
    """That the own body takes part, or has withdrawn. `application`: what it was told, where suppliers apply first."""

    id: int = Field(alias="pk")
    procurement: int = Field(alias="procurement_id")
    title: str = Field(alias="procurement.title")
    lot: int | None = Field(alias="lot_id")
    state: str
    is_small: bool | None
    own_share_percent: Decimal | None
    members: list[ShareOfMemberOut]
    deposit: Decimal | None
    deposit_form: str
    deposit_reference: str
    deposit_returned_on: date | None
    taken_at: datetime
    application: ApplicationLetterOut | None
    version: int

    @staticmethod
    def resolve_members(found: Any) -> list[Any]:
        return list(found.members.all())

    @staticmethod
    def resolve_application(found: Any) -> Any:
        return found.answer


class OwnQuestionOut(Schema):
    """A question of the own body; `answer` is empty until the purchaser has answered. `is_private`: nobody else reads it."""

    id: int = Field(alias="pk")
    procurement: int = Field(alias="procurement_id")
    text: str
    asked_at: datetime
    is_private: bool
    state: str
    answer: str
    changes_file: bool | None
    answered_at: datetime | None


class ReceiptOut(Schema):
    """What was received: its SM3 and size, '' and 0 of paper. `clock`: what is to be said of the house's clock then."""

    number: str
    token: UUID
    id: int = Field(alias="pk")
    procurement: int = Field(alias="procurement_id")
    lot: int | None = Field(alias="lot_id")
    kind: str
    round: str
    sequence: int
    way: str
    received_at: datetime
    digest: str
    size_bytes: int
    is_late: bool
    clock: str


class ConsortiumOut(Schema):
    """A consortium of another body in which the own body is named as a member."""

    id: int = Field(alias="pk")
    leader: str = Field(alias="participation.bidder.name")
    lot: int | None = Field(alias="participation.lot_id")
    share_percent: Decimal


def read_text(letter: Any) -> str:
    """What a supplier reads of a letter to it: nothing before its receipt."""
    return letter.text if letter.served else ""


class LetterOut(Schema):
    """A letter on the result: the award, or why there is none. `text` is empty until it is received."""

    id: int = Field(alias="pk")
    procurement: int = Field(alias="response.procurement_id")
    title: str = Field(alias="response.procurement.title")
    number: str
    is_award: bool
    day: date
    received_on: date | None = Field(None, alias="service.day")
    text: str

    @staticmethod
    def resolve_text(letter: Any) -> str:
        return read_text(letter)


class UnopenedLetterOut(Schema):
    """A letter on envelopes that went back unopened, since too few had bid. `text` is empty until it is received."""

    id: int = Field(alias="pk")
    procurement: int = Field(alias="opening.procurement_id")
    title: str = Field(alias="opening.procurement.title")
    lot: int | None = Field(alias="lot_id")
    number: str
    day: date
    received_on: date | None = Field(None, alias="service.day")
    text: str

    @staticmethod
    def resolve_text(letter: Any) -> str:
        return read_text(letter)


class InvitationOut(Schema):
    """An invitation to bid. `text` is empty until it is received."""

    id: int = Field(alias="pk")
    received_on: date | None = Field(None, alias="service.day")
    text: str

    @staticmethod
    def resolve_text(invitation: Any) -> str:
        return invitation.letter if invitation.served else ""


class OwnOut(Schema):
    """What the own body does in a procurement, and what it was told.

    `is_left_out`: only those drawn by lot may bid, and it is not one of them. `final_until`: till when its final quotation is awaited.
    """

    is_invited: bool
    invitations: list[InvitationOut]
    is_left_out: bool
    final_until: datetime | None
    participations: list[ParticipationOut]
    consortia: list[ConsortiumOut]
    questions: list[OwnQuestionOut]
    receipts: list[ReceiptOut]
    letters: list[LetterOut]
    unopened_letters: list[UnopenedLetterOut]
