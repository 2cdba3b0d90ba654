"""Steps: the actions on a kind of thing, one row per verb; the page, the button and the API route follow from it.

PROJECT_STEPS = Steps(
    PROJECT,  # the transitions
    [
        Step("submit", Permission.SUBMIT_PROJECT, submit_project, _("提交项目"), _("已提交。"), is_forward=True),
        Step("return", Permission.DECIDE_PROJECT, return_project, _("退回项目"), _("已退回。"), ReasonForm, ReasonIn),
    ],
    find=project_for,
    page="planning:project",
    template="planning/step.html",
)

urlpatterns = [*PROJECT_STEPS.urls(), …]              projects/7/submit/, named `submit`
PROJECT_STEPS.add_routes(router, ProjectOut)          POST /api/projects/7/submit, named `submit-project`
context = {"offers": PROJECT_STEPS.offers(agent, project)}    core/offers.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods
from ninja import Router, Schema

from goufu.core.action import not_allowed
from goufu.core.api import ASKS, StepIn, asked_by
from goufu.core.errors import Refusal
from goufu.core.form_pages import form_page, refused, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.principal import Principal
from goufu.core.reasons import ReasonField
from goufu.core.transitions import Transition, Transitions
from goufu.ui.forms import Form


class StepForm(Form):
    """The form of a step; this base class has no fields."""

    def __init__(self, *given: Any, thing: Any, agent: Principal, **more: Any) -> None:
        super().__init__(*given, version=thing.version, **more)
        self.thing = thing
        self.agent = agent

    @cached_property
    def obstacle(self) -> Refusal | None:
        """The action's refusal as far as it is known beforehand; the page then says it in place of the step's note."""
        return None

    def said(self) -> dict[str, Any]:
        """The action's keyword arguments besides the thing, the agent, the version and the token."""
        return dict(self.cleaned_data)


class ReasonForm(StepForm):
    """The form of a step that requires a reason."""

    reason = ReasonField()


@dataclass(frozen=True, slots=True)
class Step:
    """One verb. `act` is called as act(project=7, by=agent, version=…, once=…, **arguments of the form or request).

    permission: with several, any one suffices. done: the message on the next page. sent: the schema of the API request.
    button: the label where it differs from the transition's word. note: a sentence about the effect, or a function that
    makes it from the thing. is_forward: the normal way forward; is_end: the step ends the thing.
    """

    verb: str
    permission: Permission | tuple[Permission, ...]
    act: Callable[..., object]
    heading: str | Promise
    done: str | Promise
    form: type[StepForm] = StepForm
    sent: type[StepIn] = StepIn
    button: str | Promise = ""
    note: str | Promise | Callable[[Any], str] = ""
    template: str = ""
    is_forward: bool = False
    is_end: bool = False

    @property
    def permissions(self) -> tuple[Permission, ...]:
        return self.permission if isinstance(self.permission, tuple) else (self.permission,)

    def may(self, agent: Principal, thing: Any) -> bool:
        return any(agent.may_on(each, thing) for each in self.permissions)

    def note_on(self, thing: Any) -> str:
        return self.note(thing) if callable(self.note) else str(self.note)


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that the agent may take now: the label of its button, its address, and whether it is the main one."""

    step: Step
    word: str
    url: str
    is_next: bool


class Steps:
    """The steps of a kind of thing, in display order.

    find: the function from number to thing, as far as the agent may see it (raises NotFound). page: the name of the
    thing's own address. context: further template context made from the step and its form.
    """

    def __init__(
        self,
        transitions: Transitions,
        rows: Sequence[Step],
        *,
        find: Callable[[Any, int], Any],
        page: str,
        template: str,
        context: Callable[[Step, Any], Mapping[str, object]] = lambda step, form: {},
    ) -> None:
        self.transitions = transitions
        self.rows = {row.verb: row for row in rows}
        self.find = find
        self.page = page
        self.template = template
        self.context = context
        self.kind = transitions.model._meta.model_name or ""

    def word(self, step: Step) -> str:
        return str(step.button or self._transition(step).word)

    def offers(self, agent: Principal, thing: Any) -> list[Offer]:
        """The steps that the agent may take now, first the one marked as next: the first forward step to another state."""
        space = self.page.rpartition(":")[0]
        found = [
            step
            for step in self.rows.values()
            if self.transitions.allows(step.verb, thing.state) and step.may(agent, thing)
        ]
        following = next((step for step in found if self._leads_on(step, thing.state)), None)
        return [
            Offer(step, self.word(step), reverse(f"{space}:{step.verb}", args=[thing.pk]), step is following)
            for step in sorted(found, key=lambda step: step is not following)
        ]

    def urls(self, prefix: str = "") -> list[URLPattern]:
        """An address for each step, named after its verb."""
        return [
            path(f"{prefix}<int:number>/{step.verb}/", self.view(step), name=step.verb)
            for step in self.rows.values()
        ]

    def view(self, step: Step) -> Callable[..., HttpResponse]:
        """The view of a step's page: its note, its form, and the refusal if any."""

        @require_http_methods(["GET", "POST"])
        @needs()
        def view(request: HttpRequest, agent: Principal, number: int) -> HttpResponse:
            thing = self.find(agent, number)
            self._refuse_others(step, agent, thing)
            if request.method == "GET":  # a form sent again meets a later state: AlreadyDone answers it
                self.transitions.after(step.verb, thing)
            form = step.form(sent(request), thing=thing, agent=agent, once=once(request))

            def now() -> Any:
                return self.find(agent, number)

            def context() -> dict[str, object]:
                shown = now() if form.is_bound else thing
                words = {"step": step, "word": self.word(step), "note": step.note_on(shown)}
                return {
                    self.kind: shown,
                    **words,
                    "obstacle": refused(form.obstacle),
                    **self.context(step, form),
                }

            return form_page(
                request,
                form,
                lambda: self._act(step, number, agent, form.version, form.once, form.said()),
                to=reverse(self.page, args=[number]),
                done=str(step.done),
                version_now=lambda: int(now().version),
                template=step.template or self.template,
                context=context,
            )

        return view

    def add_routes(self, router: Router, response: type[Schema]) -> None:
        """Adds a route POST /{number}/{verb} for each step; the answer is the thing afterwards."""
        for step in self.rows.values():
            ASKS[f"{step.verb}-{self.kind}"] = partial(self._ask, step)
            router.add_api_operation(
                f"/{{int:number}}/{step.verb}",
                ["POST"],
                self._route(step),
                response=response,
                url_name=f"{step.verb}-{self.kind}",
                operation_id=f"{step.verb.replace('-', '_')}_{self.kind}",
                summary=cast(str, step.heading),  # a promise: the language is that of who reads it
            )

    def _route(self, step: Step) -> Callable[..., Any]:
        def route(request: HttpRequest, number: int, sent: Any) -> Any:
            agent = self._ask(step, request, number)
            self._act(step, number, agent, sent.version, sent.once, sent.said())
            return self.find(agent, number)

        route.__annotations__ = {"request": HttpRequest, "number": int, "sent": step.sent}
        return route

    def _ask(self, step: Step, request: HttpRequest, number: int) -> Any:
        """The agent who takes the step on the thing. Raises NotFound, NotAllowed for others."""
        agent = asked_by(request)
        self._refuse_others(step, agent, self.find(agent, number))
        return agent

    def _refuse_others(self, step: Step, agent: Principal, thing: Any) -> None:
        """Raises NotAllowed, which names the roles that may. `find` has raised NotFound where the thing may not be seen."""
        if not step.may(agent, thing):
            raise not_allowed(agent, *step.permissions)

    def _act(
        self,
        step: Step,
        number: int,
        agent: Principal,
        version: int | None,
        once: Any,
        said: Mapping[str, Any],
    ) -> object:
        return step.act(**{self.kind: number}, by=agent, version=version, once=once, **said)

    def _transition(self, step: Step) -> Transition:
        return self.transitions.table[step.verb]

    def _leads_on(self, step: Step, state: str) -> bool:
        return step.is_forward and self._transition(step).target not in (None, state)
