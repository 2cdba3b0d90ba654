"""The page that takes a step on several projects at once: each with what will happen to it, or why not; then each by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from goufu.core.action import not_allowed
from goufu.core.errors import AlreadyDone, Refusal, refusal_of
from goufu.core.form_pages import sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.steps import Step
from goufu.funds.money import ZERO
from goufu.numbers import whole_number
from goufu.planning.advance import lacking
from goufu.planning.models import Project
from goufu.planning.queries.projects import whole_projects
from goufu.planning.step_forms import ApproveForm, ProjectReasonForm, SeveralForm
from goufu.planning.steps import PROJECT_STEPS
from goufu.planning.transitions import PROJECT
from goufu.registry.agents import Agent
from goufu.ui.onward import onward

VERBS = ("approve", "return", "submit", "withdraw")  # the steps that many projects can take together
MOST = 50  # projects at once: a page of the list


@dataclass(slots=True)
class Row:
    """One of the projects: why the step is refused, in a few words each; whether it was taken."""

    project: Project
    reasons: list[str]
    is_done: bool = False


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_PROJECTS)
def several(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What will happen to each of the chosen projects; sent, the step is taken on each, and each result is told.

    Each is an action of its own with its own log entry: one that is refused doesn't stop the others.
    """
    given = sent(request) or request.GET
    verb = given.get("verb", "")
    if verb not in VERBS:
        raise Refusal("没有说要办什么", "请回到项目表，选中项目，再按要办的事")
    step = PROJECT_STEPS.rows[verb]
    chosen = [whole_number(each) for each in given.getlist("chosen")][:MOST]
    found = whole_projects(agent, chosen)
    form = SeveralForm(
        sent(request), once=once(request), wants_reason=issubclass(step.form, ProjectReasonForm)
    )
    is_sent = form.is_valid()
    if is_sent:
        rows = [_take(step, project, agent, form) for project in found]
    else:
        rows = [Row(project, _against(step, project, agent)) for project in found]
    going = [each for each in rows if (each.is_done if is_sent else not each.reasons)]
    context = {
        "back": onward(request, reverse("planning:projects")),
        "step": step,
        "word": PROJECT_STEPS.word(step),
        "rows": rows,
        "form": form,
        "is_sent": is_sent,
        "count": len(going),
        "total": sum(each.project.amount or ZERO for each in going),
    }
    return render(request, "planning/several.html", context, status=422 if form.errors else 200)


def _against(step: Step, project: Project, agent: Agent) -> list[str]:
    """Why the step would be refused now, in a few words each."""

    def check() -> None:
        if not step.may(agent, project):
            raise not_allowed(agent, *step.permissions)
        PROJECT.after(step.verb, project)
        form = step.form(thing=project, agent=agent)
        if form.obstacle:
            raise form.obstacle
        if isinstance(form, ApproveForm) and form.doubts:
            raise Refusal(f"有 {len(form.doubts)} 项要由人核查，请打开它单独审核")

    refusal = refusal_of(check)
    return lacking(refusal) if refusal else []


def _take(step: Step, project: Project, agent: Agent, form: Any) -> Row:
    """The result of the step on one project. Sent twice, it is taken once."""
    if form.versions.get(project.pk) is None:
        return Row(project, ["没有送来打开页面时的版本，请回到项目表重新选中"])

    def act() -> None:
        step.act(
            project=project.pk,
            by=agent,
            version=form.versions[project.pk],
            once=uuid5(form.once, str(project.pk)),
            **form.said(),
        )

    try:
        refusal = refusal_of(act)
    except AlreadyDone:
        refusal = None
    return Row(project, lacking(refusal) if refusal else [], is_done=refusal is None)


def verbs_on(agent: Agent, projects: Iterable[Project]) -> dict[int, list[str]]:
    """By project, the verbs for which it can be chosen among others."""
    steps = [
        step for step in map(PROJECT_STEPS.rows.__getitem__, VERBS) if any(map(agent.may, step.permissions))
    ]
    return {
        project.pk: [
            step.verb
            for step in steps
            if PROJECT.allows(step.verb, project.state) and step.may(agent, project)
        ]
        for project in projects
    }
