"""The pages of complaints: the finance office's list, one of them, and where one is entered."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.steps import Offer
from goufu.procurement.actions.appealing import abuse_of, is_gone_against
from goufu.procurement.actions.case_record import case_of
from goufu.procurement.actions.complaining import enter_complaint, is_late
from goufu.procurement.actions.handling import is_suspending, joinable, proceedings
from goufu.procurement.actions.publishing import published_notice
from goufu.procurement.cases.decided import aftermath_of
from goufu.procurement.cases.history import clocks_of
from goufu.procurement.cases.law import opinion_of_complaint
from goufu.procurement.cases.standing import against_complainant
from goufu.procurement.cases.suspending import suspension_of
from goufu.procurement.documents.cases import complaint_as_subject
from goufu.procurement.forms.cases import EnterComplaintForm
from goufu.procurement.models import Complaint, ComplaintState
from goufu.procurement.models.complaints import UNDECIDED
from goufu.procurement.queries.cases import (
    complaint_for,
    complaints,
    effect_letters,
    reads_complaint,
    reads_decision,
)
from goufu.procurement.queries.procurements import procurement_for, sees_cases_and_agreements
from goufu.procurement.steps.complaints import COMPLAINT_STEPS
from goufu.procurement.timing.told import Step
from goufu.procurement.views.cases import (
    COMPLAINT_BADGES,
    all_clocks,
    apart,
    badge_of,
    due_context,
    is_duty,
    next_due,
)
from goufu.procurement.views.context import KINDS, Line, state_words
from goufu.procurement.views.parties import decisions_of, own_step, party_lines
from goufu.procurement.views.procurements import law_context
from goufu.registry.agents import Agent
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet
from goufu.ui.lists import list_page
from goufu.ui.tables import ChoiceColumn, DateColumn, StateColumn, Table, TextColumn


class ComplaintFilter(FilterSet):
    q = Contains(
        ["number", "complainant__name", "procurement__title"], label=gettext_lazy("编号、投诉人、采购")
    )
    state = ChoiceFilter(label=gettext_lazy("状态"), choices=ComplaintState.choices)


class ComplaintTable(Table):
    title = gettext_lazy("投诉")
    name = ChoiceColumn(
        accessor="number",
        verbose_name=gettext_lazy("编号"),
        address="procurement:complaint",
        orderable=False,
    )
    procurement = TextColumn(
        accessor="procurement__title", verbose_name=gettext_lazy("采购"), orderable=False
    )
    purchaser = TextColumn(
        accessor="procurement__purchaser__name", verbose_name=gettext_lazy("采购人"), orderable=False
    )
    complainant = TextColumn(
        accessor="complainant__name", verbose_name=gettext_lazy("投诉人"), orderable=False
    )
    received_on = DateColumn(verbose_name=gettext_lazy("收到"), orderable=False)
    what = TextColumn(verbose_name=gettext_lazy("最近的期限"), orderable=False, empty_values=())
    due = DateColumn(verbose_name=gettext_lazy("最晚"), orderable=False, empty_values=())
    left = TextColumn(verbose_name=gettext_lazy("还剩"), orderable=False, empty_values=())
    state = StateColumn(verbose_name=gettext_lazy("状态"), kinds=COMPLAINT_BADGES, orderable=False)

    class Meta(Table.Meta):
        empty_text = gettext_lazy("对采购的投诉在这里：供应商在质疑页提出，或者在采购页登记收到的投诉书。")

    def render_what(self, record: Complaint) -> str:
        return self.value_what(record)

    def value_what(self, record: Complaint) -> str:
        found = self._next(record)
        return f"{_(found.rule.title)} {found.whose}".strip() if found else ""

    def _next(self, record: Complaint) -> Step | None:
        """The clock that ends first, of the case or of a party; reckoned once for the columns that ask."""
        if record.pk not in self._found:
            self._found[record.pk] = next_due(record)
        return self._found[record.pk]

    @cached_property
    def _found(self) -> dict[int, Step | None]:
        return {}

    def value_due(self, record: Complaint) -> Any:
        found = self._next(record)
        return found.latest if found else None

    def render_due(self, record: Complaint) -> Any:
        found = self.value_due(record)
        return f"{found:%Y-%m-%d}" if found else ""

    def render_left(self, record: Complaint) -> str:
        return self.value_left(record)

    def value_left(self, record: Complaint) -> str:
        found = self.value_due(record)
        if found is None:
            return ""
        left = (found - wall_clock.today()).days
        return _("超期 %(days)d 天") % {"days": -left} if left < 0 else _("%(days)d 天") % {"days": left}


@require_safe
@needs()
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of complaints that the agent may see."""
    if not sees_cases_and_agreements(agent):
        raise NotFound
    return list_page(
        request, ComplaintTable, complaints(agent), ComplaintFilter, "procurement/complaints.html"
    )


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a complaint."""
    found = complaint_for(agent, number)
    return render(request, "procurement/complaint.html", _context(found, agent))


def _context(found: Complaint, agent: Agent) -> dict[str, Any]:
    case = case_of(found)
    clocks = list(clocks_of(case, wall_clock.today()))
    offers = apart(COMPLAINT_STEPS.offers(agent, found), _senseless(found))
    following = _following(found, offers)
    is_told, is_unread = reads_complaint(agent, found), not reads_decision(agent, found)
    return {
        "complaint": found,
        "procurement": found.procurement,
        "challenge": found.challenge,
        "state": badge_of(found),
        "walk": _walk(found, set(case.days)),
        "parties": party_lines(found, agent),
        "decisions": decisions_of(found, agent),
        "effect_letters": effect_letters(found) if not is_unread else [],
        "may_serve": agent.may_on(Permission.DECIDE_COMPLAINT, found),
        "is_told": is_told,
        "is_unread": is_unread,
        "own_step": own_step(found, agent),
        "lines": [Line(each, KINDS[each.state], state_words()[each.state]) for each in clocks],
        "answer": getattr(found.challenge, "answer", None),
        **due_context(filter(is_duty, all_clocks(found))),
        "next": following,
        "others": [each for each in offers if each is not following],
        "suspension": suspension_of(found.procurement),
        "aftermath": aftermath_of(found.procurement) if found.state == ComplaintState.DECIDED else None,
        "notice": published_notice(found),
        "listing": getattr(found, "listing", None),
        "sees_procurement": agent.may_on(Permission.SEE_PROCUREMENTS, found),
        "sees_history": agent.may_on(Permission.SEE_PROCUREMENTS, found) and is_told and not is_unread,
        "subject": complaint_as_subject(found, agent),
        "is_late": is_late(found),
        "against": against_complainant(found) if found.state in UNDECIDED else None,
        **law_context(opinion_of_complaint(found)),
    }


def _following(found: Complaint, offers: list[Offer]) -> Offer | None:
    """The one next step: copies before the decision, the publication after it."""
    first = {"send-copies"} if len(found.parties.all()) <= 1 else set()
    for verbs in (first, None, {"publish-decision", "decision-appeared"}):
        for each in offers:
            if each.is_next if verbs is None else each.step.verb in verbs:
                return each
    return None


def _walk(found: Complaint, kinds: set[str]) -> dict[str, Any]:
    """How far it has come, for components/progress.html."""
    reached = ("received", "accepted", "copied", "decided", "published")
    behind = max((at for at, kind in enumerate(reached, 1) if kind in kinds), default=0)
    words = [
        pgettext("complaint", "提出"),
        pgettext("complaint", "审查"),
        pgettext("complaint", "处理"),
        pgettext("complaint", "决定"),
        pgettext("complaint", "公告"),
    ]
    if found.state in (ComplaintState.REFUSED, ComplaintState.REFERRED, ComplaintState.WITHDRAWN):
        words = [pgettext("complaint", "提出"), str(found.get_state_display())]
        behind = 2
    elif behind == 3:
        behind = 2  # being handled goes on until the decision
    return {"steps": [{"word": each, "url": ""} for each in words], "here": behind + 1}


def _senseless(found: Complaint) -> set[str]:
    """Steps that the state allows and that make no sense now: their pages say why."""
    case, is_led = case_of(found), found.leader_id is not None
    without = set()
    if is_suspending(found) or found.procurement.state != "running":
        without.add("suspend")
    if not is_suspending(found):
        without.add("resume")
    if is_led or found.joined.all() or not joinable(found).exists():
        without.add("join-complaint")
    if "supplement_asked" in case.days:
        without.add("ask-supplement")
    if not proceedings(found):
        without.add("proceed-complaint")
    if is_led:
        without |= {"decide-complaint", "publish-decision", "decision-appeared", "annul-decision"}
    notice = published_notice(found)
    if notice:
        without.add("publish-decision")
    if notice is None or notice.appeared_on:
        without.add("decision-appeared")
    if not any(is_gone_against(each) for each in (found, *found.joined.all())):
        without.add("annul-decision")
    if abuse_of(found) is None or getattr(found, "listing", None):
        without.add("list-abuse")
    return without


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_COMPLAINT)
def enter(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the finance office enters a complaint that came on paper."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.DECIDE_COMPLAINT, found):
        raise NotAllowed(
            f"对{found.purchaser.name}的采购的投诉由它的主管财政部门处理", "告知投诉人向有管辖权的部门投诉"
        )
    form = EnterComplaintForm(sent(request), procurement=found, once=once(request))
    return form_page(
        request,
        form,
        lambda: enter_complaint(procurement=number, by=agent, once=form.once, **form.said()),
        to=lambda made: reverse("procurement:complaint", args=[made]),
        back=reverse("procurement:procurement", args=[number]),
        title=_("登记投诉"),
        lead=_("收到的投诉书都登记，再审查受理不受理。扫描件在投诉页上传。"),
        button=_("登记"),
    )
