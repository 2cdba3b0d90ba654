"""The impact of a change of a body on catalogues."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from goufu.catalogue.actions.following import editions_at_work, unanswered
from goufu.catalogue.models import Edition
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.registry.agents import Agent
from goufu.registry.impact import BodyChange, Impact


def editions(agent: Agent, change: BodyChange) -> Iterator[Impact]:
    """The editions and comments that `catalogue.actions.following` changes."""
    if change.is_succession:
        seen = visible(agent, Permission.SEE_EDITIONS, Edition.SCOPE_FIELDS)
        rows = editions_at_work(change.body.pk)
        yield Impact.of(_("正在编制的目录，由承接的单位接着编；它自己正在编这种目录的，撤回"), rows, seen)
        yield Impact(_("没有答复的征求意见，改由承接的单位答复"), unanswered(change.body.pk).count())
