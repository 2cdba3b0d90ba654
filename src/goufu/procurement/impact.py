"""The impact of a change of a body on procurements."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.procurement.actions.following import (
    open_challenges,
    open_invitations,
    open_parts,
    open_procurements,
)
from goufu.procurement.models import Challenge, Party, Procurement
from goufu.registry.agents import Agent
from goufu.registry.impact import BodyChange, Impact


def procurements(agent: Agent, change: BodyChange) -> Iterator[Impact]:
    """The procurements, challenges and complaints that `procurement.actions.following` changes."""
    if change.is_succession:
        seen = visible(agent, Permission.SEE_PROCUREMENTS, Procurement.SCOPE_FIELDS)
        rows = open_procurements(change.body.pk)
        yield Impact.of(_("没有办完的采购，由承接的单位接过"), rows, seen)
        invited = Procurement.objects.filter(pk__in=open_invitations(change.body.pk).values("procurement"))
        yield Impact.of(_("请它一起采购的方案，改请承接的单位"), invited, seen)
        yield from _cases(agent, change)


def _cases(agent: Agent, change: BodyChange) -> Iterator[Impact]:
    """The challenges and complaints in which the successor takes its place."""
    ended, successor = change.body.pk, change.heir.pk
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Challenge.SCOPE_FIELDS)
    yield Impact.of(_("它提出的质疑，由承接的单位继续"), open_challenges(ended), seen)
    parts = open_parts(ended, successor)
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Party.SCOPE_FIELDS)
    yield Impact.of(_("它是当事人的投诉，由承接的单位继续"), parts, seen)
