"""An opening begins, of bids or of final quotations: who counts, which lots have too few, and what came before the house was killed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.procurement.actions.closing import issue_minutes
from goufu.procurement.actions.late_bids import refuse_undecided
from goufu.procurement.actions.opening_record import note_presence, say
from goufu.procurement.actions.receiving import receive
from goufu.procurement.actions.returning import tell_returned
from goufu.procurement.actions.reviewing import reviews_of
from goufu.procurement.conflicts import Found, cautions_of
from goufu.procurement.law import facts_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    COUNTER,
    Bid,
    Caution,
    Envelope,
    EnvelopeState,
    HandedInBy,
    Opening,
    OpeningState,
    Procurement,
    Quotation,
)
from goufu.procurement.papers.minutes import moment_of
from goufu.procurement.sealed.ceremony import Lacking, lacking
from goufu.procurement.sealed.quotations import awaited, kinds_of, opening_of, until_of
from goufu.procurement.sealed.reception import Incoming, forget_begun, whole_of
from goufu.procurement.sealed.sheets import sheet_of
from goufu.procurement.sealed.sides import refuse_one_side
from goufu.procurement.sealed.standing import bids_that_stand
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.sealing.errors import SealError
from goufu.sealing.label import Label
from goufu.sealing.outside import read_outside


def begin_opening(
    *, procurement: int, reason: str = "", by: Agent, version: int | None = None, once: UUID | None = None
) -> Opening:
    """Begins the opening: of the bids, or, once the panel has called for them, of the final quotations.

    With fewer bidders than a tender wants nothing is opened, and what is sealed goes back. reason: why it begins after its
    window. Raises Refusal before the last moment for what is opened, and before the time of opening; NotAllowed.
    """
    seen = Procurement.objects.filter(pk=procurement).first()
    if seen is None or not by.may_on(Permission.HOLD_OPENING, seen):
        raise NotFound
    refused: list[str] = []
    if not _is_begun(seen):  # a form that is sent twice is answered by the action
        _refuse_wrong_time(seen, reason)
        refused += _take_in_what_came(seen, by)
    with action("procurement.opening.begun", Permission.HOLD_OPENING, by=by, once=once) as act:
        found = act.lock(Procurement.objects, procurement, version=version)
        _refuse_wrong_time(found, reason)
        sheet_of(found)
        quotation = awaited(found)
        if quotation == Quotation.FINAL:
            _refuse_uncalled(found)
        refuse_undecided(found, quotation)
        bids = bids_that_stand(found, quotation=quotation)
        facts = act.ask(lambda: facts_of(found))
        short = lacking(found, bids, facts) if quotation == Quotation.FIRST else {}
        opened = [each for each in bids if each.lot_id not in short]
        cautions = act.ask(lambda: cautions_of(found, opened)) if quotation == Quotation.FIRST else []
        is_none = quotation == Quotation.FIRST and all(each.lot_id in short for each in bids)
        now = wall_clock.now()
        opening = act.create(
            Opening(
                procurement=found,
                round=quotation,
                state=_first_state(opened, is_none=is_none),
                begun_at=now,
                begun_by=by.person,
                until=max(now, _opens_at(found, quotation) or now) + _window(),
                closed_at=now if is_none else None,
                closed_by=by.person if is_none else None,
            )
        )
        act.set_subject(found)
        note_presence(act, opening, by, "host")
        _number(act, opening, bids, short)
        if not is_none:
            _caution(act, opening, cautions)
        for text in (*_first_minutes(found, quotation, bids, by, reason, short), *refused):
            say(act, opening, text)
        tell_returned(act, opening, short)
        if is_none:
            issue_minutes(act, opening)
        act.log(count=len(bids))
        transaction.on_commit(lambda: forget_begun(procurement))
    return opening


def _first_state(opened: Sequence[Bid], *, is_none: bool) -> OpeningState:
    """Where the opening stands: with nothing but paper, or final quotations that may still come on paper, there are no keys to join."""
    if is_none:
        return OpeningState.NOT_OPENED
    return OpeningState.JOINED if all(each.is_paper for each in opened) else OpeningState.BEGUN


def _refuse_uncalled(found: Procurement) -> None:
    """Refuses to open final quotations as long as one that passed was never asked for its own."""
    names = [each.name for review in reviews_of(found) for each in review.uncalled]
    if names:
        raise Refusal(
            f"{'、'.join(dict.fromkeys(names))}通过了审查，还没有被要求提交最后报价",
            "请评审小组组长再要求一次最后报价，到时和别家的一起开启",
        )


def _caution(act: Action, opening: Opening, cautions: Sequence[Found]) -> None:
    """Notes for the reviewers what speaks against those who have bid. Those who are there are not told of it."""
    for found in cautions:
        for each in found.entrants:
            act.create(
                Caution(
                    opening=opening,
                    lot_id=each.lot,
                    bidder=each.bidder,
                    kind=found.kind,
                    text=found.conflict.sentence[:500],
                    article=found.conflict.article,
                )
            )


def _take_in_what_came(procurement: Procurement, by: Agent) -> Iterator[str]:
    """Receives bids whose last piece came before the house was killed; says which it could not, and why. Those stay where they are."""
    kinds = kinds_of(procurement, awaited(procurement))
    waiting = [
        each for each in whole_of(procurement.pk) if (label := _label(each)) is None or label.kind in kinds
    ]
    for incoming in sorted(waiting, key=_sequence):
        is_own = incoming.bidder == by.body.pk
        # what lies under the host's body was read at its counter
        way = HandedInBy.STICK if is_own else HandedInBy.WEB
        try:
            receive(procurement=procurement.pk, incoming=incoming, by=by, way=way)
        except Refusal as refusal:
            sender = Body.objects.get(pk=incoming.bidder)
            where = "窗口交来" if is_own else f"{sender.name}送来"
            yield f"{where}、摘要 {incoming.digest[:16]}… 的一个文件没有收下：{refusal.what}"


def _label(incoming: Incoming) -> Label | None:
    """What stands on the envelope; None where that can't be read."""
    try:
        with incoming.path.open("rb") as stream:
            return read_outside(stream).label
    except (SealError, OSError):
        return None


def _sequence(incoming: Incoming) -> int:
    """As which of its kind the envelope was sealed: of two that wait, the earlier one goes first."""
    label = _label(incoming)
    return label.sequence if label else 0


def _is_begun(found: Procurement) -> bool:
    return opening_of(found, awaited(found)) is not None


def _opens_at(found: Procurement, quotation: Quotation) -> datetime | None:
    """From when the envelopes may be opened; None where none are awaited."""
    until = until_of(found, quotation)
    if until is None or quotation == Quotation.FINAL:
        return until
    return max(found.opens_at or until, until)


def _window() -> timedelta:
    return timedelta(minutes=load_methods().settings["opening_window_minutes"].value)


def is_after_window(found: Procurement) -> bool:
    """Whether the opening that is awaited would begin later than planned, so that the minutes say why."""
    opens = _opens_at(found, awaited(found))
    return opens is not None and wall_clock.now() > opens + _window()


def _refuse_wrong_time(found: Procurement, reason: str) -> None:
    now = wall_clock.now()
    PROCUREMENT.after("open", found)
    until, opens = until_of(found, awaited(found)), _opens_at(found, awaited(found))
    if until is None or opens is None:
        raise Refusal("采购还没有开始，或者已经结束", "请看采购公告")
    if _is_begun(found):
        raise Refusal("已经开始开启", "请看开启页")
    if now <= until or now < opens:
        raise Refusal(f"{moment_of(opens)} 以前不能开启", "到时间再来")
    if is_after_window(found) and not reason.strip():
        raise Refusal("过了开启的时间段", "写明为什么现在才开启，记入开启记录", field="reason")


def _first_minutes(
    found: Procurement,
    quotation: Quotation,
    bids: Sequence[Bid],
    by: Agent,
    reason: str,
    short: Mapping[int | None, Lacking],
) -> Iterator[str]:
    """What is said when the opening begins."""
    rows = found.bids.filter(is_late=True, round=quotation).select_related("late_decision__person")
    decided = [each for each in rows if hasattr(each, "late_decision")]
    counted = {each.pk for each in decided if each.late_decision.counts}
    lates = [each for each in rows if each.pk not in counted]
    lateness = f"迟到 {len(lates)} 个，没有接收" if lates else "没有迟到的"
    bidders = len({each.bidder_id for each in bids})
    what = "最后报价" if quotation == Quotation.FINAL else "响应"
    until = moment_of(until_of(found, quotation))
    yield f"{what}截止 {until}。收到 {bidders} 家的 {len(bids)} 个信封，{lateness}"
    if quotation == Quotation.FINAL:
        yield "纸质密封提交的最后报价，在开启结束以前拆封、登记"
    yield from _said_of_the_counter(found, quotation, bids)
    yield from _said_of_sides(found)
    yield from dict.fromkeys(each.clock for each in (*bids, *lates) if each.clock)
    yield from map(_said_of_decision, decided)
    why = f"；过了开启的时间段，原因：{reason}" if reason else ""
    yield f"{by.body.name}{by.person.name}宣布开始{why}"
    lots = {each.pk: f"第 {each.number} 包" for each in found.lots.all()}
    for lot, each in short.items():
        cited = load_methods().book.cite(each.article)
        where = lots.get(lot, "") if lot else ""
        yield f"{where}只有 {each.count} 家，不足 {each.wanted} 家，没有开启，信封退回（{cited}）"
    if not bids and not short:
        yield "没有在本系统收到最后报价" if quotation == Quotation.FINAL else "没有收到投标"


def _said_of_the_counter(found: Procurement, quotation: Quotation, bids: Sequence[Bid]) -> Iterator[str]:
    """What was brought there in time and doesn't count: nothing that lies in the house goes unsaid, nor who took it away."""
    withdrawn: dict[tuple[int | None, int], int] = {}
    rows = found.bid_withdrawals.filter(given_to__gt="", last_bid__round=quotation)
    for each in rows.select_related("last_bid", "person").order_by("id"):
        withdrawn[each.lot_id, each.bidder_id] = each.last_bid_id
        yield (
            f"窗口交来的回执 {each.last_bid.number} 等在截止以前撤回，取回的人：{each.given_to}，{each.person.name}经办"
        )
    brought = found.bids.filter(way__in=COUNTER, is_late=False, round=quotation)
    for bid in brought.exclude(pk__in=[each.pk for each in bids]).order_by("id"):
        if bid.pk > withdrawn.get((bid.lot_id, bid.bidder_id), 0):
            yield f"回执 {bid.number}（{bid.get_way_display()}，交来的人：{bid.brought_by}）被同一家的另一份代替，或者已撤回，没有开启"


def _said_of_sides(found: Procurement) -> Iterator[str]:
    """That custodians have become one side since the notice: their keys can't be changed any more, so it is on record."""
    bodies = [each.body for each in found.custodians.select_related("body")]
    try:
        refuse_one_side(found, bodies, sheet_of(found).needed)
    except Refusal as refusal:
        yield f"{refusal.what}（公告以后单位、代理机构有变动）"


def _said_of_decision(bid: Bid) -> str:
    decision = bid.late_decision
    what = "算按时收到" if decision.counts else "算迟到，没有接收"
    return (
        f"回执 {bid.number} 只因时钟的更正迟到，{decision.person.name}在开启以前决定{what}：{decision.reason}"
    )


def _number(act: Action, opening: Opening, bids: Sequence[Bid], short: Mapping[int | None, Lacking]) -> None:
    """Gives each bidder its number, in the order in which the first of its envelopes came; the final quotation has the same."""
    before = Envelope.objects.filter(opening__procurement=opening.procurement).exclude(opening=opening)
    numbers: dict[int, int] = dict(before.values_list("bid__bidder", "number"))
    for bid in sorted(bids, key=lambda each: (each.received_at, each.pk)):
        number = numbers.setdefault(bid.bidder_id, len(numbers) + 1)
        state = EnvelopeState.SEALED if bid.is_paper else EnvelopeState.WAITING
        if bid.lot_id in short:
            state = EnvelopeState.RETURNED
        act.create(Envelope(opening=opening, bid=bid, number=number, state=state))
