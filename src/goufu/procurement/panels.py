"""What procurement shows on a project's page (the next step once it is approved, its procurements) and where one signs in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from goufu.core.by_role import by_role
from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.planning.advance import Advance
from goufu.planning.models import Project, ProjectState
from goufu.procurement.actions.planning import left_of
from goufu.procurement.cases.suspending import suspended_now
from goufu.procurement.concluded import state_of, state_word
from goufu.procurement.models import Procurement, ProcurementState
from goufu.procurement.queries.procurements import OPEN
from goufu.procurement.queries.procurements import of_project as seen_of_project
from goufu.procurement.views.context import walk_of
from goufu.registry.agents import Agent

SHOWN = 5


def begin(project: Project, agent: Agent) -> Advance | None:
    """The next step of whoever procures an approved project: to begin, or to go on with what is under way."""
    if not _may_procure(agent, project):
        return None
    under_way = next((each for each in seen_of_project(agent, project) if each.state in OPEN), None)
    if under_way is not None:
        sentence = _("正在采购：%(number)s。") % {"number": under_way.number}
        return Advance(_("看采购"), reverse("procurement:procurement", args=[under_way.pk]), sentence)
    if left_of(project) <= 0:
        return None
    sentence = _("已批准，可以开始采购：选采购方式，编方案，发公告。")
    return Advance(_("开始采购"), f"{reverse('procurement:new')}?project={project.pk}", sentence)


def _may_procure(agent: Agent, project: Project) -> bool:
    """Whether the agent may write a procurement of the project's purchaser."""
    may = Permission.WRITE_PROCUREMENT
    return agent.may(may) and agent.may_on(may, Procurement(purchaser=project.purchaser))


def of_project(request: HttpRequest, project: Project) -> Panel | None:
    """The panel of the project's procurements."""
    agent = request.agent  # type: ignore[attr-defined]
    if project.state != ProjectState.APPROVED or not agent.may(Permission.SEE_PROCUREMENTS):
        return None
    found = seen_of_project(agent, project)
    held = suspended_now() if any(each.state == ProcurementState.RUNNING for each in found) else {}
    may_write = _may_procure(agent, project)
    may_join = may_write and left_of(project) > 0
    if not (found or may_join):
        return None
    context = {
        "procurements": [
            (each, state_word(each, held), may_write and _is_joined(each, project)) for each in found
        ],
        "may_join": may_join,
        "number": project.pk,
    }
    return Panel("procurement/panels/of_project.html", context)


def _is_joined(procurement: Procurement, project: Project) -> bool:
    """Whether another body leads it and the project's may still leave."""
    return procurement.is_planned and procurement.purchaser_id != project.purchaser_id


def newest_procurements(request: HttpRequest, thing: object) -> Panel | None:
    """The panel of the newest procurements, how far they have come, and whose they are.

    Purchasers and agencies see what they plan and what runs; who looks after a place what runs there.
    """
    agent = request.agent  # type: ignore[attr-defined]
    if not agent.may(Permission.SEE_PROCUREMENTS) or not (found := _newest.first(agent, SHOWN)):
        return None
    held = suspended_now() if any(each.state == ProcurementState.RUNNING for each in found) else {}
    is_part = agent.may(Permission.KEEP_PAPERS)
    context = {
        "procurements": [(each, state_of(each, held), walk_of(each)) for each in found],
        "own": agent.body.pk if agent.may(Permission.WRITE_PROCUREMENT) else None,
        "is_part": is_part,
    }
    return Panel("procurement/panels/newest.html", context, order=11 if is_part else 31)


@by_role
def _newest(agent: Any) -> QuerySet[Any]:
    is_part = agent.may(Permission.KEEP_PAPERS)
    rows = Procurement.objects.filter(
        visible(
            agent,
            Permission.KEEP_PAPERS if is_part else Permission.SEE_PROCUREMENTS,
            Procurement.SCOPE_FIELDS,
        ),
        state__in=OPEN if is_part else (ProcurementState.RUNNING,),
    )
    return rows.select_related("purchaser").prefetch_related("occurrences").order_by("-id")


def for_panel_members(request: HttpRequest, thing: object) -> Panel:
    """The way in, on the page of signing in, of who has a one-time code and no account."""
    return Panel("procurement/panels/for_panel_members.html", {})
