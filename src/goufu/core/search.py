"""The search in the head of each page, over everything that the agent may see.

A room names functions in its AppConfig: `search = ["goufu.planning.searching.projects"]`

    def projects(agent, text) -> Found | None:        None where this agent may see no such things at all

Each answers with the first things that it found, their number, and the list with the same filter. A function asks the
query set of the list, so that nothing is found that the list would not show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from goufu.core.principal import Principal
from goufu.core.rooms import contributed_objects

LONGEST = 100  # characters of what is looked for
SHOWN = 5
MOST_COUNTED = 1_000

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: its name, the page that shows it, and what tells it from others of that name."""

    title: str
    url: str
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one kind of things.

    Attributes:
        title: of the kind.
        hits: the first ones.
        count: how many there are; of more than MOST_COUNTED it is not asked.
        url: the list of all of them, '' where the hits are all.
        order: of the kinds on the page.
    """

    title: str | Promise
    hits: Sequence[Hit]
    count: int
    url: str = ""
    order: int = 50

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > MOST_COUNTED

    @property
    def counted(self) -> int:
        return min(self.count, MOST_COUNTED)


Source = Callable[[Any, str], Found | None]


def search(agent: Principal | None, text: str) -> list[Found]:
    """What there is of each kind that contains the text; kinds without any are left out."""
    sources: list[Source] = contributed_objects("search")
    found = [source(agent, text) for source in sources]
    return sorted((each for each in found if each and each.count), key=lambda each: each.order)


def found_among(
    title: str | Promise,
    seen: QuerySet[M],
    matching: QuerySet[M],
    hit: Callable[[M], Hit],
    url: str,
    order: int,
) -> Found:
    """What is found of the rows that are seen: those that match as well.

    They are counted without an order: in the order of numbers the database would walk through all rows for a rare word,
    and collect all rows for a frequent one. Of frequent ones the newest come soon enough when it walks.
    """
    numbers = list(matching.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])
    rows = matching if len(numbers) > MOST_COUNTED else seen.filter(pk__in=numbers)
    return Found(title, [hit(each) for each in rows[:SHOWN]] if numbers else [], len(numbers), url, order)


def filtered(address: str, **query: str) -> str:
    """The URL of the list of that name with these filters."""
    return f"{reverse(address)}?{urlencode(query)}"
