"""The counter, where what a bidder brings on a stick or on paper is taken in with the same receipt, and given back in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.counter import give_back, hand_back, receive_paper
from goufu.procurement.actions.receiving import receive
from goufu.procurement.forms.counter import GiveBackForm, HandBackForm, PaperForm, StickForm
from goufu.procurement.models import Bid, HandedInBy, Procurement, Quotation
from goufu.procurement.queries.procurements import procurement_for as procurement_seen
from goufu.procurement.queries.sealed import taken_at_counter
from goufu.procurement.sealed.envelopes import kind_title
from goufu.procurement.sealed.quotations import awaited, opening_of, until_of
from goufu.procurement.sealed.reception import Brought, Incoming
from goufu.procurement.sealed.standing import given_way_to, goes_back, paper_that_goes_back
from goufu.procurement.sending import AT_ONCE, Late, list_in
from goufu.procurement.views.sending import back_of
from goufu.registry.agents import Agent
from goufu.sealing.streams import digest_of
from goufu.ui.forms import Form


@require_safe
@needs(Permission.HOLD_OPENING)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of the counter: what may be brought until when, and what the agent has taken in himself. Others' he doesn't see."""
    found = _at_counter(agent, number)
    quotation = awaited(found)
    until = until_of(found, quotation)
    is_over = until is None or wall_clock.now() > until or opening_of(found, quotation) is not None
    going = {each.pk for each in paper_that_goes_back(found)}
    return render(
        request,
        "procurement/counter.html",
        {
            "procurement": found,
            "until": until,
            "is_over": is_over,
            "is_final": quotation == Quotation.FINAL,
            "taken": [
                (each, kind_title(each.kind), back_of(each, agent, goes=each.pk in going))
                for each in taken_at_counter(agent, number)
            ],
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def receive_stick(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a file from a stick is taken in like one that was sent, with the same receipt."""
    found = _at_counter(agent, number)
    form = StickForm(sent(request), request.FILES or None, once=once(request))
    return _taking_page(
        request,
        agent,
        form,
        lambda: _from_stick(found.pk, form, agent),
        found,
        title=_("收存储介质"),
        lead=_(
            "投标人带来封好的文件，在这里收下，当场打印回执。内容谁也看不到；谁来交过，开启以前不要告诉别人。"
        ),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def receive_sealed_paper(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which sealed paper is received; the moment is that of the button."""
    found = _at_counter(agent, number)
    form = PaperForm(sent(request), procurement=found, once=once(request))
    return _taking_page(
        request,
        agent,
        form,
        lambda: receive_paper(procurement=number, by=agent, once=form.once, **form.said()),
        found,
        title=_("收纸质密封件"),
        lead=_(
            "当着交来的人查看密封，照封套写。收到的时间是按下“收下”的一刻，由服务器的钟定，谁也不能改；迟到的不收。不要拆开。"
        ),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def take_back(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which what was brought is given back before the deadline."""
    _at_counter(agent, number)
    form = GiveBackForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: give_back(procurement=number, by=agent, once=form.once, **form.cleaned_data),
        back=_page(number),
        done=_("已撤回。纸质的请当面退还，不要拆开。"),
        title=_("撤回、退还"),
        lead=_(
            "截止以前，凭回执可以撤回这个供应商在窗口交来的这一包的全部信封，也可以再交。供应商自己在网上送的，由它自己撤回。"
        ),
        button=_("撤回"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def hand_paper_back(request: HttpRequest, agent: Agent, number: int, token: Any) -> HttpResponse:
    """The page on which paper that is not opened goes back to its bidder; its answer is the receipt to sign."""
    found = _at_counter(agent, number)
    bid = (
        found.bids.filter(token=token, way=HandedInBy.PAPER).select_related("bidder", "lot", "person").first()
    )
    if bid is None:
        raise NotFound
    form = HandBackForm(sent(request), initial={"given_to": bid.brought_by}, once=once(request))
    return form_page(
        request,
        form,
        lambda: hand_back(bid=bid.token, by=agent, once=form.once, **form.cleaned_data),
        answer=lambda made: _receipt(request, agent, made.bid, found),
        back=_page(number),
        title=_("退还 %(number)s") % {"number": bid.number},
        lead=_("原样退还，不要拆开。登记以后打印回执，请取回的人签字。"),
        button=_("登记退还"),
    )


def _at_counter(agent: Agent, number: int) -> Procurement:
    found: Procurement = procurement_seen(agent, number)
    if not agent.may_on(Permission.HOLD_OPENING, found):
        raise NotAllowed(f"由{found.purchaser.name}的窗口收", "请到那里去交")
    return found


def _taking_page(
    request: HttpRequest,
    agent: Agent,
    form: Form,
    take: Callable[[], Bid],
    found: Procurement,
    *,
    title: str,
    lead: str,
) -> HttpResponse:
    """A page that takes something in; its answer is the receipt."""
    return form_page(
        request,
        form,
        take,
        answer=lambda made: _receipt(request, agent, made, found),
        back=_page(found.pk),
        title=title,
        lead=lead,
        button=_("收下"),
    )


def _receipt(request: HttpRequest, agent: Agent, bid: Bid, found: Procurement) -> HttpResponse:
    return render(
        request,
        "procurement/receipt.html",
        {
            "bid": bid,
            "procurement": found,
            "kind": kind_title(bid.kind),
            "custodians": found.custodians.select_related("person", "body"),
            "is_own": False,
            "is_returned": False,
            "at_counter": True,
            "gave_way": given_way_to(bid),
            **back_of(bid, agent, goes=goes_back(bid)),
        },
    )


def _from_stick(number: int, form: StickForm, agent: Agent) -> Bid:
    upload = form.cleaned_data["file"]
    digest = digest_of(upload)
    upload.seek(0)
    incoming = Incoming(number, agent.body.pk, digest)
    said = form.cleaned_data
    before = incoming.brought if incoming.is_whole else None
    reader = before.reader if before and before.reader else agent.person.pk
    brought = Brought(said["brought_by"], said["name"], said["kind_of_body"], reader)
    incoming.read_at_counter(brought, upload.size, _chunks(upload))
    try:
        made = receive(
            procurement=number,
            incoming=incoming,
            by=agent,
            way=HandedInBy.STICK,
            list_digest=list_in(upload.name),
            brought_by=brought.by,
            newcomer=form.newcomer,
            once=form.once,
        )
    except Refusal:
        if before is None:
            incoming.forget()  # whoever brought it is told, and has it
        else:
            incoming.note_brought(before)  # read before the house was killed: its moment stays
        raise
    if made.is_late:
        raise Late(made)
    return made


def _chunks(upload: Any) -> Iterator[bytes]:
    yield from upload.chunks(AT_ONCE)


def _page(number: int) -> str:
    return reverse("procurement:counter", args=[number])
