"""Work in challenges and complaints: to answer, to examine, to decide, to publish; and what a provider may still do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import DateField, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu import wall_clock
from goufu.core.by_role import by_role
from goufu.core.composed import Param
from goufu.core.permissions import Permission
from goufu.core.work import MOST, WorkGroup, WorkItem
from goufu.procurement.actions.case_record import case_of, case_of_party
from goufu.procurement.agencies import who_answers
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.decided import tell_by, untold
from goufu.procurement.cases.history import clocks_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Challenge, ChallengeState, ComplaintState, Party, PartyState
from goufu.procurement.queries.cases import (
    challenges,
    complaints,
    own_parts,
    undecided,
    unserved,
    unsigned,
)
from goufu.procurement.timing.counting import at_least_before, day_of
from goufu.registry.agents import Agent

PUBLICATION = "procurement-regulation:58"
REPLY = "respondent_reply"  # a clock of cases.toml
UNSIGNED = "unsigned_workdays"  # a setting


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """What waits for the agent in challenges and complaints."""
    if agent.may(Permission.KEEP_CHALLENGES):
        yield from _of_purchaser(agent)
    if agent.may(Permission.DECIDE_COMPLAINT):
        yield from _of_office(agent)
    if agent.may(Permission.BID):
        yield _of_provider(agent)
    if agent.may(Permission.ANSWER_COMPLAINTS):
        yield _of_party(agent)


def _of_purchaser(agent: Agent) -> Iterator[WorkGroup]:
    """Challenges to answer, answers to serve, and notices of the end to give."""
    found, count = _UNSERVED.first_of_all(agent, MOST)
    waiting_ = [each for each in found if each.state == ChallengeState.RECEIVED]
    items = [
        *_items(waiting_, "purchaser", "procurement:challenge", lambda each: who_answers(each, agent)),
        *(_to_tell(each) for each in found if each.state == ChallengeState.ANSWERED),
    ]
    yield WorkGroup(
        _("质疑"),
        count if len(items) >= MOST else len(items),
        items,
        _("还有 %(count)d 件质疑等答复、等送达"),
        _list("challenges"),
    )
    yield from _ends(_to_end.first(agent, MOST))


_UNSERVED, _OWN_PARTS = by_role(unserved), by_role(own_parts)


def _to_tell(challenge: Challenge) -> WorkItem:
    """An answer that nobody has recorded as served."""
    return WorkItem(
        _("登记质疑答复送达：%(case)s") % {"case": challenge},
        reverse("procurement:challenge", args=[challenge.pk]),
        note=challenge.procurement.title,
        since=case_of(challenge).days.get("answered"),
        event=pgettext("on a day", "答复"),
    )


@by_role
def _to_end(agent: Any) -> QuerySet[Any]:
    rows = complaints(agent).filter(
        state=ComplaintState.DECIDED, procurement__in=untold().values("pk"), procurement__purchaser=agent.body
    )
    return rows.order_by("received_on", "pk")


def _of_party(agent: Agent) -> WorkGroup:
    """Copies of complaints to receive and to answer, and decisions to receive."""
    found, count = _OWN_PARTS.first_of_all(agent, MOST)
    return WorkGroup(_("投诉的当事人"), count, [_part(each) for each in found])


def _part(party: Party) -> WorkItem:
    words = {
        PartyState.SENT: _("签收投诉书副本：%(title)s"),
        PartyState.RECEIVED: _("对投诉书面说明：%(title)s"),
        PartyState.DECIDED: _("签收投诉处理决定：%(title)s"),
    }
    clocks = clocks_of(case_of_party(party), wall_clock.today())
    due = next((each for each in clocks if each.name == REPLY and not each.is_over), None)
    return WorkItem(
        words[PartyState(party.state)] % {"title": party.complaint.procurement.title},
        reverse("procurement:party", args=[party.pk]),
        note=party.complaint.number,
        due=day_of(due.latest) if due and due.latest else None,
        article=due.rule.article if due else "",
    )


def _ends(decided: Iterable[Any]) -> Iterator[WorkGroup]:
    """Notices of the end of what decisions have ended, one a procurement."""
    last = {each.procurement_id: each for each in decided}
    items = [
        WorkItem(
            _("发终止公告：%(title)s") % {"title": each.procurement.title},
            reverse("procurement:procurement", args=[each.procurement_id]),
            note=each.procurement.end_reason,
            due=tell_by(case_of(each).days["decided"]),
        )
        for each in last.values()
    ]
    if items:
        yield WorkGroup(_("终止公告"), len(items), items)


def _of_office(agent: Agent) -> Iterator[WorkGroup]:
    """Complaints to examine and to decide, and decisions to publish."""
    found, count = _UNDECIDED.first_of_all(agent, MOST)
    items = _items(found, "office", "procurement:complaint")
    yield WorkGroup(
        _("投诉"),
        count if len(items) >= MOST else len(items),
        items,
        _("还有 %(count)d 件投诉在办"),
        _list("complaints", state="accepted"),
    )
    yield _to_serve(agent)
    found, count = _unpublished.first_of_all(agent, MOST)
    items = [
        WorkItem(
            _("公告投诉处理结果：%(case)s") % {"case": each},
            reverse("procurement:complaint", args=[each.pk]),
            article=PUBLICATION,
            since=case_of(each).days.get("decided"),
            event=pgettext("complaint", "作出决定"),
        )
        for each in found
    ]
    yield WorkGroup(
        _("投诉处理结果"),
        count,
        items,
        _("还有 %(count)d 个处理结果没有公告"),
        _list("complaints", state="decided"),
    )


_UNDECIDED, _UNSIGNED = (
    by_role(undecided),
    by_role(lambda agent: unsigned(agent, Param("since", DateField()))),
)


def _to_serve(agent: Agent) -> WorkGroup:
    """Copies and decisions that nobody has received in the program: they are served by post or by hand, so that no day waits."""
    setting = load_methods().settings[UNSIGNED]
    since = at_least_before(wall_clock.today(), setting.value, setting.unit).day
    found, count = _UNSIGNED.first_of_all(agent, MOST, since=since)
    items = [
        WorkItem(
            (
                _("副本没有签收，另行送达：%(name)s")
                if each.state == PartyState.SENT
                else _("处理决定没有签收，另行送达：%(name)s")
            )
            % {"name": each.body.name},
            reverse("procurement:party", args=[each.pk]),
            note=each.complaint.number,
            since=_sent_on(each),
            event=pgettext("on a day", "发出"),
        )
        for each in found
    ]
    return WorkGroup(_("送达"), count, items)


def _sent_on(party: Party) -> date | None:
    """The day on which what it has not received was sent or decided."""
    days = case_of_party(party).days
    return days.get("copied" if party.state == PartyState.SENT else "decided")


@by_role
def _unpublished(agent: Any) -> QuerySet[Any]:
    rows = complaints(agent).filter(office=agent.body, state=ComplaintState.DECIDED, leader=None)
    return rows.exclude(steps__kind="published").order_by("pk")


def _of_provider(agent: Agent) -> WorkGroup:
    """One's own challenges: until when they are to be answered, and until when one may complain."""
    items = _items(_own_challenges.first(agent, MOST), "challenger", "procurement:challenge")
    return WorkGroup(_("质疑"), len(items), items)


@by_role
def _own_challenges(agent: Any) -> QuerySet[Any]:
    return challenges(agent).filter(
        challenger=agent.body, state__in=(ChallengeState.RECEIVED, ChallengeState.ANSWERED), complaints=None
    )


def _items(
    rows: Iterable[Any], whose: str, page: str, who: Callable[[Any], str] = lambda case: ""
) -> list[WorkItem]:
    """For each case the clock that ends first among those of that side; who: who acts, where it isn't whoever looks."""
    today, clocks = wall_clock.today(), load_cases().clocks
    found = []
    for each in rows:
        mine = [
            step
            for step in clocks_of(case_of(each), today)
            if not step.is_over and step.latest and clocks[step.name].whose == whose
        ]
        mine.sort(key=lambda step: day_of(step.latest or today))
        if mine:
            step = mine[0]
            found.append(
                WorkItem(
                    _("%(step)s：%(case)s") % {"step": _(step.title), "case": each},
                    reverse(page, args=[each.pk]),
                    note="　".join(filter(None, (each.procurement.title, who(each)))),
                    due=day_of(step.latest or today),
                    article=step.rule.article,
                )
            )
    return sorted(found, key=lambda item: item.due or date.max)


def _list(name: str, **filters: str) -> str:
    return reverse(f"procurement:{name}", query=filters)
