"""A bidder's pages: sealing in the browser, sending in pieces, receipts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.core.errors import NotFound, Refusal
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.receiving import withdraw_bid
from goufu.procurement.cases.suspending import suspension_of
from goufu.procurement.models import Bid, HandedInBy, ParticipationState, Procurement, Quotation
from goufu.procurement.queries.finding import participations
from goufu.procurement.queries.sealed import own_bids, receipt_for, receiving_bids
from goufu.procurement.sealed.ceremony import label_of
from goufu.procurement.sealed.envelopes import WHOLE, envelopes_of, kind_title
from goufu.procurement.sealed.offline import import_map
from goufu.procurement.sealed.quotations import called_lots, kinds_of, until_of
from goufu.procurement.sealed.reception import Incoming, half_of
from goufu.procurement.sealed.sheets import lots_of
from goufu.procurement.sealed.standing import (
    arrival_of,
    bids_that_stand,
    goes_back,
    own_sequences,
    with_withdrawals,
)
from goufu.procurement.sending import put_piece, taken_in
from goufu.procurement.views.keys import as_file
from goufu.procurement.work.providers import has_sent_all
from goufu.registry.agents import Agent
from goufu.sealing.encoding import moment
from goufu.sealing.receipt import Receipt
from goufu.ui.forms import Form


@require_safe
@needs(Permission.BID)
def bid(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a bidder seals and sends, with the receipts of what it has sent."""
    found = receiving_bids(number)
    quotation = _awaited_of(found, agent)
    sent_before = own_bids(agent, number)
    valid = {each.pk for each in _standing(found, agent, quotation)}
    known, kinds = envelopes_of(found.method), kinds_of(found, quotation)
    lots = _lots(found, agent, quotation)
    missing = [] if lots else _missing(found, sent_before, valid, quotation)
    held = suspension_of(found)
    return render(
        request,
        "procurement/bid.html",
        {
            "procurement": found,
            "until": until_of(found, quotation),
            "is_final": quotation == Quotation.FINAL,
            "sealing": found.sealing,
            "custodians": list(found.custodians.all()),
            "kinds": [(kind, kind_title(kind)) for kind in kinds],
            "begin_with": missing[0] if missing else "",
            "walk": None if lots else _walk(kinds, missing),
            "is_whole": _is_whole(found, agent, quotation) if lots else not missing,
            "priced": ",".join(known.priced) if known else "",
            "lots": lots,
            "code": agent.body.credit_code or "",
            "sequences": _sequences(found, agent, lots, kinds),
            "bids": [
                (each, kind_title(each.kind), each.pk in valid) for each in with_withdrawals(sent_before)
            ],
            "half": half_of(found.pk, agent.body.pk),
            "may_withdraw": bool(valid) and not _is_over(found, quotation),
            "is_over": _is_over(found, quotation),
            "left": _("暂停") if held else _left(found, quotation),
            "suspension": held,
        },
    )


def _sequences(found: Procurement, agent: Agent, lots: Sequence[Any], kinds: Sequence[str]) -> dict[str, int]:
    """The how-manieth the bidder's next envelope is, by lot and kind as the scripts name them."""
    last = own_sequences(found, agent.body)
    return {
        f"{lot.number if lot else 1}-{kind}": last.get((lot.pk if lot else None, kind), 0) + 1
        for lot in (lots or [None])
        for kind in kinds
    }


def _is_whole(found: Procurement, agent: Agent, quotation: Quotation) -> bool:
    """Whether all envelopes of the lots in which the bidder takes part are here."""
    taken = participations(agent).filter(procurement=found, state=ParticipationState.TAKING_PART)
    return quotation == Quotation.FIRST and bool(taken) and all(has_sent_all(each, agent) for each in taken)


def _awaited_of(found: Procurement, agent: Agent) -> Quotation:
    """Which envelopes the bidder sends now: its final quotation only where it was called for one."""
    return Quotation.FINAL if called_lots(found, agent.body.pk) else Quotation.FIRST


def _standing(found: Procurement, agent: Agent, quotation: Quotation) -> list[Bid]:
    """What the bidder has sent and stands: that of the deadline, and its final quotation."""
    mine = [agent.body.pk]
    finals = bids_that_stand(found, mine, quotation=Quotation.FINAL) if quotation == Quotation.FINAL else []
    return [*bids_that_stand(found, mine), *finals]


def _lots(found: Procurement, agent: Agent, quotation: Quotation) -> list[Any]:
    """The lots for which the bidder may send."""
    lots = list(found.lots.all())
    if quotation == Quotation.FIRST or not lots:
        return lots
    called = called_lots(found, agent.body.pk)
    return [each for each in lots if each.pk in called]


def _missing(
    found: Procurement, sent_before: Iterable[Bid], valid: set[int], quotation: Quotation
) -> list[str]:
    """The kinds of envelopes that the bidder has still to send."""
    there = {each.kind for each in sent_before if each.pk in valid}
    return [kind for kind in kinds_of(found, quotation) if not {kind, WHOLE} & there]


def _walk(kinds: Sequence[str], missing: Sequence[str]) -> dict[str, Any]:
    """The envelopes as steps, for components/progress.html."""
    done = [kind for kind in kinds if kind not in missing]
    words = [_("封“%(kind)s”") % {"kind": _(kind_title(kind))} for kind in (*done, *missing)]
    return {"steps": [{"word": each, "url": ""} for each in (*words, _("等开启"))], "here": len(done) + 1}


def _is_over(found: Procurement, quotation: Quotation) -> bool:
    until = until_of(found, quotation)
    return until is None or wall_clock.now() > until


def _left(found: Procurement, quotation: Quotation) -> str:
    until = until_of(found, quotation)
    if _is_over(found, quotation) or until is None:
        return ""
    left = until - wall_clock.now()
    return _("剩 %(days)d 天 %(hours)d 小时") % {"days": left.days, "hours": left.seconds // 3600}


@require_safe
@needs(Permission.BID)
def offline(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The sealing page as one file to be downloaded. It is no page of this house: it has its scripts and styles within."""
    found = receiving_bids(number)
    quotation = _awaited_of(found, agent)
    known, kinds = envelopes_of(found.method), kinds_of(found, quotation)
    page = render_to_string(
        "procurement/offline.html",
        {
            "procurement": found,
            "import_map": import_map(),
            "sheet": found.sealing.sheet,
            "digest": found.sealing.sheet_digest,
            "custodians": list(found.custodians.all()),
            "kinds": [(kind, kind_title(kind)) for kind in kinds],
            "priced": ",".join(known.priced) if known else "",
            "lots": lots_of(found),
            "sequences": _sequences(found, agent, _lots(found, agent, quotation), kinds),
            "code": agent.body.credit_code or "",
        },
    )
    return as_file(page.encode(), f"{found.number}-seal.html", "application/octet-stream")


@require_http_methods(["GET", "POST"])
@needs(Permission.BID)
def piece(request: HttpRequest, agent: Agent, number: int, digest: str) -> HttpResponse:
    """How much of a bid is there (GET); a piece of it (POST ?at=&of=); taken in once it is whole (POST). In JSON, for the script."""
    found = receiving_bids(number)
    incoming = Incoming(found.pk, agent.body.pk, digest)
    try:
        if request.method == "POST" and "at" in request.GET:
            return JsonResponse({"have": put_piece(request, incoming)})
        if request.method == "POST":
            return JsonResponse(
                taken_in(found.pk, incoming, agent, HandedInBy.WEB, request.POST.get("list", ""))
            )
        return JsonResponse({"have": incoming.have})
    except NotFound:
        raise
    except Refusal as refusal:
        said = {"what": refusal.what, "remedy": refusal.remedy, "have": incoming.have}
        return JsonResponse(said, status=refusal.status)


@require_safe
@needs()
def receipt(request: HttpRequest, agent: Agent, token: Any) -> HttpResponse:
    """The receipt as a page to print."""
    found = receipt_for(agent, token)
    is_own = agent.may_on(Permission.SEE_BIDS, found)
    missing = _missing_after(found, agent) if is_own else []
    return render(
        request,
        "procurement/receipt.html",
        {
            "bid": found,
            "lacking": [kind_title(kind) for kind in missing],
            "is_whole": is_own and not missing and not _is_over(found.procurement, Quotation(found.round)),
            "procurement": found.procurement,
            "kind": kind_title(found.kind),
            "custodians": found.procurement.custodians.select_related("person", "body"),
            "is_own": is_own,
            "at_counter": False,
            "is_returned": hasattr(found, "envelope") and found.envelope.state == "returned",
            **back_of(found, agent, goes=goes_back(found)),
        },
    )


def back_of(bid: Bid, agent: Agent, *, goes: bool) -> dict[str, Any]:
    """For the receipt: whether the bid came late, and whether it is paper that the agent gives back, or how it went back.

    goes: whether it is paper that goes back (`goes_back`).
    """
    back = getattr(bid, "hand_back", None)
    may = back is None and goes and agent.may_on(Permission.HOLD_OPENING, bid.procurement)
    return {"arrival": arrival_of(bid), "may_hand_back": may, "handed_back": back}


def _missing_after(bid: Bid, agent: Agent) -> list[str]:
    """The kinds that the bidder has still to send of the lot of which it sent this one; none once it is too late."""
    found, quotation = bid.procurement, Quotation(bid.round)
    if _is_over(found, quotation):
        return []
    sent = [each for each in own_bids(agent, found.pk) if each.lot_id == bid.lot_id]
    return _missing(found, sent, {each.pk for each in _standing(found, agent, quotation)}, quotation)


@require_safe
@needs()
def receipt_file(request: HttpRequest, agent: Agent, token: Any) -> HttpResponse:
    """The receipt as a file, against which anybody can hold the envelope (goufu bid receipt-check)."""
    found = receipt_for(agent, token)
    if found.is_paper:  # there is no envelope to hold it against
        raise NotFound
    made = Receipt(found.number, moment(found.received_at), found.digest, found.size_bytes, label_of(found))
    return as_file(made.as_bytes(), f"{found.number}.greceipt.json", "application/json")


@require_http_methods(["GET", "POST"])
@needs(Permission.BID)
def withdraw(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a bidder withdraws what it has sent."""
    found = receiving_bids(number)
    lots = _lots(found, agent, _awaited_of(found, agent))
    form = WithdrawForm(sent(request), lots=lots, once=once(request))
    return form_page(
        request,
        form,
        lambda: withdraw_bid(
            procurement=number, lot=int(form.cleaned_data["lot"]) if lots else None, by=agent, once=form.once
        ),
        back=reverse("procurement:bid", args=[number]),
        to=reverse("procurement:bid", args=[number]),
        done=_("已撤回。撤回的内容没有人读过。"),
        title=_("撤回投标"),
        lead=_("截止以前可以撤回，也可以再送。撤回的留在记录里，不会打开。"),
        button=_("撤回"),
    )


class WithdrawForm(Form):
    """Which lot."""

    def __init__(self, *given: Any, lots: list[Any], **more: Any) -> None:
        super().__init__(*given, **more)
        if lots:
            self.fields["lot"] = forms.ChoiceField(
                label=_("包"), choices=[(each.pk, f"{each.number} {each.title}") for each in lots]
            )
