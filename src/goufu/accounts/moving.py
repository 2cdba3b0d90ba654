"""What a change of a body does to API keys."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.accounts.models import ApiKey
from goufu.registry.agents import Agent
from goufu.registry.moving import BodyChange, Moving


def keys(agent: Agent, change: BodyChange) -> Iterator[Moving]:
    """The keys with which programs act for an ended body: they act for nobody any more."""
    if change.is_succession:
        valid = ApiKey.objects.filter(body=change.body, is_revoked=False, expires_on__gte=wall_clock.today())
        yield Moving(_("程序用的令牌，不跟着过去，从此办不了事：在承接的单位任职的人另行新建"), valid.count())
