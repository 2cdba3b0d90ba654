"""The pages of notices: public once they are published, written and followed by the purchaser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound, refusal_of
from goufu.core.form_pages import form_page, sent
from goufu.core.opinion import cards
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.documents.serving import paper_file, stored_file
from goufu.law.cards import Card
from goufu.procurement.actions.challenging import BEGUN
from goufu.procurement.actions.noticing import draft_notice, notice_digest, refuse_publisher, save_notice
from goufu.procurement.choices import notice_kinds
from goufu.procurement.corrections import CORRECTION, correctable, moves_days, notice_about
from goufu.procurement.documents.procurements import notice_as_subject
from goufu.procurement.filling import Filling
from goufu.procurement.forms.notices import CorrectForm, NoticeForm
from goufu.procurement.models import NoticeState, Procurement, ProcurementState
from goufu.procurement.notice_kinds import kinds_now
from goufu.procurement.notices import load_notices
from goufu.procurement.papers import issued as papers
from goufu.procurement.public_notices import attached, public_lane, waivers_with
from goufu.procurement.queries.procurements import (
    copies_of,
    notice_for,
    own_notice_for,
    procurement_for,
    published_notices,
)
from goufu.procurement.readiness import disclosure_of, places_of
from goufu.procurement.sealed.sheets import sealing_of
from goufu.procurement.steps.notices import NOTICE_STEPS
from goufu.procurement.transitions import NOTICE
from goufu.registry.agents import Agent
from goufu.ui.columns import state
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet
from goufu.ui.forms import Form
from goufu.ui.lists import list_page
from goufu.ui.tables import A, DateColumn, Table, TextColumn

BADGES = {NoticeState.DRAFT: "warn", NoticeState.PUBLISHED: "ok", NoticeState.DISCARDED: "info"}


class NoticeFilter(FilterSet):
    q = Contains(["procurement__title", "number"], label=gettext_lazy("名称或者编号"))
    kind = ChoiceFilter(label=gettext_lazy("种类"), choices=notice_kinds)


class NoticeTable(Table):
    title = gettext_lazy("采购公告")
    name = TextColumn(
        accessor="procurement__title",
        verbose_name=gettext_lazy("名称"),
        linkify=("procurement:notice", {"number": A("pk")}),
        orderable=False,
    )
    kind = TextColumn(accessor="get_kind_display", verbose_name=gettext_lazy("种类"), orderable=False)
    number = TextColumn(verbose_name=gettext_lazy("编号"), orderable=False)
    purchaser = TextColumn(
        accessor="procurement__purchaser__name", verbose_name=gettext_lazy("采购人"), orderable=False
    )
    published_at = DateColumn(verbose_name=gettext_lazy("本系统发布"), orderable=False)
    appeared_on = DateColumn(verbose_name=gettext_lazy("指定媒体发布"), orderable=False)

    class Meta(Table.Meta):
        empty_text = gettext_lazy("采购人发布的公告在这里，任何人都能看。")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The public list of published notices."""
    return list_page(request, NoticeTable, published_notices(), NoticeFilter, "procurement/notices.html")


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a notice at its permanent address: for everybody once it is published."""
    agent = _agent(request)
    found = notice_for(agent, number)
    sees = agent is not None and agent.may_on(Permission.SEE_PROCUREMENTS, found)
    return render(request, "procurement/notice.html", _context(found, agent, sees=sees))


@require_safe
def pdf(request: HttpRequest, number: int) -> HttpResponseBase:
    """The notice as a paper: everybody's."""
    return paper_file(_agent(request), ("notice", number), papers.NOTICE[0])


@require_safe
def word(request: HttpRequest, number: int) -> HttpResponseBase:
    """The same as a Word file, for the designated medium."""
    return paper_file(_agent(request), ("notice", number), papers.NOTICE[1])


@require_safe
def text(request: HttpRequest, number: int) -> HttpResponse:
    """The same as plain text, to be pasted where the designated medium asks for it."""
    found = notice_for(_agent(request), number)
    if not found.is_published:
        raise NotFound
    return HttpResponse(papers.text_of(found), content_type="text/plain; charset=utf-8")


@require_safe
def attachment(request: HttpRequest, number: int, document: int) -> HttpResponseBase:
    """A paper of the procurement file that a published notice attaches: everybody's."""
    found = notice_for(_agent(request), number)
    paper = next((each for each in attached(found) if each.pk == document), None)
    if paper is None:
        raise NotFound
    return stored_file(paper)


def _agent(request: HttpRequest) -> Agent | None:
    return getattr(request, "agent", None) or None


def _context(found: Any, agent: Agent | None, *, sees: bool) -> dict[str, Any]:
    filling = None if found.is_published else Filling(found)
    content = found.content if filling is None else filling.content
    offers = NOTICE_STEPS.offers(agent, found) if agent else []
    following = next((each for each in offers if each.is_next), None)
    # Whom another must publish it for is told so, in place of a button that would refuse.
    another = refusal_of(lambda: refuse_publisher(found, agent)) if agent and following else None
    if another:
        offers = [each for each in offers if each != following]
    wanted = {"receive": found.received_on is None, "appear": found.appeared_on is None}
    return {
        "notice": found,
        "procurement": found.procurement,
        "state": state(BADGES[NoticeState(found.state)], str(NoticeState(found.state).label)),
        "parts": [*papers.parts_of(load_notices()[found.kind], content)],
        "missing": filling.missing if filling else [],
        "doubts": [*_doubts(filling)] if filling else [],
        "is_sound": found.is_published
        and notice_digest(found.number, found.kind, found.content) == found.digest,
        "sees": sees,
        "may_challenge": agent is not None
        and agent.may(Permission.BID)
        and found.is_published
        and found.procurement.state in BEGUN,
        "may_bid": agent is not None
        and agent.may(Permission.BID)
        and found.procurement.state == ProcurementState.RUNNING
        and found.procurement.bid_deadline_at is not None
        and found.procurement.bid_deadline_at > wall_clock.now()
        and sealing_of(found.procurement) is not None,
        "next": None if another else following,
        "another": another,
        "others": [each for each in offers if each != following and wanted.get(each.step.verb, True)],
        "may_edit": agent is not None
        and agent.may_on(Permission.KEEP_NOTICES, found)
        and found.state == NoticeState.DRAFT,
        "subject": replace(notice_as_subject(found, is_ours=True), papers=()) if sees else None,
        "text": papers.text_of(found) if found.is_published and sees else "",
        "wants_copy": sees and found.appeared_on is not None and not copies_of(found).exists(),
        "may_correct": agent is not None
        and agent.may_on(Permission.KEEP_NOTICES, found)
        and found in correctable(found.procurement)
        and any(each.kind == CORRECTION for each in kinds_now(found.procurement)),
        "later": found.later.filter(state=NoticeState.PUBLISHED),
        "attached": attached(found),
        **public_lane(found),
        "waivers": waivers_with(found),
    }


def _doubts(filling: Filling) -> Iterator[tuple[Card, list[str]]]:
    """What the rules find in the text of a draft, each with the fields where it stands."""
    failed = disclosure_of(filling).failed
    yield from zip(cards(failed), (places_of(each, filling) for each in failed), strict=True)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_NOTICES)
def new(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page that begins a notice of the kind that is asked for."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.KEEP_NOTICES, found):
        raise NotAllowed(f"只有{found.purchaser.name}能起草这次采购的公告", "请由牵头的采购人办理")
    kind = request.GET.get("kind", "")
    titles = {each.kind: _(each.title) for each in kinds_now(found)}
    form = _draft_form(request, found, kind)
    return form_page(
        request,
        form,
        lambda: draft_notice(
            procurement=number, kind=kind, about=form.cleaned_data.get("about"), by=agent, once=form.once
        ),
        to=lambda made: reverse("procurement:edit_notice", args=[made]),
        back=reverse("procurement:procurement", args=[number]),
        title=_("起草%(kind)s") % {"kind": titles.get(kind, _("公告"))},
        lead=_("公告从采购方案写出来；还缺的，发布以前点名。起草的人不能发布。"),
        button=_("起草"),
    )


def _draft_form(request: HttpRequest, found: Procurement, kind: str) -> Form:
    """Of a correction, with which of the published notices it corrects, where there are several."""
    published = correctable(found) if kind == CORRECTION else []
    if len(published) < 2:
        return Form(sent(request), once=once(request))
    asked = request.GET.get("about", "")
    chosen = next((each for each in published if str(each.pk) == asked), notice_about(found, kind))
    return CorrectForm(
        sent(request), published=published, chosen=chosen.pk if chosen else None, once=once(request)
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_NOTICES)
def edit(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a draft is written: what no record tells."""
    found = own_notice_for(agent, number)
    if not agent.may_on(Permission.KEEP_NOTICES, found):
        raise NotAllowed(f"只有{found.procurement.purchaser.name}能写这份公告", "请由牵头的采购人办理")
    NOTICE.after("write", found)
    form = NoticeForm(
        sent(request), notice=found, moves_days=moves_days(found), once=once(request), version=found.version
    )
    return form_page(
        request,
        form,
        lambda: save_notice(
            notice=number, by=agent, version=form.version or 0, once=form.once, **form.said()
        ),
        back=reverse("procurement:notice", args=[number]),
        done=_("已保存。"),
        version_now=lambda: own_notice_for(agent, number).version,
        template="procurement/edit_notice.html",
        notice=found,
        procurement=found.procurement,
        may_plan=found.procurement.is_planned
        and agent.may_on(Permission.WRITE_PROCUREMENT, found.procurement),
        fields=Filling(found).fields,
    )
