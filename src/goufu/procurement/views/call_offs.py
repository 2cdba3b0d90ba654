"""The pages of call-offs: a new one, one of them with what providers answered, a quote, and the notice of its result."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu import wall_clock
from goufu.core.errors import NotFound, Refusal, refusal_of
from goufu.core.form_pages import form_page, post_button, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.planning.models import Project, ProjectState
from goufu.procurement.actions.answering_offers import give_quote
from goufu.procurement.actions.calling_off import call_off, refuse_new_quotes
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.documents.procurements import call_off_as_subject
from goufu.procurement.filling import OF_CALL_OFF
from goufu.procurement.forms.frameworks import CallOffForm, QuoteForm
from goufu.procurement.frameworks.standing import (
    COMPETITION,
    DIRECT,
    may_use,
    refuse_over,
    room_of,
)
from goufu.procurement.models import CallOff, CallOffState, Framework, NoticeState, OfferState
from goufu.procurement.queries.frameworks import (
    call_off_for,
    framework_for,
    offer_for,
    offers_seen,
    quotes_seen,
)
from goufu.procurement.steps.frameworks import CALL_OFF_STEPS, OFFER_STEPS
from goufu.procurement.transitions import CALL_OFF
from goufu.procurement.views.framework_page import CALL_OFF_BADGES
from goufu.procurement.views.running_step import Next
from goufu.registry.agents import Agent
from goufu.ui.columns import state

OFFER_BADGES: dict[str, str] = {
    OfferState.PENDING: "info",
    OfferState.ACCEPTED: "ok",
    OfferState.REFUSED: "stop",
    OfferState.LAPSED: "warn",
    OfferState.TAKEN_BACK: "",
}


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def new(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a purchaser calls off."""
    found = framework_for(agent, number)
    if not may_use(agent.body, found.procurement):
        raise NotFound
    projects = usable(request, agent, found)
    form = CallOffForm(sent(request), framework=found, projects=projects, once=once(request))
    return form_page(
        request,
        form,
        lambda: call_off(framework=number, wanted=form.wanted(), by=agent, once=form.once),
        to=lambda made: reverse("procurement:call_off", args=[made]),
        back=reverse("procurement:framework", args=[number]),
        title=_("从框架协议选用"),
        lead=_("%(title)s：%(way)s。金额从项目里占用，供应商接受以后成交。")
        % {"title": found, "way": found.get_way_display()},
        button=_("选用"),
        done=_("已提出。"),
    )


def usable(request: HttpRequest, agent: Agent, framework: Framework) -> list[tuple[Project, Any]]:
    """The approved projects of the agent's body out of which something can still be called off, with how much, in yuan.

    Raises Refusal, before a form is shown, where there is none or the agreement is over.
    """
    rows = Project.objects.filter(purchaser=agent.body, state=ProjectState.APPROVED).order_by("-pk")
    found = [(each, room_of(each, framework)) for each in rows[:50]]
    projects = [(each, room) for each, room in found if room > 0]
    if request.method == "GET":
        refuse_over(framework)
        if not projects:
            raise Refusal("没有可以用的项目", "先有已批准、还有金额的项目，再选用", articles=["order-102:16"])
    return projects


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a call-off."""
    found = call_off_for(agent, number)
    return render(request, "procurement/call_off.html", _context(found, agent))


def _context(found: CallOff, agent: Agent) -> dict[str, Any]:
    is_provider = agent.may(Permission.BID)
    rows = offers_seen(found, agent)
    steps = {each.pk: OFFER_STEPS.offers(agent, each) for each in rows}
    judged = [each for each in rows if each.is_justified is not None]
    for each in judged:
        steps[each.pk] = []
    own = _apart(CALL_OFF_STEPS.offers(agent, found), found)
    following = _next(found, agent, rows, steps, own, is_provider=is_provider)
    return {
        "call_off": found,
        "framework": found.framework,
        "state": state(CALL_OFF_BADGES[found.state], found.get_state_display()),
        "offers": [
            (
                each,
                state(OFFER_BADGES[each.state], each.get_state_display()),
                [one for one in steps[each.pk] if one.url != following.url],
            )
            for each in rows
        ],
        "quotes": quotes_seen(found, agent),
        "is_quoting": found.state == CallOffState.QUOTING,
        "notices": found.notices.filter(state=NoticeState.PUBLISHED),
        "may_announce": may_announce(found, agent),
        "must_announce": found.framework.way != DIRECT,
        "sees_project": agent.may_on(Permission.SEE_PROCUREMENTS, found),
        "subject": call_off_as_subject(found),
        "next": following,
        "others": [each for each in own if each.url != following.url],
    }


def may_announce(found: CallOff, agent: Agent) -> bool:
    """Whether the one who concluded the agreement can draft the notice of the result."""
    return (
        found.state == CallOffState.AGREED
        and agent.may_on(Permission.WRITE_PROCUREMENT, found.framework)
        and not found.notices.exclude(state=NoticeState.DISCARDED).exists()
    )


def _apart(offers: list[Any], found: CallOff) -> list[Any]:
    """The steps that make sense now: no silence before the last day, no second asking where nobody is asked."""
    pending = found.offers.filter(state=OfferState.PENDING).first()
    is_late = pending is not None and pending.answer_by < wall_clock.today()
    is_over = found.quotes_until is None or found.quotes_until <= wall_clock.now()
    are_asked_again = (
        found.framework.way == COMPETITION
        and found.state in (CallOffState.CHOOSING, CallOffState.QUOTING)
        and refusal_of(lambda: refuse_new_quotes(found, found.framework)) is None
    )
    by_users = found.choice_id is not None
    wanted = {
        "lapse": is_late,
        "ask-quotes": are_asked_again,
        "offer": is_over and not are_asked_again and not by_users,
        "change-choice": by_users and bool(found.persons),
    }
    return [each for each in offers if wanted.get(each.step.verb, True)]


def _next(
    found: CallOff, agent: Agent, rows: list[Any], steps: dict[int, Any], own: list[Any], *, is_provider: bool
) -> Next:
    pending = next((each for each in rows if each.state == OfferState.PENDING), None)
    if is_provider:
        if pending and steps[pending.pk]:
            first = steps[pending.pk][0]
            return Next(first.word, first.url, _("不能接受的，写明理由拒绝。"), pending.answer_by)
        if (
            found.state == CallOffState.QUOTING
            and found.quotes_until
            and found.quotes_until > wall_clock.now()
        ):
            address = reverse("procurement:quote", args=[found.pk])
            return Next(_("报价"), address, _("截止以前谁也看不到；报价最低的成交。"))
        if rows and found.state == CallOffState.CHOOSING:
            said = {"answer": rows[-1].get_state_display()}
            return Next(sentence=_("%(answer)s：由采购人接着办，您不用再办什么。") % said)
        return Next(sentence=found.get_state_display())
    if lapse := next((each for each in own if each.step.verb == "lapse"), None):
        return Next(lapse.word, lapse.url, _("供应商过了答复的日子没有答复。"))
    change = next((each for each in own if each.step.verb == "change-choice"), None)
    if change and found.state == CallOffState.CHOOSING:
        return Next(change.word, change.url, _("供应商没有接受，请这些服务对象另选一家。"))
    if forward := next((each for each in own if each.step.verb == "offer"), None):
        return Next(
            forward.word,
            forward.url,
            _("另选一家，或者取消。") if rows else _("报价截止了，选定报价最低的。"),
        )
    if again := next((each for each in own if each.step.verb == "ask-quotes"), None):
        return Next(again.word, again.url, _("没有还能选的报价：再请各家报价，或者取消。"))
    if found.signed_on is None and (
        sign := next((each for each in own if each.step.verb == "sign-call-off"), None)
    ):
        return Next(sign.word, sign.url, _("已成交：照协议签订合同，登记是哪一天，合同在这一页上传。"))
    if may_announce(found, agent) and found.framework.way != DIRECT:
        return Next(sentence=_("已成交：用二次竞价、顺序轮候的，逐笔公告。"))
    words = {
        CallOffState.QUOTING: _("等各家报价。"),
        CallOffState.OFFERED: _("等供应商答复。"),
        CallOffState.AGREED: _("合同签了。") if found.signed_on else _("已成交，照协议签订合同。"),
        CallOffState.CANCELLED: found.cancel_reason,
        CallOffState.CHOOSING: _("等采购人另选一家。"),
    }
    return Next(sentence=words[CallOffState(found.state)], due=pending.answer_by if pending else None)


@require_safe
@needs()
def offer(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """An offer stands on its call-off's page."""
    return redirect("procurement:call_off", offer_for(agent, number).call_off_id)


@require_http_methods(["GET", "POST"])
@needs(Permission.BID)
def quote(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a provider quotes."""
    found = call_off_for(agent, number)
    if request.method == "GET":
        CALL_OFF.after("quote", found)
    form = QuoteForm(sent(request), once=once(request))
    back = reverse("procurement:call_off", args=[number])
    return form_page(
        request,
        form,
        lambda: give_quote(calloff=number, by=agent, once=form.once, **form.cleaned_data),
        to=back,
        back=back,
        title=_("报价：%(title)s") % {"title": found.title},
        lead=_("不能高于本单位的协议单价。截止以前采购人和别家都看不到；报价最低的成交。"),
        button=_("报价"),
        done=_("已报价。"),
    )


@require_POST
@needs(Permission.WRITE_PROCUREMENT)
def announce(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The button by which the notice of a call-off's result is drafted."""
    found = call_off_for(agent, number)
    return post_button(
        request,
        lambda: draft_notice(
            procurement=found.framework.procurement_id,
            kind=OF_CALL_OFF,
            call_off=number,
            by=agent,
            once=once(request),
        ),
        to=lambda made: reverse("procurement:notice", args=[made]),
        done=_("已起草，由起草人以外的采购负责人发布。"),
    )
