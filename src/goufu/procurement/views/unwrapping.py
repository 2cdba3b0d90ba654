"""The pages of sealed paper at the opening: read out and typed, typed by another, scanned; and of doubtful clocks."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.documents.store import LARGEST, store
from goufu.procurement.actions.late_bids import decide_late, undecided
from goufu.procurement.actions.scanning import attach_scans, check_scans
from goufu.procurement.actions.unwrapping import check_reading, open_reading, read_out
from goufu.procurement.forms.counter import CheckForm, LateForm, ReadingForm, ScanCheckForm, ScansForm
from goufu.procurement.models import Bid, Envelope, HandedInBy, Procurement
from goufu.procurement.papers.minutes import moment_of
from goufu.procurement.queries.sealed import opening_for
from goufu.procurement.sealed.envelopes import kind_title
from goufu.procurement.sealed.quotations import awaited
from goufu.procurement.sealed.scans import WHO_CHECKS, digest_of_scans, may_check_scans
from goufu.procurement.sealed.sheets import custodian_of
from goufu.procurement.sending import AT_ONCE
from goufu.procurement.views.ceremony import hosted
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def read(request: HttpRequest, agent: Agent, number: int, envelope: int) -> HttpResponse:
    """The page on which one person types what is read out of paper."""
    one = _paper(hosted(agent, number), envelope)
    form = ReadingForm(sent(request), bid=one.bid, once=once(request))
    return form_page(
        request,
        form,
        lambda: read_out(envelope=one.pk, by=agent, once=form.once, **form.cleaned_data),
        back=_page(number),
        done=_("已录入。请另一个人照纸上的核对。"),
        title=_("拆封、宣读：%(name)s") % {"name": _name(one)},
        lead=_(
            "收到时：%(paper)s。先请在场的人看密封，再拆封、宣读，照宣读的录；另一个人再录一遍，一致才算。"
        )
        % {"paper": _as_it_came(one.bid)},
        button=_("录入"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_KEY)
def check(request: HttpRequest, agent: Agent, number: int, envelope: int) -> HttpResponse:
    """The page on which another person types the same from the same paper."""
    found = opening_for(agent, number)
    if not (agent.may_on(Permission.HOLD_OPENING, found) or custodian_of(found, agent.person.pk)):
        raise NotAllowed("您不主持这次开启，也不是保管人", "请主持的单位另一个人，或者在场的保管人核对")
    one = _paper(found, envelope)
    reading = open_reading(one)
    if reading is None:
        raise Refusal("还没有录入，或者要重新录入", "先拆封、宣读、录入")
    form = CheckForm(
        sent(request),
        bid=one.bid,
        said=reading.fault or reading.name,
        is_fault=bool(reading.fault),
        once=once(request),
    )
    return form_page(
        request,
        form,
        lambda: check_reading(
            envelope=one.pk,
            price=form.cleaned_data.get("price"),
            price_in_words=form.cleaned_data.get("price_in_words"),
            agrees=form.cleaned_data["agrees"] == "yes",
            by=agent,
            once=form.once,
        ),
        back=_page(number),
        done=lambda made: _("两人录入一致。") if made.agrees else _("两人录入不一致，请重新宣读、录入。"),
        title=_("核对：%(name)s") % {"name": _name(one)},
        lead=_("%(who)s录入了。请您自己看着纸录一遍；他录的数，这里不显示。") % {"who": reading.person.name},
        button=_("核对"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def scan(request: HttpRequest, agent: Agent, number: int, envelope: int) -> HttpResponse:
    """The page on which scans of opened paper are kept."""
    one = _paper(hosted(agent, number), envelope)
    form = ScansForm(sent(request), request.FILES or None, once=once(request))

    def keep() -> Envelope:
        with ExitStack() as stack:
            drafts = [
                (each.name, stack.enter_context(store().draft(each.chunks(AT_ONCE), LARGEST)))
                for each in form.cleaned_data["papers"]
            ]
            return attach_scans(envelope=one.pk, drafts=drafts, by=agent, once=form.once)

    return form_page(
        request,
        form,
        keep,
        back=_page(number),
        done=_("扫描件收好了，摘要写进了开启记录。"),
        title=_("扫描件：%(name)s") % {"name": _name(one)},
        lead=_("纸质的响应文件扫描上传，评审小组照扫描件评审；纸质原件归档。"),
        button=_("上传"),
    )


@require_http_methods(["GET", "POST"])
@needs()
def check_scan(request: HttpRequest, agent: Agent, number: int, envelope: int) -> HttpResponse:
    """The page on which a second person, of the office, a custodian or the bidder, holds the scans beside the paper."""
    found = opening_for(agent, number)
    one = _paper(found, envelope)
    if not may_check_scans(agent, found, one):
        raise NotAllowed("您不能核对这一份扫描件", WHO_CHECKS)
    if not one.files:
        raise Refusal("这一份还没有扫描件", "拆封、扫描以后核对")
    form = ScanCheckForm(sent(request), initial={"digest": digest_of_scans(one)}, once=once(request))
    return form_page(
        request,
        form,
        lambda: check_scans(
            envelope=one.pk,
            digest=form.cleaned_data["digest"],
            pages=form.cleaned_data["pages"],
            differs=form.cleaned_data["differs"],
            by=agent,
            once=form.once,
        ),
        back=_page(number),
        done=lambda made: (
            _("核对好了，评审小组看得到。") if made.agrees else _("哪里不同记下了，评审小组看得到。")
        ),
        title=_("核对扫描件：%(name)s") % {"name": _name(one)},
        lead=_("请一手拿纸质的、一手打开扫描件，逐页对。扫描件：%(files)s。") % {"files": _scans_said(one)},
        button=_("核对"),
    )


def _scans_said(one: Envelope) -> str:
    return " · ".join(f"{each['name']} SM3 {str(each['digest'])[:16]}…" for each in one.files)


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_OPENING)
def late(request: HttpRequest, agent: Agent, number: int, token: Any) -> HttpResponse:
    """The page on which one decides whether a bid counts that only a clock made late; whose it is, it doesn't say."""
    found = hosted(agent, number)
    bid = undecided(found, awaited(found)).filter(token=token).first()
    if bid is None:
        raise NotFound
    form = LateForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: decide_late(
            token=token,
            counts=form.cleaned_data["counts"] == "yes",
            reason=form.cleaned_data["reason"],
            by=agent,
            once=form.once,
        ),
        back=_page(number),
        done=_("决定了，写进开启记录。"),
        title=_("只因时钟的更正迟到"),
        lead=_late_in_words(bid),
        button=_("决定"),
    )


def _late_in_words(bid: Bid) -> str:
    return _("回执 %(number)s，更正后的时间是 %(at)s。%(clock)s。是谁的，开启以前不显示。") % {
        "number": bid.number,
        "at": moment_of(bid.received_at),
        "clock": bid.clock,
    }


def _as_it_came(bid: Bid) -> str:
    said = [_("纸质 %(pieces)s 件") % {"pieces": bid.pieces}, bid.get_wrapping_display(), bid.wrapping_note]
    return " · ".join(each for each in said if each)


def _paper(found: Procurement, envelope: int) -> Envelope:
    rows = Envelope.objects.select_related("bid__bidder", "bid__lot", "bid__procurement", "opening")
    one = rows.filter(pk=envelope, opening__procurement=found, bid__way=HandedInBy.PAPER).first()
    if one is None:
        raise NotFound
    return one


def _name(envelope: Envelope) -> str:
    return f"{envelope.number} {envelope.bid.bidder.name} · {_(kind_title(envelope.bid.kind))}"


def _page(number: int) -> str:
    return reverse("procurement:opening", args=[number])
