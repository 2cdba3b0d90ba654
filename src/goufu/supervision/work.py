"""Work of supervision: what auditors begin with."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.permissions import Permission
from goufu.core.work import NextStep
from goufu.registry.agents import Agent


def next_steps(agent: Agent) -> Iterator[NextStep]:
    """Who sees the journal reads today's entries."""
    if agent.may(Permission.SEE_JOURNAL):
        today = reverse("journal:entries", query={"since": wall_clock.today().isoformat()})
        yield NextStep(
            _("今天的日志"), today, 80, _("今天谁办了什么，从这里看起；日志有没有被改过，可以随时核验。")
        )
