"""Bids are received sealed, the same on every way: what stands outside is checked, late is late, and there is a receipt."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.documents.actions import keep_document
from goufu.documents.errors import NotStored
from goufu.documents.store import store
from goufu.files.papers import FileType
from goufu.procurement.agencies import refuse_organisers
from goufu.procurement.applications import refuse_unadmitted
from goufu.procurement.models import (
    Bid,
    BidWithdrawal,
    HandedInBy,
    Lot,
    Procurement,
    Quotation,
)
from goufu.procurement.sealed.envelopes import WHOLE, kind_title
from goufu.procurement.sealed.newcomers import Newcomer, bidder_of, entered
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
from goufu.procurement.sealed.standing import bids_that_stand, last_sequence
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
DOUBTFUL = "按服务器的钟没有迟到，留着，开启以前由人决定"


def receive(
    *,
    procurement: int,
    incoming: Incoming,
    by: Agent,
    way: HandedInBy,
    list_digest: str = "",
    brought_by: str = "",
    newcomer: Newcomer | None = None,
    once: UUID | None = None,
) -> Bid:
    """Takes in a bid that has come whole. One that came late is written down as late, and is not kept.

    by: the bidder's agent, or whoever holds the opening: at the counter, or taking in what came before the house was killed.
    brought_by: who brought the stick; newcomer: who a bidder is that nobody has registered. Received again, it is the bid that
    it was, unless that was late and would be in time now. Raises Refusal for an envelope that is not of this procurement,
    bidder or sheet; NotFound, NotAllowed.
    """
    if again := _received_before(procurement, incoming.digest, by):
        incoming.forget()
        return again
    try:
        return _taken_in(
            procurement, incoming, by, way, list_digest, brought_by=brought_by, newcomer=newcomer, once=once
        )
    except Refusal:
        if again := _received_before(procurement, incoming.digest, by):  # another request had its file
            incoming.forget()
            return again
        raise


def _taken_in(
    procurement: int,
    incoming: Incoming,
    by: Agent,
    way: HandedInBy,
    list_digest: str,
    *,
    brought_by: str,
    newcomer: Newcomer | None,
    once: UUID | None,
) -> Bid:
    list_digest = list_digest or incoming.listed
    incoming.note_list(list_digest)
    arrived = incoming.arrived()
    outside = _outside(arrived)
    is_counter = way == HandedInBy.STICK or not by.may(Permission.BID)
    permission = Permission.HOLD_OPENING if is_counter else Permission.BID
    with (
        store().linked(arrived.path, incoming.digest, arrived.size) as draft,
        action("procurement.bid.received", permission, by=by, once=once) as act,
    ):
        if is_counter:
            act.allow_anywhere()
        else:
            act.allow(Bid(bidder=by.body))
        if way != HandedInBy.STICK:
            _refuse_other_bidder(outside, incoming)
        bidder = bidder_of(outside.label.bidder, newcomer)
        found = act.lock(Procurement.objects, procurement)
        if is_counter and not by.may_on(permission, found):
            raise NotFound
        PROCUREMENT.after("receive", found)
        bidder = entered(act, bidder, found)
        if again := _received_before(procurement, incoming.digest, by):  # by another request, a moment ago
            act.nothing_changed()
            transaction.on_commit(incoming.forget)
            return again
        moment, clock = moment_of_arrival(arrived.at)
        made = Bid(
            number=receipt_number(found),
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
            read_by_id=_other_reader(incoming, by),
        )
        _check(found, outside, made, arrived.at)
        act.create(made)
        act.set_subject(made)
        if not made.is_late or made.is_doubtful:
            keep_document(act, made, kind=KIND, file_name=f"{made.number}.gbid", draft=draft, type_=ENVELOPE)
        act.log(number=made.number, digest=made.digest, is_late=made.is_late, clock=made.clock)
        transaction.on_commit(incoming.forget)
    return made


def _other_reader(incoming: Incoming, by: Agent) -> int | None:
    """Who read the stick at the counter before the house was killed, where that was another than who goes on."""
    reader = incoming.brought.reader if incoming.brought else None
    return None if reader == by.person.pk else reader


def receipt_number(found: Procurement) -> str:
    """The number of a new receipt; of how many there are it tells nothing."""
    return f"{found.number}-{secrets.token_hex(4)}".upper()


def _received_before(procurement: int, digest: str, by: Agent) -> Bid | None:
    rows = Bid.objects.filter(procurement=procurement, digest=digest).select_related("procurement")
    return next(
        (
            each
            for each in rows
            if (by.may_on(Permission.BID, each) or by.person.pk in (each.person_id, each.read_by_id))
            and not (each.is_late and not is_late(each, each.received_at))
        ),
        None,
    )


def _outside(arrived: Arrived) -> Outside:
    try:
        with arrived.path.open("rb") as stream:
            return read_outside(stream)
    except SealError as error:
        raise Refusal(error.what, error.remedy) from error
    except OSError as error:
        raise NotStored(str(error)) from error


def _refuse_other_bidder(outside: Outside, incoming: Incoming) -> None:
    """Raises NotAllowed for an envelope that another has sealed than who sent it."""
    sender, code = Body.objects.get(pk=incoming.bidder), outside.label.bidder
    if code != sender.credit_code:
        raise NotAllowed(f"这个信封是 {code} 封的，不是{sender.name}的", "请用本单位的统一社会信用代码重新封")


def _lot(found: Procurement, outside: Outside) -> Lot | None:
    label = outside.label.lot
    lots = {str(each.number): each for each in found.lots.all()}
    return None if not lots and label == ONE_LOT else lots.get(label)


def _check(found: Procurement, outside: Outside, made: Bid, came_at: datetime) -> None:
    """Refuses an envelope that doesn't belong here now, and judges it. The procurement is locked: its deadline stands."""
    sheet = sheet_of(found)
    try:
        sheet.must_take(outside.label)
        sheet.must_have_sealed(outside.core)
    except SealError as error:
        raise Refusal(error.what, error.remedy) from error
    judge(found, made, came_at)
    may_be_old = (
        made.is_doubtful and made.way == HandedInBy.STICK
    )  # an older envelope may be in anybody's hands
    if may_be_old or not made.is_late:
        _refuse_wrong_sequence(found, made)


def judge(found: Procurement, made: Bid, came_at: datetime) -> None:
    """Refuses what nobody awaits of this bidder now, however it came; sets whether it is late. The procurement is locked.

    came_at: by the house's clock as it stood, uncorrected; by it alone in time, the bid is doubtful.
    """
    if found.bid_deadline_at is None:
        raise Refusal("这次采购现在不收投标", "请看采购公告")
    quotation = Quotation(made.round)
    call = call_of(found) if quotation == Quotation.FINAL else None
    wrapped = [WHOLE] if made.is_paper and quotation == Quotation.FIRST else []
    if made.kind not in (*kinds_of(found, quotation), *wrapped) or (
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
    refuse_unadmitted(found, made.bidder, made.lot.pk if made.lot else None)
    refuse_organisers(found, [made.bidder])  # also of one whose lateness is still decided on
    made.is_late = is_late(made, made.received_at)
    if made.is_late:
        if not is_late(made, came_at):
            made.is_doubtful, made.clock = True, f"{made.clock}；{DOUBTFUL}"
        return
    if opening_of(found, quotation):
        raise Refusal("已经开始开启，不再收投标", "请看采购公告")


def _refuse_wrong_sequence(found: Procurement, made: Bid) -> None:
    is_stick = made.way == HandedInBy.STICK
    last = last_sequence(found, made.lot, made.bidder, made.kind, way=made.way)
    if is_stick and made.sequence <= last:
        raise Refusal("窗口收过这一份，或者收过更后的一份", "要替换的，请投标人以更大的序号重新封")
    if not is_stick and made.sequence != last + 1:
        raise Refusal(
            f"这一份写的是第 {made.sequence} 份，这里等的是第 {last + 1} 份",
            f"请以第 {last + 1} 份重新封：每替换一次加一",
        )


def is_late(made: Bid, at: datetime) -> bool:
    """Whether the bid would be late if it had come at that moment."""
    until = until_of(made.procurement, Quotation(made.round))
    return until is None or at > until


def moment_of_arrival(at: datetime) -> tuple[datetime, str]:
    """When the bid came, and what is to be said of the clock: one that was set back doesn't make a late bid early."""
    now = wall_clock.now()
    set_back = behind(now)
    if set_back > SET_BACK:
        return (
            at + set_back,
            f"服务器的钟比日志里最后一条慢 {set_back.total_seconds():.0f} 秒，按日志的时间算",
        )
    if now - at > SLOW:
        return at, f"最后一段到达以后 {(now - at).total_seconds():.0f} 秒才登记"
    return at, ""


def refuse_withdrawal(found: Procurement, quotation: Quotation) -> None:
    """Raises Refusal after the last moment, by the log's clock, and once the opening has begun."""
    until = until_of(found, quotation)
    if until is None or now_by_log() > until or opening_of(found, quotation):
        raise Refusal("截止已过，不能再撤回", "截止以后撤回，按撤销处理，请和采购人联系")


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
        refuse_withdrawal(found, quotation)
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
