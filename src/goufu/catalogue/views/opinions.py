"""Opinions: what the own body is asked, answering, and what the edition's owner makes of the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.catalogue import actions
from goufu.catalogue.forms import AnswerForm, SettleForm
from goufu.catalogue.models import Opinion, State
from goufu.catalogue.queries import lists
from goufu.catalogue.tables import OpinionFilter, OpinionTable
from goufu.core.errors import NotAllowed
from goufu.core.form_pages import post, sent, show
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent
from goufu.ui.lists import list_page


@require_safe
@needs(Permission.GIVE_OPINION)
def opinion_list(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What the own body is asked; what waits for an answer first."""
    waiting = lists.opinions_waiting(agent).count()
    return list_page(
        request,
        OpinionTable,
        lists.opinions_asked(agent),
        OpinionFilter,
        "catalogue/opinions.html",
        {"waiting": waiting},
    )


@require_http_methods(["GET", "POST"])
@needs()
def opinion(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """One opinion: a form for whoever has the next word, the words for all who may read it."""
    found = lists.opinion(agent, number)
    form = _form_for(request, agent, found)
    if request.method == "POST":
        if form is None:
            raise NotAllowed(_("现在没有您要办的"), _("意见由被征求的单位答复，由编制单位处理"))
        if form.is_valid():
            led = post(
                request,
                form,
                lambda: _act(agent, found, form),
                to=reverse("catalogue:opinion", args=[number]),
                done=_("已记下。"),
                version_now=lambda: lists.opinion(agent, number).version,
            )
            if led is not None:
                return led
    return show(request, "catalogue/opinion.html", form, {"opinion": found})


def _form_for(request: HttpRequest, agent: Agent, opinion: Opinion) -> AnswerForm | SettleForm | None:
    """The answer for the asked body, the settling for the owner once there is an answer; None: nothing to say now."""
    given = sent(request)
    if opinion.edition.state != State.CONSULTING:
        return None
    if agent.may_on(Permission.GIVE_OPINION, opinion) and not opinion.is_settled:
        return AnswerForm(given, initial={"text": opinion.text}, once=once(request), version=opinion.version)
    if opinion.answered_on and agent.may_on(Permission.DRAFT_EDITION, opinion.edition):
        said = {"is_accepted": opinion.is_accepted, "reason": opinion.reason}
        return SettleForm(given, initial=said, once=once(request), version=opinion.version)
    return None


def _act(agent: Agent, opinion: Opinion, form: AnswerForm | SettleForm) -> Opinion:
    if isinstance(form, AnswerForm):
        return actions.give_opinion(
            opinion=opinion.pk,
            text=form.cleaned_data["text"],
            by=agent,
            day=timezone.localdate(),
            version=form.version,
            once=form.once,
        )
    return actions.settle_opinion(
        opinion=opinion.pk, by=agent, version=form.version, once=form.once, **form.cleaned_data
    )
