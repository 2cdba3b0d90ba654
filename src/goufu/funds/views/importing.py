"""The pages of a budget import: upload, comparison, confirmation."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.core.form_pages import accept, form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.sheet_pages import SheetForm, empty_form_answer
from goufu.core.sheets import refuse_large
from goufu.funds.actions.importing import import_budget, receive_file
from goufu.funds.forms import ConfirmForm
from goufu.funds.models import BudgetFile
from goufu.funds.queries.advice import advice_on
from goufu.funds.queries.budget import lines_of_import
from goufu.funds.queries.importing import (
    BudgetComparison,
    compare,
    content_of,
    file_of,
    imported_files,
    latest_import,
)
from goufu.funds.sheet import COLUMNS, read_budget
from goufu.funds.tables import ImportedTable
from goufu.registry.agents import Agent
from goufu.ui.lists import list_page

SHOWN = 200  # lines on the page, of the added and of the changed ones


@require_safe
@needs(Permission.KEEP_BUDGET)
def empty_table(request: HttpRequest, agent: Agent) -> HttpResponse:
    return empty_form_answer("预算导入表", COLUMNS)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BUDGET)
def upload(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The upload page; a file with faults is not stored, and the faults are listed."""
    form = SheetForm(sent(request), request.FILES or None)
    return form_page(
        request,
        form,
        lambda: _received(form.cleaned_data["file"], agent, request),
        to=lambda number: reverse("budget:confirm", args=[number]),
        template="funds/import.html",
        once=once(request),
        columns=COLUMNS,
    )


@require_safe
@needs(Permission.SEE_BUDGET)
def imported(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page of the files that were imported, for those who may read them."""
    return render(request, "funds/imported.html", {"imported": imported_files(agent)})


@require_safe
@needs(Permission.SEE_BUDGET)
def result(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The page of what the latest import of a file did: its counts, and the lines that it added or changed."""
    file, entry = latest_import(agent, pk)
    said = entry.facts
    context = {
        "file": file,
        "entry": entry,
        "said": said,
        "reworded": said["changed"] - len(said["adjusted"]),
    }
    rows = lines_of_import(agent, entry)
    return list_page(request, ImportedTable, rows, template="funds/import_result.html", context=context)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BUDGET)
def confirm(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The comparison page; on POST, the import is executed."""
    file = file_of(agent, pk)
    form = ConfirmForm(sent(request), initial={"day": wall_clock.today()}, once=once(request))
    found = accept(form, lambda: _compared(content_of(file), agent))
    if found:
        form.ask_for(found)
    return form_page(
        request,
        form,
        lambda: import_budget(
            pk=pk,
            seen=request.POST.get("seen", ""),
            basis=form.basis if found and found.adjusted else None,
            checked=form.checked,
            by=agent,
            once=form.once,
        ),
        to=reverse("budget:import_result", args=[pk]),
        done=_done,
        valid=lambda: found is not None and form.is_valid(),
        template="funds/confirm.html",
        file=file,
        found=found,
        advice=advice_on(found.lines, wall_clock.today()) if found else [],
        shown=f":{SHOWN}",
        is_long=found is not None and max(len(found.added), len(found.changed)) > SHOWN,
    )


def _received(upload: UploadedFile[Any], agent: Agent, request: HttpRequest) -> BudgetFile:
    refuse_large(upload)
    name, content = upload.name or "", upload.read()
    _compared(content, agent)
    return receive_file(name=name, content=content, by=agent, once=once(request))


def _compared(content: bytes, agent: Agent) -> BudgetComparison:
    """The effect of importing the file. Raises SheetRefused."""
    sheet = read_budget(content)
    found = compare(sheet, agent, locked=False)
    sheet.settle()
    found.remarks = sheet.remarks
    return found


def _done(found: BudgetComparison) -> str:
    count = len(found.lines)
    return ngettext("已经导入 %(count)s 条预算指标。", "已经导入 %(count)s 条预算指标。", count) % {
        "count": count
    }
