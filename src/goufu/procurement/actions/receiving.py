"""Bids are received sealed, the same on every way: what stands outside is checked, late is late, and there is a receipt."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.documents.actions import keep_document
from goufu.documents.store import store
from goufu.files.papers import FileType
from goufu.procurement.agencies import refuse_organisers
from goufu.procurement.models import (
    Bid,
    BidWithdrawal,
    HandedInBy,
    Lot,
    Procurement,
    Quotation,
)
from goufu.procurement.sealed.envelopes import kind_title
from goufu.procurement.sealed.quotations import (
    awaited,
    call_of,
    is_called,
    kinds_of,
    opening_of,
    quotation_of,
    until_of,
)
from goufu.procurement.sealed.reception import Arrived, Incoming
from goufu.procurement.sealed.sheets import ONE_LOT, sheet_of
from goufu.procurement.timing.late import behind, now_by_log
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.sealing.errors import SealError
from goufu.sealing.outside import Outside, read_outside

ENVELOPE = FileType("密封的投标", "application/vnd.goufu.bid", ".gbid")
KIND = "envelope"  # of documents
SET_BACK = timedelta(seconds=2)  # by which clocks of one house may differ
SLOW = timedelta(minutes=1)


def receive(
    *,
    procurement: int,
    incoming: Incoming,
    by: Agent,
    way: HandedInBy,
    list_digest: str = "",
    brought_by: str = "",
    once: UUID | None = None,
) -> Bid:
    """Takes in a bid that has come whole. One that came late is written down as late, and is not kept.

    by: the bidder's agent, or, with `brought_by`, the purchaser's officer at the counter. Received again, it is the bid that it
    was, unless that was late and would be in time now. Raises Refusal for an envelope that is not of this procurement, bidder or
    sheet; NotFound, NotAllowed.
    """
    if again := _received_before(procurement, incoming.digest, by):
        incoming.forget()
        return again
    list_digest = list_digest or incoming.listed
    incoming.note_list(list_digest)
    arrived = incoming.arrived()
    outside = _outside(arrived)
    is_counter = not by.may(Permission.BID)
    permission = Permission.HOLD_OPENING if is_counter else Permission.BID
    with (
        store().linked(arrived.path, incoming.digest, arrived.size) as draft,
        action("procurement.bid.received", permission, by=by, once=once) as act,
    ):
        bidder = _bidder(act, outside, incoming, by, is_counter=is_counter)
        found = act.lock(Procurement.objects, procurement)
        if is_counter and not by.may_on(permission, found):
            raise NotFound
        PROCUREMENT.after("receive", found)
        if again := _received_before(procurement, incoming.digest, by):  # by another request, a moment ago
            act.nothing_changed()
            transaction.on_commit(incoming.forget)
            return again
        moment, clock = _moment(arrived)
        made = Bid(
            number=f"{found.number}-{secrets.token_hex(4)}".upper(),
            procurement=found,
            lot=_lot(found, outside),
            bidder=bidder,
            kind=outside.label.kind,
            round=quotation_of(found, outside.label.kind),
            sequence=outside.label.sequence,
            way=way,
            digest=incoming.digest,
            size_bytes=arrived.size,
            list_digest=list_digest,
            received_at=moment,
            recorded_at=wall_clock.now(),
            clock=clock,
            brought_by=brought_by,
            person=by.person,
        )
        _check(found, outside, made)
        is_doubtful = made.is_late and not _is_late(made, arrived.at)
        if is_doubtful:
            made.clock = f"{clock}；按服务器的钟没有迟到，密文留着，由人判断"
        act.create(made)
        act.set_subject(made)
        if not made.is_late or is_doubtful:
            keep_document(act, made, kind=KIND, file_name=f"{made.number}.gbid", draft=draft, type_=ENVELOPE)
        act.log(number=made.number, digest=made.digest, is_late=made.is_late, clock=made.clock)
        transaction.on_commit(incoming.forget)
    return made


def _received_before(procurement: int, digest: str, by: Agent) -> Bid | None:
    rows = Bid.objects.filter(procurement=procurement, digest=digest).select_related("procurement")
    return next(
        (
            each
            for each in rows
            if (by.may_on(Permission.BID, each) or each.person_id == by.person.pk)
            and not (each.is_late and not _is_late(each, each.received_at))
        ),
        None,
    )


def _outside(arrived: Arrived) -> Outside:
    try:
        with arrived.path.open("rb") as stream:
            return read_outside(stream)
    except SealError as error:
        raise Refusal(error.what, error.remedy) from error


def _bidder(act: Action, outside: Outside, incoming: Incoming, by: Agent, *, is_counter: bool) -> Body:
    """Whose bid it is: the body of the label, which must be that which sent it but at the counter."""
    code = outside.label.bidder
    if is_counter:
        act.allow_anywhere()
    else:
        act.allow(Bid(bidder=by.body))
    found = Body.objects.filter(credit_code=code, is_active=True).first()
    if incoming.bidder != by.body.pk or not is_counter:
        sender = Body.objects.get(pk=incoming.bidder)
        if code != sender.credit_code:
            raise NotAllowed(
                f"这个信封是 {code} 封的，不是{sender.name}的", "请用本单位的统一社会信用代码重新封"
            )
    if found is None:
        raise Refusal(f"单位库里没有统一社会信用代码为 {code} 的单位", "请先登记这个供应商，再收它的投标")
    return found


def _lot(found: Procurement, outside: Outside) -> Lot | None:
    label = outside.label.lot
    lots = {str(each.number): each for each in found.lots.all()}
    return None if not lots and label == ONE_LOT else lots.get(label)


def _check(found: Procurement, outside: Outside, made: Bid) -> None:
    """Refuses an envelope that doesn't belong here now; sets whether it is late. The procurement is locked: its deadline stands."""
    if found.bid_deadline_at is None:
        raise Refusal("这次采购现在不收投标", "请看采购公告")
    sheet, quotation = sheet_of(found), Quotation(made.round)
    try:
        sheet.must_take(outside.label)
        sheet.must_have_sealed(outside.core)
    except SealError as error:
        raise Refusal(error.what, error.remedy) from error
    call = call_of(found) if quotation == Quotation.FINAL else None
    if outside.label.kind not in kinds_of(found, quotation) or (
        quotation == Quotation.FINAL and call is None
    ):
        raise Refusal(
            "现在不收这一种信封",
            f"现在收的是：{'、'.join(kind_title(each) for each in kinds_of(found, awaited(found)))}",
        )
    if call is not None and not is_called(call, made.lot.pk if made.lot else None, made.bidder.pk):
        raise NotAllowed(
            f"没有要求{made.bidder.name}提交最后报价",
            "评审小组只要求通过审查的供应商；有异议可以提出询问、质疑",
        )
    made.is_late = _is_late(made, made.received_at)
    if made.is_late:
        return
    refuse_organisers(found, [made.bidder])
    if opening_of(found, quotation):
        raise Refusal("已经开始开启，不再收投标", "请看采购公告")
    is_stick = made.way == HandedInBy.STICK
    last = last_sequence(found, made.lot, made.bidder, made.kind, is_stick=is_stick)
    if is_stick and made.sequence <= last:
        raise Refusal("窗口收过这一份，或者收过更后的一份", "要替换的，请投标人以更大的序号重新封")
    if not is_stick and made.sequence != last + 1:
        raise Refusal(
            f"这一份写的是第 {made.sequence} 份，这里等的是第 {last + 1} 份",
            f"请以第 {last + 1} 份重新封：每替换一次加一",
        )


def _is_late(made: Bid, at: datetime) -> bool:
    until = until_of(made.procurement, Quotation(made.round))
    return until is None or at > until


def last_sequence(
    found: Procurement, lot: Lot | None, bidder: Body, kind: str, *, is_stick: bool = False
) -> int:
    """The sequence of the bidder's last envelope of the kind; 0 before the first. Those of the counter are counted apart.

    Else the counter would learn from what it is told whether, and how often, the bidder has sent its own.
    """
    rows = Bid.objects.filter(procurement=found, lot=lot, bidder=bidder, kind=kind, is_late=False)
    rows = rows.filter(way=HandedInBy.STICK) if is_stick else rows.exclude(way=HandedInBy.STICK)
    return rows.aggregate(last=Max("sequence"))["last"] or 0


def _moment(arrived: Arrived) -> tuple[datetime, str]:
    """When the bid came, and what is to be said of the clock: one that was set back doesn't make a late bid early."""
    now, at = wall_clock.now(), arrived.at
    set_back = behind(now)
    if set_back > SET_BACK:
        return (
            at + set_back,
            f"服务器的钟比日志里最后一条慢 {set_back.total_seconds():.0f} 秒，按日志的时间算",
        )
    if now - at > SLOW:
        return at, f"最后一段到达以后 {(now - at).total_seconds():.0f} 秒才登记"
    return at, ""


def withdraw_bid(
    *, procurement: int, lot: int | None = None, by: Agent, once: UUID | None = None
) -> BidWithdrawal:
    """Withdraws what the agent's body has sent for the next opening of the procurement, or of the lot. Raises Refusal, NotFound."""
    with action("procurement.bid.withdrawn", Permission.BID, by=by, once=once) as act:
        act.allow(Bid(bidder=by.body))
        found = act.lock(Procurement.objects, procurement)
        if lot is None and found.lots.exists():
            raise Refusal("没有说撤回哪一包", "请选一包；几包都要撤回的，一包一包撤回")
        quotation = awaited(found)
        mine = bids_that_stand(found, [by.body.pk], lot, quotation)
        if not mine:
            raise NotFound
        until = until_of(found, quotation)
        if until is None or now_by_log() > until:
            raise Refusal("截止已过，不能再撤回", "截止以后撤回，按撤销处理，请和采购人联系")
        last = found.bids.filter(bidder=by.body, lot=lot, round=quotation).latest("id")
        made = BidWithdrawal(
            procurement=found,
            lot_id=lot,
            bidder=by.body,
            last_bid=last,
            at=wall_clock.now(),
            person=by.person,
        )
        act.create(made)
        act.set_subject(mine[0])
        act.log(numbers=[each.number for each in mine])
    return made


def bids_that_stand(
    found: Procurement,
    bidders: Collection[int] | None = None,
    lot: int | None = None,
    quotation: Quotation = Quotation.FIRST,
) -> list[Bid]:
    """The bids of an opening that stand: of each bidder, lot and kind the last one, unless it was withdrawn since; in the order of receipt.

    What somebody brought to the counter under a bidder's name takes the place of nothing that the bidder itself has sent.
    """
    rows = found.bids.filter(is_late=False, round=quotation).select_related("bidder", "lot").order_by("id")
    withdrawals = found.bid_withdrawals.filter(last_bid__round=quotation)
    if bidders is not None:
        rows, withdrawals = rows.filter(bidder__in=bidders), withdrawals.filter(bidder__in=bidders)
    if lot is not None:
        rows = rows.filter(lot=lot)
    gone = {(each.lot_id, each.bidder_id): each.last_bid_id for each in withdrawals.order_by("id")}
    last: dict[tuple[int | None, int, str], Bid] = {}
    for each in rows:
        key = (each.lot_id, each.bidder_id, each.kind)
        if each.pk <= gone.get((each.lot_id, each.bidder_id), 0):
            continue
        if each.way != HandedInBy.STICK or key not in last or last[key].way == HandedInBy.STICK:
            last.pop(key, None)
            last[key] = each
    return list(last.values())
