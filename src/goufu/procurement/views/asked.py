"""The purchaser's pages of questions: what was asked and, in public, not by whom; and what came by letter or aloud."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.errors import NotAllowed
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.asking import enter_question
from goufu.procurement.cases.law import opinion_of_question
from goufu.procurement.forms.participating import EnterQuestionForm
from goufu.procurement.queries.finding import is_open, question_for
from goufu.procurement.queries.procurements import procurement_for
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


@require_http_methods(["GET", "POST"])
@needs(Permission.ANSWER_QUESTIONS)
def enter(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a question that came by letter or aloud is entered."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.ANSWER_QUESTIONS, found):
        raise NotAllowed(
            f"您不能登记{found.purchaser.name}收到的询问", "请由采购人，或者它委托办理这一事项的代理机构登记"
        )
    form = EnterQuestionForm(sent(request), is_public=is_open(found), once=once(request))
    return form_page(
        request,
        form,
        lambda: enter_question(procurement=number, by=agent, once=form.once, **form.cleaned_data),
        to=lambda made: reverse("procurement:question", args=[made]),
        back=reverse("procurement:procurement", args=[number]),
        title=_("登记收到的询问"),
        lead=_("来函、来电、当面的询问登记在这里，答复的期限从收到那天起算。"),
        button=_("登记"),
        done=_("已登记，请在期限里答复。"),
    )
