"""The page on which a finance office brings the provincial library's list of experts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.sheets import read_upload
from goufu.procurement.actions.drawing import keep_experts, lists_for
from goufu.procurement.forms.review import ExpertsForm
from goufu.procurement.models import ExpertList
from goufu.procurement.review.experts import COLUMNS
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_EXPERTS)
def keep(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page for bringing a list as a table; with one wrong cell nothing is stored. No name is shown."""
    form = ExpertsForm(sent(request), request.FILES or None, once=once(request))

    def act() -> ExpertList:
        sheet = read_upload(form.cleaned_data["file"], COLUMNS)
        sheet.refuse_repeated("code")
        sheet.settle()
        rows = [{column.name: each[column.name] for column in COLUMNS} for each in sheet.rows]
        return keep_experts(rows=rows, as_of=form.cleaned_data["as_of"], by=agent, once=form.once)

    return form_page(
        request,
        form,
        act,
        to=request.path,
        done=lambda made: _("已保存 %(count)s 位专家。") % {"count": made.count},
        template="procurement/experts.html",
        lists=lists_for(agent)[:20],
        columns=COLUMNS,
    )
