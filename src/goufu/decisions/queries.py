"""Queries of decisions, as far as the agent may see them: those of the own province, and whose purchase it was only where
the agent may see that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.rooms import contributed_objects
from goufu.core.rows import numbered
from goufu.decisions.doubts import LEAST_LIKENESS, Doubt, likeness
from goufu.decisions.models import Decision, DecisionState, Verdict
from goufu.registry.agents import Agent
from goufu.registry.queries.designations import name_at

NEWEST = 2_000  # decisions of the asked rules that are compared, from the newest on
MOST_SHOWN = 3

# The numbers of those projects that the agent may see.
SeenProjects = Callable[[Agent, Collection[int]], Collection[int]]


def decisions(agent: Agent | None) -> QuerySet[Decision]:
    """The decisions of the agent's province, newest first, with person; `body_name`: what the office was called then."""
    seen = visible(agent, Permission.SEE_DECISIONS, Decision.SCOPE_FIELDS)
    return _named(Decision.objects.filter(seen))


def decision_for(agent: Agent, number: int) -> Decision:
    """The decision, as much of it as the agent may see. Raises NotFound."""
    found = numbered(decisions(agent).select_related("replaces", "replacement", "ended_by"), number)
    show_whole(agent, [found])
    return found


def standing_whole(rule: str, place: str) -> list[Decision]:
    """The standing decisions of a rule ("" for all), of places whose codes begin so, whole, newest first: for the machine's keeper."""
    rows = Decision.objects.filter(state=DecisionState.STANDING, place_code__startswith=place)
    found = [*_named(rows.filter(rule=rule) if rule else rows)]
    for each in found:
        each.is_whole = True
    return found


def _named(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    return rows.select_related("person", "body").annotate(body_name=name_at("body", "day")).order_by("-pk")


def show_whole(agent: Agent, found: Iterable[Decision]) -> None:
    """Sets `is_whole`: of a project where the agent may see that, of a title out of a list within the office itself."""
    rows = [*found]
    asked = {each.project for each in rows if each.project is not None}
    sources: list[SeenProjects] = contributed_objects("seen_projects") if asked else []
    seen = {number for source in sources for number in source(agent, asked)}
    for each in rows:
        each.is_whole = each.project in seen if each.project is not None else each.body_id == agent.body.pk


@dataclass(frozen=True, slots=True)
class Near:
    """A decision on a similar doubt. `percent`: how alike they are; None where both were read alike."""

    decision: Decision
    percent: int | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """How similar doubts of a rule were decided before: how often either way, and the nearest."""

    rule: str
    lawful: int
    unlawful: int
    nearest: tuple[Near, ...]

    @property
    def is_divided(self) -> bool:
        return bool(self.lawful and self.unlawful)


def earlier_decisions(agent: Agent | None, doubts: Mapping[str, Doubt]) -> dict[str, Earlier]:
    """How doubts like these were decided before, by rule; a rule without any is left out. At most three queries.

    Similar is a standing decision under the same rule whose doubt was read alike (kind, head and object), or else is at
    least LEAST_LIKENESS alike. The nearest come first, at least one of each verdict among them.
    """
    if not doubts or not agent or not agent.may(Permission.SEE_DECISIONS):
        return {}
    standing = decisions(agent).filter(state=DecisionState.STANDING, rule__in=[*doubts])
    rows = standing.values_list("pk", "rule", "verdict", "kind", "head", "object", "core")[:NEWEST]
    found: dict[str, list[tuple[float, int, str]]] = {}
    for number, rule, verdict, *reading, core in rows:
        doubt = doubts[rule]
        is_alike = doubt.is_told and doubt.reading == tuple(reading)
        score = 2.0 if is_alike or doubt.core == core else likeness(doubt.core, core)
        if score >= LEAST_LIKENESS:
            found.setdefault(rule, []).append((score, number, verdict))
    chosen = {rule: _nearest(near) for rule, near in found.items()}
    wanted = [number for near in chosen.values() for _score, number, _verdict in near]
    read = {each.pk: each for each in decisions(agent).filter(pk__in=wanted)} if wanted else {}
    show_whole(agent, read.values())
    return {rule: _earlier(rule, near, chosen[rule], read) for rule, near in found.items()}


@dataclass(frozen=True, slots=True)
class Before:
    """How often doubts that were read alike were decided either way."""

    lawful: int
    unlawful: int


def decided_alike(
    agent: Agent | None, rules: Collection[str], doubts: Callable[[], Mapping[int, Mapping[str, Doubt]]]
) -> dict[int, Before]:
    """How doubts that were read alike were decided before, by the number of their text; one query for all of them.

    doubts: gives the doubts of each text by rule, and is asked only where decisions under these rules stand. Texts that are
    merely similar don't count: to compare all with all would take long.
    """
    if not rules or not agent or not agent.may(Permission.SEE_DECISIONS):
        return {}
    standing = decisions(agent).filter(state=DecisionState.STANDING, rule__in=rules)
    rows = [*standing.values_list("pk", "rule", "verdict", "kind", "head", "object", "core")[:NEWEST]]
    known: dict[tuple[str, object], dict[int, str]] = {}
    for number, rule, verdict, *reading, core in rows:
        for what in (tuple(reading), core):
            known.setdefault((rule, what), {})[number] = verdict
    found: dict[int, Before] = {}
    for number, of_text in doubts().items() if rows else ():
        alike: dict[int, str] = {}
        for rule, doubt in of_text.items():
            alike |= known.get((rule, doubt.core), {})
            alike |= known.get((rule, doubt.reading), {}) if doubt.is_told else {}
        if alike:
            lawful = [*alike.values()].count(Verdict.LAWFUL)
            found[number] = Before(lawful, len(alike) - lawful)
    return found


def _nearest(near: list[tuple[float, int, str]]) -> list[tuple[float, int, str]]:
    """The first MOST_SHOWN of them, nearest and newest first; where they are divided, the best of either verdict."""
    ordered = sorted(near, reverse=True)
    firsts = [next((each for each in ordered if each[2] == verdict), None) for verdict in Verdict]
    kept = [each for each in firsts if each]
    kept += [each for each in ordered if each not in kept][: MOST_SHOWN - len(kept)]
    return sorted(kept, reverse=True)


def _earlier(
    rule: str,
    near: list[tuple[float, int, str]],
    chosen: list[tuple[float, int, str]],
    read: Mapping[int, Decision],
) -> Earlier:
    lawful = sum(verdict == Verdict.LAWFUL for _score, _number, verdict in near)
    nearest = (
        Near(read[number], None if score > 1 else round(score * 100))
        for score, number, _verdict in chosen
        if number in read
    )
    return Earlier(rule, lawful, len(near) - lawful, tuple(nearest))
