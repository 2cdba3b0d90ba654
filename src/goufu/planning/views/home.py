"""The first page of whoever has signed in: what waits, my projects, this year's money."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from goufu.planning.queries.budget import lines, money_of
from goufu.planning.queries.work import own_projects, waiting_for
from goufu.planning.views.projects import KINDS
from goufu.registry.agents import Agent
from goufu.registry.permissions import Permission
from goufu.ui.bars import MoneyBar


def home(request: HttpRequest, agent: Agent) -> HttpResponse:
    """By role: an administrator has no projects and no money to see."""
    year = timezone.localdate().year
    context: dict[str, Any] = {
        "todo": waiting_for(agent),
        "projects": None,
        "bars": [],
        "may_write": agent.may(Permission.WRITE_PROJECT),
    }
    if agent.may(Permission.SEE_PROJECTS):
        context["projects"] = [(project, KINDS[project.state]) for project in own_projects(agent)]
    if agent.may(Permission.SEE_BUDGET):
        context["bars"] = [
            (each, MoneyBar(money.approved, money.reserved, money.committed, money.paid))
            for each in (year, year + 1)
            if (money := money_of(lines(agent).filter(year=each))).lines
        ]
    return render(request, "planning/home.html", context)
