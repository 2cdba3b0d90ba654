"""Work items of the registry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.work import WorkItem
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment

ENDING_DAYS = 14


def waiting(agent: Agent) -> Iterator[WorkItem]:
    """Delegations to the agent that end within ENDING_DAYS days."""
    today = wall_clock.today()
    lent = Appointment.objects.filter(person=agent.person, body=agent.body, days__contains=today).exclude(
        delegated_by=None
    )
    for each in lent.select_related("delegated_by"):
        last = each.days.upper - timedelta(days=1)
        if (last - today).days <= ENDING_DAYS and each.delegated_by:
            what = _("%(name)s委托的%(role)s到期") % {
                "name": each.delegated_by.name,
                "role": each.get_role_display(),
            }
            yield WorkItem(what, reverse("accounts:account"), last)
