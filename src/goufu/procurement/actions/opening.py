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
from goufu.procurement.actions.cautioning import caution_opened
from goufu.procurement.actions.closing import issue_minutes
from goufu.procurement.actions.first_minutes import first_minutes
from goufu.procurement.actions.late_bids import refuse_undecided
from goufu.procurement.actions.opening_record import note_presence, say
from goufu.procurement.actions.receiving import receive
from goufu.procurement.actions.returning import tell_returned
from goufu.procurement.actions.reviewing import reviews_of
from goufu.procurement.conflicts import cautions_of
from goufu.procurement.law import facts_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    Bid,
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
from goufu.procurement.sealed.newcomers import Newcomer
from goufu.procurement.sealed.quotations import awaited, kinds_of, opening_of, until_of
from goufu.procurement.sealed.reception import Incoming, forget_begun, whole_of
from goufu.procurement.sealed.sheets import sheet_of
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
            caution_opened(act, opening, cautions)
        for text in (*first_minutes(found, quotation, bids, by, reason, short), *refused):
            say(act, opening, text)
        tell_returned(act, opening, short)
        if is_none:
            issue_minutes(act, opening)
        act.log(count=len(bids))
        transaction.on_commit(lambda: forget_begun(procurement))
    return opening


def _first_state(opened: Sequence[Bid], *, is_none: bool) -> OpeningState:
    """Where the opening stands: with nothing but paper, or nothing at all, there are no keys to join."""
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


def _take_in_what_came(procurement: Procurement, by: Agent) -> Iterator[str]:
    """Receives bids whose last piece came before the house was killed; says which it could not, and why. Those stay where they are."""
    kinds = kinds_of(procurement, awaited(procurement))
    waiting = [
        each for each in whole_of(procurement.pk) if (label := _label(each)) is None or label.kind in kinds
    ]
    for incoming in sorted(waiting, key=_sequence):
        brought = incoming.brought
        if brought and _is_taken_in(procurement, incoming):
            incoming.forget()
            continue
        try:
            receive(
                procurement=procurement.pk,
                incoming=incoming,
                by=by,
                way=HandedInBy.STICK if brought else HandedInBy.WEB,
                brought_by=brought.by if brought else "",
                newcomer=Newcomer.said(brought.name, brought.kind) if brought else None,
            )
        except Refusal as refusal:
            where = "窗口交来" if brought else f"{Body.objects.get(pk=incoming.bidder).name}送来"
            yield f"{where}、摘要 {incoming.digest[:16]}… 的一个文件没有收下：{refusal.what}"


def _is_taken_in(procurement: Procurement, incoming: Incoming) -> bool:
    """Whether the stick was read a second time at another counter, and received in time there."""
    rows = procurement.bids.filter(digest=incoming.digest, way=HandedInBy.STICK, is_late=False)
    return rows.exists()


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
