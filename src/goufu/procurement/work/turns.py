"""Whose turn it is between the steps that have a clock: the host opens and sees the panel through, the head begins what no notice
begins, and awards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu import wall_clock
from goufu.core.by_role import NOW, by_role
from goufu.core.model_fields import title_of
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.work import MOST, WorkGroup, WorkItem
from goufu.law.clock import DateOutOfRange
from goufu.procurement.actions.awarding import why_not
from goufu.procurement.agencies import holds_duty
from goufu.procurement.applications import admission_of
from goufu.procurement.cases.suspending import suspended_now, suspensions_of_all
from goufu.procurement.choices import OF_THE_READER
from goufu.procurement.choosing import approval_needed
from goufu.procurement.concluded import stands
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import days_of, facts_of_all, kinds_of, method_of, situation_of, timetable_of
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Approval
from goufu.procurement.models import (
    ApplicationLetter,
    Factor,
    Notice,
    NoticeState,
    Occurrence,
    Opening,
    OpeningState,
    PanelMember,
    Procurement,
    ProcurementState,
    Quotation,
    QuotationCall,
    Response,
    Tick,
)
from goufu.procurement.recording import announced_by
from goufu.procurement.review.events import AWARDED, CHOSEN, RECEIVED, REVIEWED
from goufu.procurement.review.rounds import annulling
from goufu.procurement.timing.counting import day_of
from goufu.procurement.timing.told import Refused, Step
from goufu.registry.agents import Agent

LOOKED_AT = 20  # procurements that are looked at for a home page, the soonest first


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """What the agent opens, begins and decides."""
    if agent.may(Permission.HOLD_OPENING):
        yield from _group(_("开启"), _to_open(agent))
    if agent.may(Permission.HOLD_REVIEW):
        yield from _group(_("参与申请"), _to_admit(agent))
        yield from _group(_("评审"), _to_review(agent))
    if agent.may(Permission.LEAD_PROCUREMENT):
        yield from _group(_("待开始的采购"), _to_begin(agent))
    if agent.may(Permission.DECIDE_AWARD):
        yield from _group(_("待定标的采购"), _to_award(agent))


def _group(title: str, items: Iterable[WorkItem]) -> Iterator[WorkGroup]:
    """The group, where something waits."""
    if found := list(items):
        yield WorkGroup(
            title,
            len(found),
            found[:MOST],
            _("还有 %(count)d 个采购"),
            reverse("procurement:procurements"),
        )


def _rows(agent: Any, permission: Permission) -> QuerySet[Any]:
    own = visible(agent, permission, Procurement.SCOPE_FIELDS)
    return Procurement.objects.filter(own).select_related("purchaser__place", "delegation__agency")


def _to_open(agent: Agent) -> Iterator[WorkItem]:
    """Bids whose deadline has passed, final quotations whose last moment has, and openings that were begun and not closed."""
    for each in _not_suspended(_waiting_to_open.first(agent, LOOKED_AT)):
        agency = holds_duty(each, Permission.HOLD_OPENING)
        if agency and agency.pk != agent.body.pk:
            continue
        yield WorkItem(
            _("开启：%(title)s") % {"title": each.title},
            reverse("procurement:opening", args=[each.pk]),
            due=_due(each),
        )


def _to_admit(agent: Agent) -> Iterator[WorkItem]:
    """Applications that have closed and whose applicants were not told."""
    for each in _not_suspended(_waiting_to_admit.first(agent, LOOKED_AT)):
        if admission_of(each):
            yield WorkItem(
                _("审查参与申请：%(title)s") % {"title": each.title},
                reverse("procurement:applications", args=[each.pk]),
                since=timezone.localdate(each.applications_until),
                event=pgettext("on a day", "截止"),
            )


@by_role
def _waiting_to_admit(agent: Any) -> QuerySet[Any]:
    told = ApplicationLetter.objects.filter(participation__procurement=OuterRef("pk"))
    rows = _rows(agent, Permission.HOLD_REVIEW).filter(
        ~Exists(told), state=ProcurementState.RUNNING, applications_until__lte=NOW, past=None
    )
    return rows.order_by("applications_until", "pk")


def _not_suspended(rows: list[Any]) -> list[Any]:
    """Those that may go on today."""
    held = suspended_now() if rows else {}
    return [each for each in rows if each.pk not in held]


@by_role
def _waiting_to_open(agent: Any) -> QuerySet[Any]:
    openings = Opening.objects.filter(procurement=OuterRef("pk"))
    calls = QuotationCall.objects.filter(procurement=OuterRef("pk"))
    later = calls.filter(until__gt=NOW)
    first = Q(bid_deadline_at__lte=NOW) & ~Exists(openings.filter(round=Quotation.FIRST))
    final = Exists(calls) & ~Exists(later) & ~Exists(openings.filter(round=Quotation.FINAL))
    begun = Exists(openings.filter(state=OpeningState.BEGUN))
    rows = _rows(agent, Permission.HOLD_OPENING).filter(
        first | Q(final) | Q(begun), state=ProcurementState.RUNNING, past=None
    )
    rows = rows.filter(sealing__isnull=False).exclude(sealing__sheet="").prefetch_related("openings")
    return rows.order_by("opens_at", "pk")


def _to_review(agent: Agent) -> Iterator[WorkItem]:
    """Panels that sit on opened bids and have not ended their review: for whom or what they wait, in numbers, without names."""
    for each in _not_suspended(_under_review.first(agent, LOOKED_AT)):
        agency = holds_duty(each, Permission.HOLD_REVIEW)
        if agency and agency.pk != agent.body.pk:
            continue
        members = [member for member in each.panel.all() if member.left_at is None]
        without = sum(not member.holds_code for member in members)
        word = _("发登录码：%(title)s") if without else _("评审：%(title)s")
        opened = days_of(each.occurrences.all()).get("opened")
        yield WorkItem(
            word % {"title": each.title},
            reverse("procurement:review", args=[each.pk]),
            note=_waits_for(members, without),
            since=day_of(opened) if opened else None,
            event=pgettext("on a day", "开启"),
        )


def _waits_for(members: Sequence[PanelMember], without: int) -> str:
    """For how many members a panel waits, and for what."""
    if without:
        return _("%(count)d 位评委还没有登录码") % {"count": without}
    if absent := sum(member.code_used_at is None for member in members):
        return _("%(count)d 位评委还没有登录") % {"count": absent}
    if busy := sum(member.finished_at is None for member in members):
        return _("%(count)d 位评委还没有交齐评分") % {"count": busy}
    return _("等评审小组写报告、签署")


@by_role
def _under_review(agent: Any) -> QuerySet[Any]:
    seated = PanelMember.objects.filter(procurement=OuterRef("pk"), left_at=None)
    opened = Response.objects.filter(procurement=OuterRef("pk"))  # here, or elsewhere and entered
    rows = _rows(agent, Permission.HOLD_REVIEW).filter(
        Exists(seated), Exists(opened), ~stands(REVIEWED), state=ProcurementState.RUNNING, past=None
    )
    return rows.prefetch_related("panel", "occurrences").order_by("pk")


def _due(procurement: Procurement) -> date:
    """The day of the opening of bids; final quotations and what is begun are due today."""
    is_first = not procurement.openings.all()
    opens_at = procurement.opens_at or procurement.bid_deadline_at
    return timezone.localdate(opens_at) if is_first and opens_at else wall_clock.today()


def _to_begin(agent: Agent) -> Iterator[WorkItem]:
    """Plans of others that are made: to be looked through where a file scores, to be begun where no notice begins the activity,
    once all that come before it are out.
    """
    found = _planned.first(agent, LOOKED_AT)
    facts = facts_of_all(found) if found else {}
    for each in found:
        if not facts[each.pk].keys() >= OF_THE_READER:
            yield WorkItem(
                _("判断资格条件是否又评分：%(title)s") % {"title": each.title},
                reverse("procurement:procurement", args=[each.pk]),
                due=each.starts_on,
            )
            continue
        method = method_of(each)
        if method is None or announced_by(method) is not None or _lacks_approval(each, facts[each.pk]):
            continue
        yield WorkItem(
            _("开始采购活动：%(title)s（%(method)s）")
            % {"title": each.title, "method": title_of(each, "method")},
            reverse("procurement:procurement", args=[each.pk]),
            due=each.starts_on,
        )


@by_role
def _planned(agent: Any) -> QuerySet[Any]:
    notices = Notice.objects.filter(procurement=OuterRef("pk"))
    scored = Exists(Factor.objects.filter(table__procurement=OuterRef("pk")))
    read = Exists(Tick.objects.filter(procurement=OuterRef("pk"), fact__in=OF_THE_READER))
    begun_by_hand = _all_told() & ~Exists(notices.filter(state=NoticeState.DRAFT))
    rows = _rows(agent, Permission.LEAD_PROCUREMENT).filter(
        begun_by_hand | Q(scored) & ~Q(read),
        state=ProcurementState.PLANNING,
        starts_on__isnull=False,
    )
    return rows.exclude(organisation="").exclude(drafted_by=agent.person).order_by("starts_on", "pk")


def _all_told() -> Q:
    """What is true of the procurements that begin without a notice, and of which each notice before the beginning is there."""
    told = Notice.objects.filter(procurement=OuterRef("pk")).exclude(state=NoticeState.DISCARDED)
    found = Q(pk=None)
    for name, method in load_methods().methods.items():
        if announced_by(method) is None:
            kinds = [each.kind for each in kinds_of(method) if not each.is_about_another]
            found |= Q(*(Exists(told.filter(kind=each)) for each in kinds), method=name)
    return found


def _lacks_approval(procurement: Procurement, facts: dict[str, Any]) -> bool:
    method = method_of(procurement)
    if method is None or facts.get("method_approved"):
        return False
    return isinstance(approval_needed(method, situation_of(procurement, facts), load_methods()), Approval)


def _to_award(agent: Agent) -> Iterator[WorkItem]:
    """Reports that were received, or records of talks, on which nobody has decided, but for those of whoever took part."""
    found = _not_suspended(_undecided.first(agent, LOOKED_AT))
    dues = _days_to_decide(found) if found else {}
    for each in found:
        happened = days_of(each.occurrences.all())
        if RECEIVED not in happened or why_not(each, agent):
            continue
        step = dues.get(each.pk)
        is_shortlist = is_framework(method_of(each))
        word = _("确定入围供应商：%(title)s") if is_shortlist else _("定标：%(title)s")
        yield WorkItem(
            word % {"title": each.title},
            reverse("procurement:review", args=[each.pk]),
            due=day_of(step.latest) if step and step.latest else None,
            article=step.rule.article if step else "",
            since=day_of(happened[RECEIVED]),
            event=pgettext("on a day", "收到评审报告"),
        )


def _days_to_decide(found: Sequence[Procurement]) -> dict[int, Step]:
    """The steps of their timetables by which it is decided."""
    facts, held = facts_of_all(found), suspensions_of_all([each.pk for each in found])
    steps = {}
    for each in found:
        try:
            table = timetable_of(each, facts[each.pk], each.occurrences.all(), held.get(each.pk, []))
        except (Refused, DateOutOfRange):
            continue
        for step in table.steps if table else ():
            if step.rule.ends in CHOSEN:
                steps[each.pk] = step
    return steps


def who_decides(procurement: Procurement, event: str, agent: Agent) -> str | None:
    """Who brings the event about, in a sentence, where it is an award that the agent doesn't decide on; None where the agent does, and
    has it on the list of awards.
    """
    if event not in CHOSEN:
        return ""
    if not agent.may_on(Permission.DECIDE_AWARD, procurement):
        return _("由采购人的采购负责人决定。")
    return _("您参加过评审或者商定，由另一位采购负责人决定。") if why_not(procurement, agent) else None


@by_role
def _undecided(agent: Any) -> QuerySet[Any]:
    events = Occurrence.objects.filter(procurement=OuterRef("pk"))
    undone = Occurrence.objects.filter(
        procurement=OuterRef("procurement"), event__in=annulling(AWARDED), pk__gt=OuterRef("pk")
    )
    decided = events.filter(~Exists(undone), event__in=CHOSEN)
    rows = _rows(agent, Permission.DECIDE_AWARD).filter(
        Exists(events.filter(event=RECEIVED)), ~Exists(decided), state=ProcurementState.RUNNING, past=None
    )
    return rows.prefetch_related("occurrences").order_by("pk")
