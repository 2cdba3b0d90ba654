"""The pages of the list of projects, one project, and the public waivers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache, partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from goufu.core.pages import needs
from goufu.core.permissions import Permission
from goufu.core.stations import station_of, stations_in_order
from goufu.funds.money import ZERO
from goufu.planning.actions.writing import is_deletable
from goufu.planning.advance import advance
from goufu.planning.deadlines import intention_due
from goufu.planning.documents import as_subject
from goufu.planning.kinds import ServiceField
from goufu.planning.law import opinion_of, waivers_of
from goufu.planning.models import Project, ProjectState
from goufu.planning.queries.projects import (
    Total,
    containing,
    first_lines,
    project_for,
    project_lines,
    totals_by_state,
    waivers,
)
from goufu.planning.queries.unfit_providers import unfit_provider_of
from goufu.planning.step_forms import decidable, waivable
from goufu.planning.steps import PROJECT_STEPS
from goufu.planning.tokens import search
from goufu.planning.views.facts import STATE_BADGES, project_context
from goufu.planning.views.law import law_context
from goufu.planning.views.several import VERBS, verbs_on
from goufu.planning.years import years
from goufu.registry.agents import Agent
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet, SumFrom, SumTo
from goufu.ui.lists import list_page
from goufu.ui.paging import COUNTED, Known
from goufu.ui.tables import (
    A,
    ChoiceColumn,
    DateColumn,
    MoneyColumn,
    StateColumn,
    Table,
    TextColumn,
    YearColumn,
)


class Words(Contains):
    """A filter for rows whose title and purchaser contain all the words."""

    def __init__(self, *, label: Any) -> None:
        super().__init__([], label=label)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        query = search(value or "")
        return containing(rows, query) if query else rows


class ProjectFilter(FilterSet):
    q = Words(label=_("名称或者单位"))
    state = ChoiceFilter(label=_("状态"), choices=ProjectState.choices)
    year = ChoiceFilter(label=_("预算年度"), choices=years)
    field = ChoiceFilter(label=_("服务领域"), choices=ServiceField.choices)
    amount_from = SumFrom("amount", label=_("金额从"))
    amount_to = SumTo("amount", label=_("金额到"))
    whose = ChoiceFilter(label=_("哪个单位的"), choices=[("own", _("本单位的"))], method="of_body")

    def of_body(self, rows: QuerySet[Project], name: str, whose: str) -> QuerySet[Project]:
        return rows.filter(purchaser=self.request.agent.body)


@lru_cache(maxsize=64)
def _strokes(here: int, language: str) -> str:
    """How far a project has come as HTML, in the reader's language."""
    steps = [{"word": each.title} for each in stations_in_order()]
    return render_to_string("components/strokes.html", {"steps": steps, "here": here})


class WayColumn(TextColumn):
    """A column of how far projects have come, as strokes and a word."""

    def render(self, record: Project) -> str:
        return _strokes(station_of(record), self._language)

    def value(self, **given: Any) -> str:
        words = [*(each.title for each in stations_in_order()), _("已完成")]
        return str(words[station_of(given["record"]) - 1])

    @cached_property
    def _language(self) -> str:
        return get_language()


class ProjectTable(Table):
    title = _("项目")
    is_compact = True
    name = ChoiceColumn(
        accessor="title", verbose_name=_("项目名称"), address="planning:project", orderable=False
    )
    purchaser = TextColumn(verbose_name=_("购买主体"), accessor="purchaser_name", orderable=False)
    entry = TextColumn(verbose_name=_("目录"), accessor="entry_code", orderable=False)
    year = YearColumn(verbose_name=_("年度"))
    amount = MoneyColumn(verbose_name=_("预算金额"), total=True)
    at = WayColumn(verbose_name=_("走到"), accessor="state", orderable=False)
    state = StateColumn(verbose_name=_("状态"), kinds=STATE_BADGES, orderable=False)
    changed_at = DateColumn(verbose_name=_("最近变动"), orderable=False)

    class Meta(Table.Meta):
        empty_text = _("要购买的服务，每一项写成一个项目。")

    def show(self, request: HttpRequest, known: Known | None = None) -> None:
        super().show(request, known)
        agent = request.agent  # type: ignore[attr-defined]
        self.verbs = verbs_on(agent, self.page.object_list)

    def may_choose(self, record: Project) -> bool:
        return bool(self.verbs[record.pk])

    @property
    def chosen(self) -> dict[str, Any] | None:
        offered = {verb for verbs in self.verbs.values() for verb in verbs}
        words = [(verb, PROJECT_STEPS.word(PROJECT_STEPS.rows[verb])) for verb in VERBS if verb in offered]
        return {"url": reverse("planning:several"), "verbs": words} if words else None


def _set(request: HttpRequest, state: str) -> str:
    """The address of the list with the projects of a state; "" for all."""
    return f"{request.path}?state={state}"


def sets_of(totals: Mapping[str, Total], request: HttpRequest, *, decides: bool) -> list[dict[str, Any]]:
    """All projects and those of each state, as of components/sets.html; first those that wait for who decides."""
    waiting = {ProjectState.SUBMITTED.value: _("待我审核")} if decides else {}
    words = waiting | {"": _("全部"), **dict(ProjectState.choices)} | waiting
    shown = request.GET.get("state", "")
    return [
        {
            "word": word,
            "count": f"{count:,}" if count <= COUNTED else f"{COUNTED:,}+",
            "url": _set(request, state),
            "is_shown": state == shown and _is_a_set(request),
        }
        for state, word in words.items()
        if (count := _total(totals, state).number) or state in ("", shown)
    ]


def _is_a_set(request: HttpRequest) -> bool:
    """Whether the list is filtered by nothing but the state."""
    return not any(
        said for name, said in request.GET.items() if name in ProjectFilter.base_filters and name != "state"
    )


def _total(totals: Mapping[str, Total], state: str) -> Total:
    """The total of the projects of a state; of all for ""."""
    found = [total for each, total in totals.items() if state in ("", each)]
    amounts = [each.amount for each in found if each.amount is not None]
    return Total(sum(each.number for each in found), sum(amounts, ZERO) if amounts else None)


def _known(totals: Mapping[str, Total], request: HttpRequest, agent: Agent) -> Known | None:
    """The number and amount of the projects in the list, where the totals say it, and how its first page is asked for."""
    state = request.GET.get("state", "")
    if not _is_a_set(request) or state not in ("", *ProjectState.values):
        return None
    total = _total(totals, state)
    is_whole = not state and not request.GET.get("sort")
    first = partial(first_lines, agent) if is_whole else None
    return Known(total.number, {"amount": total.amount}, first)


@require_safe
@needs(Permission.SEE_PROJECTS)
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of projects that the agent may see; a finance office's opens with those that wait for it."""
    totals = totals_by_state(agent)
    decides = agent.may(Permission.DECIDE_PROJECT)
    if decides and not request.GET and ProjectState.SUBMITTED in totals:
        return redirect(_set(request, ProjectState.SUBMITTED))
    may_write = agent.may(Permission.WRITE_PROJECT)
    rows, order = project_lines(agent), _("后写的在前。")
    if request.GET.get("state") == ProjectState.SUBMITTED and (
        decides or may_write
    ):  # of an office, or of a body: few enough to sort
        rows, order = rows.order_by("submitted_at", "pk"), _("等得最久的在前。")
    context = {
        "may_write": may_write,
        "sets": sets_of(totals, request, decides=decides),
        "order": order if not request.GET.get("sort") else "",
    }
    known = _known(totals, request, agent)
    return list_page(request, ProjectTable, rows, ProjectFilter, "planning/projects.html", context, known)


@require_safe
@needs(Permission.SEE_PROJECTS)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a project: the next step, money, facts, what the law says, what is due, log entries."""
    project = project_for(agent, number)
    opinion = opinion_of(project)
    offers = PROJECT_STEPS.offers(agent, project)
    following = advance(project, agent, opinion, offers)
    is_offered = {
        "waive": bool(waivable(opinion, agent, project)),
        "judge": bool(decidable(opinion)),
        "submit": not following.lacks,
    }
    may_write = agent.may_on(Permission.WRITE_PROJECT, project)
    due = intention_due(project) if project.state == ProjectState.APPROVED else None
    may_delete = may_write and is_deletable(project)
    if (
        may_delete
    ):  # what was never submitted is deleted; to withdraw it leads to the same and leaves more behind
        offers = [each for each in offers if each.step.verb != "withdraw"]
    context = {
        "project": project,
        "next": following,
        "others": [
            each for each in offers if each.url != following.url and is_offered.get(each.step.verb, True)
        ],
        "may_edit": may_write and project.is_editable and not following.leads_to_form(project),
        "may_copy": may_write,
        "may_delete": may_delete,
        "subject": as_subject(project, agent),
        "dues": [due] if due else [],
        "unfit": unfit_provider_of(project),
        "waivers": waivers_of(project),
    }
    return render(
        request,
        "planning/project.html",
        project_context(project) | law_context(opinion, project, agent) | context,
    )


class WaiverTable(Table):
    title = _("豁免")
    name = TextColumn(accessor="project__title", verbose_name=_("项目"), orderable=False)
    purchaser = TextColumn(accessor="purchaser_name", verbose_name=_("购买主体"), orderable=False)
    rule = TextColumn(
        accessor="rule_title",
        verbose_name=_("豁免的规则"),
        linkify=("law:rule", {"rule_id": A("rule")}),
        orderable=False,
    )
    reason = TextColumn(verbose_name=_("理由"), orderable=False)
    person = TextColumn(accessor="person__name", verbose_name=_("豁免人"), orderable=False)
    body = TextColumn(accessor="body_name", verbose_name=_("单位"), orderable=False)
    day = DateColumn(verbose_name=_("日期"), orderable=False)

    class Meta(Table.Meta):
        empty_text = _("每一次豁免的人、理由和日期都在这里公开。")


@require_safe
def waiver_list(request: HttpRequest) -> HttpResponse:
    """The public list of all waivers."""
    return list_page(request, WaiverTable, waivers(), None, "planning/waivers.html")
