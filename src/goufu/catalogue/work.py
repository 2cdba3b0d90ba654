"""What waits in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu.catalogue.queries.lists import opinions_waiting
from goufu.core.work import MOST, Waiting
from goufu.registry.agents import Agent


def waiting(agent: Agent) -> Iterator[Waiting]:
    """Opinions that the agent's body was asked for (article 13)."""
    for opinion in opinions_waiting(agent)[:MOST]:
        what = _("答复征求意见：%s") % opinion.edition.title
        yield Waiting(what, reverse("catalogue:opinion", args=[opinion.pk]), opinion.due_on, "order-102:13")
