"""Telling the result: the award letters, and to each of the others its own score, rank and why it lost."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.reviewing import to_award
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import days_of, method_of
from goufu.procurement.models import (
    Award,
    ComplaintDecision,
    Letter,
    Placing,
    Procurement,
    Response,
    ReviewReport,
)
from goufu.procurement.papers.letter_texts import failure_text, letter_text
from goufu.procurement.review.events import RECEIVED, SHORTLIST_TOLD, TOLD
from goufu.procurement.review.record import FAILED
from goufu.procurement.review.rounds import awards_of, letters_of, reports_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent

LETTERS = NumberSeries("procurement.letter", "{place}-{year}-TZ-{number:04}")


def send_letters(
    *, procurement: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Sends the award letters, and tells each of the others its own score, rank and why it lost. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.letters.sent", Permission.TELL_RESULT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "award", version=version)
        awards, failed = unsent(found)
        if not (awards or failed):
            if letters_of(found).exists():
                raise Refusal("通知书已经发过", "要更正的，发更正公告")
            raise Refusal("还没有确定中标、成交供应商", "先定标，再发通知书")
        for won in _together(awards):
            for placing in _placings(won[0].report):
                own = next((each for each in won if each.response_id == placing.response_id), None)
                text = letter_text(found, won, placing)
                send_letter(
                    act, found, placing.response, text, by, award=own or won[0], is_award=own is not None
                )
        for report in failed:
            for placing in _placings(report):
                text = failure_text(found, placing)
                send_letter(act, found, placing.response, text, by, report=report)
        if awards:
            told = SHORTLIST_TOLD if is_framework(method_of(found)) else TOLD
            note_event(act, found, told, by, moment=wall_clock.now())
        act.change(found, changed_at=wall_clock.now())
    return found


def unsent(procurement: Procurement) -> tuple[list[Award], list[ReviewReport]]:
    """The awards, and the reports of failure, of which nobody has been told; none before the purchaser has decided on every lot."""
    awards = awards_of(procurement).select_related("report", "response__bidder")
    is_received = RECEIVED in days_of(procurement.occurrences.all())
    decided = set(awards.values_list("lot", flat=True))
    if not is_received or len(decided) < len(to_award(procurement)):
        return [], []
    return list(awards.filter(letters=None)), [
        each for each in _failures(procurement) if not each.letters.exists()
    ]


def _together(awards: list[Award]) -> list[list[Award]]:
    """The awards by their reports: of one several may have won."""
    found: dict[int, list[Award]] = {}
    for each in awards:
        found.setdefault(each.report_id, []).append(each)
    return list(found.values())


def _failures(procurement: Procurement) -> list[ReviewReport]:
    """The reports that count by which a lot, or the whole, has failed."""
    last = {each.lot_id: each for each in reports_of(procurement).select_related("lot").order_by("pk")}
    return [each for each in last.values() if each.outcome == FAILED]


def _placings(report: ReviewReport) -> QuerySet[Placing]:
    return report.placings.select_related("response__bidder", "response__lot")


def send_letter(
    act: Action,
    procurement: Procurement,
    response: Response,
    text: str,
    by: Agent,
    *,
    award: Award | None = None,
    report: ReviewReport | None = None,
    decision: ComplaintDecision | None = None,
    is_award: bool = False,
) -> None:
    """Writes the letter, numbered, within an action that has locked the procurement."""
    place, today = procurement.purchaser.place.code, wall_clock.today()
    act.create(
        Letter(
            response=response,
            award=award,
            report=report,
            decision=decision,
            is_award=is_award,
            number=take_number(LETTERS, place=place, year=today.year, place_word=place),
            text=text,
            day=today,
            person=by.person,
            at=wall_clock.now(),
        )
    )
