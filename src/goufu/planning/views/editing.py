"""The page where a project is written: saved as one goes, with the law's answer beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goufu.catalogue.models import EditionEntry
from goufu.catalogue.queries import edition_for, suggest_entries
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.forms import FundingForm, NewProjectForm, ProjectForm, TargetForms, targets_of
from goufu.planning.law import Opinion, cards, opinion_on
from goufu.planning.models import Project
from goufu.planning.models.projects import EDITABLE
from goufu.planning.queries.budget import lines_for_project
from goufu.planning.queries.projects import project_for
from goufu.planning.states import must_be
from goufu.planning.years import day_in
from goufu.registry.agents import Agent
from goufu.registry.errors import AlreadyDone, NotAllowed, Refusal, Stale
from goufu.registry.pages import needs, once
from goufu.registry.permissions import Permission


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROJECT)
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Title and year; the rest is written on the page that follows."""
    start = {"title": request.GET.get("title", ""), "year": timezone.localdate().year + 1}
    form = NewProjectForm(request.POST or None, initial=start, once=once(request))
    if request.method == "POST" and form.is_valid():
        try:
            project = draft_project(by=agent, values=form.cleaned_data, once=form.once)
            return redirect("planning:edit", project.pk)
        except AlreadyDone as done:
            return redirect("planning:edit", done.object_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return render(request, "planning/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROJECT)
def edit(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The form, and what the law says of what is stored. With htmx each change is saved; else by the button."""
    project = project_for(agent, number)
    if not agent.may_on(Permission.WRITE_PROJECT, project):
        raise NotAllowed(f"只有{project.purchaser.name}能填写这个项目", "需要修改，请退回给购买主体")
    must_be(project, EDITABLE)
    page = _Page(request, agent, project)
    if request.method == "GET":
        return page.show()
    saved = page.save()
    if request.htmx:  # type: ignore[attr-defined]
        return page.answer(saved=saved)
    if saved and "submit" in request.POST:
        return redirect("planning:submit", project.pk)
    return redirect("planning:edit", project.pk) if saved else page.show(status=422)


class _Page:
    """One showing or saving of the form with its parts."""

    def __init__(self, request: HttpRequest, agent: Agent, project: Project) -> None:
        self.request = request
        self.agent = agent
        self.project = project
        self.opinion = self._opinion()
        self._make_forms(request.POST if request.method == "POST" else None)
        self.refusal: Refusal | None = None

    def _opinion(self) -> Opinion:
        return opinion_on(self.project.pk, [each.rule for each in self.project.waivers.all()])

    def _make_forms(self, data: QueryDict | None) -> None:
        project = self.project
        edition = edition_for(project.purchaser, day_in(project.year))
        asked = [*self.opinion.facts_asked, *project.facts]
        self.form = ProjectForm(
            data,
            initial=ProjectForm.starting_with(project),
            entries=edition.entries.filter(level__gte=3) if edition else EditionEntry.objects.none(),
            asked=dict.fromkeys(asked),
            version=project.version,
        )
        had = {each.line_id: each.amount for each in project.funding.all()}
        self.funding = FundingForm(data, lines=lines_for_project(project, self.agent), had=had)
        had_targets = list(project.targets.values("kind", "indicator", "unit", "target", "baseline"))
        self.targets = TargetForms(data, initial=had_targets, prefix="target")

    @property
    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.funding.is_valid(), self.targets.is_valid()])

    def save(self) -> bool:
        """Whether everything typed was stored; else the forms say what was not."""
        if not self.is_valid:
            return False
        try:
            self.project = save_project(
                project=self.project.pk,
                by=self.agent,
                version=self.form.version or 0,
                values=self.form.values(self.project.facts),
                funding=self.funding.funding(),
                targets=targets_of(self.targets),
            )
        except Stale as refusal:
            self.form.refuse(refusal, version=project_for(self.agent, self.project.pk).version)
            return False
        except Refusal as refusal:
            self.form.refuse(refusal)
            return False
        self.form.version = self.project.version
        self.project = project_for(self.agent, self.project.pk)
        self.opinion = self._opinion()
        return True

    def show(self, status: int = 200) -> HttpResponse:
        return render(self.request, "planning/edit.html", self._context(), status=status)

    def answer(self, *, saved: bool) -> HttpResponse:
        """What htmx puts beside the form: the law's answer, the new version, whether it was saved."""
        return render(self.request, "planning/saved.html", self._context() | {"saved": saved})

    def _context(self) -> dict[str, Any]:
        suggested = suggest_entries(
            self.project.title, self.project.purchaser, day_in(self.project.year), limit=3
        )
        return {
            "project": self.project,
            "form": self.form,
            "funding": self.funding,
            "targets": self.targets,
            "suggested": suggested,
            "now": timezone.localtime(),
        } | law_context(self.opinion)


def law_context(opinion: Opinion) -> dict[str, Any]:
    """What the law says, for planning/law.html."""
    return {
        "opinion": opinion,
        "blocking": cards(opinion.blocking),
        "to_review": cards(opinion.to_review),
        "to_explain": cards(opinion.to_explain),
        "to_note": cards(opinion.to_note),
    }
