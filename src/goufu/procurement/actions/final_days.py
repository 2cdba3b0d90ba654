"""The days of final responses, in methods that count them: when they were invited, when they closed, and what the law says of it."""

from __future__ import annotations

from datetime import datetime

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.errors import AgainstTheLaw, Refusal, refuse_all
from goufu.core.opinion import Opinion, cards
from goufu.procurement.actions.events import note_event
from goufu.procurement.choices import STAGE
from goufu.procurement.law import days_of, facts_of, method_of
from goufu.procurement.models import Procurement
from goufu.procurement.timing.counting import day_of

INVITED, CLOSED = "final_response_invited", "final_response_closed"


def against_final_days(procurement: Procurement, until: datetime) -> list[Refusal]:
    """What the law has against final responses that close then; nothing in a method that doesn't count their days."""
    method = method_of(procurement)
    rules = [each.rule for each in method.steps if each.ends == CLOSED and each.rule] if method else []
    if not rules:
        return []
    invited = days_of(procurement.occurrences.all()).get(INVITED, wall_clock.today())
    days = {"final_response_invited_on": day_of(invited), "final_response_deadline_on": day_of(until)}
    opinion = Opinion.of_facts(STAGE, facts_of(procurement) | days, rules=rules)
    failed = [*opinion.blocking, *opinion.to_explain]
    return [AgainstTheLaw(cards(failed))] if failed else []


def note_final_day(act: Action, procurement: Procurement, opened_at: datetime) -> None:
    """Notes that final responses, which are opened when they close, closed then. Raises Refusal where nobody had invited them, or too late.

    Sealed ones close as the panel's head has said.
    """
    method = method_of(procurement)
    if method is None or CLOSED not in method.order:
        return
    days = days_of(procurement.occurrences.all())
    if INVITED not in days:
        title = next(each.title for each in method.steps if each.ends == INVITED)
        raise Refusal(f"还没有登记“{title}”", "请先在采购页登记是哪一天")
    refuse_all(against_final_days(procurement, opened_at))
    if days.get(CLOSED) != opened_at:
        note_event(act, procurement, CLOSED, None, day=day_of(opened_at), moment=opened_at)
