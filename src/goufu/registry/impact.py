"""The impact of a change of a body: what it takes along, contributed by each room and shown before the change is confirmed.

A room names a function in its AppConfig, `impacts = ["goufu.funds.impact.lines"]`, which yields what its listener for the
change (core.messages) would touch. Whoever changes bodies need not see everything: the numbers tell all, the names only
what the agent may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.rooms import contributed_objects
from goufu.registry.agents import Agent
from goufu.registry.models import Body, CreditListing, Debarment, Violation
from goufu.registry.queries.bodies import children, clients

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class BodyChange:
    """A change of a body from a day on: it ends and the heir takes over, or, itself the heir, some of its facts change."""

    body: Body
    heir: Body
    since: date
    changed: frozenset[str] = frozenset()

    @property
    def is_succession(self) -> bool:
        return self.body != self.heir


@dataclass(frozen=True, slots=True)
class Impact:
    """Things that a change takes along: what happens to them, how many they are, and the names of the first."""

    what: str
    count: int
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, what: str | Promise, rows: QuerySet[Any], seen: Q) -> Impact:
        """The rows of a query set; named as far as `seen` (core.principal.visible) allows."""
        return cls(str(what), rows.count(), tuple(map(str, rows.filter(seen)[:MOST_NAMED])))

    @property
    def has_more(self) -> bool:
        return bool(self.names) and self.count > len(self.names)


ImpactSource = Callable[[Agent, BodyChange], Iterable[Impact]]


def impacts_of(agent: Agent, change: BodyChange) -> list[Impact]:
    """All that the change takes along, room by room, without what there is none of."""
    sources: list[ImpactSource] = contributed_objects("impacts")
    return [each for source in sources for each in source(agent, change) if each.count]


def bodies(agent: Agent, change: BodyChange) -> Iterator[Impact]:
    """The bodies below an ended one, those that it pays for, and its file."""
    if not change.is_succession:
        return
    seen = visible(agent, Permission.SEE_BODIES, Body.SCOPE_FIELDS)
    yield Impact.of(_("下属单位，改由承接的单位主管"), children(change.body), seen)
    yield Impact.of(_("由它主管财政的单位，改由承接的单位主管"), clients(change.body), seen)
    yield Impact(_("禁止参加、信用和违法记录，从此算在承接的单位上"), _records_against(change))


def _records_against(change: BodyChange) -> int:
    """The number of entries of the ended body's own file that count against a provider on that day."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=change.since)
    return (
        Debarment.objects.filter(lasting, body=change.body, struck="").count()
        + CreditListing.objects.filter(lasting, body=change.body, struck="").count()
        + Violation.objects.filter(body=change.body, struck="").count()
    )
