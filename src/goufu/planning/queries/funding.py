"""Queries of the budget lines that may pay for a project."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from goufu.funds.models import BudgetLine
from goufu.funds.queries.budget import lines
from goufu.planning.models import Project
from goufu.registry.agents import Agent


def lines_for_project(project: Project, agent: Agent) -> QuerySet[BudgetLine]:
    """The purchaser's lines of that year with money available or already paying for the project.

    Lines for service purchases come first.
    """
    return (
        lines(agent)
        .filter(body=project.purchaser_id, year=project.year)
        .filter(Q(available__gt=0) | Q(pk__in=project.funding.values("line")))
        .order_by("-is_service_purchase", "code", "pk")
    )
