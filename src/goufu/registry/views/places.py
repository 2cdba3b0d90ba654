"""Pages of places: search, a place with the history of its code, opening, changing, merging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.actions import places as actions
from goufu.registry.agents import Agent
from goufu.registry.models.places import CENTRE
from goufu.registry.place_forms import ChangeForm, MergePlacesForm, OpenForm, SearchForm
from goufu.registry.queries import places as queries
from goufu.registry.queries.bodies import bodies

A_PAGE = 50


@require_safe
@needs()
def places(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The provinces, or the places that match the search."""
    form = SearchForm(request.GET or None)
    form.is_valid()
    asked = form.cleaned_data if form.is_bound else {}
    text = asked.get("q", "")
    found = queries.find_places(text, ended=asked["ended"]) if text else queries.provinces()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "q": text,
        "page": page,
        "rows": [(place, queries.path(place)[:-1]) for place in page],
        "may_keep": agent.may(Permission.KEEP_PLACES),
    }
    return render(request, "registry/places.html", context)


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = queries.place(number)
    context = {
        "place": found,
        "path": queries.path(found)[:-1],
        "children": queries.children(found),
        "history": queries.history(found),
        "predecessors": found.predecessors.order_by("code"),
        "heir": None if found.is_current else queries.last_successor(found),
        "bodies": bodies(agent).filter(place=found).count(),
        "may_keep": agent.may(Permission.KEEP_PLACES) and found.code != CENTRE,
    }
    return render(request, "registry/place.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_PLACES)
def open_place(request: HttpRequest, agent: Agent) -> HttpResponse:
    form = OpenForm(sent(request), once=once(request))

    return form_page(
        request,
        form,
        lambda: actions.open_place(by=agent, once=form.once, **form.cleaned_data),
        back=reverse("registry:places"),
        to=_page_of,
        title=_("登记新设的区划"),
        button=pgettext("to do", "登记"),
        done=lambda made: _("已经登记%(name)s") % {"name": made.name},
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_PLACES)
def change(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = queries.place(number)
    form = ChangeForm.of(found, sent(request), once=once(request), version=found.version)

    return _place_form(
        request,
        form,
        lambda: actions.change_place(
            by=agent, place=found, version=form.version or 0, once=form.once, **form.cleaned_data
        ),
        number,
        to=_page_of,
        title=_("%(name)s改名称或者代码") % {"name": found.name},
        button=_("保存"),
        done=_("已经保存；原来的名称和代码留在沿革里"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_PLACES)
def merge(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = queries.place(number)
    form = MergePlacesForm(sent(request), once=once(request), version=found.version)

    return _place_form(
        request,
        form,
        lambda: actions.merge_place(
            by=agent, place=found, version=form.version or 0, once=form.once, **form.cleaned_data
        ),
        number,
        to=_page_of(number),
        title=_("%(name)s并入别处") % {"name": found.name},
        button=_("并入"),
        done=_("已经登记；登记在%(name)s的单位要改到新的区划") % {"name": found.name},
    )


def _place_form(
    request: HttpRequest, form: Any, act: Callable[[], object], number: int, **said: Any
) -> HttpResponse:
    back = _page_of(number)
    return form_page(request, form, act, back=back, version_now=lambda: queries.place(number).version, **said)


def _page_of(number: object) -> str:
    return reverse("registry:place", args=[number])
