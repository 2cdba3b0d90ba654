"""What waits in framework agreements: for whoever concluded them, for those who call off, and for providers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goufu import wall_clock
from goufu.core.by_role import NOW, TODAY, by_role
from goufu.core.composed import Param
from goufu.core.permissions import Permission
from goufu.core.work import MOST, WorkGroup, WorkItem
from goufu.procurement.frameworks.standing import review_due
from goufu.procurement.models import (
    ApplicationState,
    CallOff,
    CallOffOffer,
    CallOffState,
    Framework,
    FrameworkApplication,
    FrameworkState,
    MemberState,
    OfferState,
)
from goufu.registry.agents import Agent

NEWS_DAYS = 14  # so long the answer to an application stands on the home page


def waiting(agent: Agent) -> Iterator[WorkGroup]:
    """What waits for the agent; nothing where nothing does."""
    items: list[WorkItem] = []
    if agent.may(Permission.WRITE_PROCUREMENT):
        items = [*_applications(agent), *_refusals(agent), *_over(agent), *_to_choose(agent)]
    elif agent.may(Permission.BID):
        items = [*_offers(agent), *_quotes(agent), *_answered(agent)]
    if items:
        items.sort(key=lambda item: item.due or wall_clock.today() + timedelta(days=365))
        yield WorkGroup(
            _("框架协议"),
            len(items),
            items[:MOST],
            _("还有 %(count)d 件框架协议的事"),
            reverse("procurement:frameworks"),
        )


def _applications(agent: Agent) -> Iterator[WorkItem]:
    for each in _received.first(agent, MOST):
        yield WorkItem(
            _("审核入围申请：%(name)s") % {"name": each.provider.name},
            reverse("procurement:admit-application", args=[each.pk]),
            note=str(each.framework),
            due=review_due(each),
            article="order-110:open",
            since=timezone.localdate(each.applied_at),
            event=pgettext("on a day", "申请"),
        )


@by_role
def _received(agent: Any) -> QuerySet[FrameworkApplication]:
    rows = FrameworkApplication.objects.filter(
        framework__procurement__purchaser=agent.body,
        framework__state=FrameworkState.ACTIVE,
        state=ApplicationState.RECEIVED,
        supplement=None,
    )
    return rows.select_related("framework__procurement", "framework__lot", "provider").order_by("pk")


def _refusals(agent: Agent) -> Iterator[WorkItem]:
    for each in _refused.first(agent, MOST):
        yield WorkItem(
            _("认定拒绝的理由：%(name)s") % {"name": each.member.provider.name},
            reverse("procurement:judge-refusal", args=[each.pk]),
            note=each.call_off.title,
        )


@by_role
def _refused(agent: Any) -> QuerySet[CallOffOffer]:
    rows = CallOffOffer.objects.filter(
        call_off__framework__procurement__purchaser=agent.body,
        state__in=[OfferState.REFUSED, OfferState.LAPSED],
        is_justified=None,
    )
    return rows.select_related("call_off", "member__provider").order_by("pk")


def _over(agent: Agent) -> Iterator[WorkItem]:
    for each in _ended.first(agent, MOST):
        yield WorkItem(
            _("结束框架协议：%(title)s") % {"title": each},
            reverse("procurement:end-framework", args=[each.pk]),
            since=each.ends_on,
            event=pgettext("on a day", "期满"),
        )


@by_role
def _ended(agent: Any) -> QuerySet[Framework]:
    rows = Framework.objects.filter(
        procurement__purchaser=agent.body, state=FrameworkState.ACTIVE, ends_on__lt=TODAY
    )
    return rows.select_related("procurement", "lot").order_by("ends_on")


def _to_choose(agent: Agent) -> Iterator[WorkItem]:
    """Call-offs of the body that wait for its choice (refused, not answered, quotes that are over), and agreed ones for the contract."""
    for each in _waiting_call_offs.first(agent, MOST):
        address, said = reverse("procurement:call_off", args=[each.pk]), {"title": each.title}
        if each.state == CallOffState.AGREED:
            yield WorkItem(
                _("签订合同并登记：%(title)s") % said,
                address,
                note=each.number,
                since=each.agreed_on,
                event=pgettext("on a day", "成交"),
            )
        else:
            word = _("登记服务对象改选：%(title)s") if each.choice_id else _("另选供应商：%(title)s")
            yield WorkItem(word % said, address, note=each.number)


@by_role
def _waiting_call_offs(agent: Any) -> QuerySet[CallOff]:
    silent = Q(state=CallOffState.OFFERED, offers__state=OfferState.PENDING, offers__answer_by__lt=TODAY)
    quoted = Q(state=CallOffState.QUOTING, quotes_until__lte=NOW)
    unsigned = Q(state=CallOffState.AGREED, signed_on=None)
    waits = Q(state=CallOffState.CHOOSING) | quoted | silent | unsigned
    return CallOff.objects.filter(waits, purchaser=agent.body).distinct().order_by("pk")


def _offers(agent: Agent) -> Iterator[WorkItem]:
    for each in _pending.first(agent, MOST):
        yield WorkItem(
            _("答复选用：%(title)s") % {"title": each.call_off.title},
            reverse("procurement:call_off", args=[each.call_off_id]),
            note=each.call_off.purchaser.name,
            due=each.answer_by,
        )


@by_role
def _pending(agent: Any) -> QuerySet[CallOffOffer]:
    rows = CallOffOffer.objects.filter(member__provider=agent.body, state=OfferState.PENDING)
    return rows.select_related("call_off__purchaser").order_by("answer_by", "pk")


def _quotes(agent: Agent) -> Iterator[WorkItem]:
    """Second competitions in which the body has not quoted yet."""
    for each in _unquoted.first(agent, MOST):
        yield WorkItem(
            _("报价：%(title)s") % {"title": each.title},
            reverse("procurement:call_off", args=[each.pk]),
            note=each.purchaser.name,
            due=timezone.localdate(each.quotes_until),
        )


@by_role
def _unquoted(agent: Any) -> QuerySet[CallOff]:
    rows = CallOff.objects.filter(
        state=CallOffState.QUOTING,
        quotes_until__gt=NOW,
        framework__members__provider=agent.body,
        framework__members__state=MemberState.IN,
    ).exclude(quotes__member__provider=agent.body)
    return rows.select_related("purchaser").order_by("quotes_until", "pk")


def _answered(agent: Agent) -> Iterator[WorkItem]:
    for each in _decided.first(agent, MOST, since=wall_clock.now() - timedelta(days=NEWS_DAYS)):
        yield WorkItem(
            _("看入围申请的结果：%(title)s") % {"title": each.framework},
            reverse("procurement:framework", args=[each.framework_id]),
            note=each.get_state_display(),
            since=timezone.localdate(each.decided_at),
            event=pgettext("on a day", "答复"),
        )


@by_role
def _decided(agent: Any) -> QuerySet[FrameworkApplication]:
    rows = FrameworkApplication.objects.filter(
        provider=agent.body,
        state__in=[ApplicationState.ADMITTED, ApplicationState.REFUSED],
        decided_at__gte=Param("since", DateTimeField()),
    )
    return rows.select_related("framework__procurement", "framework__lot").order_by("-decided_at")
