"""Work items: what an agent has to do, by which day, and under which article; contributed by each room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.messages import failed
from goufu.core.principal import Principal
from goufu.core.roles import Role
from goufu.core.rooms import contributed_objects
from goufu.law.load import load_rulebook

MOST = 30  # of each kind; the rest is in the lists


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A task, the page where it is done (empty: on none), its last day (None: no law sets one), and its article."""

    what: str
    url: str = ""
    due: date | None = None
    article: str = ""

    @property
    def left(self) -> int:
        """The days until the last day; negative when it has passed."""
        return (self.due - wall_clock.today()).days if self.due else 0

    @property
    def citation(self) -> str:
        return load_rulebook().cite(self.article) if self.article else ""

    @property
    def article_url(self) -> str:
        instrument, _colon, number = self.article.partition(":")
        return f"{reverse('law:instrument', args=[instrument])}#article-{number}" if instrument else ""


def failed_messages(agent: Principal) -> Iterator[WorkItem]:
    """For system administrators: the messages between rooms that have failed for good, and what to do."""
    if Role.SYSTEM_ADMIN in agent.roles and (count := failed().count()):
        yield WorkItem(
            _(
                "有 %(count)d 条单位变更没有传到项目、预算或者目录。请运维人员看后台任务的日志，排除原因以后执行"
                " goufu messages retry"
            )
            % {"count": count}
        )


WorkSource = Callable[[Any], Iterable[WorkItem]]


def waiting_for(agent: Principal) -> list[WorkItem]:
    """All work items of the agent (registry.agents.Agent), the earliest last day first, those without one last."""
    sources: list[WorkSource] = contributed_objects("work")
    found = [each for source in sources for each in source(agent)]
    return sorted(found, key=lambda each: (each.due is None, each.due or date.max))
