"""The pages of challenges: the list, one of them, and where one is given in or entered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound, refusal_of
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.answering import refuse_refusal
from goufu.procurement.actions.case_record import case_of
from goufu.procurement.actions.challenging import enter_challenge, file_challenge, is_late
from goufu.procurement.actions.complaining import file_complaint, is_ripe, refuse_premature
from goufu.procurement.agencies import who_answers
from goufu.procurement.cases.history import clocks_of
from goufu.procurement.cases.law import opinion_of_challenge
from goufu.procurement.cases.periods import period
from goufu.procurement.cases.standing import against_record, took_part
from goufu.procurement.documents.cases import challenge_as_subject
from goufu.procurement.forms.cases import EnterChallengeForm, FileChallengeForm, FileComplaintForm
from goufu.procurement.models import Against, Challenge, ChallengeState, Notice, Standing
from goufu.procurement.notices import load_notices
from goufu.procurement.queries.cases import challenge_for, challenges
from goufu.procurement.queries.procurements import notice_for, procurement_for, sees_cases_and_agreements
from goufu.procurement.steps.challenges import CHALLENGE_STEPS
from goufu.procurement.views.cases import CHALLENGE_BADGES, apart, badge_of, due_context
from goufu.procurement.views.context import KINDS, Line, state_words
from goufu.procurement.views.procurements import law_context
from goufu.registry.agents import Agent
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet
from goufu.ui.lists import list_page
from goufu.ui.tables import ChoiceColumn, DateColumn, StateColumn, Table, TextColumn

RESULT, FILE = "result_published", "file_provided"  # what a notice tells, as the notices' data name it


class ChallengeFilter(FilterSet):
    q = Contains(
        ["number", "challenger__name", "procurement__title"], label=gettext_lazy("编号、供应商、采购")
    )
    state = ChoiceFilter(label=gettext_lazy("状态"), choices=ChallengeState.choices)
    against = ChoiceFilter(label=gettext_lazy("对什么质疑"), choices=Against.choices)


class ChallengeTable(Table):
    title = gettext_lazy("质疑")
    name = ChoiceColumn(
        accessor="number",
        verbose_name=gettext_lazy("编号"),
        address="procurement:challenge",
        orderable=False,
    )
    procurement = TextColumn(
        accessor="procurement__title", verbose_name=gettext_lazy("采购"), orderable=False
    )
    challenger = TextColumn(
        accessor="challenger__name", verbose_name=gettext_lazy("质疑供应商"), orderable=False
    )
    against = TextColumn(accessor="get_against_display", verbose_name=gettext_lazy("对什么"), orderable=False)
    received_on = DateColumn(verbose_name=gettext_lazy("收到"), orderable=False)
    state = StateColumn(verbose_name=gettext_lazy("状态"), kinds=CHALLENGE_BADGES, orderable=False)

    class Meta(Table.Meta):
        empty_text = gettext_lazy("供应商的质疑在这里：在公告页提出，或者由采购人登记收到的质疑函。")


@require_safe
@needs()
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of challenges that the agent may see."""
    if not sees_cases_and_agreements(agent):
        raise NotFound
    return list_page(
        request, ChallengeTable, challenges(agent), ChallengeFilter, "procurement/challenges.html"
    )


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a challenge."""
    found = challenge_for(agent, number)
    return render(request, "procurement/challenge.html", _context(found, agent))


def _context(found: Challenge, agent: Agent) -> dict[str, Any]:
    case = case_of(found)
    clocks = list(clocks_of(case, wall_clock.today()))
    offers = apart(CHALLENGE_STEPS.offers(agent, found), _senseless(found))
    following = next((each for each in offers if each.is_next), None)
    is_party = agent.may(Permission.BID) and found.challenger_id == agent.body.pk
    return {
        "challenge": found,
        "procurement": found.procurement,
        "state": badge_of(found),
        "lines": [Line(each, KINDS[each.state], state_words()[each.state]) for each in clocks],
        "answer": getattr(found, "answer", None),
        **due_context(clocks),
        "who": who_answers(found, agent) if found.state == ChallengeState.RECEIVED and not is_party else "",
        "next": following,
        "others": [each for each in offers if each is not following],
        "is_party": is_party,
        "may_complain": is_party and not found.complaints.all() and is_ripe(found),
        "sees_procurement": agent.may_on(Permission.SEE_PROCUREMENTS, found),
        "subject": challenge_as_subject(found, agent),
        "is_late": is_late(found),
        "against": against_record(found),
        **law_context(opinion_of_challenge(found)),
    }


def _senseless(found: Challenge) -> set[str]:
    """Steps that the state allows and that make no sense now."""
    served = any(each.kind == "answer_served" for each in found.steps.all())
    may_refuse = refusal_of(lambda: refuse_refusal(found)) is None
    return {
        *(("serve-answer",) if served else ()),
        *(() if may_refuse else ("refuse-challenge",)),
    }


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_CHALLENGES)
def enter(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the purchaser enters a challenge that came on paper."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.KEEP_CHALLENGES, found):
        raise NotAllowed(f"只有{found.purchaser.name}能登记对这次采购的质疑", "请由牵头的采购人办理")
    form = EnterChallengeForm(sent(request), procurement=found, once=once(request))
    return form_page(
        request,
        form,
        lambda: enter_challenge(procurement=number, by=agent, once=form.once, **form.said()),
        to=lambda made: reverse("procurement:challenge", args=[made]),
        back=reverse("procurement:procurement", args=[number]),
        title=_("登记质疑"),
        lead=_("收到的质疑函都登记，逾期的、没有资格的也登记，再决定是不是受理。扫描件在质疑页上传。"),
        button=_("登记"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.BID)
def file(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a provider gives in a challenge about what a notice announced."""
    found = notice_for(agent, number)
    form = FileChallengeForm(
        sent(request), procurement=found.procurement, initial=_known(found, agent), once=once(request)
    )
    return form_page(
        request,
        form,
        lambda: file_challenge(
            procurement=found.procurement_id, values=form.values(), by=agent, once=form.once
        ),
        to=lambda made: reverse("procurement:challenge", args=[made]),
        back=reverse("procurement:notice", args=[number]),
        title=_("提出质疑"),
        lead=_(
            "应知权益受损之日起 %(period)s以内提出：对文件从收到或者公告期满起，对过程从那个环节结束起，对结果从公告期满起。"
            "证明材料提出以后在质疑页上传。"
        )
        % {"period": period("challenge")},
        button=_("提出"),
    )


def _known(notice: Notice, agent: Agent) -> dict[str, Any]:
    """What the record says of who challenges, and the notice of what is challenged; all of it may be written otherwise."""
    procurement, events = notice.procurement, load_notices()[notice.kind].events
    first = procurement.downloads.filter(body=agent.body).order_by("at").first()
    said: dict[str, Any] = {"got_file_on": first.at.astimezone(wall_clock.CHINA).date()} if first else {}
    if (
        took_part(procurement, agent.body)
        or procurement.bids.filter(bidder=agent.body, is_late=False).exists()
    ):
        said["standing"] = Standing.BIDDER
    elif first:
        said["standing"] = Standing.FILE_HOLDER
    if RESULT in events:
        said["against"] = Against.RESULT
        said.pop("got_file_on", None)  # only of a challenge of the file
    elif FILE in events:
        said["against"] = Against.FILE
    return said


@require_http_methods(["GET", "POST"])
@needs(Permission.BID)
def complain(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a provider complains about the answer to its challenge, or that there is none."""
    found = challenge_for(agent, number)
    if request.method == "GET":
        refuse_premature(found)
    form = FileComplaintForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: file_complaint(challenge=number, values=form.values(), by=agent, once=form.once),
        to=lambda made: reverse("procurement:complaint", args=[made]),
        back=reverse("procurement:challenge", args=[number]),
        title=_("投诉"),
        lead=_(
            "向采购人的本级财政部门投诉。投诉事项不得超出已质疑的范围，根据质疑答复提出的除外。证明材料提出以后在投诉页上传。"
        ),
        button=_("投诉"),
    )
