"""Work of accounts: people who wait to become a provider's agents."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu.accounts.sign_ups import waiting_for
from goufu.core.by_role import by_role
from goufu.core.permissions import Permission
from goufu.core.work import MOST, NextStep, WorkGroup, WorkItem
from goufu.registry.agents import Agent

_WAITING = by_role(waiting_for)


def next_steps(agent: Agent) -> Iterator[NextStep]:
    """Whoever keeps providers, or acts for one, sees the sign-ups and invites."""
    if agent.may(Permission.KEEP_PROVIDERS) or agent.may(Permission.BID):
        yield NextStep(_("供应商注册"), reverse("accounts:sign_ups"), 90)


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """Sign-ups to decide; a provider's agent sees who wants to act for the same provider."""
    may_confirm = agent.may(Permission.KEEP_PROVIDERS)
    if not (may_confirm or agent.may(Permission.BID)):
        return
    found, count = _WAITING.first_of_all(agent, MOST)
    words = _("核实供应商经办人：%(name)s　%(body)s") if may_confirm else _("%(name)s申请作本单位的经办人")
    items = [
        WorkItem(
            words % {"name": each.agent_name, "body": each.body_name},
            reverse("accounts:sign_up", args=[each.pk]),
            note="" if may_confirm else _("不认识的人，请告诉财政部门不确认"),
            since=timezone.localdate(each.asked_at),
            event=pgettext("on a day", "申请"),
        )
        for each in found
    ]
    yield WorkGroup(
        _("供应商注册"),
        count,
        items,
        _("还有 %(count)d 个注册待核实"),
        reverse("accounts:sign_ups"),
    )
