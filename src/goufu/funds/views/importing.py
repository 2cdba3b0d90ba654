"""The pages of a budget import: upload, comparison, confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.errors import AlreadyDone, Refusal
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.sheet_pages import SheetForm, empty_form_answer
from goufu.core.sheets import SheetRefused, refuse_large
from goufu.funds.actions.importing import import_budget, receive_file
from goufu.funds.forms import BasisForm
from goufu.funds.models import BudgetFile
from goufu.funds.queries.doubts import doubts
from goufu.funds.queries.importing import Comparison, compare, file_of
from goufu.funds.sheet import COLUMNS, read_budget
from goufu.registry.agents import Agent

SHOWN = 200  # lines of a kind on the page; the file has them all


@require_safe
@needs(Permission.KEEP_BUDGET)
def empty_table(request: HttpRequest, agent: Agent) -> HttpResponse:
    return empty_form_answer("预算导入表", COLUMNS)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.KEEP_BUDGET)
def bring(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The field for the file; a file with faults is not stored, and they are listed."""
    form = SheetForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = _received(upload, agent, request)
            return redirect("budget:confirm", pk=file.pk)
        except AlreadyDone as done:
            return redirect("budget:confirm", pk=done.object_id)
        except SheetRefused as error:
            refusal = error
    context = {"form": form, "refusal": refusal, "once": once(request), "columns": COLUMNS}
    status = 422 if refusal or form.errors else 200
    return render(request, "funds/import.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.KEEP_BUDGET)
def confirm(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """What the file would change; then it does."""
    file = file_of(agent, pk)
    refusal: Refusal | None = None
    found: Comparison | None = None
    form = BasisForm(request.POST or None, initial={"day": timezone.localdate()}, once=once(request))
    try:
        found = _compared(file, agent)
        if request.method == "POST" and (not found.adjusted or form.is_valid()):
            done = import_budget(
                pk=pk,
                seen=request.POST.get("seen", ""),
                basis=form.basis if found.adjusted else None,
                by=agent,
                once=form.once,
            )
            messages.success(request, _done(done))
            return redirect("budget:lines")
    except AlreadyDone:
        return redirect("budget:lines")
    except Refusal as error:
        refusal = error
    context = {
        "file": file,
        "found": found,
        "form": form,
        "refusal": refusal,
        "doubts": doubts(found.lines, timezone.localdate()) if found else [],
        "shown": f":{SHOWN}",
        "is_long": found is not None and max(len(found.added), len(found.changed)) > SHOWN,
    }
    status = 422 if refusal or (request.method == "POST" and form.errors) else 200
    return render(request, "funds/confirm.html", context, status=status)


def _received(upload: UploadedFile[Any], agent: Agent, request: HttpRequest) -> BudgetFile:
    refuse_large(upload)
    name, content = upload.name or "", upload.read()
    _compared(BudgetFile(name=name, content=content), agent)
    return receive_file(name=name, content=content, by=agent, once=once(request))


def _compared(file: BudgetFile, agent: Agent) -> Comparison:
    """What the file would do. Raises SheetRefused."""
    sheet = read_budget(file)
    found = compare(sheet, agent)
    sheet.settle()
    return found


def _done(found: Comparison) -> str:
    count = len(found.lines)
    return ngettext("已经导入 %(count)s 条预算指标。", "已经导入 %(count)s 条预算指标。", count) % {
        "count": count
    }
