"""Work of supervision: verifications that found something, and what auditors begin with."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu import wall_clock
from goufu.core.permissions import Permission
from goufu.core.work import NextStep, WorkGroup, WorkItem
from goufu.registry.agents import Agent
from goufu.supervision.queries import unsettled_findings


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """For who sees the journal: the latest verification that found something, until a later full one finds nothing."""
    if not agent.may(Permission.SEE_JOURNAL):
        return
    for found in unsettled_findings.first(agent, 1):
        item = WorkItem(
            _("核验发现 %(count)d 处不符，请查明并报告") % {"count": found.fault_count},
            reverse("journal:verification", args=[found.pk]),
            note=_("保存这次核验的结果，不要在系统里“改回去”；查明以后，再核验整个日志"),
            since=timezone.localdate(found.finished_at),
            event=pgettext("on a day", "核验"),
            flag=_("有不符"),
        )
        yield WorkGroup(_("日志核验"), 1, [item])


def next_steps(agent: Agent) -> Iterator[NextStep]:
    """Who sees the journal reads today's entries, and verifies it."""
    if agent.may(Permission.SEE_JOURNAL):
        today = reverse("journal:entries", query={"since": wall_clock.today().isoformat()})
        yield NextStep(
            _("今天的日志"), today, 80, _("今天谁办了什么，从这里看起；日志有没有被改过，可以随时核验。")
        )
        yield NextStep(_("核验日志"), reverse("journal:verifications"), 81)
