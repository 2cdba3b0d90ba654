"""Work items of planning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu.core.permissions import Permission
from goufu.core.work import MOST, WorkItem
from goufu.law.load import load_rulebook
from goufu.planning.models import Project, ProjectState
from goufu.planning.queries.projects import projects
from goufu.planning.queries.unfit import with_unfit_providers
from goufu.registry.agents import Agent

_INTENTION_RULE = "plan.intention-notice"


def waiting(agent: Agent) -> Iterator[WorkItem]:
    """The agent's projects to decide, to write and to announce, and those whose provider has become unfit."""
    yield from _unfit(agent)
    yield from _to_decide(agent)
    yield from _to_write(agent)
    yield from _to_announce(agent)


def _unfit(agent: Agent) -> Iterator[WorkItem]:
    """Approved projects whose provider may no longer be one: the purchaser adjusts them, the finance office sees to it."""
    own = _("另选承接主体，申请调整或者撤回：%(title)s。%(why)s")
    approved = _("已批准的项目，请督促%(body)s另选承接主体：%(title)s。%(why)s")
    for permission, whose, sentence in (
        (Permission.WRITE_PROJECT, "purchaser", own),
        (Permission.DECIDE_PROJECT, "office", approved),
    ):
        if not agent.may(permission):
            continue
        for each in with_unfit_providers(projects(agent).filter(**{whose: agent.body}), MOST):
            said = {"body": each.project.purchaser.name, "title": each.project.title, "why": each.why}
            yield WorkItem(sentence % said, _page(each.project), article=each.article)


def _to_decide(agent: Agent) -> Iterator[WorkItem]:
    """Projects submitted to this finance office: approved within the budget (article 16); no law sets a day."""
    if not agent.may(Permission.DECIDE_PROJECT):
        return
    submitted = (
        projects(agent).filter(office=agent.body, state=ProjectState.SUBMITTED).order_by("submitted_at")
    )
    for project in submitted[:MOST]:
        what = _("审核 %(body)s：%(title)s") % {"body": project.purchaser.name, "title": project.title}
        yield WorkItem(what, _page(project), article="order-102:16")


def _to_write(agent: Agent) -> Iterator[WorkItem]:
    """The agent's body's projects that were returned, are being adjusted, or are drafts."""
    if not agent.may(Permission.WRITE_PROJECT):
        return
    words = {
        ProjectState.RETURNED: _("按退回意见修改：%s"),
        ProjectState.ADJUSTING: _("改好再提交：%s"),
        ProjectState.DRAFT: _("写完并提交：%s"),
    }
    own = projects(agent).filter(purchaser=agent.body)
    for state, sentence in words.items():
        for project in own.filter(state=state)[:MOST]:
            yield WorkItem(sentence % project.title, _page(project))


def _to_announce(agent: Agent) -> Iterator[WorkItem]:
    """Approved projects whose purchase intention must be published, by that many days before the procurement begins.

    The earliest due come first: which are due depends on the threshold of each project's day and place.
    """
    if not agent.may(Permission.WRITE_PROJECT):
        return
    rule = load_rulebook().rules[_INTENTION_RULE]
    approved = (
        projects(agent)
        .filter(purchaser=agent.body, state=ProjectState.APPROVED, facts__has_key="started_on")
        .exclude(facts__has_key="intention_published_on")
    )
    found = []
    for project in approved.iterator():
        begins = date.fromisoformat(project.facts["started_on"])
        days = _value("intention_notice_days", begins, project)
        threshold = _value("procurement_threshold_yuan", begins, project)
        if days and threshold and project.amount and project.amount >= threshold:
            due = begins - timedelta(days=int(days))
            found.append(
                WorkItem(_("公开采购意向：%s") % project.title, _page(project), due, rule.articles[0])
            )
    yield from sorted(found, key=lambda item: (item.due, item.url))[:MOST]


def _value(parameter: str, day: date, project: Project) -> Any:
    held = load_rulebook().parameters[parameter].at(day, project.level, project.place_code)
    return held.value if held else None


def _page(project: Project) -> str:
    return reverse("planning:project", args=[project.pk])
