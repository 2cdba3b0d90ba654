"""Work of procurement: methods to approve, notices to publish and to see through the medium, steps that are due.

What waits in challenges and complaints is in work/cases.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu import wall_clock
from goufu.core.by_role import by_role
from goufu.core.model_fields import title_of
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.work import MOST, WorkGroup, WorkItem
from goufu.law import clock
from goufu.law.clock import DateOutOfRange
from goufu.law.model import Value
from goufu.planning.models import ProjectState
from goufu.procurement.actions.ruling import KIND as OF_COMPLAINT
from goufu.procurement.cases.suspending import Suspension, suspensions_of_all
from goufu.procurement.choosing import may_approve
from goufu.procurement.law import days_of, facts_of_all, timetable_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    CoPurchaser,
    Notice,
    NoticeState,
    Procurement,
    ProcurementState,
    Question,
    QuestionState,
    Share,
)
from goufu.procurement.notice_kinds import is_decision
from goufu.procurement.notices import load_notices
from goufu.procurement.past.days import entered_on, is_of_before, is_passed_over
from goufu.procurement.queries.finding import questions_for
from goufu.procurement.queries.procurements import OPEN, asking_approval, taken_into
from goufu.procurement.queries.sealed import holding_keys
from goufu.procurement.sealed.sheets import is_waiting_for
from goufu.procurement.timing.counting import day_of
from goufu.procurement.timing.medium import MEDIUM, medium_due
from goufu.procurement.timing.told import Refused, State
from goufu.procurement.work.turns import who_decides
from goufu.registry.agents import Agent

LOOKED_AT = (
    20  # procurements of a body whose timetables are made for its home page, the soonest deadlines first
)


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """What waits for the agent in procurements."""
    if agent.may(Permission.APPROVE_METHOD) and _may_approve(agent):
        yield _to_approve(agent)
    if agent.may(Permission.PUBLISH_NOTICE):
        yield _to_publish(agent)
    if agent.may(Permission.ANSWER_QUESTIONS):
        yield _to_answer(agent)
    if agent.may(Permission.KEEP_NOTICES):
        yield _to_see_through(agent)
    if agent.may(Permission.WRITE_PROCUREMENT):
        yield _to_join(agent)
        yield _joined(agent)
    if agent.may(Permission.HOLD_REVIEW):
        yield from _due(agent)
    if agent.may(Permission.HOLD_KEY) and (keys := _keys(agent)):
        yield WorkGroup(_("开标钥匙"), len(keys), keys[:MOST], _("还有 %(count)d 件开标钥匙的事"), _list())


def _keys(agent: Agent) -> list[WorkItem]:
    """What a custodian has to do: make his key, open a test envelope, use it in an opening that has begun."""
    items = []
    for each in holding_keys.all(agent):
        procurement = each.procurement
        page = reverse("procurement:keys", args=[procurement.pk])
        last = max(procurement.rehearsals.all(), key=lambda one: one.pk, default=None)
        if each.is_awaited:
            opening = reverse("procurement:opening", args=[procurement.pk])
            title = _("用开标钥匙：%(title)s") % {"title": procurement.title}
            items.append(WorkItem(title, opening, due=wall_clock.today()))
        elif not each.public and procurement.is_planned:
            items.append(WorkItem(_("做开标钥匙：%(title)s") % {"title": procurement.title}, page))
        elif last and is_waiting_for(each, last):
            due = timezone.localdate(procurement.opens_at) if procurement.opens_at else None
            items.append(WorkItem(_("演练开标钥匙：%(title)s") % {"title": procurement.title}, page, due=due))
    return items


def _may_approve(agent: Agent) -> bool:
    approvals = [each.approval for each in load_methods().methods.values() if each.approval]
    return agent.body.is_finance_office and any(may_approve(each, agent.body.level) for each in approvals)


def _to_approve(agent: Agent) -> WorkGroup:
    found, count = _ASKING_APPROVAL.first_of_all(agent, MOST)
    items = [
        WorkItem(
            _("审核采购方式：%(title)s（%(method)s）　%(body)s")
            % {"title": each.title, "method": title_of(each, "method"), "body": each.purchaser.name},
            _page(each),
            article="procurement-regulation:23",
            since=timezone.localdate(each.approval_asked_at),
            event=pgettext("on a day", "申请"),
            telephone=each.purchaser.telephone,
        )
        for each in found
    ]
    return WorkGroup(_("采购方式"), count, items, _("还有 %(count)d 个采购方式待审核"), _list())


def _to_publish(agent: Agent) -> WorkGroup:
    """Drafts of others: whoever drafted doesn't publish."""
    found, count = _drafts.first_of_all(agent, MOST)
    items = [
        WorkItem(
            _("发布%(kind)s：%(title)s") % {"kind": title_of(each, "kind"), "title": each.procurement.title},
            reverse("procurement:notice", args=[each.pk]),
            since=timezone.localdate(each.drafted_at),
            event=pgettext("on a day", "起草"),
        )
        for each in found
    ]
    return WorkGroup(_("待发布的公告"), count, items, _("还有 %(count)d 份公告待发布"), _list())


@by_role
def _drafts(agent: Any) -> QuerySet[Any]:
    drafts = _notices(agent, Permission.PUBLISH_NOTICE).filter(
        state=NoticeState.DRAFT, procurement__state__in=OPEN
    )
    if not agent.may(Permission.LEAD_PROCUREMENT):
        drafts = drafts.exclude(kind__in=[name for name in load_notices().kinds if is_decision(name)])
    return drafts.exclude(drafted_by=agent.person)


def _to_join(agent: Agent) -> WorkGroup:
    """Plans of others that have taken the body in, and in which nothing of it is yet: it joins from a project's page."""
    found, count = _without_own.first_of_all(agent, MOST)
    projects = reverse("planning:projects", query={"state": ProjectState.APPROVED})
    items = [
        WorkItem(
            _("加入联合采购：%(title)s　%(body)s")
            % {"title": each.procurement.title, "body": each.procurement.purchaser.name},
            projects,
            note=_("在项目页的“采购”一栏加入"),
            since=timezone.localdate(each.at),
            event=pgettext("on a day", "邀请"),
        )
        for each in found
    ]
    return WorkGroup(_("联合采购"), count, items, _("还有 %(count)d 个联合采购可以加入"), projects)


@by_role
def _without_own(agent: Any) -> QuerySet[CoPurchaser]:
    own = Share.objects.filter(procurement=OuterRef("procurement"), project__purchaser=agent.body)
    return taken_into(agent).exclude(Exists(own))


def _joined(agent: Agent) -> WorkGroup:
    """Plans of the body that another one has joined, and with which nothing was done since."""
    found, count = _joined_last.first_of_all(agent, MOST)
    items = [
        WorkItem(
            _("%(body)s加入了联合采购：%(title)s")
            % {"title": each.procurement.title, "body": each.body.name},
            reverse("procurement:procurement", args=[each.procurement_id]),
            note=_("采购预算变了，核对方案"),
            since=timezone.localdate(each.joined_at) if each.joined_at else None,
            event=pgettext("on a day", "加入"),
        )
        for each in found
    ]
    return WorkGroup(_("加入联合采购的单位"), count, items, _("还有 %(count)d 个单位加入"), _list())


@by_role
def _joined_last(agent: Any) -> QuerySet[CoPurchaser]:
    rows = CoPurchaser.objects.filter(
        procurement__purchaser=agent.body,
        procurement__state=ProcurementState.PLANNING,
        joined_at=F("procurement__changed_at"),
    )
    return rows.select_related("procurement", "body").order_by("joined_at", "pk")


def _to_answer(agent: Agent) -> WorkGroup:
    """Questions of providers, without their names."""
    found, count = _unanswered.first_of_all(agent, MOST)
    items = [
        WorkItem(
            _("答复供应商的提问：%(title)s") % {"title": each.procurement.title},
            reverse("procurement:question", args=[each.pk]),
            note=each.text[:60],
            due=answer_due(timezone.localdate(each.asked_at)),
            article="procurement-regulation:52",
            since=timezone.localdate(each.asked_at),
            event=pgettext("on a day", "提问"),
        )
        for each in found
    ]
    return WorkGroup(_("供应商的提问"), count, items, _("还有 %(count)d 个提问待答复"), _list())


@by_role
def _unanswered(agent: Any) -> QuerySet[Question]:
    own = visible(agent, Permission.ANSWER_QUESTIONS, Question.SCOPE_FIELDS)
    return questions_for(agent).filter(own, state=QuestionState.ASKED).order_by("asked_at", "pk")


def answer_due(asked: date) -> date | None:
    """Working days after the question, as the law of that day says; None where no number is known."""
    value = load_methods().book.parameters["question_answer_workdays"].at(asked, "central", "100000")
    return clock.workday_due(asked, int(value.value)).day if value else None


def _to_see_through(agent: Agent) -> WorkGroup:
    """Published here and not yet recorded as published by the medium, which has a working day once it has received one."""
    found, count = _not_in_medium.first_of_all(agent, MOST)
    items = [
        WorkItem(
            _("登记指定媒体的发布：%(kind)s，%(title)s")
            % {"kind": title_of(each, "kind"), "title": each.procurement.title},
            reverse("procurement:notice", args=[each.pk]),
            note=_("本系统已发，指定媒体待发布"),
            due=medium_due(each.received_on) if each.received_on else None,
            article=MEDIUM,
            since=timezone.localdate(each.published_at),
            event=pgettext("on a day", "发布"),
        )
        for each in found
    ]
    return WorkGroup(_("指定媒体"), count, items, _("还有 %(count)d 份公告待指定媒体发布"), _list())


@by_role
def _not_in_medium(agent: Any) -> QuerySet[Any]:
    rows = _notices(agent, Permission.KEEP_NOTICES).filter(state=NoticeState.PUBLISHED, appeared_on=None)
    return rows.exclude(procurement__state=ProcurementState.WITHDRAWN).exclude(kind=OF_COMPLAINT)


def _due(agent: Agent) -> Iterator[WorkGroup]:
    """The steps of running procurements that are overdue or due: of each the next one with a last day."""
    looked_at = _running.first(agent, LOOKED_AT)
    facts = facts_of_all(looked_at) if looked_at else {}
    held = suspensions_of_all([each.pk for each in looked_at]) if looked_at else {}
    items = [
        item for each in looked_at for item in _steps(agent, each, facts[each.pk], held.get(each.pk, []))
    ]
    items.sort(key=lambda item: item.due or date.max)
    yield WorkGroup(_("采购的期限"), len(items), items[:MOST], _("还有 %(count)d 个采购步骤有期限"), _list())
    if count := _planned.count(agent):
        yield WorkGroup(_("采购方案"), count, (), _("%(count)d 个采购方案没有编完"), _list(state="planning"))


@by_role
def _running(agent: Any) -> QuerySet[Any]:
    rows = _kept(agent).filter(state=ProcurementState.RUNNING).select_related("sealing", "past")
    return rows.prefetch_related("occurrences").order_by("bid_deadline_at", "pk")


@by_role
def _planned(agent: Any) -> QuerySet[Any]:
    return _kept(agent).filter(state=ProcurementState.PLANNING)


def _kept(agent: Any) -> QuerySet[Any]:
    return Procurement.objects.filter(visible(agent, Permission.KEEP_PAPERS, Procurement.SCOPE_FIELDS))


def _steps(
    agent: Agent, procurement: Procurement, facts: dict[str, Value], suspensions: Sequence[Suspension]
) -> list[WorkItem]:
    """What is overdue of it, but for what was so before it was entered, and the next step that has a last day; not an award that stands
    on the agent's list already, as work/turns.py says.
    """
    try:
        table = timetable_of(procurement, facts, procurement.occurrences.all(), suspensions)
    except (Refused, DateOutOfRange):
        return []
    events, entered = load_methods().events, entered_on(procurement)
    dated = [
        (day_of(each.latest), each)
        for each in (table.steps if table else ())
        if each.latest is not None
        and each.state in (State.OVERDUE, State.RUNNING)
        and not (events[each.rule.ends].by_clock or events[each.rule.ends].optional)
        and not is_of_before(each, entered)
        and not (
            entered and table and is_passed_over(each, table.method, days_of(procurement.occurrences.all()))
        )
    ]
    overdue = [each for each in dated if each[1].state is State.OVERDUE]
    rest = sorted((each for each in dated if each[1].state is State.RUNNING), key=lambda each: each[0])
    return [
        WorkItem(
            _("%(step)s：%(title)s") % {"step": pgettext("step", step.title), "title": procurement.title},
            _page(procurement),
            note=who,
            due=day,
            article=step.rule.article,
        )
        for day, step in (*overdue, *rest[:1])
        if (who := who_decides(procurement, step.rule.ends, agent)) is not None
    ]


_ASKING_APPROVAL = by_role(asking_approval)


def _notices(agent: Any, permission: Permission) -> QuerySet[Any]:
    return (
        Notice.objects.filter(visible(agent, permission, Notice.SCOPE_FIELDS))
        .select_related("procurement")
        .order_by("drafted_at", "pk")
    )


def _page(procurement: Procurement) -> str:
    return reverse("procurement:procurement", args=[procurement.pk])


def _list(**filters: str) -> str:
    return reverse("procurement:procurements", query=filters)
