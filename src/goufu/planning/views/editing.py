"""The page for writing a project: saved continuously, with the opinion of the law beside it."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goufu import wall_clock
from goufu.catalogue.models import Edition, EditionEntry
from goufu.catalogue.queries import day_in, edition_for, suggest_entries
from goufu.core.errors import NotAllowed, Stale
from goufu.core.form_pages import accept, form_page, refused, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.planning.actions.writing import copy_project, delete_draft, draft_project, save_project
from goufu.planning.advance import lacking, submission_obstacle
from goufu.planning.conflicts import Difference, differences
from goufu.planning.forms import CopyForm, FundingForm, NewProjectForm, ProjectForm, with_unsaid
from goufu.planning.law import facts_asked, opinion_of
from goufu.planning.models import Project
from goufu.planning.queries.funding import lines_for_project
from goufu.planning.queries.projects import amount_before, project_for
from goufu.planning.target_forms import TargetForm, TargetForms, targets_of
from goufu.planning.transitions import PROJECT
from goufu.planning.views.law import law_context
from goufu.registry.agents import Agent
from goufu.ui.forms import Form


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROJECT)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page for title and year of a new project; the rest is written on the next page."""
    start = {"title": request.GET.get("title", ""), "year": wall_clock.today().year + 1}
    form = NewProjectForm(sent(request), initial=start, once=once(request))
    return form_page(
        request,
        form,
        lambda: draft_project(by=agent, values=form.cleaned_data, once=form.once),
        to=lambda number: reverse("planning:edit", args=[number]),
        template="planning/new.html",
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROJECT)
def copy(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page that begins a project for another year out of an earlier one."""
    source = project_for(agent, number)
    if not agent.may_on(Permission.WRITE_PROJECT, source):
        raise NotAllowed(f"只有{source.purchaser.name}能复制这个项目", "请复制本单位的项目")
    form = CopyForm(sent(request), initial={"year": source.year + 1}, once=once(request))
    return form_page(
        request,
        form,
        lambda: copy_project(project=number, by=agent, year=form.cleaned_data["year"], once=form.once),
        back=reverse("planning:project", args=[number]),
        to=lambda made: reverse("planning:edit", args=[made]),
        title=_("复制成新的草稿"),
        lead=_(
            "复制“%(title)s”的需求、目录条目、采购方式和绩效目标。金额、预算指标、审核和豁免不复制：各年单独安排。"
        )
        % {"title": source.title},
        button=_("复制"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROJECT)
def delete(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page that deletes a draft which was never submitted."""
    project = project_for(agent, number)
    if not agent.may_on(Permission.WRITE_PROJECT, project):
        raise NotAllowed(f"只有{project.purchaser.name}能删除这个草稿", "请由购买主体办理")
    PROJECT.after("delete", project)
    form = Form(sent(request), once=once(request), version=project.version)
    return form_page(
        request,
        form,
        lambda: delete_draft(project=number, by=agent, version=form.version, once=form.once),
        back=reverse("planning:project", args=[number]),
        to=reverse("planning:projects"),
        done=_("已删除。"),
        title=_("删除草稿"),
        lead=_("“%(title)s”还没有提交过，删除以后不能恢复；删除这件事记在日志里。")
        % {"title": project.title},
        button=_("删除"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_PROJECTS)
def edit(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page with the form and the opinion. With htmx each change is saved, else by the button."""
    project = project_for(agent, number)
    if not agent.may_on(Permission.WRITE_PROJECT, project):
        raise NotAllowed(f"只有{project.purchaser.name}能填写这个项目", "需要修改，请退回给购买主体")
    page = _Page(request, agent, project)
    if request.method == "GET":
        PROJECT.after("write", project)
        return page.show()
    saved = page.save()
    if request.htmx:  # type: ignore[attr-defined]
        return page.answer(saved=saved)
    if not saved:
        return page.show()
    if "submit" in request.POST:
        return redirect("planning:submit", project.pk)
    messages.success(request, _("已经保存"))
    return redirect("planning:edit", project.pk)


def _as_it_applies(entry: EditionEntry | None, edition: Edition | None) -> EditionEntry | None:
    """The entry of the same code in the edition that applies now; a newer edition may have replaced the chosen one."""
    if entry is None or edition is None or entry.edition_id == edition.pk:
        return entry
    return edition.entries.filter(code=entry.code).first()


class FieldFault(NamedTuple):
    """A fault of the form: the id and the label of the input, both empty for the whole, and the message."""

    input: str
    name: str
    what: str


class _Page:
    """One request for the page: its forms, and the project with its opinion."""

    def __init__(self, request: HttpRequest, agent: Agent, project: Project) -> None:
        self.request = request
        self.agent = agent
        self.project = project
        self.opinion = opinion_of(project)
        self.differences: list[Difference] = []
        self._make_forms()

    def _make_forms(self) -> None:
        project, data = self.project, sent(self.request)
        edition = edition_for(project.purchaser, day_in(project.year))
        # A sent fact is kept even if the rule that asked for it has its answer by now.
        asked = [*facts_asked(self.opinion), *project.facts, *(data or ())]
        project_form = partial(
            ProjectForm,
            initial=ProjectForm.starting_with(project) | {"entry": _as_it_applies(project.entry, edition)},
            entries=edition.entries.all() if edition else EditionEntry.objects.none(),
            asked=dict.fromkeys(asked),
            last_year=amount_before(project),
            version=project.version,
        )
        had = {each.line_id: each.amount for each in project.funding.all()}
        funding_form = partial(FundingForm, lines=[*lines_for_project(project, self.agent)], had=had)
        if data is not None:
            data = with_unsaid(data, project_form().fact_fields, funding_form())
        self.form, self.funding = project_form(data), funding_form(data)
        had_targets = [TargetForm.starting_with(each) for each in project.targets.all()]
        # Without initial values when bound: Django would skip a line that equals its stored one.
        self.targets = TargetForms(data, initial=None if data else had_targets, prefix="target")

    @property
    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.funding.is_valid(), self.targets.is_valid()])

    def save(self) -> bool:
        """Saves all parts and returns whether that succeeded; else the forms hold the errors."""
        if not self.is_valid:
            return False
        saved = accept(
            self.form,
            lambda: save_project(
                project=self.project.pk,
                by=self.agent,
                version=self.form.version or 0,
                values=self.form.values(self.project.facts),
                funding=self.funding.funding(),
                targets=targets_of(self.targets),
            ),
        )
        if saved is None:
            self._show_newest()
            return False
        self.form.version = saved.version
        self.project = project_for(self.agent, self.project.pk)
        self.opinion = opinion_of(self.project)
        return True

    def _show_newest(self) -> None:
        """After a refusal: where somebody else was first, what is stored now stands beside what was typed."""
        refusal = self.form.refusal
        if not isinstance(refusal, Stale):
            return
        self.project = project_for(self.agent, self.project.pk)
        self.opinion = opinion_of(self.project)
        self._make_forms()
        if not self.is_valid:
            return  # what is wrong with it comes first; the page stays stale
        self.form.refuse(refusal, version=self.project.version)
        self.differences = differences(
            self.project,
            self.form.values(self.project.facts),
            self.funding.funding(),
            targets_of(self.targets),
        )

    def show(self) -> HttpResponse:
        refusal = self.form.refusal
        wrong = self.form.is_bound and not self.is_valid
        status = refusal.status if refusal else 422 if wrong else 200
        return render(self.request, "planning/edit.html", self._context(), status=status)

    def answer(self, *, saved: bool) -> HttpResponse:
        """The parts that htmx replaces: whether it was saved, the new version, the opinion, and the missing inputs."""
        return render(
            self.request, "planning/saved.html", self._context() | {"saved": saved} | self._missing_inputs()
        )

    def _missing_inputs(self) -> dict[str, Any]:
        """The inputs that the page doesn't have yet, with what is stored: of facts asked since, and of budget lines."""
        asked = dict.fromkeys([*facts_asked(self.opinion), *self.project.facts])
        form = ProjectForm(
            initial=ProjectForm.starting_with(self.project),
            entries=EditionEntry.objects.none(),
            asked=[name for name in asked if name not in self.request.POST],
        )
        lines = [(line, field) for line, field in self.funding.rows if field.name not in self.request.POST]
        count = len({*self.form.asked, *form.asked})
        return {"missing_facts": form.asked_fields, "missing_lines": lines, "asked_count": count}

    @property
    def faults(self) -> list[FieldFault]:
        """The faults of all parts of the form."""
        found = [FieldFault("", "", str(error)) for error in self.form.non_field_errors()]
        found += [FieldFault("", "", str(error)) for error in self.targets.non_form_errors()]
        for form in (self.form, self.funding, *self.targets):
            found += [
                FieldFault(field.auto_id, field.label, error) for field in form for error in field.errors
            ]
        return found

    def _context(self) -> dict[str, Any]:
        suggested = suggest_entries(
            self.project.title, self.project.purchaser, day_in(self.project.year), limit=3
        )
        obstacle = submission_obstacle(self.project, self.opinion)
        lacks = lacking(obstacle) if obstacle else []
        return (
            {
                "project": self.project,
                "form": self.form,
                "faults": self.faults if self.form.is_bound else [],
                "funding": self.funding,
                "targets": self.targets,
                "differences": self.differences,
                "suggested": suggested,
                "lacks": lacks,
                "money_fields": [
                    field for form in (self.form, self.funding) for field in form if hasattr(field, "echo")
                ],
                "now": timezone.localtime(wall_clock.now()),
            }
            | law_context(self.opinion, self.project, self.agent)
            | refused(self.form.refusal)
        )
