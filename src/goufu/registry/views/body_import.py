"""Pages for importing bodies from a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.form_pages import post, show
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.sheet_pages import SheetForm, empty_form_answer
from goufu.core.sheets import read_upload
from goufu.registry.actions.body_import import COLUMNS, import_bodies
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BODIES)
def upload(request: HttpRequest, agent: Agent) -> HttpResponse:
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    token = once(request)
    if form.is_bound and form.is_valid():
        response = post(
            request,
            form,
            lambda: import_bodies(
                by=agent, sheet=read_upload(form.cleaned_data["file"], COLUMNS), once=token
            ),
            to=reverse("registry:bodies"),
            done=lambda made: _("导入了 %(count)s 个单位") % {"count": len(made)},
        )
        if response is not None:
            return response
    context = {"once": token, "columns": COLUMNS, "empty_url": reverse("registry:bodies_form")}
    return show(request, "core/import.html", form, context)


@require_safe
@needs(Permission.KEEP_BODIES)
def empty_form(request: HttpRequest, agent: Agent) -> HttpResponse:
    return empty_form_answer("单位导入", COLUMNS)
