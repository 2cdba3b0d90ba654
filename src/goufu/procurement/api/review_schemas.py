"""What the API says and takes of responses, the panel, the award and talks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ninja import Field, Schema

from goufu.core.api import CardOut, Moment, StepIn


class CautionOut(Schema):
    """What the house knows against a bidder, with its article: whoever examines looks into it, and it rejects nobody."""

    text: str
    article: str


class BidOut(Schema):
    """A response under review, in yuan: the price that counts, and why it is out; empty for one that is in.

    `blocking`, `to_explain`, `to_review`: what the law has against it as its record stands; `missing`: facts that rules of it miss.
    """

    id: int
    bidder: str
    lot: int | None
    price: Decimal | None
    final: Decimal | None
    out: str
    cautions: list[CautionOut]
    blocking: list[CardOut]
    to_explain: list[CardOut]
    to_review: list[CardOut]
    missing: list[str]


class SeatOut(Schema):
    """A seat of the panel: no name, until the result."""

    id: int
    number: int
    seat: str
    is_head: bool
    has_finished: bool
    has_signed: bool
    has_left: bool


class AwardOut(Schema):
    """Who was awarded the whole or a lot, for how many yuan."""

    lot: int | None
    bidder: str
    amount: Decimal


class AgainOut(Schema):
    """That the panel reviews again, or has: the lot by its number, the digest of the report of before."""

    lot: int | None
    ground: str
    reason: str
    digest: str
    at: Moment


class ReviewedApplicationOut(Schema):
    """An application, and what was found of it: null until it is examined. `is_told`: whether the applicant was told."""

    id: int
    applicant: str
    lot: int | None
    at: datetime
    has_passed: bool | None
    reason: str
    is_told: bool


class CreditOut(Schema):
    """What is known of one that bids: by list whether it is on it, null where nobody has asked; the records; the days of the queries.

    `queries`: their ids, by which the pages that were seen are attached (documents of a `creditquery`).
    """

    supplier: str
    is_dishonest_debtor: bool | None
    is_tax_violator: bool | None
    is_debarred: bool | None
    has_major_violation: bool | None
    records: list[str]
    asked_on: list[date]
    queries: list[int]


class ReviewOut(Schema):
    """The review as the purchaser sees it; `digests`: of the reports that count; `again`: what was reviewed again, the last first.

    `applications`: who applied to take part, where suppliers apply first; nobody while one can still apply.
    """

    applications: list[ReviewedApplicationOut]
    bids: list[BidOut]
    credit: list[CreditOut]
    panel: list[SeatOut]
    digests: list[str]
    again: list[AgainOut]
    awards: list[AwardOut]


class CodeOut(Schema):
    """A member's one-time code, told only now."""

    number: int
    code: str


class CreditFoundIn(Schema):
    """What the lists say of one that bids; a list that wasn't asked is left out. `what`: which record, where there is one."""

    credit_code: str = Field(max_length=18)
    is_dishonest_debtor: bool | None = None
    is_tax_violator: bool | None = None
    is_debarred: bool | None = None
    has_major_violation: bool | None = None
    what: str = Field("", max_length=500)


class CreditIn(StepIn):
    """What was found on one day."""

    day: date
    found: list[CreditFoundIn] = Field(max_length=500)


class ResponseIn(StepIn):
    """A response that came on paper or was opened elsewhere, in yuan; `lot` by its id, `quotation`: first or final."""

    credit_code: str = Field(max_length=18)
    lot: int | None = None
    quotation: str = Field("first", max_length=8)
    came_by: str = Field("entered", max_length=8)
    price: Decimal | None = Field(None, max_digits=18, decimal_places=2)
    declared_size: str = Field("", max_length=8)
    has_declaration: bool = False
    opened_at: Moment
    minutes_on: date


class WantedIn(Schema):
    """How many experts of a field; of any where it is empty."""

    field: str = Field("", max_length=100)
    count: int = Field(ge=1, le=50)


class ExclusionIn(Schema):
    """An expert who is left out, by his code, and why."""

    code: str = Field(max_length=40)
    reason: str = Field(max_length=500)


class CommitIn(StepIn):
    """What binds the draw: the list by its id, the fields, who is left out."""

    of: int
    wanted: list[WantedIn] = Field(max_length=20)
    exclusions: list[ExclusionIn] = Field([], max_length=500)


class CandidateIn(Schema):
    """A qualified supplier, by its credit code or name, and how it is known to be qualified."""

    supplier: str = Field(max_length=200)
    reason: str = Field(max_length=500)


class ExamineApplicationIn(StepIn):
    """What was found of an application, by its id; a refusal wants a reason."""

    application: int
    has_passed: bool
    reason: str = Field("", max_length=1_000)


class EnterApplicationIn(StepIn):
    """An application that somebody brought on paper; `name`, `kind`: of a supplier that nobody has registered; a lot by its id."""

    credit_code: str = Field(max_length=18)
    is_small: bool | None = None
    lot: int | None = None
    name: str = Field("", max_length=200)
    kind: str = Field("", max_length=40)


class CandidatesIn(StepIn):
    """All who may be invited, and how many are."""

    candidates: list[CandidateIn] = Field(max_length=500)
    wanted: int = Field(ge=1, le=200)


class SeatIn(StepIn):
    """A member whom no draw gives: `seat`: expert or representative. Of a representative `person` by its id alone says who it is."""

    seat: str = Field(max_length=14)
    name: str = Field("", max_length=100)
    employer: str = Field("", max_length=200)
    field: str = Field("", max_length=100)
    selection: str = Field("", max_length=30)
    is_head: bool = False
    person: int | None = None


class AgainIn(StepIn):
    """On which lawful ground, and why, the panel reviews again; a lot by its id."""

    lot: int | None = None
    ground: str = Field(max_length=30)
    reason: str = Field("", max_length=1_000)


class AwardIn(StepIn):
    """Whom the purchaser awards: a response by its id; a lot by its id. `also`: further ones, where the method awards to several.

    `reviewed`: the ids of the rules whose doubts a person has looked into; they want a reason.
    """

    response: int
    also: list[int] = []
    lot: int | None = None
    reason: str = Field("", max_length=1_000)
    reviewed: list[str] = []


class SettleIn(StepIn):
    """What talks ended with: the response by its id, the price in yuan, who talked, when and how.

    `persons`: of the house, by their ids; `people`: names of others. `has_declared`: none of them has an interest in a supplier.
    """

    response: int
    price: Decimal = Field(max_digits=18, decimal_places=2)
    held_on: date
    people: str = Field("", max_length=500)
    persons: list[int] = []
    has_declared: bool = False
    text: str = Field(max_length=5_000)
    reason: str = Field("", max_length=1_000)


class QualifyIn(StepIn):
    """The purchaser's examination of a qualification.

    With whether the bidder prepared this project, serves with its own staff, and shares its head with another one.
    """

    has_passed: bool
    reason: str = Field("", max_length=1_000)
    did_earlier_work: bool | None = None
    is_own_staff: bool | None = None
    has_same_head: bool | None = None


class ReturnedOnIn(StepIn):
    """The day on which a deposit went back."""

    day: date
