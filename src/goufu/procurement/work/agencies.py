"""What waits for an agency, and for a purchaser with one: delegations to take or to sign, papers to hand over and to receive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu.core.by_role import by_role
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.work import MOST, WorkGroup, WorkItem
from goufu.procurement.agencies import ended_on, hand_over_due
from goufu.procurement.filling import RESULT
from goufu.procurement.models import Delegation, DelegationState, Notice
from goufu.procurement.queries.delegations import delegations
from goufu.registry.agents import Agent

HELD = (DelegationState.IN_FORCE, DelegationState.ENDED)


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """What waits for the agent in delegations."""
    items: list[WorkItem] = []
    if agent.may(Permission.TAKE_DELEGATION):
        items += [_to_take(each) for each in _offered.first(agent, MOST)]
        items += _to_hand_over(agent)
    if agent.may(Permission.WRITE_PROCUREMENT):
        items += [_to_receive(each) for each in _handed_over.first(agent, MOST)]
        if agent.may(Permission.LEAD_PROCUREMENT):
            items += [_to_sign(each) for each in _drafts.first(agent, MOST)]
    if items:
        yield WorkGroup(
            _("委托代理"),
            len(items),
            items[:MOST],
            _("还有 %(count)d 件委托等办理"),
            reverse("procurement:delegations"),
        )


@by_role
def _offered(agent: Any) -> QuerySet[Delegation]:
    return delegations(agent).filter(state=DelegationState.OFFERED).order_by("signed_at", "pk")


@by_role
def _taken(agent: Any) -> QuerySet[Delegation]:
    return delegations(agent).filter(state__in=HELD, taken_at__isnull=False, handed_at=None)


@by_role
def _handed_over(agent: Any) -> QuerySet[Delegation]:
    return _given(agent).filter(handed_at__isnull=False, received_at=None)


@by_role
def _drafts(agent: Any) -> QuerySet[Delegation]:
    return _given(agent).filter(state=DelegationState.DRAFT).exclude(drafted_by=agent.person)


def _given(agent: Any) -> QuerySet[Delegation]:
    mine = visible(agent, Permission.WRITE_PROCUREMENT, Delegation.SCOPE_FIELDS)
    return Delegation.objects.filter(mine).select_related("procurement", "agency").order_by("pk")


def _to_take(held: Delegation) -> WorkItem:
    assert held.signed_at
    return WorkItem(
        _("接受委托：%(title)s　%(body)s")
        % {"title": held.procurement.title, "body": held.procurement.purchaser.name},
        _page(held),
        since=timezone.localdate(held.signed_at),
        event=pgettext("on a day", "签署"),
        telephone=held.procurement.purchaser.telephone,
    )


def _to_hand_over(agent: Agent) -> Iterator[WorkItem]:
    """Papers that are due, with the last day of the house's own setting."""
    rows = _taken.first(agent, 2 * MOST)
    days = result_days(rows)
    for each in rows:
        if from_day := ended_on(each, days.get(each.procurement_id)):
            yield WorkItem(
                _("移交资料：%(title)s") % {"title": each.procurement.title},
                _page(each),
                note=_("本系统的设置，不是法定期限"),
                due=hand_over_due(from_day),
                since=from_day,
                event=pgettext("on a day", "结果公告或者委托结束"),
            )


def _to_receive(held: Delegation) -> WorkItem:
    assert held.handed_at
    return WorkItem(
        _("签收代理机构移交的资料：%(title)s") % {"title": held.procurement.title},
        _page(held),
        since=timezone.localdate(held.handed_at),
        event=pgettext("on a day", "移交"),
    )


def _to_sign(held: Delegation) -> WorkItem:
    return WorkItem(
        _("签署委托：%(title)s　%(body)s") % {"title": held.procurement.title, "body": held.agency.name},
        _page(held),
        since=timezone.localdate(held.drafted_at),
        event=pgettext("on a day", "起草"),
    )


def result_days(held: Iterable[Delegation]) -> dict[int, date]:
    """By procurement: the day on which its result appeared in the medium."""
    numbers = {each.procurement_id for each in held}
    rows = Notice.objects.filter(procurement__in=numbers, kind=RESULT, appeared_on__isnull=False)
    return (
        dict(rows.order_by().values_list("procurement").annotate(day=Min("appeared_on"))) if numbers else {}
    )


def _page(held: Delegation) -> str:
    return reverse("procurement:delegation", args=[held.pk])
