"""What a provider is told of suspensions of what it takes part in: that one holds, and that the procurement goes on or has ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu import wall_clock
from goufu.core.by_role import by_role
from goufu.core.composed import Param
from goufu.core.work import WorkGroup, WorkItem
from goufu.procurement.cases.suspending import ARTICLES, Suspension, suspensions_in
from goufu.procurement.models import (
    CaseStep,
    Participation,
    ParticipationMember,
    ParticipationState,
    Procurement,
    ProcurementState,
    Response,
)
from goufu.procurement.timing.counting import day_of
from goufu.registry.agents import Agent

_SINCE = Param("since", DateField())


class OwnSuspensions:
    """Those of what the agent's body takes part in that hold, or have ended in so many days: by an order, a decision, or by themselves."""

    def __init__(self, agent: Agent, days: int) -> None:
        since = wall_clock.today() - timedelta(days=days)
        steps = _steps.all(agent, since=since)
        self._procurements = {
            each.complaint.procurement_id: each.complaint.procurement for each in steps if each.complaint
        }
        last = {number: _last(found) for number, found in suspensions_in(steps).items()}
        self._last = {number: each for number, each in last.items() if each.last >= since}

    @property
    def now(self) -> set[int]:
        """The numbers of the procurements that are suspended today."""
        return {number for number, each in self._last.items() if each.holds_on(wall_clock.today())}

    def group(self) -> WorkGroup:
        """What the provider is told of them."""
        today = wall_clock.today()
        items = [_item(self._procurements[number], each, today) for number, each in self._last.items()]
        return WorkGroup(_("暂停的采购"), len(items), items)


def _last(found: list[Suspension]) -> Suspension:
    return max(found, key=lambda each: (each.last, each.since))


def _item(procurement: Procurement, last: Suspension, today: date) -> WorkItem:
    """What is to be known of the last suspension."""
    page = reverse("procurement:announced", args=[procurement.pk])
    said = {"title": procurement.title}
    if procurement.state != ProcurementState.RUNNING:
        ended = day_of(procurement.ended_at) if procurement.ended_at else None
        return WorkItem(
            _("采购终止：%(title)s") % said,
            page,
            note=procurement.end_reason,
            since=ended,
            event=pgettext("on a day", "终止"),
        )
    if last.holds_on(today):
        note = _("最晚到 %(until)s；已经公布的截止、开启不照着办，投诉 %(number)s") % {
            "until": last.until,
            "number": last.number,
        }
        return WorkItem(
            _("采购活动暂停：%(title)s") % said,
            page,
            note=note,
            article=ARTICLES[0],
            since=last.since,
            event=pgettext("on a day", "暂停"),
        )
    return WorkItem(
        _("采购活动继续：%(title)s") % said,
        page,
        note=_("看截止和开启时间有没有另定"),
        article=ARTICLES[0],
        since=last.last + timedelta(days=1),
        event=pgettext("on a day", "恢复"),
    )


@by_role
def _steps(agent: Any) -> QuerySet[CaseStep]:
    """What was suspended and resumed lately of the procurements in which the body takes part, or has responded, also as a member."""
    taking = Participation.objects.filter(bidder=agent.body, state=ParticipationState.TAKING_PART)
    members = ParticipationMember.objects.filter(
        body=agent.body, decline=None, participation__state=ParticipationState.TAKING_PART
    )
    responded = Response.objects.filter(Q(bidder=agent.body) | Q(members__body=agent.body))
    mine = Q(complaint__procurement__in=taking.order_by().values("procurement"))
    mine |= Q(complaint__procurement__in=members.order_by().values("participation__procurement"))
    mine |= Q(complaint__procurement__in=responded.order_by().values("procurement"))
    rows = CaseStep.objects.filter(
        mine, Q(until__gte=_SINCE) | Q(day__gte=_SINCE), kind__in=("suspended", "resumed")
    )
    return rows.select_related("complaint__procurement").order_by("pk")
