"""The pages of the list of procurements and of one of them."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.core.form_pages import articles
from goufu.core.opinion import Opinion, cards
from goufu.core.pages import needs
from goufu.core.permissions import Permission
from goufu.planning.actions.deciding import WAIVED_BY
from goufu.procurement.actions.ending import against_ending
from goufu.procurement.cases.decided import aftermath_of
from goufu.procurement.cases.suspending import suspended_now
from goufu.procurement.choices import methods
from goufu.procurement.choosing import approval_needed
from goufu.procurement.concluded import (
    SIGNED_WORDS,
    STATE_BADGES,
    SUSPENDED_WORD,
    state_of,
    state_word,
    with_signed,
)
from goufu.procurement.conflicts import conflicts_of
from goufu.procurement.documents.procurements import as_subject
from goufu.procurement.emergency import lane_of
from goufu.procurement.invitations import invited_to, limit_of, list_of
from goufu.procurement.law import (
    days_of,
    facts_of,
    method_of,
    opinion_of,
    situation_of,
    timetable_for,
    waivable,
    waivers_of,
)
from goufu.procurement.left_open import LeftOpen, left_open
from goufu.procurement.methods import load_methods
from goufu.procurement.models import NoticeState, Occurrence, Procurement, ProcurementState
from goufu.procurement.notice_kinds import kinds_now
from goufu.procurement.papers.signing import unsigned
from goufu.procurement.past.days import entered_on, offers_of, past_of
from goufu.procurement.queries.delegations import of_procurement
from goufu.procurement.queries.procurements import OPEN, procurement_for, procurements
from goufu.procurement.recording import announced_by, recordable
from goufu.procurement.sealed.envelopes import envelopes_of
from goufu.procurement.sealed.sheets import sealing_of
from goufu.procurement.steps.procurements import PROCUREMENT_STEPS
from goufu.procurement.timing.calendar_file import calendar_file
from goufu.procurement.timing.counting import has_passed
from goufu.procurement.views.applications import applications_context
from goufu.procurement.views.cases import CasesOf
from goufu.procurement.views.context import (
    badge,
    timetable_context,
    walk_of,
)
from goufu.procurement.views.next_step import next_of
from goufu.procurement.views.past import past_context
from goufu.procurement.years import years_of
from goufu.registry.agents import Agent
from goufu.ui.columns import state
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet
from goufu.ui.lists import list_page
from goufu.ui.tables import ChoiceColumn, MoneyColumn, StateColumn, Table, TextColumn, TimeColumn

BEGUN = (ProcurementState.RUNNING, ProcurementState.TERMINATED)


SUSPENDED, SIGNED = "suspended", "signed"  # of those that run
STATES = [
    (ProcurementState.PLANNING, ProcurementState.PLANNING.label),
    (ProcurementState.RUNNING, ProcurementState.RUNNING.label),
    (SUSPENDED, SUSPENDED_WORD),
    (SIGNED, gettext_lazy("合同、协议已签")),
    (ProcurementState.TERMINATED, ProcurementState.TERMINATED.label),
    (ProcurementState.WITHDRAWN, ProcurementState.WITHDRAWN.label),
]


class ProcurementFilter(FilterSet):
    """Filters of the list; a state is what the rows say."""

    q = Contains(["title", "number"], label=gettext_lazy("名称或者编号"))
    state = ChoiceFilter(label=gettext_lazy("状态"), choices=STATES, method="of_state")

    def of_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The rows whose last column says so."""
        if value not in (ProcurementState.RUNNING, SUSPENDED, SIGNED):
            return rows.filter(state=value)
        running, held = rows.filter(state=ProcurementState.RUNNING), suspended_now()
        if value == SUSPENDED:
            return running.filter(pk__in=held)
        signed = Q(*((f"has_{event}", True) for event in SIGNED_WORDS), _connector=Q.OR)
        return running.filter(signed if value == SIGNED else ~signed).exclude(pk__in=held)

    method = ChoiceFilter(label=gettext_lazy("采购方式"), choices=methods)


class SignedColumn(StateColumn):
    """The state, and of those that run whether they are suspended, or the contract or the agreement is signed."""

    def render(self, value: object, record: Any, bound_column: Any) -> str:
        return state(*state_of(record, self._held))

    def value(self, **given: Any) -> str:
        return state_word(given["record"], self._held)

    @cached_property
    def _held(self) -> Collection[int]:
        """What is suspended, asked once a page."""
        return suspended_now()


class DeadlineColumn(TimeColumn):
    """The end of the time for bids: of what ran elsewhere its day alone is known."""

    def render(self, value: Any, record: Procurement) -> str:  # type: ignore[override]
        moment = super().render(value)
        return moment.partition(" ")[0] if past_of(record) else moment


class ProcurementTable(Table):
    title = gettext_lazy("采购")
    name = ChoiceColumn(
        accessor="title",
        verbose_name=gettext_lazy("采购名称"),
        address="procurement:procurement",
        orderable=False,
    )
    number = TextColumn(verbose_name=gettext_lazy("编号"), orderable=False)
    purchaser = TextColumn(accessor="purchaser__name", verbose_name=gettext_lazy("采购人"), orderable=False)
    method = TextColumn(verbose_name=gettext_lazy("采购方式"), orderable=False)
    budget = MoneyColumn(verbose_name=gettext_lazy("采购预算"), orderable=False)
    bid_deadline_at = DeadlineColumn(verbose_name=gettext_lazy("响应截止"))
    state = SignedColumn(verbose_name=gettext_lazy("状态"), kinds=STATE_BADGES, orderable=False)

    class Meta(Table.Meta):
        empty_text = gettext_lazy("已批准的项目，在项目页按“开始采购”。")


@require_safe
@needs(Permission.SEE_PROCUREMENTS)
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of procurements that the agent may see."""
    context = {
        "may_write": agent.may(Permission.WRITE_PROCUREMENT),
        "may_keep_experts": agent.may(Permission.KEEP_EXPERTS),
    }
    return list_page(
        request,
        ProcurementTable,
        with_signed(procurements(agent)).select_related("past"),
        ProcurementFilter,
        "procurement/procurements.html",
        context,
    )


@require_safe
@needs(Permission.SEE_PROCUREMENTS)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a procurement: the next step, the timetable, notices, money, what the law says, papers, history."""
    found = procurement_for(agent, number)
    return render(request, "procurement/procurement.html", context_of(found, agent))


def context_of(found: Procurement, agent: Agent) -> dict[str, Any]:
    """All that the page shows."""
    facts, opinion = facts_of(found), opinion_of(found)
    offers = [
        each
        for each in PROCUREMENT_STEPS.offers(agent, found)
        if _is_offered(each.step.verb, found, facts)
        and (each.step.verb != "waive" or _may_waive(opinion, agent, found))
    ]
    method, cases, subject = method_of(found), CasesOf(found, agent), as_subject(found)
    table, why = timetable_for(found, facts, cases.cases, cases.suspensions)
    may_write = agent.may_on(Permission.WRITE_PROCUREMENT, found)
    lane = lane_of(found)
    open_ = left_open(opinion, facts, days_of(found.occurrences.all())) if found.state in OPEN else LeftOpen()
    following = next_of(found, agent, facts, offers, open_.judgements)
    return {
        "procurement": found,
        "happened": happened(found),
        "budget": facts.get("budget_yuan"),
        "years": years_of(found),
        "state": badge(found, [found.pk] if cases.suspension else []),
        "walk": walk_of(found),
        "next": following,
        "others": [each for each in offers if each.url != following.url],
        "may_plan": may_write and found.is_planned,
        "may_write": may_write,
        "may_file": agent.may_on(Permission.KEEP_FILE, found),
        "may_review": found.state in BEGUN and agent.may_on(Permission.HOLD_REVIEW, found),
        **_inviting_context(found, agent),
        "applied": applications_context(found) if agent.may_on(Permission.HOLD_REVIEW, found) else None,
        "may_receive_bids": agent.may_on(Permission.HOLD_OPENING, found),
        "delegations": of_procurement(found.pk),
        "may_delegate": may_write and found.state in OPEN,
        "kinds": kinds_now(found) if agent.may_on(Permission.KEEP_NOTICES, found) else [],
        "notices": [each for each in found.notices.all() if each.state != NoticeState.DISCARDED],
        "subject": subject,
        "unsigned": [subject.kind(each).word for each in unsigned(found, subject)],
        "sees_timetable": table is not None,
        "cases": cases,
        "aftermath": aftermath_of(found) if cases.has_decision else None,
        "lane": lane,
        "waivers": waivers_of(found),
        "has_envelopes": envelopes_of(found.method) is not None,
        "has_scoring": method is None or method.scoring is not None,
        "has_keys": sealing_of(found) is not None,
        "may_enter_question": not found.is_planned and agent.may_on(Permission.ANSWER_QUESTIONS, found),
        "questions": found.questions.defer("asker", "asked_by"),
        **conflicts_context(found),
        **past_context(found),
        **timetable_context(table, why, entered_on(found)),
        **law_context(opinion, open_),
    }


def happened(found: Procurement) -> list[Occurrence]:
    """What was recorded, the last first, without the ends of periods that are still to come."""
    events = load_methods().events
    rows = sorted(found.occurrences.all(), key=lambda each: each.pk, reverse=True)
    return [each for each in rows if not events[each.event].by_clock or has_passed(each.moment or each.day)]


def _inviting_context(found: Procurement, agent: Agent) -> dict[str, Any]:
    """Whether the procurement's page has a card of invitations, and how many were listed and drawn; None before."""
    if limit_of(found) is None or found.is_planned or not agent.may_on(Permission.HOLD_REVIEW, found):
        return {"invites": False}
    bound = list_of(found)
    invited = {"listed": bound.candidates.count(), "letters": invited_to(found).count()} if bound else None
    return {"invites": True, "invited": invited}


def conflicts_context(found: Procurement) -> dict[str, Any]:
    """The conflicts that the registry shows among participants. Before the opening none: their number would tell that
    somebody takes part (order-87:28).
    """
    if not any(each.event == "opened" for each in found.occurrences.all()):
        return {"conflicts": []}
    return {"conflicts": [(each.sentence, articles((each.article,))) for each in conflicts_of(found)]}


def law_context(opinion: Opinion, open_: LeftOpen | None = None) -> dict[str, Any]:
    """What the law says: cards of rules that are not met, what a person must look into, and what is left open where it is told."""
    return {
        "blocking": cards([*opinion.blocking, *opinion.to_explain]),
        "to_review": cards(opinion.to_review),
        "passed": len(opinion.passed),
        "marks": opinion.marks,
        "left_open": open_,
    }


def _is_offered(verb: str, found: Procurement, facts: dict[str, Any]) -> bool:
    """Whether a step that the state allows makes sense now; its page says why where it doesn't."""
    method = method_of(found)
    if verb in ("withdraw", "waive", "take-in"):
        return True
    if verb == "leave-out":
        return bool(found.co_purchasers.all()) or any(
            each.project.purchaser_id != found.purchaser_id for each in found.shares.all()
        )
    if verb in ("record-result", "end-past", "strike-past"):
        return past_of(found) is not None and (
            verb != "record-result" or not offers_of(found).filter(is_awarded=True).exists()
        )
    if verb in ("file-emergency", "review-emergency", "record-effects"):
        return _is_offered_in_lane(verb, found)
    if verb == "end":
        return not any(against_ending(found))
    if method is None:
        return False
    if verb == "record":
        return bool(recordable(found))
    if verb == "begin":
        return announced_by(method) is None
    if verb in ("approve-method", "refuse-method"):
        return found.approval_asked_at is not None
    needed = approval_needed(method, situation_of(found, facts), load_methods())
    return needed is not None and not facts.get("method_approved")


def _may_waive(opinion: Opinion, agent: Agent, found: Procurement) -> bool:
    return any(agent.may_on(WAIVED_BY[each.rule.waiver], found) for each in waivable(opinion))


def _is_offered_in_lane(verb: str, found: Procurement) -> bool:
    lane = lane_of(found)
    if lane is None:
        return False
    if verb == "file-emergency":
        return lane.may_file
    return lane.may_review if verb == "review-emergency" else lane.is_awarded


@require_safe
@needs(Permission.SEE_PROCUREMENTS)
def calendar(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The timetable as a calendar file."""
    found = procurement_for(agent, number)
    cases = CasesOf(found, agent)
    table, _why = timetable_for(found, facts_of(found), cases.cases, cases.suspensions)
    if table is None:
        raise Refusal("还没有时间表", "先选采购方式，写明打算开始的日子")
    content = calendar_file(table, found.number, found.title, wall_clock.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.ics"'
    return response
