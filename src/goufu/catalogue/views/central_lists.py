"""Pages of the lists of what is bought centrally: all of them, one, and bringing a new one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.catalogue import actions
from goufu.catalogue.central_sheet import COLUMNS
from goufu.catalogue.forms import CentralListForm
from goufu.catalogue.models import CentralList
from goufu.catalogue.odd_items import Oddities
from goufu.catalogue.queries import lists
from goufu.catalogue.tables import CentralListFilter, CentralListTable
from goufu.catalogue.views.reading import agent_of
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.sheet_pages import empty_form_answer
from goufu.core.sheets import read_upload
from goufu.registry.agents import Agent
from goufu.ui.lists import list_page


@require_safe
def central_list_page(request: HttpRequest) -> HttpResponse:
    agent = agent_of(request)
    may_import = bool(agent and agent.may(Permission.PUBLISH_EDITION) and agent.body.is_finance_office)
    return list_page(
        request,
        CentralListTable,
        lists.central_lists(),
        CentralListFilter,
        "catalogue/central_lists.html",
        {"may_import": may_import},
    )


@require_safe
def central_list(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(CentralList.objects.select_related("owner__place"), pk=number)
    items = found.items.all()
    context = {"found": found, "items": items, "odd": Oddities.of(found, items)}
    return render(request, "catalogue/central_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PUBLISH_EDITION)
def upload(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page for bringing a list as a table; with one wrong cell nothing is stored."""
    remarks: list[str] = []
    form = CentralListForm(sent(request), request.FILES or None, once=once(request))

    def act() -> CentralList:
        given = dict(form.cleaned_data)
        sheet = read_upload(given.pop("file"), COLUMNS)
        made = actions.import_central_list(sheet=sheet, by=agent, once=form.once, **given)
        remarks.extend(sheet.remarks)
        return made

    return form_page(
        request,
        form,
        act,
        to=lambda number: reverse("catalogue:central_list", args=[number]),
        done=lambda made: "".join([_("已导入集中采购目录。"), *(each + _("。") for each in remarks)]),
        template="catalogue/central_upload.html",
        columns=COLUMNS,
    )


@require_safe
def empty_table(request: HttpRequest) -> HttpResponse:
    return empty_form_answer(_("集中采购目录"), COLUMNS)
