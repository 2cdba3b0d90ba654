"""Pages for importing bodies from a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.sheet_pages import SheetForm, empty_form_answer
from goufu.core.sheets import ReadSheet, read_upload
from goufu.registry.actions.body_import import import_bodies
from goufu.registry.agents import Agent
from goufu.registry.sheet import COLUMNS


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BODIES)
def upload(request: HttpRequest, agent: Agent) -> HttpResponse:
    form = SheetForm(sent(request), request.FILES or None)
    token = once(request)

    def act() -> tuple[int, ReadSheet]:
        sheet = read_upload(form.cleaned_data["file"], COLUMNS)
        return len(import_bodies(by=agent, sheet=sheet, once=token)), sheet

    return form_page(
        request,
        form,
        act,
        to=reverse("registry:bodies"),
        done=lambda made: _imported(*made),
        template="core/import.html",
        once=token,
        columns=COLUMNS,
        empty_url=reverse("registry:bodies_form"),
    )


@require_safe
@needs(Permission.KEEP_BODIES)
def empty_form(request: HttpRequest, agent: Agent) -> HttpResponse:
    return empty_form_answer("单位导入", COLUMNS)


def _imported(count: int, sheet: ReadSheet) -> str:
    told = [_("导入了 %(count)s 个单位") % {"count": count}]
    if sheet.unused:
        told.append(_("未使用的列：%(columns)s") % {"columns": "、".join(sheet.unused)})
    return _("。").join([*told, *sheet.remarks])
