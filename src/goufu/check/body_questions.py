"""Questions of what kind the bodies of a list are: what is asked and what a person has answered, on its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from goufu.check.forms import plan_facts
from goufu.check.list_pages import for_uploaded_list
from goufu.check.list_state import ListState
from goufu.check.tasks import have_checked
from goufu.check.uploaded_list import UploadedList
from goufu.check.visitors import Visitor

MOST_SHOWN = 20


def bodies(uploaded: UploadedList, state: ListState) -> list[dict[str, Any]]:
    """The bodies whose kind is asked, then those of which a person has said it, each with its `kind` ("" for none yet)."""
    asked = [question | {"kind": ""} for question in state.answers.questions[:MOST_SHOWN]]
    said = uploaded.task().terms.kinds
    return asked + [{"about": body, "kind": kind, "rule": ""} for body, kind in said.items()]


@require_POST
@for_uploaded_list
def answer(request: HttpRequest, uploaded: UploadedList) -> HttpResponse:
    """Stores of what kind bodies are, and checks the list again."""
    state = uploaded.state()
    if state.phase == "done":
        task = uploaded.task()
        known = {body["about"] for body in bodies(uploaded, state)}
        said = _said(zip(request.POST.getlist("about"), request.POST.getlist("kind"), strict=False))
        kinds = {**task.terms.kinds, **{body: kind for body, kind in said if body in known}}
        kinds = {body: kind for body, kind in kinds.items() if kind}
        if kinds != task.terms.kinds:
            terms = replace(task.terms, kinds=kinds)
            have_checked(uploaded, replace(task, terms=terms), Visitor.of(request))
    return redirect("check:list", uploaded.token)


def _said(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    kinds = plan_facts()["purchaser_kind"].choices
    return [(body, kind) for body, kind in pairs if kind in kinds or not kind]
