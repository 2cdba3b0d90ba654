"""Pages of decisions: the list and its files, one decision, and deciding the doubt in a title out of a list."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.decisions.actions import decide_title
from goufu.decisions.exporting import as_csv, as_examples
from goufu.decisions.forms import DecideForm
from goufu.decisions.models import Decision, DecisionState
from goufu.decisions.queries import decision_for, decisions, show_whole
from goufu.decisions.steps import DECISION_STEPS
from goufu.decisions.tables import STATE_KINDS, VERDICT_KINDS, DecisionFilter, DecisionTable
from goufu.registry.agents import Agent
from goufu.ui.lists import list_page

MOST_EXPORTED = 5_000
FILES = {"csv": (as_csv, "text/csv"), "toml": (as_examples, "application/toml")}


@require_safe
@needs(Permission.SEE_DECISIONS)
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of the province's decisions, newest first."""
    context = {
        "may_decide": agent.may(Permission.DECIDE_DOUBT),
        "asked": request.GET.urlencode(),
        "most": MOST_EXPORTED,
    }
    return list_page(
        request, DecisionTable, decisions(agent), DecisionFilter, "decisions/decisions.html", context
    )


@require_safe
@needs(Permission.SEE_DECISIONS)
def export(request: HttpRequest, agent: Agent, kind: str) -> HttpResponse:
    """The standing decisions that the filters leave, as a file; texts as far as the agent may see them."""
    if kind not in FILES:
        raise Http404
    standing = decisions(agent).filter(state=DecisionState.STANDING)
    found = [*DecisionFilter(request.GET, standing, request=request).qs[:MOST_EXPORTED]]
    show_whole(agent, found)
    write, type_ = FILES[kind]
    name = f"decisions.{kind}"
    return HttpResponse(
        write(found),
        content_type=f"{type_}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@needs(Permission.SEE_DECISIONS)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """One decision: what was decided on what, by whom, why, and what became of it."""
    found = decision_for(agent, number)
    context = {
        "decision": found,
        "verdict_kind": VERDICT_KINDS[found.verdict],
        "state_kind": STATE_KINDS[found.state],
        "replacement": getattr(found, "replacement", None),
        "offers": DECISION_STEPS.offers(agent, found),
    }
    return render(request, "decisions/decision.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_DOUBT)
def decide(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page on which the doubt in a title is decided; the check's pages send it filled in."""
    form = DecideForm(sent(request), once=once(request))

    def act() -> Decision:
        return decide_title(by=agent, once=form.once, **form.cleaned_data)

    return form_page(
        request,
        form,
        act,
        back=reverse("decisions:decisions"),
        to=lambda number: reverse("decisions:decision", args=[number]),
        done=_("已判定，以后遇到相近的会显示出来。"),
        title=_("判定疑点"),
        button=_("判定疑点"),
        lead=_("名称和需求照原样写；程序按规则读出疑点，和判定、理由一起留下来。"),
    )
