"""Conflicts among those who take part, as the registry shows them. Before the opening nobody is told even that there are some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.procurement.models import Participation, ParticipationState, Procurement
from goufu.registry.eligibility import against_providers
from goufu.registry.models import Appointment, Body

MANAGED, JOINS_TWICE = "procurement-regulation:18", "procurement-regulation:22"
SAME_HAND = "order-87:37"
UNFIT = "procurement-law:22"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the registry shows, and the article that it touches."""

    sentence: str
    article: str


def conflicts_of(procurement: Procurement) -> list[Conflict]:
    """The conflicts within the procurement, lot by lot; a handful of queries."""
    taking = procurement.participations.filter(state=ParticipationState.TAKING_PART)
    rows = list(taking.select_related("bidder").prefetch_related("members__body").order_by("pk"))
    found: list[Conflict] = []
    for lot in dict.fromkeys(each.lot_id for each in rows):
        found += _within([each for each in rows if each.lot_id == lot])
    return list(dict.fromkeys([*found, *_unfit(rows)]))


def _within(rows: Sequence[Participation]) -> list[Conflict]:
    agents = _agents([each.bidder for each in rows])
    found = []
    for one, other in combinations(rows, 2):
        names = {"one": one.bidder.name, "other": other.bidder.name}
        if _is_managed(one.bidder, other.bidder):
            found.append(Conflict(_("%(one)s和%(other)s有管理关系") % names, MANAGED))
        if agents.get(one.bidder_id, set()) & agents.get(other.bidder_id, set()):
            found.append(Conflict(_("%(one)s和%(other)s由同一个人经办") % names, SAME_HAND))
        for body in _members(one) & _members(other):
            found.append(Conflict(_("%(name)s在同一采购里参加了两次") % {"name": body.name}, JOINS_TWICE))
    return found


def _unfit(rows: Sequence[Participation]) -> list[Conflict]:
    bodies = {body for each in rows for body in _members(each)}
    against = against_providers(bodies, wall_clock.today())
    return [Conflict(answer.message, answer.rule.articles[0] or UNFIT) for answer in against.values()]


def _members(participation: Participation) -> set[Body]:
    return {participation.bidder, *(each.body for each in participation.members.all())}


def _is_managed(one: Body, other: Body) -> bool:
    """Whether one stands above the other in the tree of bodies."""
    return one.path.startswith(other.path) or other.path.startswith(one.path)


def _agents(bodies: Sequence[Body]) -> dict[int, set[int]]:
    """The numbers of those who act for the bodies today."""
    held = Appointment.objects.filter(
        body__in=bodies, role=Role.PROVIDER_AGENT, days__contains=wall_clock.today()
    )
    found: dict[int, set[int]] = {}
    for body, person in held.values_list("body", "person"):
        found.setdefault(body, set()).add(person)
    return found
