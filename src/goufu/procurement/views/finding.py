"""Public pages for providers: the open procurements, and one of them with its notices, questions and papers."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu.accounts.sign_ups import places_of_offices
from goufu.core.errors import NotFound
from goufu.core.form_pages import form_page, post_button, sent
from goufu.core.opinion import cards
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.documents.serving import stored_file
from goufu.planning.kinds import ServiceField
from goufu.procurement.actions import participating as actions
from goufu.procurement.actions.asking import ask_question
from goufu.procurement.applications import admission_of, may_respond, takes_applications
from goufu.procurement.cases.periods import period
from goufu.procurement.cases.standing import took_part
from goufu.procurement.cases.suspending import Suspension, suspended_now, suspension_of
from goufu.procurement.choices import methods
from goufu.procurement.forms.participating import QuestionForm, TakePartForm
from goufu.procurement.frameworks.standing import joinable, to_join
from goufu.procurement.invitations import is_left_out, letters_to
from goufu.procurement.models import (
    NoticeState,
    Participation,
    ParticipationState,
    Procurement,
)
from goufu.procurement.queries.finding import (
    announced_for,
    answered,
    is_open,
    looked_for,
    memberships,
    open_now,
    own_letters,
    own_questions,
    participation_for,
    participations,
    past,
    saved_searches,
)
from goufu.procurement.queries.papers import file_papers
from goufu.procurement.queries.procurements import sees_cases_and_agreements
from goufu.procurement.queries.sealed import is_opened_for, own_bids, own_unopened_letters
from goufu.procurement.reserved import Declaration, against
from goufu.procurement.sealed.quotations import final_until
from goufu.procurement.sealed.sheets import sealing_of
from goufu.procurement.steps.participating import PARTICIPATION_STEPS
from goufu.procurement.timing.days_left import left_in_words, left_of
from goufu.procurement.work.providers import has_sent_all
from goufu.registry.agents import Agent
from goufu.registry.models import Place
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet, ModelChoiceFilter
from goufu.ui.lists import list_page
from goufu.ui.tables import A, Table, TextColumn, TimeColumn


class OpenFilter(FilterSet):
    q = Contains(["title"], label=gettext_lazy("名称"))
    field = ChoiceFilter(label=gettext_lazy("服务领域"), choices=ServiceField.choices, method="of_field")
    place = ModelChoiceFilter(
        label=gettext_lazy("区划"),
        queryset=lambda request: places_of_offices(),
        to_field_name="code",
        method="in_place",
    )
    method = ChoiceFilter(label=gettext_lazy("采购方式"), choices=methods)

    def of_field(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return looked_for(rows, field=value)

    def in_place(self, rows: QuerySet[Any], _name: str, value: Place) -> QuerySet[Any]:
        return looked_for(rows, place=value.code)


class OpenTable(Table):
    title = gettext_lazy("找采购")
    counts_shown = True  # words that few titles have are looked for in many
    name = TextColumn(
        accessor="title",
        verbose_name=gettext_lazy("采购名称"),
        linkify=("procurement:announced", {"number": A("pk")}),
        orderable=False,
    )
    purchaser = TextColumn(accessor="purchaser_name", verbose_name=gettext_lazy("采购人"), orderable=False)
    place = TextColumn(accessor="place_name", verbose_name=gettext_lazy("区划"), orderable=False)
    method = TextColumn(verbose_name=gettext_lazy("采购方式"), orderable=False)
    bid_deadline_at = TimeColumn(verbose_name=gettext_lazy("响应截止"), orderable=False)
    left = TextColumn(accessor="bid_deadline_at", verbose_name=gettext_lazy("还剩"), orderable=False)

    class Meta(Table.Meta):
        empty_text = gettext_lazy("现在没有可以参加的采购。换一个条件，或者看已经截止的。")

    def render_left(self, record: Procurement) -> str:
        return left_of(record, is_suspended=record.pk in self._suspended)

    def value_left(self, record: Procurement) -> str:
        return left_in_words(record, is_suspended=record.pk in self._suspended)

    @cached_property
    def _suspended(self) -> dict[int, Suspension]:
        return suspended_now()


def as_shown(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with what the list shows of them and no more: the whole of a procurement is long, and each object costs."""
    shown = rows.select_related(None).only("title", "method", "applications_until", "bid_deadline_at")
    named: QuerySet[Any] = shown.annotate(
        purchaser_name=F("purchaser__name"), place_name=F("purchaser__place__name")
    )
    return named


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The procurements in which one can take part, the nearest deadline first; with `past`, the others."""
    agent: Agent | None = getattr(request, "agent", None) or None
    is_past = request.GET.get("past") == "1"
    context = {
        "is_past": is_past,
        "sees_frameworks": agent is not None and sees_cases_and_agreements(agent),
        "frameworks": [] if is_past else to_join(),
        "may_save": agent is not None and agent.may(Permission.BID) and not is_past,
        "searched": {name: request.GET.get(name, "") for name in ("q", "field", "place")},
        "searches": list(saved_searches(agent)) if agent else [],
        "once": once(request),
    }
    rows = as_shown(past() if is_past else open_now())
    return list_page(request, OpenTable, rows, OpenFilter, "procurement/finding/list.html", context)


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """What is public of an announced procurement; for a provider's agent, what the own body does in it."""
    agent: Agent | None = getattr(request, "agent", None) or None
    found = announced_for(number)
    may_bid = agent is not None and agent.may(Permission.BID)
    own = list(_own(agent, found)) if agent and may_bid else []
    taking = [each for each in own if each.state == ParticipationState.TAKING_PART]
    takes_bids = is_open(found)
    joins, held, sealing = joinable(found), suspension_of(found), sealing_of(found)
    context = {
        "procurement": found,
        "left": "" if joins else left_of(found, is_suspended=held is not None),
        "suspension": held,
        "joins": joins,
        "is_open": takes_bids,
        "is_sealed": sealing is not None,
        "has_sheet": sealing is not None and bool(sealing.sheet) and found.begun_at is not None,
        "quotation_until": final_until(found, agent.body.pk) if agent and may_bid else None,
        "is_in": bool(taking),
        "applies": admission_of(found) is not None,
        "takes_applications": takes_applications(found),
        "is_waiting": bool(taking) and not any(may_respond(each) for each in taking),
        "is_left_out": agent is not None and may_bid and not taking and is_left_out(found, agent.body),
        "is_sent": bool(agent and taking and all(has_sent_all(each, agent) for each in taking)),
        "sees_opening": agent is not None and bool(own) and not takes_bids and is_opened_for(agent, number),
        "notices": found.notices.filter(state=NoticeState.PUBLISHED).order_by("id"),
        "questions": answered(found),
        "papers": file_papers(found),
        "lots": found.lots.all(),
        "may_bid": may_bid,
        "invited": letters_to(found, agent.body) if agent and may_bid else [],
        "own": [(each, PARTICIPATION_STEPS.offers(agent, each)) for each in own] if agent else [],
        "has_bid": agent is not None
        and may_bid
        and (bool(own_bids(agent, number)) or bool(took_part(found, agent.body))),
        "letters": own_letters(agent).filter(response__procurement=found) if agent and may_bid else [],
        "unopened": own_unopened_letters(agent).filter(opening__procurement=found)
        if agent and may_bid
        else [],
        "consortia": memberships(agent).filter(participation__procurement=found) if agent and may_bid else [],
        "asked": own_questions(agent).filter(procurement=found) if agent and may_bid else [],
    }
    return render(request, "procurement/finding/announced.html", context)


def _own(agent: Agent, found: Procurement) -> QuerySet[Participation]:
    """How the agent's body takes or took part, with its consortia, and who declined to be in them."""
    rows = participations(agent).filter(procurement=found)
    return rows.prefetch_related("members__body", "members__decline")


@require_POST
@needs(Permission.BID)
def fetch(request: HttpRequest, agent: Agent, number: int, document: int) -> HttpResponse:
    """A paper of the procurement file; that it was fetched is recorded."""
    found = announced_for(number)
    paper = next((each for each in file_papers(found) if each.pk == document), None)
    if paper is None:
        raise NotFound
    actions.record_download(procurement=number, document=paper, by=agent)
    return cast(HttpResponse, stored_file(paper))


@require_http_methods(["GET", "POST"])
@needs(Permission.BID)
def take_part(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = announced_for(number)
    last = participations(agent).first()
    form = TakePartForm(sent(request), procurement=found, last=last, once=once(request))
    back = reverse("procurement:announced", args=[number])
    declared = Declaration(last.is_small if last else None)
    return form_page(
        request,
        form,
        lambda: actions.take_part(procurement=number, by=agent, once=form.once, **form.said),
        to=back,
        back=back,
        **_words_of_taking_part(found),
        template="procurement/law_form.html",
        law_cards=cards(answer for _body, answer in against(found, {agent.body: declared})),
    )


def _words_of_taking_part(found: Procurement) -> dict[str, Any]:
    if admission_of(found) is not None:
        return {
            "title": _("申请参加：%(title)s") % {"title": found.title},
            "lead": _(
                "截止以后审查资格，结果列在您的首页。通过的才提交响应文件；申请文件照公告写的方式提交。"
            ),
            "button": _("申请参加"),
            "done": _("已申请。截止以后审查，结果列在首页。"),
        }
    return {
        "title": _("参加采购：%(title)s") % {"title": found.title},
        "lead": _(
            "参加以后，更正和答复会列在您的首页。响应文件另外封好提交；有没有提交，开启以前谁也看不到。"
        ),
        "button": _("参加"),
        "done": _("已参加。"),
    }


@require_http_methods(["GET", "POST"])
@needs(Permission.BID)
def ask(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = announced_for(number)
    is_public = is_open(found)
    form = QuestionForm(sent(request), is_public=is_public, once=once(request))
    back = reverse("procurement:announced", args=[number])
    return form_page(
        request,
        form,
        lambda: ask_question(procurement=number, by=agent, once=form.once, **form.cleaned_data),
        to=back,
        back=back,
        title=_("询问采购人：%(title)s") % {"title": found.title},
        lead=_("采购人的答复公开给所有供应商，不写谁问的。")
        if is_public
        else _("截止以后的询问只有本单位和采购人看得到，采购人在 %(days)s内答复。")
        % {"days": period("question")},
        button=_("提交询问"),
        done=_("已提交，等采购人答复。"),
    )


@require_POST
@needs(Permission.BID)
def save(request: HttpRequest, agent: Agent) -> HttpResponse:
    said = {
        "words": request.POST.get("q", ""),
        **{name: request.POST.get(name, "") for name in ("field", "place")},
    }
    return post_button(
        request,
        lambda: actions.save_search(by=agent, once=once(request), **said),
        to=reverse("home"),
        done=_("已保存，合条件的采购列在首页。"),
    )


@require_POST
@needs(Permission.BID)
def forget(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return post_button(
        request,
        lambda: actions.forget_search(search=number, by=agent, once=once(request)),
        to=reverse("procurement:open"),
        done=_("已去掉。"),
    )


@require_safe
@needs(Permission.SEE_BIDS)
def participation(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The own participation: there is one page for all that is done in a procurement."""
    return redirect("procurement:announced", participation_for(agent, number).procurement_id)
