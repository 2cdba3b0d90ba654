"""What the API says and takes of framework agreements, of those in them, of applications, call-offs and offers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from goufu.core.api import Moment, ReasonIn, StepIn
from goufu.planning.api import Money
from goufu.procurement.actions.agreeing import Terms
from goufu.procurement.actions.user_choices import Change
from goufu.procurement.frameworks.user_choices import left_to_choose, tallies
from goufu.procurement.queries.frameworks import members_of, offers_seen, quotes_seen


class MemberOut(Schema):
    """A provider in an agreement, with its price in yuan a unit, and its turn where they take turns."""

    id: int = Field(alias="pk")
    framework: int = Field(alias="framework_id")
    provider: str = Field(alias="provider.name")
    price: Decimal
    turn: int
    joined_on: date
    state: str
    ground: str
    reason: str
    version: int


class FrameworkLine(Schema):
    """An agreement in a list: `taken` is what was called off, in yuan, `in_it` how many providers are in."""

    id: int = Field(alias="pk")
    procurement: int = Field(alias="procurement_id")
    lot: int | None = Field(alias="lot_id")
    title: str
    purchaser: str = Field(alias="procurement.purchaser.name")
    way: str
    unit: str
    ceiling: Decimal
    total_limit: Decimal
    taken: Decimal
    in_it: int
    starts_on: date
    ends_on: date
    state: str
    version: int

    @staticmethod
    def resolve_title(found: Any) -> str:
        return str(found)


class FrameworkOut(FrameworkLine):
    """An agreement with its conditions and its providers, by their turns; `supplement`: one that waits for its result."""

    conditions: str
    end_reason: str
    members: list[MemberOut]
    supplement: int | None

    @staticmethod
    def resolve_members(found: Any) -> list[Any]:
        return members_of(found)

    @staticmethod
    def resolve_supplement(found: Any) -> int | None:
        rows = found.supplements.filter(concluded_at=None)
        number: int | None = rows.values_list("pk", flat=True).first()
        return number


class ApplicationOut(Schema):
    """A provider's application to join, at a price in yuan a unit; `supplement` is null for an open agreement."""

    id: int = Field(alias="pk")
    framework: int = Field(alias="framework_id")
    supplement: int | None = Field(alias="supplement_id")
    provider: str = Field(alias="provider.name")
    price: Decimal
    text: str
    applied_at: datetime
    state: str
    reason: str
    version: int


class OfferOut(Schema):
    """That a call-off was offered to a provider, at a price in yuan a unit, and what it answered."""

    id: int = Field(alias="pk")
    call_off: int = Field(alias="call_off_id")
    member: int = Field(alias="member_id")
    provider: str = Field(alias="member.provider.name")
    price: Decimal
    because: str
    answer_by: date
    state: str
    reason: str
    is_justified: bool | None
    judged_because: str
    version: int


class CallOffLine(Schema):
    """A call-off: `amount` in yuan, the most that it may cost until it is agreed; `member`: with whom it was agreed.

    `choice`: the period in which those served chose the provider themselves, and `persons`: how many of them it is for.
    """

    id: int = Field(alias="pk")
    framework: int = Field(alias="framework_id")
    number: str
    title: str
    purchaser: str = Field(alias="purchaser.name")
    quantity: Decimal
    amount: Decimal
    choice: int | None = Field(alias="choice_id")
    persons: int | None
    member: int | None = Field(alias="member_id")
    state: str
    quotes_until: datetime | None
    agreed_on: date | None
    signed_on: date | None
    version: int


class QuoteOut(Schema):
    """What a provider quotes last, in yuan a unit."""

    member: int = Field(alias="member_id")
    price: Decimal
    at: datetime


class CallOffOut(CallOffLine):
    """A call-off with the offers and the quotes that the agent may see."""

    offers: list[OfferOut]
    quotes: list[QuoteOut]

    @staticmethod
    def resolve_offers(found: Any, context: Any) -> list[Any]:
        return offers_seen(found, context["request"].agent)

    @staticmethod
    def resolve_quotes(found: Any, context: Any) -> list[Any]:
        return quotes_seen(found, context["request"].agent)


class ShortlistIn(StepIn):
    """How many of the report's first are taken in; `lot` by its id, null for the whole; `reviewed` and `reason` as of an award."""

    count: int = Field(ge=1, le=1_000)
    lot: int | None = None
    reason: str = Field("", max_length=1_000)
    reviewed: list[str] = []


class AgreeIn(StepIn):
    """What the agreement says besides the plan: its unit, what all call-offs may cost in yuan, its first day, its conditions."""

    unit: str = Field(max_length=20)
    total_limit: Money
    starts_on: date
    conditions: str = Field("", max_length=5_000)
    lot: int | None = None

    def said(self) -> dict[str, Any]:
        return {
            "terms": Terms(self.unit, self.total_limit, self.starts_on, self.conditions),
            "lot": self.lot,
        }


class SupplementIn(ReasonIn):
    """Why more providers are called for, and until when they apply."""

    until: Moment


class ConcludeSupplementIn(StepIn):
    """Who of those that applied is in, who doesn't meet the conditions, by the ids of applications, and how it was compared."""

    admitted: list[int] = Field(max_length=1_000)
    unqualified: list[int] = Field([], max_length=1_000)
    record: str = Field(max_length=5_000)


class RemoveIn(ReasonIn):
    """On which ground a provider is taken out, as the agreement names them, and why."""

    ground: str = Field(max_length=30)


class ApplyIn(Schema):
    """A provider's own application: `price` in yuan a unit, for a supplement; an open agreement has its own."""

    price: Money | None = None
    text: str = Field(max_length=5_000)
    meets_conditions: bool
    once: UUID | None = None


class CallOffIn(Schema):
    """What is called off, out of the own body's project of that number.

    `member`: whom, where the purchaser chooses, and `because` why; `quotes_until`: where providers compete by quotes.
    """

    project: int
    title: str = Field(max_length=200)
    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    member: int | None = None
    quotes_until: Moment | None = None
    because: str = Field("", max_length=1_000)
    once: UUID | None = None


class OfferIn(StepIn):
    """Whom it is offered to next; null where the agreement's way itself says who."""

    member: int | None = None
    because: str = Field("", max_length=1_000)


class QuotesIn(StepIn):
    """Until when all may quote once more."""

    quotes_until: Moment


class QuoteIn(Schema):
    """What the own body quotes, in yuan a unit."""

    price: Money
    once: UUID | None = None


class TallyOut(Schema):
    """What a provider has of a period: persons, units, yuan, and how many of the persons wait for its answer."""

    member: int = Field(alias="member.pk")
    provider: str = Field(alias="member.provider.name")
    persons: int
    quantity: Decimal
    amount: Decimal
    waiting: int


class UserChoiceOut(Schema):
    """A period in which those served choose their provider: at most `persons`, with `per_person` units each.

    `left`: how many may still be served; `to_choose_anew`: how many of the persons a provider didn't accept.
    """

    id: int = Field(alias="pk")
    framework: int = Field(alias="framework_id")
    title: str
    purchaser: str = Field(alias="purchaser.name")
    persons: int
    per_person: Decimal
    starts_on: date
    ends_on: date
    left: int
    to_choose_anew: int
    providers: list[TallyOut]

    @staticmethod
    def resolve_left(found: Any) -> int:
        return left_to_choose(found)

    @staticmethod
    def resolve_to_choose_anew(found: Any) -> int:
        refused = tallies(found)[1]
        return refused.persons if refused else 0

    @staticmethod
    def resolve_providers(found: Any) -> list[Any]:
        return tallies(found)[0]


class UserChoiceIn(Schema):
    """For which service, out of the own body's project of that number, in which days how many persons may choose."""

    project: int
    title: str = Field(max_length=200)
    persons: int = Field(gt=0, le=10_000_000)
    per_person: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    starts_on: date
    ends_on: date
    once: UUID | None = None


class ChosenIn(Schema):
    """How many persons chose that provider, by its id in the agreement. Numbers only: nobody's name."""

    member: int
    persons: int = Field(gt=0, le=10_000_000)


class ChoicesIn(Schema):
    """Who chose whom on that day."""

    chosen: list[ChosenIn] = Field(min_length=1, max_length=1_000)
    day: date
    once: UUID | None = None


class ChangeChoiceIn(ReasonIn):
    """How many persons go to another provider on that day, with so many units still to be served to them, and why."""

    member: int
    persons: int = Field(gt=0, le=10_000_000)
    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    day: date

    def said(self) -> dict[str, Any]:
        return {"change": Change(self.member, self.persons, self.quantity, self.day, self.reason)}


class SignedIn(StepIn):
    """The day on which the contract was signed."""

    day: date


class JudgeRefusalIn(ReasonIn):
    """Whether a refusal, or silence, had a good reason, and why that is judged so."""

    is_justified: bool
