"""My work: what waits for somebody, until when, and under which article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from goufu.catalogue.queries.lists import opinions_waiting
from goufu.law.load import load_rulebook
from goufu.planning.models import Project, State
from goufu.planning.queries.projects import projects
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment
from goufu.registry.permissions import Permission

MOST = 30  # of each kind: whoever has more finds the rest in the lists
ENDING_DAYS = 14
_INTENTION_RULE = "plan.intention-notice"


@dataclass(frozen=True, slots=True)
class Waiting:
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


def waiting_for(agent: Agent) -> list[Waiting]:
    """All that waits for the agent, the nearest last day first, then what has none."""
    found = [
        *_to_decide(agent),
        *_to_write(agent),
        *_to_announce(agent),
        *_to_answer(agent),
        *_to_hand_back(agent),
    ]
    return sorted(found, key=lambda each: (each.due is None, each.due or date.max))


def own_projects(agent: Agent) -> QuerySet[Project]:
    """The projects that the agent's body wants, or that its office decides, changed last."""
    return projects(agent).exclude(state=State.WITHDRAWN).order_by("-id")[:8]


def _to_decide(agent: Agent) -> Iterator[Waiting]:
    """Submitted to this finance office: plans are approved within the budget (article 16); no law sets a day."""
    if not agent.may(Permission.DECIDE_PROJECT):
        return
    submitted = projects(agent).filter(office=agent.body, state=State.SUBMITTED).order_by("submitted_at")
    for project in submitted[:MOST]:
        what = _("审核 %(body)s：%(title)s") % {"body": project.purchaser.name, "title": project.title}
        yield Waiting(what, _page(project), article="order-102:16")


def _to_write(agent: Agent) -> Iterator[Waiting]:
    """Returned, being adjusted, or not submitted yet."""
    if not agent.may(Permission.WRITE_PROJECT):
        return
    words = {
        State.RETURNED: _("按退回意见修改：%s"),
        State.ADJUSTING: _("改好再提交：%s"),
        State.DRAFT: _("写完并提交：%s"),
    }
    own = projects(agent).filter(purchaser=agent.body)
    for state, sentence in words.items():
        for project in own.filter(state=state)[:MOST]:
            yield Waiting(sentence % project.title, _page(project))


def _to_announce(agent: Agent) -> Iterator[Waiting]:
    """The intention must be public so many days before the procurement begins, where the threshold asks for it."""
    if not agent.may(Permission.WRITE_PROJECT):
        return
    rule = load_rulebook().rules[_INTENTION_RULE]
    approved = (
        projects(agent)
        .filter(purchaser=agent.body, state=State.APPROVED, facts__has_key="started_on")
        .exclude(facts__has_key="intention_published_on")
    )
    for project in approved[:MOST]:
        begins = date.fromisoformat(project.facts["started_on"])
        days = _value("intention_notice_days", begins, project)
        threshold = _value("procurement_threshold_yuan", begins, project)
        if days and threshold and project.amount and project.amount >= threshold:
            due = begins - timedelta(days=int(days))
            yield Waiting(_("公开采购意向：%s") % project.title, _page(project), due, rule.articles[0])


def _to_answer(agent: Agent) -> Iterator[Waiting]:
    """Opinions that the agent's body was asked for (article 13)."""
    for opinion in opinions_waiting(agent)[:MOST]:
        what = _("答复征求意见：%s") % opinion.edition.title
        yield Waiting(what, reverse("catalogue:opinion", args=[opinion.pk]), opinion.due_on, "order-102:13")


def _to_hand_back(agent: Agent) -> Iterator[Waiting]:
    """A role that was lent to the agent and is about to end."""
    today = timezone.localdate()
    lent = Appointment.objects.filter(person=agent.person, body=agent.body, days__contains=today).exclude(
        delegated_by=None
    )
    for each in lent.select_related("delegated_by"):
        last = each.days.upper - timedelta(days=1)
        if (last - today).days <= ENDING_DAYS and each.delegated_by:
            what = _("%(name)s委托的%(role)s到期") % {
                "name": each.delegated_by.name,
                "role": each.get_role_display(),
            }
            yield Waiting(what, reverse("registry:account"), last)


def _value(parameter: str, on: date, project: Project) -> Any:
    held = load_rulebook().parameters[parameter].at(on, project.level, project.place_code)
    return held.value if held else None


def _page(project: Project) -> str:
    return reverse("planning:project", args=[project.pk])
