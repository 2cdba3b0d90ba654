"""Responses: what was opened in the ceremony is stored by its own action, what came on paper or from elsewhere is entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.procurement.models import CameBy, ConsortiumMember, Lot, Procurement, Quotation, Response
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a response says, in yuan. `members`: the shares of a consortium's members in percent, by their bodies."""

    price: Decimal | None
    price_in_bid: Decimal | None = None
    price_in_words: Decimal | None = None
    unit_prices_total: Decimal | None = None
    declared_size: str = ""
    has_declaration: bool = False
    feature: str = ""
    small_share_percent: Decimal | None = None
    members: Sequence[tuple[Body, Decimal]] = ()

    def fields(self) -> Mapping[str, object]:
        """The values of the response's fields."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "members"}


def add_response(
    act: Action,
    *,
    procurement: Procurement,
    bidder: Body,
    offer: Offer,
    came_by: CameBy,
    opened_at: datetime,
    by: Agent,
    lot: Lot | None = None,
    quotation: Quotation = Quotation.FIRST,
    digest: str = "",
    minutes_on: date | None = None,
) -> Response:
    """Stores a response within an action that has locked its procurement. Raises Refusal for what can't have been offered."""
    _refuse_wrong_lot(procurement, lot)
    _refuse_wrong_shares(offer)
    made = Response(
        procurement=procurement,
        lot=lot,
        bidder=bidder,
        quotation=quotation,
        came_by=came_by,
        digest=digest,
        minutes_on=minutes_on,
        opened_at=opened_at,
        person=by.person,
        recorded_at=wall_clock.now(),
        **offer.fields(),
    )
    act.create(made)
    for body, percent in offer.members:
        act.create(ConsortiumMember(response=made, body=body, share_percent=percent))
    act.log_each(responses=f"{bidder.name}：{offer.price if offer.price is not None else '—'}")
    return made


def enter_response(
    *,
    procurement: int,
    bidder: int,
    offer: Offer,
    opened_at: datetime,
    minutes_on: date,
    came_by: CameBy = CameBy.ENTERED,
    lot: int | None = None,
    quotation: Quotation = Quotation.FIRST,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Response:
    """Enters a response that came on paper or was opened elsewhere, from the minutes of that day.

    Entered again, the last entry counts. Raises Refusal before the deadline and for a day to come; NotFound, NotAllowed, Stale.
    """
    with action("procurement.response.entered", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(
            act, Procurement.objects, procurement, "enter-response", version=version
        )
        body = Body.objects.filter(pk=bidder).first()
        if body is None:
            raise Refusal("单位库里没有这个供应商", "请先在单位库登记", field="bidder")
        cut = found.lots.filter(pk=lot).first() if lot is not None else None
        if lot is not None and cut is None:
            raise Refusal("这次采购没有这个包", "请从列出的里选", field="lot")
        _refuse_wrong_moment(found, opened_at, minutes_on)
        made = add_response(
            act,
            procurement=found,
            bidder=body,
            lot=cut,
            offer=offer,
            came_by=came_by,
            quotation=quotation,
            opened_at=opened_at,
            minutes_on=minutes_on,
            by=by,
        )
        act.change(found, changed_at=wall_clock.now())
        act.log(day=minutes_on)
    return made


def _refuse_wrong_lot(procurement: Procurement, lot: Lot | None) -> None:
    if lot is None and procurement.lots.exists():
        raise Refusal("这次采购分了包，没有写是哪个包的响应", "请选明是哪个包", field="lot")


def _refuse_wrong_shares(offer: Offer) -> None:
    if offer.members and (total := sum(percent for _body, percent in offer.members)) != 100:
        raise Refusal(f"联合体各方的份额合计 {total}%，应当是 100%", "请照联合体协议核对", field="members")


def _refuse_wrong_moment(procurement: Procurement, opened_at: datetime, minutes_on: date) -> None:
    deadline = procurement.bid_deadline_at
    if deadline is not None and opened_at < deadline:
        raise Refusal("开启早于响应截止", "截止以前不能开启；请核对时间", field="opened_at")
    if opened_at > wall_clock.now():
        raise Refusal("开启的时间还没有到", "等开启以后再登记", field="opened_at")
    if minutes_on > wall_clock.today():
        raise Refusal("开启记录的日期还没有到", "请核对日期", field="minutes_on")
