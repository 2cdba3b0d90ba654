"""Work of the catalogue: comments to give, and the first edition."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu.catalogue.models import PUBLIC, Edition
from goufu.catalogue.queries.lists import comments_waiting
from goufu.core.permissions import Permission
from goufu.core.work import MOST, NextStep, WorkGroup, WorkItem
from goufu.registry.agents import Agent


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """Comments that the agent's body still has to give (article 13)."""
    asked = comments_waiting(agent)
    items = [
        WorkItem(
            _("答复征求意见：%s") % comment.edition.title,
            reverse("catalogue:comment", args=[comment.pk]),
            due=comment.due_on,
            article="order-102:13",
        )
        for comment in asked[:MOST]
    ]
    rest = _("还有 %(count)d 份征求意见等答复")
    yield WorkGroup(_("征求意见"), asked.count(), items, rest, reverse("catalogue:comments"))


def next_steps(agent: Agent) -> Iterator[NextStep]:
    """A finance office that has published no catalogue yet drafts one."""
    if not agent.may(Permission.PUBLISH_EDITION):
        return
    if not Edition.objects.filter(owner=agent.body, state__in=PUBLIC).exists():
        why = _("本级还没有公布指导性目录：编好、征求意见、公布以后，各单位按它立项。")
        yield NextStep(_("编一版目录"), reverse("catalogue:draft"), 40, why)
