"""The impact of a change of a body on API keys."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.accounts.queries import valid_keys
from goufu.registry.agents import Agent
from goufu.registry.impact import BodyChange, Impact


def keys(agent: Agent, change: BodyChange) -> Iterator[Impact]:
    """The keys with which programs act for an ended body: they act for nobody any more."""
    if change.is_succession:
        valid = valid_keys(wall_clock.today()).filter(body=change.body)
        yield Impact(_("程序用的令牌，不跟着过去，从此办不了事：在承接的单位任职的人另行新建"), valid.count())
