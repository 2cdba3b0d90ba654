"""Lists of what an agent sees or has to do, composed once for all agents with the same roles.

    @by_role
    def drafts(agent: Any) -> QuerySet[Notice]:
        return Notice.objects.filter(visible(agent, …), drafted_by=agent.person, drafted_at__gte=SINCE)

    drafts.all(agent, since=…)

The function is called once for each set of roles, with somebody who stands for all who have them (`AnyAgent`): she may what
they may, her body and her number are places for theirs, and so are TODAY and NOW. It asks nobody and knows no day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db.models import BigIntegerField, DateTimeField, Model, QuerySet, prefetch_related_objects

from goufu import wall_clock
from goufu.core.composed import Composed, Param, read_related
from goufu.core.principal import POSITION, Principal, Rights
from goufu.core.roles import Role

M = TypeVar("M", bound=Model)

TODAY, NOW = POSITION["today"], Param("now", DateTimeField())


class AnyAgent(Rights):
    """Whoever has these roles; `body` and `person` are places for their numbers, where fields are compared with them."""

    body = POSITION["body"]
    person = Param("person", BigIntegerField())

    def __init__(self, roles: frozenset[Role]) -> None:
        self.roles = roles

    @property
    def position(self) -> Mapping[str, Any]:
        return POSITION


class ByRole(Generic[M]):
    """The rows that the function gives of an agent, in their order, with what they prefetch."""

    def __init__(self, rows: Callable[[Any], QuerySet[M]]) -> None:
        self._rows = rows
        self._composed = lru_cache(maxsize=64)(self._compose)
        self._counting = lru_cache(maxsize=64)(self._compose_counting)

    def all(self, agent: Principal, **values: Any) -> list[M]:
        return self.first(agent, None, **values)

    def first(self, agent: Principal, most: int | None, **values: Any) -> list[M]:
        """So many of them at most."""
        rows, prefetched = self._composed(agent.roles, most)
        found = rows.all(**_told(agent), **values)
        if found:
            _prefetch(found, prefetched)
        return found

    def first_of_all(self, agent: Principal, most: int, **values: Any) -> tuple[list[M], int]:
        """So many of them at most, and the number of all, which is only asked where there may be more."""
        found = self.first(agent, most, **values)
        return found, self.count(agent, **values) if len(found) >= most else len(found)

    def tuples(self, agent: Principal, most: int | None = None, **values: Any) -> list[tuple[Any, ...]]:
        """Of a query set of values: a tuple each."""
        return self._composed(agent.roles, most)[0].tuples(**_told(agent), **values)

    def count(self, agent: Principal, **values: Any) -> int:
        return self._counting(agent.roles).count(**_told(agent), **values)

    def exist(self, agent: Principal, **values: Any) -> bool:
        return self._counting(agent.roles).exist(**_told(agent), **values)

    def _compose(self, roles: frozenset[Role], most: int | None) -> tuple[Composed[M], Sequence[Any]]:
        rows = self._rows(AnyAgent(roles))
        return Composed(lambda: rows[:most], is_planned_once=False), rows._prefetch_related_lookups  # type: ignore[attr-defined]

    def _compose_counting(self, roles: frozenset[Role]) -> Composed[Any]:
        rows: Any = self._rows(AnyAgent(roles)).order_by()
        return Composed(lambda: rows if rows._fields else rows.values("pk"))


def by_role(rows: Callable[[Any], QuerySet[M]]) -> ByRole[M]:
    """A decorator that composes the rows once for all agents with the same roles."""
    return ByRole(rows)


def _told(agent: Principal) -> dict[str, Any]:
    return {**agent.position, "person": agent.person.pk, "now": wall_clock.now()}


def _prefetch(found: list[Any], lookups: Sequence[Any]) -> None:
    """As Django does, but for what refers to them directly, which is asked as it was composed once."""
    for each in lookups:
        if isinstance(each, str) and "__" not in each:
            read_related(found, each)
        else:
            prefetch_related_objects(found, each)
