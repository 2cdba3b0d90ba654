"""The steps of the opening: those of the host, of custodians, and of whoever is there."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu.core.errors import NotAllowed, NotFound
from goufu.core.form_pages import form_page, post_button, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.documents.store import store
from goufu.procurement.actions.attending import attend, download_envelope
from goufu.procurement.actions.closing import close_opening
from goufu.procurement.actions.joining import give_peels, join_keys
from goufu.procurement.actions.opening import begin_opening, is_after_window
from goufu.procurement.actions.unsealing import read_envelope, show_files
from goufu.procurement.forms.opening import PeelsForm, ReasonForm, ShownForm
from goufu.procurement.models import (
    Bid,
    Envelope,
    Procurement,
)
from goufu.procurement.queries.sealed import in_order, opening_for, opening_now, outsides_of
from goufu.procurement.sealed.sheets import custodian_of
from goufu.procurement.sending import AT_ONCE
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def begin(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the host begins."""
    found = hosted(agent, number)
    form = ReasonForm(sent(request), is_late=is_after_window(found), once=once(request))
    return form_page(
        request,
        form,
        lambda: begin_opening(
            procurement=number, reason=form.cleaned_data.get("reason", ""), by=agent, once=form.once
        ),
        back=_page(number),
        to=_page(number),
        done=_("已开始。请保管人用钥匙。"),
        title=_("宣布开始"),
        lead=_("开始以后才知道有几家。招标不足三家的，不开启，密文退回。每一步记入开启记录。"),
        button=_("开始 %(title)s") % {"title": found.title},
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_KEY)
def peel(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a custodian uses his key for all envelopes."""
    found = opening_for(agent, number)
    opening, custodian = opening_now(found), custodian_of(found, agent.person.pk)
    if custodian is None:
        raise NotAllowed("您不是这次采购的保管人", "请由列出的保管人办理")
    form = PeelsForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: give_peels(opening=opening.pk, peels=form.cleaned_data["peels"], by=agent, once=form.once),
        back=_page(number),
        to=_page(number),
        done=_("收到了您打开的部分。"),
        template="procurement/peel.html",
        procurement=found,
        custodian=custodian,
        opening=opening,
    )


@require_safe
@needs(Permission.HOLD_KEY)
def outsides(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The outsides of all envelopes that wait, for a custodian's program: no body is among them."""
    found = opening_for(agent, number)
    if custodian_of(found, agent.person.pk) is None:
        raise NotFound
    given = [
        {"bid": bid, "label": label, "outside": base64.b64encode(data).decode()}
        for bid, label, data in outsides_of(opening_now(found))
    ]
    response = JsonResponse({"envelopes": given})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@needs()
def come(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The button of whoever is there."""
    found = opening_for(agent, number)
    return post_button(
        request,
        lambda: attend(opening=opening_now(found).pk, by=agent),
        to=_page(number),
        done=_("已记下您到场。"),
    )


@require_POST
@needs(Permission.HOLD_OPENING)
def join(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = hosted(agent, number)
    return post_button(
        request,
        lambda: join_keys(opening=opening_now(found).pk, by=agent),
        to=_page(number),
        done=_("钥匙合好了，可以打开。"),
    )


@require_POST
@needs(Permission.HOLD_OPENING)
def read(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The button that opens the next envelope, or, asked so, all that are left."""
    opening = opening_now(hosted(agent, number))
    left = in_order(opening, opening.envelopes.select_related("bid"))
    for each in left if request.POST.get("all") else left[:1]:
        read_envelope(envelope=each.pk, by=agent)
    return redirect(_page(number))


@require_POST
@needs(Permission.HOLD_OPENING)
def close(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = hosted(agent, number)
    return post_button(
        request,
        lambda: close_opening(opening=opening_now(found).pk, by=agent),
        to=_page(number),
        done=_("开启结束，记录已成为文件。"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def shown(request: HttpRequest, agent: Agent, number: int, envelope: int) -> HttpResponse:
    """The page on which a bidder's own files stand in for an envelope whose keys are lost."""
    found = hosted(agent, number)
    one = Envelope.objects.filter(opening=opening_now(found), pk=envelope).first()
    if one is None:
        raise NotFound
    form = ShownForm(sent(request), request.FILES or None, once=once(request))
    return form_page(
        request,
        form,
        lambda: show_files(
            envelope=one.pk,
            files=[(each.name, each.chunks(AT_ONCE)) for each in form.cleaned_data["papers"]],
            by=agent,
            once=form.once,
        ),
        back=_page(number),
        to=_page(number),
        done=_("原文件和回执的摘要相符。"),
        title=_("凭原文件"),
        lead=_("够数的保管人打不开时，投标人拿出封标时的全部原文件；和回执上的文件清单摘要一致的，才认。"),
        button=_("核对"),
    )


@require_POST
@needs()
def envelope_file(request: HttpRequest, agent: Agent, token: Any) -> HttpResponse:
    """A received envelope, once the opening has begun; each download is recorded."""
    bid = Bid.objects.filter(token=token).first()
    if bid is None:
        raise NotFound
    download_envelope(bid=bid.pk, by=agent)
    stream = store().unverified(bid.digest)
    response = StreamingHttpResponse(_pieces(stream), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{bid.number}.gbid"'
    response["Content-Length"] = str(bid.size_bytes)
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]  # a view's answer all the same


def _pieces(stream: Any) -> Any:
    with stream:
        yield from iter(lambda: stream.read(AT_ONCE), b"")


def hosted(agent: Agent, number: int) -> Procurement:
    """The procurement whose opening the agent holds. Raises NotFound, NotAllowed."""
    found: Procurement = opening_for(agent, number)
    if not agent.may_on(Permission.HOLD_OPENING, found):
        raise NotAllowed(f"由{found.purchaser.name}主持开启", "请由牵头的采购人办理")
    return found


def _page(number: int) -> str:
    return reverse("procurement:opening", args=[number])
