"""Work: what waits for an agent, until when, and under which article. Each room says what waits in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from goufu.core.rooms import contributed_objects
from goufu.law.load import load_rulebook

MOST = 30  # of each kind: whoever has more finds the rest in the lists


@dataclass(frozen=True, slots=True)
class WorkItem:
    """What waits, where it is done, the last day (None: no law sets one), and the article that says so, if any does."""

    what: str
    url: str
    due: date | None = None
    article: str = ""

    @property
    def left(self) -> int:
        """Days until the last day; below 0 it is over."""
        return (self.due - timezone.localdate()).days if self.due else 0

    @property
    def citation(self) -> str:
        return load_rulebook().cite(self.article) if self.article else ""

    @property
    def article_url(self) -> str:
        instrument, _colon, number = self.article.partition(":")
        return f"{reverse('law:instrument', args=[instrument])}#article-{number}" if instrument else ""


WorkSource = Callable[[Any], Iterable[WorkItem]]


def waiting_for(agent: Any) -> list[WorkItem]:
    """All that waits for the agent (registry.agents.Agent), the nearest last day first, then what has none."""
    sources: list[WorkSource] = contributed_objects("work")
    found = [each for source in sources for each in source(agent)]
    return sorted(found, key=lambda each: (each.due is None, each.due or date.max))
