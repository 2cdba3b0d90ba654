"""The counter, where what a bidder brings on a stick is taken in with the same receipt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from goufu.core.errors import NotAllowed, Refusal
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.receiving import receive
from goufu.procurement.models import Bid, HandedInBy
from goufu.procurement.queries.procurements import procurement_for as procurement_seen
from goufu.procurement.sealed.envelopes import kind_title
from goufu.procurement.sealed.reception import Incoming
from goufu.procurement.views.sending import AT_ONCE, Late
from goufu.registry.agents import Agent
from goufu.sealing.streams import digest_of
from goufu.ui.forms import Form


class StickForm(Form):
    """An envelope that somebody brought to the counter."""

    file = forms.FileField(
        label=gettext_lazy("信封文件（.gbid）"),
        help_text=gettext_lazy("投标人用离线封标页或者 goufu bid seal 封好的文件"),
    )
    brought_by = forms.CharField(label=gettext_lazy("谁交来的"), max_length=100)


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def receive_stick(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of the counter: a file from a stick is taken in like one that was sent, with the same receipt."""
    found = procurement_seen(agent, number)
    if not agent.may_on(Permission.HOLD_OPENING, found):
        raise NotAllowed(f"由{found.purchaser.name}的窗口收", "请到那里去交")
    form = StickForm(sent(request), request.FILES or None, once=once(request))
    return form_page(
        request,
        form,
        lambda: _from_stick(found.pk, form, agent),
        answer=lambda made: render(
            request,
            "procurement/receipt.html",
            {
                "bid": made,
                "procurement": found,
                "kind": kind_title(made.kind),
                "custodians": found.custodians.select_related("person", "body"),
                "is_own": False,
                "is_returned": False,
            },
        ),
        back=reverse("procurement:procurement", args=[number]),
        title=_("窗口收投标"),
        lead=_(
            "投标人带来封好的文件，在这里收下，当场打印回执。内容谁也看不到；谁来交过，开启以前不要告诉别人。"
        ),
        button=_("收下"),
    )


def _from_stick(number: int, form: StickForm, agent: Agent) -> Bid:
    upload = form.cleaned_data["file"]
    digest = digest_of(upload)
    upload.seek(0)
    incoming = Incoming(number, agent.body.pk, digest)
    if not incoming.is_whole:  # what was read before the house was killed keeps its moment
        incoming.forget()
        incoming.add(0, upload.size, _chunks(upload))
    try:
        made = receive(
            procurement=number,
            incoming=incoming,
            by=agent,
            way=HandedInBy.STICK,
            brought_by=form.cleaned_data["brought_by"],
            once=form.once,
        )
    except Refusal:
        incoming.forget()  # whoever brought it is told, and has it
        raise
    if made.is_late:
        raise Late(made)
    return made


def _chunks(upload: Any) -> Iterator[bytes]:
    yield from upload.chunks(AT_ONCE)
