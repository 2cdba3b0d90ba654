"""Work: what waits for an agent, by which day, under which article, and what each role does next.

Rooms contribute both in their AppConfig. `work = ["goufu.planning.work.waiting"]` names functions that take the agent and
yield groups (WorkGroup): the first items of each in order, and how many there are. The home page shows the urgent items
of all groups first, then the next few of each group, and counts the rest with a link to the page that lists them.
`next_steps = ["goufu.planning.work.next_steps"]` names functions that yield what the agent begins (NextStep): the first
is the one blue button in the head of the home page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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

MOST = 10  # items that a group brings along, and urgent ones that are shown
SHOWN = 3  # items of a group that are shown beside the urgent ones
URGENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A task, the page where it is done (empty: on none), a note to it, its last day (None: no law sets one), and its article.

    `since` and `event`: the day from which it has waited, and what happened then (“提交”). `flag`: why it is urgent
    whatever its day, in a word (“已退回”). `telephone`: of the office that one asks about it.
    """

    what: str
    url: str = ""
    note: str = ""
    due: date | None = None
    article: str = ""
    since: date | None = None
    event: str = ""
    flag: str = ""
    telephone: str = ""

    @property
    def left(self) -> int:
        """The days until the last day; negative when it has passed."""
        return (self.due - wall_clock.today()).days if self.due else 0

    @property
    def waited(self) -> int:
        """The days since it began to wait."""
        return (wall_clock.today() - self.since).days if self.since else 0

    @property
    def is_since_another_year(self) -> bool:
        """Whether it began to wait in another year, so that its day is read with the year."""
        return self.since is not None and self.since.year != wall_clock.today().year

    @property
    def is_urgent(self) -> bool:
        return bool(self.flag) or (self.due is not None and self.left <= URGENT_DAYS)

    @property
    def citation(self) -> str:
        return load_rulebook().cite(self.article) if self.article else ""

    @property
    def article_url(self) -> str:
        instrument, _colon, number = self.article.partition(":")
        return f"{reverse('law:instrument', args=[instrument])}#article-{number}" if instrument else ""


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Tasks of one kind: their number, the first of them in order (MOST are enough; none: they are only counted).

    `rest`: the words that count those not shown, with %(count)d (“还有 %(count)d 个待审核”); `url`: the page that lists them.
    """

    title: str
    count: int
    items: Sequence[WorkItem] = ()
    rest: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """An agent's work as the home page shows it: `urgent` items of all groups, groups of the next items of each, and
    `rest`, what is left of each in words, with the page that lists it."""

    urgent: Sequence[WorkItem]
    groups: Sequence[WorkGroup]
    rest: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that the agent can begin, the page where, and its place among the others' (the lowest `order` first).

    `why`: a sentence on why it comes first of all, while there is nothing yet of what it makes.
    """

    title: str
    url: str
    order: int
    why: str = ""


WorkSource = Callable[[Any], Iterable[WorkGroup]]
StepSource = Callable[[Any], Iterable[NextStep]]


def groups_of(agent: Principal) -> list[WorkGroup]:
    """All that waits for the agent, kind by kind; of each the first MOST at least."""
    sources: list[WorkSource] = contributed_objects("work")
    return [group for source in sources for group in source(agent) if group.count]


def work_of(agent: Principal) -> Work:
    """The agent's work: what is urgent by its last day, what is flagged as if it were due today."""
    groups = groups_of(agent)
    urgent = [item for group in groups for item in group.items if item.is_urgent]
    urgent = sorted(urgent, key=lambda item: item.due or wall_clock.today())[:MOST]
    left = [_without(group, urgent) for group in groups]
    shown = [replace(group, items=group.items[:SHOWN]) for group in left if group.items]
    return Work(urgent, shown, [(words, group.url) for group in left if (words := _rest_of(group))])


def _without(group: WorkGroup, urgent: Sequence[WorkItem]) -> WorkGroup:
    """The group without the items that are shown as urgent."""
    items = [item for item in group.items if item not in urgent]
    return replace(group, items=items, count=group.count - (len(group.items) - len(items)))


def _rest_of(group: WorkGroup) -> str:
    """What is not shown of the group, in words; empty when all of it is."""
    count = group.count - len(group.items[:SHOWN])
    return group.rest % {"count": count} if count else ""


def next_steps_of(agent: Principal) -> list[NextStep]:
    """What the agent can begin, the first one first."""
    sources: list[StepSource] = contributed_objects("next_steps")
    return sorted((step for source in sources for step in source(agent)), key=lambda step: step.order)


def failed_messages(agent: Principal) -> Iterator[WorkGroup]:
    """For system administrators: the messages between rooms that have failed for good, and what to do."""
    if Role.SYSTEM_ADMIN in agent.roles and (count := failed().count()):
        what = _(
            "有 %(count)d 条单位变更没有传到项目、预算或者目录。请运维人员看后台任务的日志，排除原因以后执行"
            " goufu messages retry"
        )
        yield WorkGroup(_("系统"), 1, [WorkItem(what % {"count": count}, flag=_("没有传到"))])
