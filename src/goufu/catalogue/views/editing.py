"""Editions and their entries as they are made: begun, written by hand, brought as a table."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu.catalogue import actions
from goufu.catalogue.forms import DraftForm, EntryForm
from goufu.catalogue.lines import line_of
from goufu.catalogue.models import Edition, EditionEntry
from goufu.catalogue.queries import lists
from goufu.catalogue.sheet import COLUMNS
from goufu.catalogue.views.attempts import Attempt, sent
from goufu.core.errors import AlreadyDone, NotAllowed, NotFound, Refusal
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.sheet_pages import SheetForm, empty_form_answer
from goufu.core.sheets import read_upload
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.DRAFT_EDITION)
def draft(request: HttpRequest, agent: Agent) -> HttpResponse:
    form = DraftForm(
        sent(request), owner=agent.body, once=once(request), initial={"start": actions.Start.BASE}
    )
    attempt = Attempt()
    if request.method == "POST" and form.is_valid():
        made: list[Edition] = []

        def act() -> None:
            made.append(
                actions.draft_edition(
                    owner=agent.body, by=agent, on=timezone.localdate(), once=form.once, **form.cleaned_data
                )
            )

        if attempt.succeeds(form, act):
            return redirect("catalogue:edition", made[0].pk) if made else redirect("catalogue:editions")
    return _page(request, "catalogue/draft.html", {"form": form, "articles": attempt.articles}, form)


@require_http_methods(["GET", "POST"])
@needs(Permission.DRAFT_EDITION)
def add(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    edition = _own(agent, number)
    form = EntryForm(sent(request), once=once(request), initial={"code": request.GET.get("below", "")[:7]})
    attempt = Attempt()
    if request.method == "POST" and form.is_valid():

        def act() -> EditionEntry:
            return actions.add_entry(edition=number, line=form.written(), by=agent, once=form.once)

        if attempt.succeeds(form, act):
            messages.success(request, _("已添加条目。"))
            return redirect("catalogue:edition", number)
    context = {"form": form, "edition": edition, "entry": None, "articles": attempt.articles}
    return _page(request, "catalogue/entry_form.html", context, form)


@require_http_methods(["GET", "POST"])
@needs(Permission.DRAFT_EDITION)
def change(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """An entry's page for those who write it: saved, or with `remove` taken out."""
    entry = lists.entry(agent, number)
    edition = _own(agent, entry.edition_id)
    form = EntryForm(sent(request), line=line_of(entry), once=once(request), version=entry.version)
    attempt = Attempt()
    if request.method == "POST" and (form.is_valid() or "remove" in request.POST):

        def act() -> object:
            given = {"entry": number, "by": agent, "version": form.version, "once": form.once}
            if "remove" in request.POST:
                return actions.remove_entry(**given)  # type: ignore[arg-type]
            return actions.change_entry(line=form.written(), **given)  # type: ignore[arg-type]

        if attempt.succeeds(form, act, lambda: lists.entry(agent, number).version):
            messages.success(request, _("已去掉条目。") if "remove" in request.POST else _("已保存条目。"))
            return redirect("catalogue:edition", edition.pk)
    context = {"form": form, "edition": edition, "entry": entry, "articles": attempt.articles}
    return _page(request, "catalogue/entry_form.html", context, form)


@require_http_methods(["GET", "POST"])
@needs(Permission.DRAFT_EDITION)
def bring(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """A table becomes the edition's entries; with one cell wrong nothing is taken over."""
    edition = _own(agent, number)
    form = SheetForm(sent(request), request.FILES or None)
    refused: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            sheet = read_upload(form.cleaned_data["file"], COLUMNS)
            imported = actions.import_entries(edition=number, sheet=sheet, by=agent, once=once(request))
            messages.success(
                request,
                _("已导入：新增 %(added)s 条，修改 %(changed)s 条，去掉 %(removed)s 条。")
                % {
                    "added": imported.added,
                    "changed": imported.changed,
                    "removed": imported.removed,
                },
            )
            return redirect("catalogue:edition", number)
        except AlreadyDone:
            return redirect("catalogue:edition", number)
        except NotFound:
            raise
        except Refusal as error:
            refused = error
    context = {
        "form": form,
        "edition": edition,
        "refusal": refused,
        "once": once(request),
        "columns": COLUMNS,
    }
    wrong = bool(refused or form.errors)
    return render(request, "catalogue/bring.html", context, status=422 if wrong else 200)


@require_safe
def empty_sheet(request: HttpRequest) -> HttpResponse:
    return empty_form_answer(_("指导性目录"), COLUMNS)


def _own(agent: Agent, number: int) -> Edition:
    """The edition, which the agent may write. Raises NotFound, NotAllowed."""
    edition = lists.edition(agent, number)
    if not agent.may_on(Permission.DRAFT_EDITION, edition):
        raise NotAllowed(_("目录由编制单位编写"), _("有意见请在征求意见时答复"))
    return edition


def _page(
    request: HttpRequest, template: str, context: dict[str, object], form: DraftForm | EntryForm
) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)
