"""Responses: what was opened in the ceremony is stored by its own action, what came on paper or from elsewhere is entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.procurement.actions.cautioning import caution_entered
from goufu.procurement.actions.final_days import note_final_day
from goufu.procurement.actions.review_record import refuse_in_rereview
from goufu.procurement.agencies import refuse_organisers
from goufu.procurement.applications import refuse_unadmitted
from goufu.procurement.conflicts import Entrant, cautions_on_entry
from goufu.procurement.emergency import refuse_closed
from goufu.procurement.law import days_of, method_of
from goufu.procurement.models import (
    CameBy,
    ConsortiumMember,
    Examination,
    Lot,
    PanelMember,
    Procurement,
    Quotation,
    Response,
)
from goufu.procurement.parts import REFUSED
from goufu.procurement.reserved import Declaration
from goufu.procurement.review.record import Review
from goufu.procurement.review.rounds import is_reported
from goufu.procurement.review.talks import is_by_talks, unasked
from goufu.procurement.sealed.quotations import are_sealed
from goufu.procurement.sealed.sheets import sealing_of
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a response says, in yuan. `members`: the shares of all members of a consortium in percent, the leader's with them."""

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

    Entered again, the last entry counts. Of one that was opened here only what it declares is entered; its price stays. Raises
    Refusal before the deadline and for a day to come; for one that nobody opened where bids are received sealed; NotFound,
    NotAllowed, Stale.
    """
    with action("procurement.response.entered", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(
            act, Procurement.objects, procurement, "enter-response", version=version
        )
        refuse_unasked(found)
        body = Body.objects.filter(pk=bidder).first()
        if body is None:
            raise Refusal("单位库里没有这个供应商", "请先在单位库登记", field="bidder")
        cut = found.lots.filter(pk=lot).first() if lot is not None else None
        if lot is not None and cut is None:
            raise Refusal("这次采购没有这个包", "请从列出的里选", field="lot")
        _refuse_wrong_moment(found, opened_at, minutes_on)
        refuse_closed(found, days_of(found.occurrences.all()), day_of(opened_at), field="opened_at")
        _refuse_examined(found, body, cut, quotation)
        opened = _opened_here(found, body, cut, quotation)
        if quotation == Quotation.FINAL and not opened and are_sealed(found):
            raise Refusal(
                "这次采购的最后报价密封提交，在开启页一起打开",
                "加密送出的、窗口收下的纸质件，都在开启页打开；没有收到的，不能登记",
                field="quotation",
            )
        bodies = [body, *(each for each, _percent in offer.members)]
        refuse_unadmitted(found, body, lot)
        refuse_organisers(found, bodies)
        if quotation == Quotation.FINAL and not are_sealed(found):
            note_final_day(act, found, opened_at)
        cautions = []
        if not opened and quotation == Quotation.FIRST:
            _refuse_second(found, cut, body)
            declared = Declaration(offer.has_declaration, offer.declared_size, offer.feature)
            entrant = Entrant(lot, body, frozenset(bodies), declared)
            cautions = act.ask(lambda: cautions_on_entry(found, entrant, day_of(opened_at)))
        made = add_response(
            act,
            procurement=found,
            bidder=body,
            lot=cut,
            offer=_declared_of(opened, offer) if opened else offer,
            came_by=CameBy(opened.came_by) if opened else came_by,
            quotation=quotation,
            opened_at=opened.opened_at if opened else opened_at,
            minutes_on=minutes_on,
            digest=opened.digest if opened else "",
            by=by,
        )
        caution_entered(act, made, cautions)
        act.change(found, changed_at=wall_clock.now())
        act.log(day=minutes_on)
    return made


def _refuse_second(procurement: Procurement, lot: Lot | None, bidder: Body) -> None:
    """Raises Refusal for another supplier where the method buys from one alone, as long as the first is not found unfit."""
    method = method_of(procurement)
    if method is None or method.fallback is None or method.fallback.two.outcome != REFUSED:
        return
    review = Review(procurement, lot)
    others = (each for each in review.bids if each.response.bidder != bidder)
    if first := next((each for each in others if not review.because(each)), None):
        raise Refusal(
            f"{method.title}只向一家采购，已经登记了“{first.name}”的报价",
            "另有一家能供应的，不再符合这种方式的适用情形：终止采购，改用竞争的方式；登记错了供应商的，先在资格审查里写明它不通过、为什么",
            field="bidder",
            articles=[method.fallback.two.article],
        )


def refuse_unasked(procurement: Procurement) -> None:
    """Raises Refusal in talks before suppliers were asked."""
    if step := unasked(method_of(procurement), days_of(procurement.occurrences.all())):
        raise Refusal(f"还没有登记“{step}”", "请先在采购页登记是哪一天")


def _opened_here(
    procurement: Procurement, bidder: Body, lot: Lot | None, quotation: Quotation
) -> Response | None:
    """The response as it was opened; None where bids are not received sealed here, and of a final price that was not opened.

    Raises Refusal where bids are, and none of this bidder was opened.
    """
    if sealing_of(procurement) is None:
        return None
    rows = Response.objects.filter(
        procurement=procurement, lot=lot, bidder=bidder, came_by__in=(CameBy.SEALED, CameBy.PAPER)
    )
    first = rows.filter(quotation=Quotation.FIRST).first()
    if first is None:
        raise Refusal(
            f"这次采购的响应加密提交，在本系统开启；没有打开过“{bidder.name}”的",
            "没有提交的、没有打开的，不能登记；钥匙丢了的，在开启页凭原文件",
            field="bidder",
        )
    if quotation == Quotation.FIRST:
        return first
    return rows.filter(quotation=quotation).first() if are_sealed(procurement) else None


def _declared_of(opened: Response, offer: Offer) -> Offer:
    """What is entered of an opened response: its price is the one in the envelope, where one could be read."""
    if opened.price is None and opened.came_by != CameBy.PAPER:
        return offer
    if opened.price is None and offer.price is not None:
        raise Refusal(
            "拆封时两人照纸上录的是没有报价，不能登记报价",
            "只登记声明；报价空着，由评审小组审查",
            field="price",
        )
    if offer.price not in (None, opened.price):
        raise Refusal(
            f"信封里的报价是 {opened.price} 元，不能登记成别的",
            "只登记声明；报价照开启的，空着",
            field="price",
        )
    kept = ("price", "price_in_bid", "price_in_words", "unit_prices_total")
    return replace(offer, **{name: getattr(opened, name) for name in kept})


def _refuse_wrong_lot(procurement: Procurement, lot: Lot | None) -> None:
    if lot is None and procurement.lots.exists():
        raise Refusal("这次采购分了包，没有写是哪个包的响应", "请选明是哪个包", field="lot")


def _refuse_wrong_shares(offer: Offer) -> None:
    if offer.members and (total := sum(percent for _body, percent in offer.members)) != 100:
        raise Refusal(f"联合体各方的份额合计 {total}%，应当是 100%", "请照联合体协议核对", field="members")


def _refuse_examined(procurement: Procurement, bidder: Body, lot: Lot | None, quotation: Quotation) -> None:
    """What was examined, or reported, stays as it was entered."""
    if is_reported(procurement, lot):
        raise Refusal("评审报告已经有了，响应不能再登记", "登记有错的，依法重新评审")
    refuse_in_rereview(procurement, lot, "响应、最后报价不变")
    members = PanelMember.objects.filter(procurement=procurement, left_at=None, finished_at__isnull=False)
    if members.exists():
        raise Refusal(
            "已经有评委交齐评分，响应、最后报价都不能再登记", "登记有错的，请组长先退回评分，写明原因"
        )
    method = method_of(procurement)
    if method is not None and is_by_talks(method):
        return  # whoever offers anew in talks is examined anew
    rows = Examination.objects.filter(response__procurement=procurement, response__lot=lot)
    if quotation == Quotation.FIRST and rows.filter(response__bidder=bidder).exists():
        raise Refusal(
            f"“{bidder.name}”的响应已经审查过，不能再登记", "登记有错的，请评审小组在审查意见里写明"
        )


def _refuse_wrong_moment(procurement: Procurement, opened_at: datetime, minutes_on: date) -> None:
    deadline = procurement.bid_deadline_at
    if deadline is not None and opened_at < deadline:
        raise Refusal("开启早于响应截止", "截止以前不能开启；请核对时间", field="opened_at")
    if opened_at > wall_clock.now():
        raise Refusal("开启的时间还没有到", "等开启以后再登记", field="opened_at")
    if minutes_on < day_of(opened_at):
        raise Refusal("开启记录早于开启", "请核对日期", field="minutes_on")
    if minutes_on > wall_clock.today():
        raise Refusal("开启记录的日期还没有到", "请核对日期", field="minutes_on")
