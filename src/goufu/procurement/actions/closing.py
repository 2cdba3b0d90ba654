"""The end of an opening: its minutes become a paper."""

from __future__ import annotations

from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.documents.actions import issue_document
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.opening_record import DONE, locked, say
from goufu.procurement.actions.scanning import refuse_unscanned
from goufu.procurement.models import Opening, OpeningState, Quotation
from goufu.procurement.papers.minutes import KIND, MINUTES, minutes_name, minutes_papers
from goufu.procurement.sealed.quotations import call_of
from goufu.registry.agents import Agent


def close_opening(
    *, opening: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Opening:
    """Closes the opening: the minutes become a paper, and the event is recorded. Raises Refusal while an envelope waits; NotAllowed."""
    with action("procurement.opening.closed", Permission.HOLD_OPENING, by=by, once=once) as act:
        found = locked(act, opening, version)
        procurement = found.procurement
        if found.state != OpeningState.JOINED:
            raise Refusal("还没有开启，或者已经结束", "请看开启页")
        if left := found.envelopes.exclude(state__in=DONE).count():
            raise Refusal(f"还有 {left} 个信封没有打开", "都打开以后再结束")
        refuse_unscanned(found)
        act.set_subject(procurement)
        now = wall_clock.now()
        state = OpeningState.CLOSED
        if found.round == Quotation.FINAL:
            if silent := _silent(found):
                say(act, found, f"要求过、没有提交最后报价的：{'、'.join(silent)}，视为退出")
            if not found.envelopes.exists():
                state = OpeningState.NOT_OPENED
        act.change(found, state=state, closed_at=now, closed_by=by.person)
        say(act, found, f"{by.person.name}宣布开启结束")
        if found.round == Quotation.FIRST:
            day = found.begun_at.astimezone(wall_clock.CHINA).date()
            note_event(act, procurement, "opened", by, day=day, moment=found.begun_at)
        issue_minutes(act, found)
    return found


def _silent(opening: Opening) -> list[str]:
    """Those who were called and sent no final quotation."""
    sent = set(opening.envelopes.values_list("bid__lot", "bid__bidder"))
    call = call_of(opening.procurement)
    called = call.called.select_related("bidder") if call else []
    return [each.bidder.name for each in called if (each.lot_id, each.bidder_id) not in sent]


def issue_minutes(act: Action, opening: Opening) -> None:
    procurement = opening.procurement
    place = procurement.purchaser.place.code
    issue_document(
        act,
        procurement,
        kind=KIND,
        series=MINUTES,
        place=place,
        place_word=place,
        name=minutes_name(procurement, Quotation(opening.round)),
        write=lambda number: minutes_papers(opening, number)[0].write(),
    )
