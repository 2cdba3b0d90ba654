"""An edition's page, and its steps: asked, handed in, reviewed, published, given back, given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from goufu.catalogue import actions
from goufu.catalogue.forms import AskForm, PublishForm, ReasonForm, ReviewForm, StepForm
from goufu.catalogue.missing import Missing, next_step
from goufu.catalogue.models import Edition, State
from goufu.catalogue.models.editions import AT_WORK, WRITABLE
from goufu.catalogue.queries import lists
from goufu.catalogue.tables import STATE_KINDS
from goufu.catalogue.views.attempts import Attempt, articles, sent
from goufu.catalogue.views.reading import agent_of
from goufu.core.errors import NotAllowed, NotFound
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.law.cards import Cited
from goufu.registry.agents import Agent

WALK = (State.DRAFT, State.CONSULTING, State.REVIEWING, State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Step:
    """One verb: who may, in which states, its form and action, and its words."""

    permission: Permission
    states: Sequence[State]
    form: type[StepForm]
    act: Callable[..., object]
    heading: str | Promise
    button: str | Promise
    done: str | Promise
    is_dated: bool = True  # whether the action asks for today


STEPS = {
    "ask": Step(
        Permission.DRAFT_EDITION,
        WRITABLE,
        AskForm,
        actions.ask_opinions,
        gettext_lazy("征求意见"),
        gettext_lazy("发出征求意见"),
        gettext_lazy("已发出，被征求的单位会看到。"),
    ),
    "hand-in": Step(
        Permission.DRAFT_EDITION,
        (State.CONSULTING,),
        StepForm,
        actions.finish_consultation,
        gettext_lazy("结束征求意见，报送财政部门"),
        gettext_lazy("报送"),
        gettext_lazy("已报送，等财政部门公布。"),
    ),
    "review": Step(
        Permission.DRAFT_EDITION,
        (State.CONSULTING, State.REVIEWING),
        ReviewForm,
        actions.record_expert_review,
        gettext_lazy("记录专家论证"),
        gettext_lazy("记录"),
        gettext_lazy("已记录专家论证。"),
    ),
    "publish": Step(
        Permission.PUBLISH_EDITION,
        (State.REVIEWING,),
        PublishForm,
        actions.publish_edition,
        gettext_lazy("公布目录"),
        gettext_lazy("公布"),
        gettext_lazy("已公布，任何人都能看到。"),
    ),
    "return": Step(
        Permission.PUBLISH_EDITION,
        (State.REVIEWING,),
        ReasonForm,
        actions.return_edition,
        gettext_lazy("退回修改"),
        gettext_lazy("退回"),
        gettext_lazy("已退回，编制单位会看到理由。"),
        is_dated=False,
    ),
    "withdraw": Step(
        Permission.DRAFT_EDITION,
        AT_WORK,
        ReasonForm,
        actions.withdraw_edition,
        gettext_lazy("撤回这一版"),
        gettext_lazy("撤回"),
        gettext_lazy("已撤回。"),
        is_dated=False,
    ),
}
NEXT = {State.DRAFT: "ask", State.CONSULTING: "hand-in", State.REVIEWING: "publish"}


@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """An edition: where it stands, what is missing before the next step, its entries; opinions for those who make it."""
    agent = agent_of(request)
    found = lists.edition(agent, number)
    makes_it = agent is not None and agent.may_on(Permission.SEE_EDITIONS, found)
    verbs = open_steps(agent, found)
    following = NEXT.get(State(found.state), "")
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "edition": found,
        "state_kind": STATE_KINDS[found.state],
        "steps": [{"word": state.label, "url": ""} for state in WALK],
        "here": _place(found),
        "missing": _told(next_step(found, timezone.localdate())) if makes_it else [],
        "next": (following, STEPS[following]) if following in verbs else None,
        "others": [(verb, STEPS[verb]) for verb in verbs if verb != following],
        "makes_it": makes_it,
        "may_write": found.is_writable
        and agent is not None
        and agent.may_on(Permission.DRAFT_EDITION, found),
        "opinions": found.opinions.select_related("body") if makes_it else [],
        "reviews": found.reviews.all() if makes_it else [],
        "q": words,
        "tree": [] if words else lists.tree(found),
        "found": lists.search(found, words) if words else None,
        "entry_count": found.entries.count(),
    }
    return render(request, "catalogue/edition.html", context)


@require_http_methods(["GET", "POST"])
@needs()
def step(request: HttpRequest, agent: Agent, number: int, verb: str) -> HttpResponse:
    """One step: what it does, what is still missing, the form."""
    if verb not in STEPS:
        raise NotFound
    asked = STEPS[verb]
    found = lists.edition(agent, number)
    if not agent.may_on(asked.permission, found):
        raise NotAllowed(_("您的岗位不能办理这一步"), _("请编制单位或者主管财政部门办理"))
    form = asked.form(sent(request), edition=found, once=once(request))
    attempt = Attempt()
    if request.method == "POST" and form.is_valid():

        def act() -> object:
            today = {"on": timezone.localdate()} if asked.is_dated else {}
            given = form.said() | today
            return asked.act(edition=number, by=agent, version=form.version, once=form.once, **given)

        if attempt.succeeds(form, act, lambda: lists.edition(agent, number).version):
            messages.success(request, str(asked.done))
            return redirect("catalogue:edition", number)
    is_next = NEXT.get(State(found.state)) == verb
    context: dict[str, Any] = {
        "edition": found,
        "verb": verb,
        "step": asked,
        "form": form,
        "articles": attempt.articles,
        "missing": _told(next_step(found, timezone.localdate())) if is_next and not form.errors else [],
    }
    return render(request, "catalogue/step.html", context, status=422 if form.errors else 200)


def open_steps(agent: Agent | None, edition: Edition) -> list[str]:
    """The verbs that this agent may do now."""
    if agent is None:
        return []
    return [
        verb
        for verb, each in STEPS.items()
        if edition.state in each.states and agent.may_on(each.permission, edition)
    ]


def _place(edition: Edition) -> int:
    """Where it stands on the walk, from 1; past the end when published; 0 when withdrawn."""
    if edition.is_public:
        return len(WALK) + 1
    return WALK.index(State(edition.state)) + 1 if edition.state in WALK else 0


def _told(missing: list[Missing]) -> list[tuple[Missing, tuple[Cited, ...]]]:
    return [(each, articles(each.articles)) for each in missing]
