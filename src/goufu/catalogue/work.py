"""Work items of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu.catalogue.queries.lists import comments_waiting
from goufu.core.work import MOST, WorkItem
from goufu.registry.agents import Agent


def waiting(agent: Agent) -> Iterator[WorkItem]:
    """Comments that the agent's body still has to give (article 13)."""
    for comment in comments_waiting(agent)[:MOST]:
        what = _("答复征求意见：%s") % comment.edition.title
        yield WorkItem(what, reverse("catalogue:comment", args=[comment.pk]), comment.due_on, "order-102:13")
