"""Work of the catalogue: comments to give, and the first edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu.catalogue.models import PUBLIC, Edition
from goufu.catalogue.queries.lists import comments_to_settle, comments_waiting
from goufu.core.by_role import by_role
from goufu.core.permissions import Permission
from goufu.core.work import MOST, NextStep, WorkGroup, WorkItem
from goufu.registry.agents import Agent

_TO_GIVE = by_role(comments_waiting)
_TO_SETTLE = by_role(comments_to_settle)


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """Comments that the agent's body still has to give, and those that it has to take up or not (article 13)."""
    asked, count = _TO_GIVE.first_of_all(agent, MOST)
    items = [
        WorkItem(
            _("答复征求意见：%s") % comment.edition.title,
            reverse("catalogue:comment", args=[comment.pk]),
            due=comment.due_on,
            article="order-102:13",
        )
        for comment in asked
    ]
    rest = _("还有 %(count)d 份征求意见等答复")
    yield WorkGroup(_("征求意见"), count, items, rest, reverse("catalogue:comments"))
    came, count = _TO_SETTLE.first_of_all(agent, MOST)
    items = [
        WorkItem(
            _("写明是否采纳：%(body)s对“%(edition)s”的意见")
            % {"body": each.body.name, "edition": each.edition.title},
            reverse("catalogue:comment", args=[each.pk]),
            article="order-102:13",
            since=each.answered_on,
            event=pgettext("on a day", "答复"),
        )
        for each in came
    ]
    rest = _("还有 %(count)d 份意见等写明是否采纳")
    yield WorkGroup(_("收到的意见"), count, items, rest, reverse("catalogue:editions"))


def next_steps(agent: Agent) -> Iterator[NextStep]:
    """A finance office that has published no catalogue yet drafts one."""
    if not agent.may(Permission.PUBLISH_EDITION):
        return
    if not _published.exist(agent):
        why = _("本级还没有公布指导性目录：编好、征求意见、公布以后，各单位按它立项。")
        yield NextStep(_("编一版目录"), reverse("catalogue:draft"), 40, why)


@by_role
def _published(agent: Any) -> QuerySet[Edition]:
    return Edition.objects.filter(owner=agent.body, state__in=PUBLIC).order_by()
