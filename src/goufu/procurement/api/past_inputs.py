"""What the API takes of a procurement that ran elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from ninja import Field, Schema

from goufu.core.errors import Refusal
from goufu.planning.api import Money
from goufu.procurement.past.bidders import Lost, PastLot
from goufu.procurement.past.days import EVENTS
from goufu.procurement.past.entry import Approval, Past
from goufu.registry.queries.bodies import with_code


class ShareIn(Schema):
    """What was spent of a project of the own body, by its number, in yuan."""

    project: int
    amount: Money


class ApprovalIn(Schema):
    """The document by which a finance department allowed the method."""

    office: str = Field(max_length=200)
    level: str = Field(max_length=20)
    number: str = Field(max_length=200)
    day: date


class PastLotIn(Schema):
    """A lot, in yuan, and who was awarded it, by the unified social credit code; without a winner it failed."""

    title: str = Field(max_length=200)
    budget: Money
    winner: str = Field("", max_length=18)
    amount: Money | None = None

    def said(self) -> PastLot:
        return PastLot(self.title, self.budget, winner_of(self.winner, "lots"), self.amount)


class LostIn(Schema):
    """A bidder that was not awarded, by name or unified social credit code, as far as it is known. `price` in yuan; `lot`: its number."""

    name: str = Field(min_length=1, max_length=200)
    price: Money | None = None
    rank: int | None = Field(None, ge=1, le=100)
    lot: int = Field(0, ge=0, le=100)

    def said(self) -> Lost:
        body = with_code(self.name)
        return Lost(
            body.name if body else self.name, body.pk if body else None, self.price, self.rank, self.lot
        )


class PastIn(Schema):
    """A procurement as it ran elsewhere. `days`: by the event's name; `winner` by its unified social credit code; `amount` in yuan.

    Where there are `lots`, each has its own winner and amount. `lost`: who else bid.

    `again`: why it is another one than that which was entered with its number and first day.
    """

    title: str = Field(max_length=200)
    ran_at: str = Field(max_length=200)
    other_number: str = Field("", max_length=80)
    shares: list[ShareIn] = Field(min_length=1, max_length=100)
    method: str = Field(max_length=40)
    ground: str = Field("", max_length=40)
    organisation: str = Field("", max_length=40)
    ceiling: Money | None = None
    file_until: date | None = None
    bid_deadline: date | None = None
    days: dict[str, date]
    approval: ApprovalIn | None = None
    winner: str = Field("", max_length=18)
    amount: Money | None = None
    lots: list[PastLotIn] = Field([], max_length=100)
    lost: list[LostIn] = Field([], max_length=100)
    ended_on: date | None = None
    end_reason: str = Field("", max_length=2_000)
    again: str = Field("", max_length=200)
    once: UUID | None = None


def past_of_sent(sent: PastIn) -> Past:
    """What was sent, as the action takes it. Raises Refusal for what names nothing."""
    if wrong := next((each for each in sent.days if each not in EVENTS), None):
        raise Refusal(f"没有“{wrong}”这一步", f"可以写：{'、'.join(EVENTS)}", field="days")
    said = sent.dict(exclude={"shares", "approval", "winner", "lots", "lost", "once"})
    approval = Approval(**sent.approval.dict()) if sent.approval else None
    return Past(
        **said,
        amounts=amounts_of(sent.shares),
        approval=approval,
        winner=winner_of(sent.winner),
        lots=tuple(each.said() for each in sent.lots),
        lost=tuple(each.said() for each in sent.lost),
    )


def amounts_of(shares: Sequence[ShareIn]) -> dict[int, Decimal]:
    """The amounts by project. Raises Refusal for a project that is named twice."""
    amounts: dict[int, Decimal] = {}
    for each in shares:
        if each.project in amounts:
            raise Refusal("同一个项目写了两次", "每个项目写一次", field="shares")
        amounts[each.project] = each.amount
    return amounts


def winner_of(code: str, field: str = "winner") -> int | None:
    """The body of that credit code; None where nothing was sent. Raises Refusal for one that nobody registered."""
    if not code.strip():
        return None
    found = with_code(code)
    if found is None:
        raise Refusal("单位库里没有这个统一社会信用代码", "请先登记这家供应商", field=field)
    return found.pk
