"""The pages of the opening: what everybody there sees, and the steps of the host and of the custodians."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.form_pages import form_page, post_button, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.documents.models import Document
from goufu.documents.store import store
from goufu.journal.models import Entry
from goufu.procurement.actions.opening import (
    DONE,
    attend,
    begin_opening,
    close_opening,
    download_envelope,
    give_peels,
    join_keys,
    read_envelope,
    show_files,
    still_short,
)
from goufu.procurement.ceremony import label_of, outside_of
from goufu.procurement.envelopes import envelopes_of, kind_title
from goufu.procurement.models import (
    Bid,
    Custodian,
    Envelope,
    EnvelopeState,
    GivenPeel,
    Opening,
    OpeningState,
    Procurement,
)
from goufu.procurement.queries import envelopes_of_opening, opening_for
from goufu.procurement.sealed import custodian_of, sealing_of
from goufu.procurement.views.keys import lines_of
from goufu.registry.agents import Agent
from goufu.sealing.errors import SealError
from goufu.ui.forms import Form, GrowingText

AT_ONCE = 1 << 18
TONES: dict[str, str] = {
    EnvelopeState.WAITING: "info",
    EnvelopeState.JOINED: "info",
    EnvelopeState.OPENED: "ok",
    EnvelopeState.SHOWN: "ok",
    EnvelopeState.FAILED: "stop",
    EnvelopeState.RETURNED: "warn",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A bidder in the table of a lot: its envelopes by kind, and the price that was read out."""

    number: int
    bidder: str
    lot: str
    envelopes: list[tuple[str, Any]]
    price: Any

    @property
    def first(self) -> Any:
        return next(each for _kind, each in self.envelopes if each)


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of the ceremony."""
    found = opening_for(agent, number)
    return render(request, "procurement/opening.html", _context(found, agent))


def _context(found: Procurement, agent: Agent) -> dict[str, Any]:
    opening = found.openings.order_by("-id").first()
    envelopes = envelopes_of_opening(opening) if opening else []
    may_host = agent.may_on(Permission.WRITE_PROCUREMENT, found)
    mine, sealing = custodian_of(found, agent.person.pk), sealing_of(found)
    waiting = [each for each in envelopes if each.state == EnvelopeState.WAITING]
    unread = [each for each in envelopes if each.state == EnvelopeState.JOINED]
    used = _used(opening, [each for each in envelopes if each.state != EnvelopeState.RETURNED])
    present = list(opening.present.select_related("person", "body")) if opening else []
    return {
        "procurement": found,
        "opening": opening,
        "now": wall_clock.now(),
        "sealing": sealing,
        "walk": _walk(opening, envelopes),
        "rows": _rows(found, envelopes),
        "kinds": [kind_title(each) for each in _kinds(found, envelopes)],
        "lines": [
            (
                each,
                each.custodian.pk in used,
                next((one.at for one in present if one.person_id == each.custodian.person_id), None),
            )
            for each in lines_of(found)
        ],
        "minutes": list(opening.minutes.all()) if opening else [],
        "present": present,
        "watching": sum(each.role == "bidder" for each in present),
        "supervisors": [each for each in present if each.role == "watching"],
        "is_present": any(each.person_id == agent.person.pk for each in present),
        "downloads": _downloads(opening) if opening else [],
        "may_host": may_host,
        "may_begin": may_host and opening is None and _is_due(found),
        "may_peel": mine is not None and opening is not None and _lacks_part_of(mine, opening, waiting),
        "may_join": may_host
        and opening is not None
        and opening.state == OpeningState.BEGUN
        and not still_short(opening),
        "is_enough": sealing is not None
        and bool(waiting)
        and all(each.given >= sealing.needed for each in waiting),
        "next": unread[0] if may_host and unread else None,
        "unread": len(unread),
        "may_close": may_host
        and opening is not None
        and opening.state == OpeningState.JOINED
        and all(each.state in DONE for each in envelopes),
        "failed": [each for each in envelopes if each.state == EnvelopeState.FAILED],
        "paper": Document.objects.filter(
            subject_kind="procurement", subject_number=found.pk, kind="opening_minutes"
        ).last()
        if agent.may_on(Permission.SEE_PROCUREMENTS, found)
        else None,
        "sees": agent.may_on(Permission.SEE_PROCUREMENTS, found),
    }


def _is_due(found: Procurement) -> bool:
    return found.bid_deadline_at is not None and wall_clock.now() > found.bid_deadline_at


def _used(opening: Opening | None, envelopes: list[Any]) -> set[int]:
    """The custodians whose keys have opened something."""
    if opening is None or not envelopes:
        return set()
    rows = GivenPeel.objects.filter(envelope__opening=opening, fault="")
    return set(rows.values_list("custodian", flat=True))


def _lacks_part_of(custodian: Custodian, opening: Opening, waiting: list[Any]) -> bool:
    """Whether a waiting envelope lacks the custodian's part: a wrong passphrase, or a key for some of them, may be made good."""
    if opening.state != OpeningState.BEGUN or not waiting:
        return False
    given = GivenPeel.objects.filter(envelope__in=waiting, custodian=custodian, fault="")
    return given.count() < len(waiting)


def _kinds(found: Procurement, envelopes: list[Any]) -> list[str]:
    known = envelopes_of(found.method)
    order = known.all if known else ()
    return [kind for kind in order if any(each.bid.kind == kind for each in envelopes)]


def _rows(found: Procurement, envelopes: list[Any]) -> list[Row]:
    kinds = _kinds(found, envelopes)
    by_bidder: dict[tuple[int, int], dict[str, Any]] = {}
    for each in envelopes:
        key = (each.bid.lot.number if each.bid.lot else 0, each.number)
        by_bidder.setdefault(key, {})[each.bid.kind] = each
    rows = []
    for (lot, number), mine in sorted(by_bidder.items()):
        first = next(iter(mine.values()))
        price = next((each.price for each in mine.values() if each.price is not None), None)
        title = _("第 %(lot)d 包") % {"lot": lot} if lot else ""
        rows.append(
            Row(
                number,
                first.bid.bidder.name,
                title,
                [(kind_title(kind), _toned(mine.get(kind))) for kind in kinds],
                price,
            )
        )
    return rows


def _toned(envelope: Any) -> Any:
    if envelope is not None:
        envelope.tone = TONES[envelope.state]
    return envelope


def _walk(opening: Opening | None, envelopes: list[Any]) -> dict[str, Any]:
    done = sum(each.state in DONE for each in envelopes)
    opened = _("打开 %(done)d / %(all)d") % {"done": done, "all": len(envelopes)} if envelopes else _("打开")
    words = [
        _("宣布开始"),
        _("用钥匙"),
        _("合钥匙"),
        opened,
        _("结束，出具记录"),
    ]
    here = 1
    if opening is not None:
        here = {OpeningState.BEGUN: 2, OpeningState.JOINED: 4}.get(OpeningState(opening.state), 6)
        if opening.state == OpeningState.JOINED and done == len(envelopes):
            here = 5
    return {"steps": [{"word": each, "url": ""} for each in words], "here": here}


def _downloads(opening: Opening) -> list[Any]:
    numbers = [str(each) for each in opening.envelopes.values_list("bid", flat=True)]
    return list(
        Entry.objects.filter(action="procurement.bid.downloaded", object_type="bid", object_id__in=numbers)
    )


class ReasonForm(Form):
    """Why an opening begins after its window."""

    reason = forms.CharField(
        label=gettext_lazy("过了开启的时间段才开始的原因"),
        required=False,
        max_length=500,
        widget=GrowingText,
        help_text=gettext_lazy("在时间段以内的空着"),
    )


class PeelsForm(Form):
    """What a custodian's program gave for all envelopes, one a line."""

    peels = forms.CharField(
        label=gettext_lazy("打开的部分"),
        max_length=4_000_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "gf-code"}),
        help_text=gettext_lazy("在上面用了钥匙，这里自动填好。"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def begin(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the host begins."""
    found = _hosted(agent, number)
    form = ReasonForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: begin_opening(
            procurement=number, reason=form.cleaned_data["reason"], by=agent, once=form.once
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
    opening, custodian = _opening(found), custodian_of(found, agent.person.pk)
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
    given = []
    for each in envelopes_of_opening(_opening(found)):
        if each.state != EnvelopeState.WAITING:
            continue
        try:
            label, data = label_of(each.bid).as_json(), outside_of(each.bid).as_bytes()
        except (SealError, Refusal):
            continue
        given.append({"bid": str(each.bid.token), "label": label, "outside": base64.b64encode(data).decode()})
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
        lambda: attend(opening=_opening(found).pk, by=agent),
        to=_page(number),
        done=_("已记下您到场。"),
    )


@require_POST
@needs(Permission.WRITE_PROCUREMENT)
def join(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = _hosted(agent, number)
    return post_button(
        request,
        lambda: join_keys(opening=_opening(found).pk, by=agent),
        to=_page(number),
        done=_("钥匙合好了，可以打开。"),
    )


@require_POST
@needs(Permission.WRITE_PROCUREMENT)
def read(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The button that opens the next envelope, or, asked so, all that are left."""
    opening = _opening(_hosted(agent, number))
    left = list(opening.envelopes.filter(state=EnvelopeState.JOINED).order_by("bid__kind", "number"))
    kinds = envelopes_of(opening.procurement.method)
    order = kinds.all if kinds else ()
    left.sort(key=lambda each: (order.index(each.bid.kind) if each.bid.kind in order else 9, each.number))
    for each in left if request.POST.get("all") else left[:1]:
        read_envelope(envelope=each.pk, by=agent)
    return redirect(_page(number))


@require_POST
@needs(Permission.WRITE_PROCUREMENT)
def close(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = _hosted(agent, number)
    return post_button(
        request,
        lambda: close_opening(opening=_opening(found).pk, by=agent),
        to=_page(number),
        done=_("开启结束，记录已成为文件。"),
    )


class ManyFiles(forms.FileField):
    """Several files at once."""

    widget = type("Files", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [
            super(ManyFiles, self).clean(each, initial)
            for each in (data if isinstance(data, list) else [data])
        ]


class ShownForm(Form):
    """The bidder's own files, in the order in which they were sealed."""

    papers = ManyFiles(label=gettext_lazy("封标时的全部原文件"), help_text=gettext_lazy("按封标时的次序选"))


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def shown(request: HttpRequest, agent: Agent, number: int, envelope: int) -> HttpResponse:
    """The page on which a bidder's own files stand in for an envelope whose keys are lost."""
    found = _hosted(agent, number)
    one = Envelope.objects.filter(opening=_opening(found), pk=envelope).first()
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


def _opening(found: Procurement) -> Opening:
    opening: Opening | None = found.openings.order_by("-id").first()
    if opening is None:
        raise Refusal("还没有开始开启", "请等主持人宣布开始")
    return opening


def _hosted(agent: Agent, number: int) -> Procurement:
    found: Procurement = opening_for(agent, number)
    if not agent.may_on(Permission.WRITE_PROCUREMENT, found):
        raise NotAllowed(f"由{found.purchaser.name}主持开启", "请由牵头的采购人办理")
    return found


def _page(number: int) -> str:
    return reverse("procurement:opening", args=[number])
