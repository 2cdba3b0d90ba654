"""What a provider is told of its deposits: that one came back, or by which day it is due to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu import wall_clock
from goufu.core.by_role import by_role
from goufu.core.composed import Param
from goufu.core.work import MOST, WorkGroup, WorkItem
from goufu.law.clock import workday_due
from goufu.law.values import level_of
from goufu.procurement.deposits import is_of_winner
from goufu.procurement.law import days_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Occurrence, Participation, ParticipationState, ProcurementState
from goufu.procurement.queries.finding import participations
from goufu.procurement.review.events import SIGNED, TOLD
from goufu.procurement.timing.counting import day_of
from goufu.registry.agents import Agent
from goufu.ui.money import figures

ARTICLE, DAYS = "procurement-regulation:33", "deposit_return_workdays"  # of them, and the parameter
_SINCE = Param("since", DateField())


def own_deposits(agent: Agent, days: int) -> WorkGroup:
    """Those that came back in so many days, and those that are to come back."""
    since = wall_clock.today() - timedelta(days=days)
    found = _deposits.first(agent, MOST, since=since)
    items = [item for each in found if (item := _returned(each) if each.deposit_returned_on else _due(each))]
    return WorkGroup(
        _("保证金"), len(items), items, _("还有 %(count)d 笔保证金"), reverse("procurement:open")
    )


@by_role
def _deposits(agent: Any) -> QuerySet[Participation]:
    """Those that came back since, and of those that did not, what was withdrawn, told or ended."""
    told = Occurrence.objects.filter(procurement=OuterRef("procurement"), event=TOLD)
    is_over = Q(state=ParticipationState.WITHDRAWN) | Q(procurement__state=ProcurementState.TERMINATED)
    rows = participations(agent).filter(deposit__gt=0)
    rows = rows.prefetch_related("procurement__occurrences", "procurement__awards__response")
    return rows.filter(
        Q(deposit_returned_on__gte=_SINCE) | Q(deposit_returned_on=None) & (is_over | Exists(told))
    )


def _returned(paid: Participation) -> WorkItem:
    return WorkItem(
        _("保证金已经退还：%(title)s") % {"title": paid.procurement.title},
        reverse("procurement:announced", args=[paid.procurement_id]),
        note=_note(paid),
        since=paid.deposit_returned_on,
        event=pgettext("on a day", "退还"),
    )


def _due(paid: Participation) -> WorkItem | None:
    """None of a winner's, until the contract is signed."""
    procurement, begun = paid.procurement, None
    is_over = procurement.state == ProcurementState.TERMINATED or paid.state == ParticipationState.WITHDRAWN
    if not is_over:
        moment = days_of(procurement.occurrences.all()).get(SIGNED if is_of_winner(paid) else TOLD)
        if moment is None:
            return None
        begun = day_of(moment)
    left = paid.withdrawn_at or procurement.ended_at
    return WorkItem(
        _("等采购人退还保证金：%(title)s") % {"title": procurement.title},
        reverse("procurement:announced", args=[procurement.pk]),
        note=_note(paid),
        due=_last_day(begun, procurement.purchaser.place.code) if begun else None,
        article=ARTICLE if begun else "",
        since=None if begun or left is None else timezone.localdate(left),
        event="" if begun else _event(paid),
        telephone=procurement.purchaser.telephone,
    )


def _event(paid: Participation) -> str:
    is_withdrawn = paid.state == ParticipationState.WITHDRAWN
    return pgettext("on a day", "退出") if is_withdrawn else pgettext("on a day", "终止")


def _last_day(begun: date, place: str) -> date | None:
    """The last day, by the law of that day and place."""
    number = load_methods().book.parameters[DAYS].at(begun, level_of(place), place)
    return workday_due(begun, int(number.value)).day if number else None


def _note(paid: Participation) -> str:
    amount = _("%(amount)s 元") % {"amount": figures(paid.deposit or 0)}
    return " ".join(
        filter(None, (paid.procurement.purchaser.name, paid.lot.title if paid.lot else "", amount))
    )
