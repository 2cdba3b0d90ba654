"""Pages for making an edition: drafting, writing entries, importing a table."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.catalogue import actions
from goufu.catalogue.forms import DraftForm, EntryForm
from goufu.catalogue.lines import line_of
from goufu.catalogue.models import Edition
from goufu.catalogue.queries import lists
from goufu.catalogue.sheet import COLUMNS
from goufu.core.errors import NotAllowed
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.sheet_pages import SheetForm, empty_form_answer
from goufu.core.sheets import ReadSheet, read_upload
from goufu.registry.agents import Agent


@require_http_methods(["GET", "POST"])
@needs(Permission.DRAFT_EDITION)
def draft(request: HttpRequest, agent: Agent) -> HttpResponse:
    form = DraftForm(
        sent(request), owner=agent.body, once=once(request), initial={"start": actions.DraftStart.BASE}
    )
    return form_page(
        request,
        form,
        lambda: actions.draft_edition(
            owner=agent.body, by=agent, day=wall_clock.today(), once=form.once, **form.cleaned_data
        ),
        to=_page_of,
        template="catalogue/draft.html",
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.DRAFT_EDITION)
def add(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    edition = _own(agent, number)
    form = EntryForm(sent(request), once=once(request), initial={"code": request.GET.get("below", "")[:7]})
    return form_page(
        request,
        form,
        lambda: actions.add_entry(edition=number, line=form.written(), by=agent, once=form.once),
        to=_page_of(number),
        done=_("已添加条目。"),
        template="catalogue/entry_form.html",
        edition=edition,
        entry=None,
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.DRAFT_EDITION)
def change(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page for changing an entry; with `remove`, it is deleted."""
    entry = lists.entry(agent, number)
    edition = _own(agent, entry.edition_id)
    form = EntryForm(sent(request), line=line_of(entry), once=once(request), version=entry.version)
    removes = "remove" in request.POST

    def act() -> object:
        given = {"entry": number, "by": agent, "version": form.version, "once": form.once}
        if removes:
            return actions.remove_entry(**given)  # type: ignore[arg-type]
        return actions.change_entry(line=form.written(), **given)  # type: ignore[arg-type]

    return form_page(
        request,
        form,
        act,
        to=_page_of(edition.pk),
        done=_("已去掉条目。") if removes else _("已保存条目。"),
        version_now=lambda: lists.entry(agent, number).version,
        valid=lambda: form.is_valid() or removes,
        template="catalogue/entry_form.html",
        edition=edition,
        entry=entry,
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.DRAFT_EDITION)
def upload(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page for importing a table as the edition's entries; with one wrong cell nothing is changed."""
    edition = _own(agent, number)
    form = SheetForm(sent(request), request.FILES or None)

    def act() -> tuple[actions.Imported, ReadSheet]:
        sheet = read_upload(form.cleaned_data["file"], COLUMNS)
        return actions.import_entries(edition=number, sheet=sheet, by=agent, once=once(request)), sheet

    return form_page(
        request,
        form,
        act,
        to=_page_of(number),
        done=lambda made: _imported(*made),
        template="catalogue/upload.html",
        edition=edition,
        once=once(request),
        columns=COLUMNS,
    )


@require_safe
def empty_sheet(request: HttpRequest) -> HttpResponse:
    return empty_form_answer(_("指导性目录"), COLUMNS)


def _own(agent: Agent, number: int) -> Edition:
    """The edition, if the agent may write it. Raises NotFound, NotAllowed."""
    edition = lists.edition(agent, number)
    if not agent.may_on(Permission.DRAFT_EDITION, edition):
        raise NotAllowed("目录由编制单位编写", "有意见请在征求意见时答复")
    return edition


def _page_of(edition: object) -> str:
    return reverse("catalogue:edition", args=[edition])


def _imported(counts: actions.Imported, sheet: ReadSheet) -> str:
    told = _("已导入：新增 %(added)s 条，修改 %(changed)s 条，去掉 %(removed)s 条。") % asdict(counts)
    return told + "".join(remark + _("。") for remark in sheet.remarks)
