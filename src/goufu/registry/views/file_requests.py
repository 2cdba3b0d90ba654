"""Pages of what providers ask to have changed in their files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.form_pages import form_page, sent
from goufu.core.model_forms import FieldsForm
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.actions.file_requests import ask_for_change
from goufu.registry.agents import Agent
from goufu.registry.models import FileRequest, FileRequestState
from goufu.registry.queries.providers import file_request_for
from goufu.registry.steps import FILE_REQUEST_STEPS
from goufu.ui.columns import state

BADGES: dict[str, str] = {
    FileRequestState.ASKED: "info",
    FileRequestState.SETTLED: "ok",
    FileRequestState.REFUSED: "stop",
}


class AskForm(FieldsForm):
    class Meta(FieldsForm.Meta):
        model = FileRequest
        fields = ["text"]


@require_http_methods(["GET", "POST"])
@needs(Permission.BID)
def ask(request: HttpRequest, agent: Agent) -> HttpResponse:
    form = AskForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: ask_for_change(by=agent, once=form.once, **form.cleaned_data),
        to=reverse("home"),
        back=reverse("registry:body", args=[agent.body.pk]),
        title=_("申请更改档案"),
        lead=_("档案由所在地的财政部门登记。申请以后，答复在首页“单位资料”里。"),
        button=_("提交申请"),
        done=_("已申请，等财政部门办理。"),
    )


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = file_request_for(agent, number)
    context = {
        "found": found,
        "state": state(BADGES[found.state], found.get_state_display()),
        "offers": FILE_REQUEST_STEPS.offers(agent, found),
    }
    return render(request, "registry/file_request.html", context)
