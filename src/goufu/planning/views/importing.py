"""The page for importing a checked list as projects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from goufu import wall_clock
from goufu.check.tasks import lists_folder
from goufu.check.uploaded_list import NoSuchList, UploadedList
from goufu.check.views import VERDICT_BADGES
from goufu.core.errors import NotFound, Refusal
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.planning.actions.importing import MOST_LINES, LinePreview, ListLine, import_projects, preview
from goufu.registry.agents import Agent
from goufu.ui.forms import Form

SHOWN = 200  # of each kind; the rest is only counted


class ImportForm(Form):
    """The form with the year for lines that name none."""

    year = forms.IntegerField(
        label=gettext_lazy("预算年度"),
        min_value=2000,
        max_value=2100,
        help_text=gettext_lazy("清单没有写年度的行用这一年"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROJECT)
def from_list(request: HttpRequest, agent: Agent, token: str) -> HttpResponse:
    """The preview of each line; on POST, creates the drafts of the agent's body."""
    uploaded = _uploaded(token)
    year = wall_clock.today().year + 1
    form = ImportForm(sent(request) or request.GET or {"year": year}, once=once(request))
    # One more tells that there are too many.
    lines = list(islice(lines_of(uploaded.facts_file), MOST_LINES + 1))
    if form.is_valid():
        year = form.cleaned_data["year"]
    return form_page(
        request,
        form,
        lambda: import_projects(lines=lines, list_name=uploaded.name, year=year, by=agent, once=form.once),
        to=reverse("planning:projects"),
        done=lambda drafts: _("%(count)s 行成了项目草稿。") % {"count": len(drafts)},
        template="planning/import.html",
        uploaded=uploaded,
        context=lambda: _shown(preview(lines[:MOST_LINES], agent.body, year), uploaded),
    )


def lines_of(file: Path) -> Iterator[ListLine]:
    """The facts of each checked line, read in batches of 5,000."""
    import duckdb  # which a web process needs only for lists

    with duckdb.connect() as connection:
        facts = connection.execute("SELECT * FROM read_parquet(?)", [str(file)])
        names = [name for name, *_ in facts.description]
        while rows := facts.fetchmany(5_000):
            for row in rows:
                values = dict(zip(names, row, strict=True))
                yield ListLine(values.pop("line"), values)


def _uploaded(token: str) -> UploadedList:
    try:
        uploaded = UploadedList.open(lists_folder(), token)
    except NoSuchList as gone:
        raise NotFound from gone
    if uploaded.state().phase != "done":
        raise Refusal("这份清单还没有检查完", "请等检查结果出来")
    return uploaded


def _shown(lines: list[LinePreview], uploaded: UploadedList) -> dict[str, Any]:
    drafts = [line for line in lines if line.project is not None]
    shown = drafts[:SHOWN]
    results = uploaded.numbered([line.number for line in shown])
    return {
        "drafts": [
            (line, results[line.number], VERDICT_BADGES[results[line.number].verdict]) for line in shown
        ],
        "draft_count": len(drafts),
        "left_out": [line for line in lines if line.project is None][:SHOWN],
        "left_out_count": len(lines) - len(drafts),
    }
