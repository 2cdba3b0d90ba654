"""What waits for a provider's agent, what it begins, and what its home page shows of procurements."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu import wall_clock
from goufu.core.by_role import NOW, by_role
from goufu.core.composed import Param
from goufu.core.model_fields import title_of
from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.core.work import MOST, NextStep, WorkGroup, WorkItem
from goufu.procurement.applications import may_respond
from goufu.procurement.cases.suspending import suspended_now
from goufu.procurement.conflicts import AGREEMENT
from goufu.procurement.models import (
    Letter,
    Notice,
    NoticeState,
    Participation,
    ParticipationMember,
    ParticipationState,
    Procurement,
    ProcurementState,
    Question,
    QuestionState,
    Quotation,
)
from goufu.procurement.notices import load_notices
from goufu.procurement.queries.finding import (
    consortia_to_look_at,
    found_by,
    is_open,
    open_invitations,
    own_letters,
    own_questions,
    participations,
    saved_searches,
)
from goufu.procurement.queries.sealed import awaited_finals, own_unopened_letters
from goufu.procurement.sealed.envelopes import kind_title, lacking
from goufu.procurement.sealed.sheets import sealing_of
from goufu.procurement.sealed.standing import bids_that_stand
from goufu.procurement.timing.days_left import left_of
from goufu.procurement.work.own_deposits import own_deposits
from goufu.procurement.work.suspensions import OwnSuspensions
from goufu.registry.agents import Agent

NEWS_DAYS = 14  # so long an answer or a notice stands on the home page
SHOWN = 5

_SINCE = Param("since", DateTimeField())
_INVITATIONS = by_role(lambda agent: open_invitations(agent.body, NOW))
_MEMBERS = by_role(lambda agent: consortia_to_look_at(agent, NOW))
_PARTICIPATIONS = by_role(participations)
_UNREAD_FIRST = (F("service__pk").desc(nulls_first=True), "-pk")
_LETTERS = by_role(lambda agent: own_letters(agent).order_by(*_UNREAD_FIRST))
_UNOPENED = by_role(lambda agent: own_unopened_letters(agent).order_by(*_UNREAD_FIRST))
_UNREAD = by_role(lambda agent: own_letters(agent).filter(service=None))
_UNREAD_UNOPENED = by_role(lambda agent: own_unopened_letters(agent).filter(service=None))
_SEARCHES = by_role(saved_searches)


def next_steps(agent: Agent) -> Iterator[NextStep]:
    """A provider looks for procurements."""
    if agent.may(Permission.BID):
        yield NextStep(_("找采购"), reverse("procurement:open"), 10)


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """Deadlines of what the body takes part in, answers, corrections and results of the last days."""
    if not agent.may(Permission.BID):
        return
    yield _invitations(agent)
    yield _consortia(agent)
    suspended = OwnSuspensions(agent, NEWS_DAYS)
    yield _deadlines(agent, suspended.now)
    yield suspended.group()
    yield _finals(agent, suspended.now)
    yield _answers(agent)
    yield _news(agent)
    yield _applied(agent)
    yield _letters(agent)
    yield own_deposits(agent, NEWS_DAYS)


def _invitations(agent: Agent) -> WorkGroup:
    """Tenders to which the body was invited, and in which it doesn't take part yet."""
    items = [
        WorkItem(
            _("受邀投标：%(title)s") % {"title": each.title},
            _page(each),
            note=each.purchaser.name,
            due=timezone.localdate(each.bid_deadline_at),
        )
        for each in _INVITATIONS.first(agent, MOST)
    ]
    return WorkGroup(
        _("投标邀请"), len(items), items, _("还有 %(count)d 个邀请"), reverse("procurement:open")
    )


def _consortia(agent: Agent) -> WorkGroup:
    """Consortia of which somebody made the body a member, and those that it leads and in which a member is not."""
    items = [_left_alone(each) if each.has_declined else _named(each) for each in _MEMBERS.first(agent, MOST)]
    return WorkGroup(
        _("联合体"), len(items), items, _("还有 %(count)d 个联合体"), reverse("procurement:open")
    )


def _named(member: ParticipationMember) -> WorkItem:
    taken = member.participation
    return WorkItem(
        _("核对联合体：%(title)s") % {"title": taken.procurement.title},
        reverse("procurement:decline_membership", args=[member.pk]),
        note=_("%(lead)s牵头") % {"lead": taken.bidder.name},
        since=timezone.localdate(taken.taken_at),
        event=pgettext("on a day", "写进"),
    )


def _left_alone(member: ParticipationMember) -> WorkItem:
    procurement = member.participation.procurement
    return WorkItem(
        _("%(name)s不参加联合体") % {"name": member.body.name},
        _page(procurement),
        note=procurement.title,
        due=timezone.localdate(procurement.bid_deadline_at),
        article=AGREEMENT,
    )


@by_role
def _taking(agent: Any) -> QuerySet[Participation]:
    rows = participations(agent).filter(
        state=ParticipationState.TAKING_PART, procurement__state=ProcurementState.RUNNING
    )
    return rows.filter(procurement__bid_deadline_at__gt=NOW)


def _deadlines(agent: Agent, held: Collection[int]) -> WorkGroup:
    """Until when responses are sent; of what is suspended no day is counted."""
    items = [
        WorkItem(
            _("提交响应文件：%(title)s") % {"title": each.procurement.title},
            _page(each.procurement),
            note=" ".join(
                filter(
                    None,
                    (
                        each.procurement.purchaser.name,
                        each.lot.title if each.lot else "",
                        _still_missing(sent, each),
                    ),
                )
            ),
            due=timezone.localdate(each.procurement.bid_deadline_at),
        )
        for each in _taking.first(agent, MOST)
        if each.procurement_id not in held
        and may_respond(each)
        and not _is_whole(sent := _kinds_sent(each, agent), each)
    ]
    items.sort(key=lambda item: item.due or wall_clock.today())
    return WorkGroup(
        _("响应截止"), len(items), items, _("还有 %(count)d 个采购"), reverse("procurement:open")
    )


def _finals(agent: Agent, held: Collection[int]) -> WorkGroup:
    """Final quotations that the body was called for and has not sent."""
    items = [
        WorkItem(
            _("提交最后报价：%(title)s") % {"title": each.call.procurement.title},
            reverse("procurement:bid", args=[each.call.procurement_id]),
            note=_("到 %(at)s") % {"at": f"{timezone.localtime(each.call.until):%Y-%m-%d %H:%M}"},
            due=timezone.localdate(each.call.until),
        )
        for each in awaited_finals.all(agent)
        if each.call.procurement_id not in held
        and not bids_that_stand(each.call.procurement, [agent.body.pk], each.lot_id, Quotation.FINAL)
    ]
    return WorkGroup(
        _("最后报价"), len(items), items, _("还有 %(count)d 个最后报价"), reverse("procurement:open")
    )


def has_sent_all(taking: Participation, agent: Agent) -> bool:
    """Whether every envelope is here that the opening wants of the bidder; what isn't sent to this house is not known."""
    return _is_whole(_kinds_sent(taking, agent), taking)


def _kinds_sent(taking: Participation, agent: Agent) -> set[str] | None:
    """The kinds of the bidder's envelopes that are here; None where none are sent to this house."""
    procurement = taking.procurement
    if sealing_of(procurement) is None:
        return None
    return {each.kind for each in bids_that_stand(procurement, [agent.body.pk], taking.lot_id)}


def _is_whole(sent: set[str] | None, taking: Participation) -> bool:
    return sent is not None and not lacking(taking.procurement.method, sent)


def _still_missing(sent: set[str] | None, taking: Participation) -> str:
    """Which envelopes are still missing, once some are here."""
    if not sent:
        return ""
    kinds = [_(kind_title(each)) for each in lacking(taking.procurement.method, sent)]
    return _("还缺：%(kinds)s") % {"kinds": "、".join(kinds)}


def _answers(agent: Agent) -> WorkGroup:
    since = wall_clock.now() - timedelta(days=NEWS_DAYS)
    rows = _answered_since.first(agent, MOST, since=since)
    items = [
        WorkItem(
            _("看答复：%(question)s") % {"question": each.text[:30]},
            f"{_page(each.procurement)}#question-{each.pk}",
            note=each.procurement.title,
            since=timezone.localdate(each.answered_at),
            event=pgettext("on a day", "答复"),
        )
        for each in rows
    ]
    return WorkGroup(_("答复"), len(items), items, _("还有 %(count)d 个答复"), reverse("procurement:open"))


@by_role
def _answered_since(agent: Any) -> QuerySet[Question]:
    return own_questions(agent).filter(state=QuestionState.ANSWERED, answered_at__gte=_SINCE)


def _news(agent: Agent) -> WorkGroup:
    since = wall_clock.now() - timedelta(days=NEWS_DAYS)
    items = [
        WorkItem(
            _("看%(kind)s：%(title)s") % {"kind": title_of(each, "kind"), "title": each.procurement.title},
            reverse("procurement:notice", args=[each.pk]),
            since=timezone.localdate(each.published_at),
            event=pgettext("on a day", "发布"),
        )
        for each in _told_since.first(agent, MOST, since=since)
    ]
    return WorkGroup(
        _("参加的采购的公告"), len(items), items, _("还有 %(count)d 份公告"), reverse("procurement:notices")
    )


@by_role
def _told_since(agent: Any) -> QuerySet[Notice]:
    taken = participations(agent).filter(state=ParticipationState.TAKING_PART).order_by()
    notices = Notice.objects.filter(
        procurement__in=taken.values("procurement"),
        state=NoticeState.PUBLISHED,
        kind__in=[name for name, each in load_notices().kinds.items() if each.is_news],
        published_at__gte=_SINCE,
    )
    return notices.select_related("procurement").order_by("-published_at")


def _letters(agent: Agent) -> WorkGroup:
    """What was sent to the body and nobody of it has received yet, however long ago."""
    items = [
        WorkItem(
            _said_of(each) % {"title": each.response.procurement.title},
            f"{reverse('home')}#letter-{each.pk}",
            note=each.number,
            since=each.day,
            event=pgettext("on a day", "发出"),
        )
        for each in _UNREAD.first(agent, MOST)
    ]
    items += [
        WorkItem(
            _("看没有开启的告知：%(title)s") % {"title": each.opening.procurement.title},
            f"{reverse('home')}#unopenedletter-{each.pk}",
            note=each.number,
            since=each.day,
            event=pgettext("on a day", "发出"),
        )
        for each in _UNREAD_UNOPENED.first(agent, MOST)
    ]
    return WorkGroup(
        _("通知书"), len(items), items, _("还有 %(count)d 份通知书"), reverse("procurement:open")
    )


@by_role
def _told_of_applications(agent: Any) -> QuerySet[Participation]:
    rows = participations(agent).filter(application_letter__at__gte=_SINCE)
    return rows.select_related("application_letter")


def _applied(agent: Agent) -> WorkGroup:
    """What the body was told of its applications in the last days."""
    since = wall_clock.now() - timedelta(days=NEWS_DAYS)
    items = [
        WorkItem(
            (
                _("申请通过：%(title)s")
                if each.application_letter.is_admitted
                else _("申请没有通过：%(title)s")
            )
            % {"title": each.procurement.title},
            _page(each.procurement),
            note=each.procurement.purchaser.name,
            since=timezone.localdate(each.application_letter.at),
            event=pgettext("on a day", "告知"),
        )
        for each in _told_of_applications.first(agent, MOST, since=since)
    ]
    return WorkGroup(
        _("参与申请"), len(items), items, _("还有 %(count)d 份告知"), reverse("procurement:open")
    )


def _said_of(letter: Letter) -> str:
    """What is to be read."""
    if letter.is_award:
        return _("看中标（成交）通知书：%(title)s")
    return _("看投诉处理的告知：%(title)s") if letter.decision_id else _("看结果告知：%(title)s")


def own_procurements(request: HttpRequest, thing: object) -> Panel | None:
    """The panel of the procurements in which the body takes part or took part."""
    agent = request.agent  # type: ignore[attr-defined]
    if not agent.may(Permission.SEE_BIDS):
        return None
    taken = _PARTICIPATIONS.first(agent, SHOWN)
    held = suspended_now() if taken else {}
    context = {
        "rows": [
            (
                each,
                left_of(each.procurement, is_suspended=each.procurement_id in held),
                _is_open(each) and has_sent_all(each, agent),
            )
            for each in taken
        ],
        "may_bid": agent.may(Permission.BID),
        "letters": _LETTERS.first(agent, MOST),
        "unopened": _UNOPENED.first(agent, MOST),
    }
    return Panel("procurement/panels/own_procurements.html", context, order=20)


def _is_open(taking: Participation) -> bool:
    """Whether the body takes part, and may still send, replace and withdraw."""
    return taking.state == ParticipationState.TAKING_PART and is_open(taking.procurement)


def found_for(request: HttpRequest, thing: object) -> Panel | None:
    """The panel of open procurements that fit the saved searches."""
    agent = request.agent  # type: ignore[attr-defined]
    if not agent.may(Permission.SEE_BIDS):
        return None
    searches = _SEARCHES.all(agent)
    held = suspended_now() if searches else {}
    found = [
        (each, [(one, left_of(one, is_suspended=one.pk in held)) for one in rows])
        for each, rows in zip(searches, found_by(searches, SHOWN), strict=True)
    ]
    return Panel("procurement/panels/found.html", {"found": found}, order=30) if found else None


def _page(procurement: Procurement) -> str:
    return reverse("procurement:announced", args=[procurement.pk])
