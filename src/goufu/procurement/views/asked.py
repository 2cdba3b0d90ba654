"""The purchaser's page of a provider's question: what was asked, not who."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goufu.core.pages import needs
from goufu.core.permissions import Permission
from goufu.procurement.cases.law import opinion_of_question
from goufu.procurement.queries.finding import question_for
from goufu.procurement.steps.participating import QUESTION_STEPS
from goufu.procurement.views.procurements import law_context
from goufu.registry.agents import Agent


@require_safe
@needs(Permission.SEE_PROCUREMENTS)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = question_for(agent, number)
    context = {
        "question": found,
        "offers": QUESTION_STEPS.offers(agent, found),
        **law_context(opinion_of_question(found)),
    }
    return render(request, "procurement/finding/question.html", context)
