"""Work in the emergency lane: a lane that closed before anybody was found, and what a finance office has to review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu import wall_clock
from goufu.core.by_role import by_role
from goufu.core.composed import Param
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.work import MOST, WorkGroup, WorkItem
from goufu.procurement.emergency import BEGUN, Lane, is_lane, lane_from
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    LaneFinding,
    LaneRecord,
    LaneStep,
    Occurrence,
    Procurement,
    ProcurementState,
)
from goufu.procurement.past.days import entered_on
from goufu.procurement.review.events import AWARDED
from goufu.registry.agents import Agent

BEGUN_STATES = (ProcurementState.RUNNING, ProcurementState.TERMINATED)  # an award that a complaint undid, too
_BEFORE = Param("before", DateField())
LOOKED_AT = 50  # procurements of those that wait, or will in days, that are looked at for a home page, the oldest first


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """What waits for the agent in the lane."""
    if agent.may(Permission.WRITE_PROCUREMENT):
        overdue, mending = _of_purchaser(agent)
        yield from _group(_("紧急采购通道到期"), overdue)
        yield from _group(_("紧急采购的整改"), mending)
    if agent.may(Permission.REVIEW_EMERGENCY):
        yield from _group(_("紧急采购的审查"), _to_review(agent))


def _group(title: str, items: Iterable[WorkItem]) -> Iterator[WorkGroup]:
    """The group, where something waits."""
    found = sorted(items, key=lambda item: item.due or date.max)
    if found:
        yield WorkGroup(title, len(found), found[:MOST])


def _of_purchaser(agent: Agent) -> tuple[list[WorkItem], list[WorkItem]]:
    """The agent's procurements whose lane has closed without an award, to end, or to go on with and say why; and those in which a
    review found something to mend, and which were not filed again. Both of one query.
    """
    begun = wall_clock.today() - timedelta(days=load_methods().settings["emergency_lane_days"].value)
    overdue, mending = [], []
    for each, lane in _lanes(_closed_or_to_mend.first(agent, LOOKED_AT, before=begun)):
        if lane.reviewed and lane.is_to_mend and not lane.is_filed_again:
            title = _("按审查意见整改，再报备：%(title)s") % {"title": each.title}
            event = pgettext("on a day", "审查")
            mending.append(WorkItem(title, _page(each), since=lane.reviewed.day, event=event))
        elif lane.is_overdue and not _is_of_before(each, lane.closes_on):
            title = _("紧急采购通道已到期，还没有确定供应商：%(title)s") % {"title": each.title}
            overdue.append(WorkItem(title, _page(each), due=lane.closes_on))
    return overdue, mending


@by_role
def _closed_or_to_mend(agent: Any) -> QuerySet[Any]:
    closed = Q(state=ProcurementState.RUNNING) & _has(BEGUN, day__lt=_BEFORE) & ~_has(AWARDED)
    to_mend = _last_is(LaneStep.REVIEWED, finding=LaneFinding.TO_MEND)
    return _rows().filter(closed | to_mend, purchaser=agent.body)


def _to_review(agent: Agent) -> Iterator[WorkItem]:
    """What was filed, or was not filed in time and comes by itself."""
    days = load_methods().settings["emergency_filing_workdays"].value
    over = wall_clock.today() - timedelta(days=days)  # of workdays there are no fewer
    for each, lane in _lanes(_filed_or_late.first(agent, LOOKED_AT, before=over)):
        if not lane.awaits_review or (lane.filed is None and _is_of_before(each, lane.file_by)):
            continue
        word = (
            _("审查紧急采购：%(title)s　%(body)s")
            if lane.filed
            else _("没有报备，自动转入审查：%(title)s　%(body)s")
        )
        yield WorkItem(
            word % {"title": each.title, "body": each.purchaser.name},
            _page(each),
            due=lane.review_by,
            since=lane.filed.day if lane.filed else lane.file_by,
            event=pgettext("on a day", "报备") if lane.filed else pgettext("on a day", "报备期满"),
            telephone=each.purchaser.telephone,
        )


@by_role
def _filed_or_late(agent: Any) -> QuerySet[Any]:
    seen = visible(agent, Permission.REVIEW_EMERGENCY, Procurement.SCOPE_FIELDS)
    unfiled = ~Q(Exists(_records())) & _has(AWARDED, day__lt=_BEFORE)
    return _rows().filter(seen).filter(_last_is(LaneStep.FILED) | unfiled)


def _is_of_before(procurement: Procurement, due: date | None) -> bool:
    """Whether it was late before anybody entered it: then it is on nobody's list."""
    entered = entered_on(procurement)
    return entered is not None and due is not None and due < entered


def _rows() -> QuerySet[Any]:
    laws = {each.facts["method"] for each in load_methods().methods.values() if is_lane(each)}
    rows = Procurement.objects.filter(law_method__in=laws, state__in=BEGUN_STATES)
    rows = rows.select_related("purchaser__place", "past")
    return rows.prefetch_related("occurrences", "lane_records__office").order_by("pk")


def _lanes(found: Iterable[Any]) -> Iterator[tuple[Procurement, Lane]]:
    for each in found:
        yield each, lane_from(each.occurrences.all(), list(each.lane_records.all()), None)


def _has(event: str, **more: Any) -> Q:
    return Q(Exists(Occurrence.objects.filter(procurement=OuterRef("pk"), event=event, **more)))


def _records() -> QuerySet[LaneRecord]:
    return LaneRecord.objects.filter(procurement=OuterRef("pk"))


def _last_is(step: LaneStep, **more: Any) -> Q:
    """Whether the last filing or review is of that kind."""
    later = LaneRecord.objects.filter(procurement=OuterRef("procurement"), pk__gt=OuterRef("pk"))
    return Q(Exists(_records().filter(~Exists(later), step=step, **more)))


def _page(procurement: Procurement) -> str:
    return reverse("procurement:procurement", args=[procurement.pk])
