"""What a provider's agent begins on the home page."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu.core.permissions import Permission
from goufu.core.work import NextStep
from goufu.registry.agents import Agent


def next_steps(agent: Agent) -> Iterator[NextStep]:
    """A provider looks for procurements."""
    if agent.may(Permission.BID):
        yield NextStep(_("找采购"), reverse("procurement:notices"), 10)
