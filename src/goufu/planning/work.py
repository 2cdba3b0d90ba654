"""Work of planning: projects to decide, to write and to announce, and those whose provider has become unfit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import CharField, Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu.core.by_role import ByRole, by_role
from goufu.core.composed import Param
from goufu.core.permissions import Permission
from goufu.core.work import MOST, NextStep, WorkGroup, WorkItem
from goufu.planning.deadlines import intention_due
from goufu.planning.models import Project, ProjectState
from goufu.planning.queries.projects import projects
from goufu.planning.queries.unfit_providers import (
    YEARS,
    Reason,
    last_years,
    providers_of,
    reasons_against,
    unfit_among,
)
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.ui.money import figures

_NOTE_CHARACTERS = 60


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """The agent's projects to decide, to write and to announce, and those whose provider has become unfit."""
    if agent.may(Permission.DECIDE_PROJECT):
        reasons = _reasons(agent, _providers_paid)
        sentence = _("已批准的项目，请督促%(body)s另选承接主体：%(title)s")
        yield _unfit(agent, _paid, reasons, sentence, _list(state=ProjectState.APPROVED))
        yield _to_decide(agent)
    if agent.may(Permission.WRITE_PROJECT):
        reasons = _reasons(agent, _own_providers)
        sentence = _("另选承接主体，申请调整或者撤回：%(title)s")
        yield _unfit(agent, _own, reasons, sentence, _list(state=ProjectState.APPROVED, whose="own"))
        yield from _to_write(agent)
        yield _to_announce(agent)


def next_steps(agent: Agent) -> Iterator[NextStep]:
    """Finance offices review what was submitted; purchasers write a project, always."""
    if agent.may(Permission.DECIDE_PROJECT) and (count := _submitted.count(agent)):
        title = _("审核 %(count)d 个项目") % {"count": count}
        yield NextStep(title, _list(state=ProjectState.SUBMITTED), 10)
    if agent.may(Permission.WRITE_PROJECT):
        yield NextStep(_("新建项目"), reverse("planning:new"), 20)


def _reasons(agent: Agent, providers: ByRole[Body]) -> dict[int, Reason]:
    return reasons_against(providers.all(agent, **last_years()))


@by_role
def _providers_paid(agent: Any) -> QuerySet[Body]:
    return providers_of(_paid(agent), YEARS)


@by_role
def _own_providers(agent: Any) -> QuerySet[Body]:
    return providers_of(_own(agent), YEARS)


def _paid(agent: Any) -> QuerySet[Project]:
    return projects(agent).filter(office=agent.body)


def _own(agent: Any) -> QuerySet[Project]:
    return projects(agent).filter(purchaser=agent.body)


def _unfit(
    agent: Agent,
    rows: Callable[[Any], QuerySet[Project]],
    reasons: dict[int, Reason],
    sentence: str,
    url: str,
) -> WorkGroup:
    """Approved projects whose provider may no longer be one: the purchaser adjusts them, the finance office sees to it."""
    found, count = unfit_among(rows(agent), reasons, MOST) if reasons else ([], 0)
    items = [
        WorkItem(
            sentence % {"body": project.purchaser.name, "title": project.title},
            _page(project),
            note=reason.why,
            article=reason.article,
            flag=_("不能承接"),
        )
        for project, reason in found
    ]
    return WorkGroup(_("承接主体"), count, items, _("还有 %(count)d 个项目的承接主体不能承接"), url)


@by_role
def _submitted(agent: Any) -> QuerySet[Project]:
    return _paid(agent).filter(state=ProjectState.SUBMITTED).order_by("submitted_at", "pk")


def _to_decide(agent: Agent) -> WorkGroup:
    """Projects submitted to this finance office: approved within the budget (article 16); no law sets a day."""
    found, count = _submitted.first_of_all(agent, MOST)
    items = [
        WorkItem(
            f"{project.title}　{project.purchaser.name}",
            _page(project),
            note=_("预算 %(amount)s 元") % {"amount": figures(project.amount or 0)},
            article="order-102:16",
            since=timezone.localdate(project.submitted_at),
            event=pgettext("on a day", "提交"),
            telephone=project.purchaser.telephone,
        )
        for project in found
    ]
    url = _list(state=ProjectState.SUBMITTED)
    return WorkGroup(_("审核项目"), count, items, _("还有 %(count)d 个待审核"), url)


def _to_write(agent: Agent) -> Iterator[WorkGroup]:
    """What was returned and what is being adjusted; drafts, and what waits for the finance office, are only counted."""
    counts = dict(_by_state.tuples(agent))
    counted = {
        ProjectState.RETURNED: (_("退回修改"), _("还有 %(count)d 个退回的要修改"), _returned),
        ProjectState.ADJUSTING: (_("正在调整"), _("还有 %(count)d 个正在调整"), _adjusting),
        ProjectState.DRAFT: (_("草稿"), _("%(count)d 个草稿没有写完"), None),
        ProjectState.SUBMITTED: (_("等财政审核"), _("等财政部门审核 %(count)d 个"), None),
    }
    for state, (title, rest, item_of) in counted.items():
        if count := counts.get(state, 0):
            rows = _in_state.first(agent, MOST, state=state) if item_of else []
            items = [item_of(each) for each in rows] if item_of else []
            yield WorkGroup(title, count, items, rest, _list(state=state, whose="own"))


@by_role
def _by_state(agent: Any) -> QuerySet[Any]:
    return _own(agent).order_by().values("state").annotate(count=Count("pk")).values_list("state", "count")


@by_role
def _in_state(agent: Any) -> QuerySet[Project]:
    rows = _own(agent).filter(state=Param("state", CharField()))
    return rows.select_related("returned_by", "office").order_by("changed_at", "pk")


def _returned(project: Project) -> WorkItem:
    assert project.returned_by and project.returned_at
    reason = Truncator(project.return_reason).chars(_NOTE_CHARACTERS)
    return WorkItem(
        _("按退回意见修改：%(title)s（%(year)s年）") % {"title": project.title, "year": project.year},
        _page(project),
        note=_("%(name)s：%(reason)s") % {"name": project.returned_by.name, "reason": reason},
        since=timezone.localdate(project.returned_at),
        event=pgettext("on a day", "退回"),
        flag=_("已退回"),
        telephone=project.office.telephone,
    )


def _adjusting(project: Project) -> WorkItem:
    return WorkItem(
        _("改好再提交：%(title)s（%(year)s年）") % {"title": project.title, "year": project.year},
        _page(project),
        since=timezone.localdate(project.changed_at),
        event=pgettext("on a day", "改过"),
    )


def _to_announce(agent: Agent) -> WorkGroup:
    """Approved projects whose purchase intention must be published, by that many days before the procurement begins.

    The earliest due come first: which are due depends on the threshold of each project's day and place.
    """
    found = [due for project in _unannounced.all(agent) if (due := intention_due(project))]
    found.sort(key=lambda item: (item.due or date.max, item.url))
    rest, url = _("采购意向待公开 %(count)d 项"), _list(state=ProjectState.APPROVED, whose="own")
    return WorkGroup(_("公开采购意向"), len(found), found[:MOST], rest, url)


@by_role
def _unannounced(agent: Any) -> QuerySet[Project]:
    approved = _own(agent).filter(state=ProjectState.APPROVED, facts__has_key="started_on")
    return approved.exclude(facts__has_key="intention_published_on")


def _page(project: Project) -> str:
    return reverse("planning:project", args=[project.pk])


def _list(**filters: str) -> str:
    """The list of projects with these filters."""
    return reverse("planning:projects", query=filters)
