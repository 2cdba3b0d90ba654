"""The counter: sealed paper is received as sealed bids are, and what was brought is given back to whoever asks in time."""

from __future__ import annotations

from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.procurement.actions.receiving import judge, moment_of_arrival, receipt_number, refuse_withdrawal
from goufu.procurement.models import (
    COUNTER,
    BackBy,
    Bid,
    BidWithdrawal,
    HandBack,
    HandedInBy,
    Procurement,
    Quotation,
    Wrapping,
)
from goufu.procurement.review.record import lot_of
from goufu.procurement.sealed.newcomers import Newcomer, bidder_of, entered
from goufu.procurement.sealed.quotations import quotation_of
from goufu.procurement.sealed.sheets import sealing_of
from goufu.procurement.sealed.standing import brought_and_kept, goes_back, last_sequence
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent


def receive_paper(
    *,
    procurement: int,
    credit_code: str,
    kind: str,
    pieces: int,
    wrapping: Wrapping,
    brought_by: str,
    wrapping_note: str = "",
    lot: int | None = None,
    newcomer: Newcomer | None = None,
    by: Agent,
    once: UUID | None = None,
) -> Bid:
    """Receives sealed paper that somebody has brought; the moment is that of the call. One that came late is written down as late.

    pieces: how many sealed parcels. `newcomer` says who a bidder is that nobody has registered. Raises Refusal, NotFound.
    """
    came_at = (
        wall_clock.now()
    )  # who waits for the lock, behind hundreds in the last minute, is not late by it
    with action("procurement.bid.received", Permission.HOLD_OPENING, by=by, once=once) as act:
        act.allow_anywhere()
        bidder = bidder_of(credit_code, newcomer)
        found = _locked(act, procurement, by)
        PROCUREMENT.after("receive", found)
        if sealing_of(found) is None:
            raise Refusal("这次采购不在本系统收投标", "请看采购公告写的地点")
        if wrapping == Wrapping.WORN and not wrapping_note.strip():
            raise Refusal("没有写包装破损在哪里", "当着交来的人写明，以后有争议好核对", field="wrapping_note")
        bidder, cut = entered(act, bidder, found), lot_of(found, lot)
        moment, clock = moment_of_arrival(came_at)
        made = Bid(
            number=receipt_number(found),
            procurement=found,
            lot=cut,
            bidder=bidder,
            kind=kind,
            round=quotation_of(found, kind),
            sequence=1 + last_sequence(found, cut, bidder, kind, way=HandedInBy.PAPER),
            way=HandedInBy.PAPER,
            size_bytes=0,
            received_at=moment,
            recorded_at=wall_clock.now(),
            clock=clock,
            brought_by=brought_by.strip(),
            pieces=pieces,
            wrapping=wrapping,
            wrapping_note=wrapping_note.strip(),
            person=by.person,
        )
        judge(found, made, came_at)
        act.create(made)
        act.set_subject(made)
        act.log(number=made.number, pieces=pieces, is_late=made.is_late, clock=made.clock)
    return made


def _locked(act: Action, procurement: int, by: Agent) -> Procurement:
    found = act.lock(Procurement.objects, procurement)
    if not by.may_on(Permission.HOLD_OPENING, found):
        raise NotFound
    return found


def give_back(
    *, procurement: int, receipt: str, given_to: str, by: Agent, once: UUID | None = None
) -> BidWithdrawal:
    """Withdraws, at the counter, all that was brought there for the bidder and lot of that receipt; paper is given back unopened.

    What the bidder has sent itself it withdraws itself. Raises Refusal, NotFound.
    """
    with action("procurement.bid.withdrawn", Permission.HOLD_OPENING, by=by, once=once) as act:
        act.allow_anywhere()
        found = _locked(act, procurement, by)
        brought = found.bids.filter(way__in=COUNTER)
        bid = brought.select_related("bidder").filter(number=receipt.strip().upper()).first()
        if bid is None:
            raise Refusal("窗口没有发过这个回执号", "请照回执核对", field="receipt")
        if not given_to.strip():
            raise Refusal("没有写谁取回的", "核对授权书和身份证件，写姓名", field="given_to")
        refuse_withdrawal(found, Quotation(bid.round))
        same = brought_and_kept(found, bid)
        if not same:
            raise Refusal("这一份已经撤回，或者没有接收", "请照回执核对", field="receipt")
        made = BidWithdrawal(
            procurement=found,
            lot=bid.lot,
            bidder=bid.bidder,
            last_bid=same[-1],
            given_to=given_to.strip(),
            at=wall_clock.now(),
            person=by.person,
        )
        act.create(made)
        act.set_subject(bid)
        act.log(numbers=[each.number for each in same], given_to=made.given_to)
    return made


def hand_back(
    *,
    bid: UUID,
    given_to: str,
    way: BackBy = BackBy.HAND,
    posted_as: str = "",
    by: Agent,
    once: UUID | None = None,
) -> HandBack:
    """Records that paper which came late, gave way to another, or was not opened went back to its bidder.

    bid: its token. given_to: who took it, or to whom it was posted, `posted_as` which number. Raises Refusal, NotFound.
    """
    with action("procurement.bid.handed_back", Permission.HOLD_OPENING, by=by, once=once) as act:
        act.allow_anywhere()
        paper = Bid.objects.select_related("envelope", "late_decision").filter(token=bid).first()
        if paper is None or not paper.is_paper:
            raise NotFound
        found = _locked(act, paper.procurement_id, by)
        _refuse_keeping(found, paper)
        if not given_to.strip():
            raise Refusal("没有写退给谁", "当面退还的核对证件、写姓名；邮寄的写收件人", field="given_to")
        if way == BackBy.POST and not posted_as.strip():
            raise Refusal("没有写邮件号", "照邮寄凭证写，以后查得到", field="posted_as")
        made = act.create(
            HandBack(
                bid=paper,
                way=way,
                given_to=given_to.strip(),
                posted_as=posted_as.strip() if way == BackBy.POST else "",
                person=by.person,
                at=wall_clock.now(),
            )
        )
        act.set_subject(paper)
        act.log(number=paper.number, given_to=made.given_to, posted_as=made.posted_as)
    return made


def _refuse_keeping(found: Procurement, paper: Bid) -> None:
    paper.procurement = found
    if not goes_back(paper):
        raise Refusal(
            "这一份不用退还", "只退还迟到的、被另一份代替的、没有开启的纸质密封件；收下的在开启时拆封"
        )
    if HandBack.objects.filter(bid=paper).exists():
        raise Refusal("已经退还过", "请看回执")
