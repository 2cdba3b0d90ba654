"""Pages of bodies: the list, the tree, a body's page, and its changes."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu import wall_clock
from goufu.core.form_pages import form_page, post_button, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.documents.queries import documents_by_thing
from goufu.numbers import whole_number
from goufu.registry.actions import bodies as actions
from goufu.registry.agents import Agent
from goufu.registry.body_forms import BodyForm, RegisterForm
from goufu.registry.body_tables import BodyFilter, BodyTable
from goufu.registry.eligibility import eligibility_of_body
from goufu.registry.models import Body
from goufu.registry.names import PinyinOrder
from goufu.registry.queries import bodies as queries
from goufu.registry.queries.designations import history_of, successions, with_former_names
from goufu.registry.queries.people import holders
from goufu.registry.queries.places import bodies_in_ended_places, last_successor, path
from goufu.registry.queries.providers import debarments_of, file_of, years_since_founding
from goufu.ui.lists import list_page

MOST_ENDED = 200


@require_safe
@needs(Permission.SEE_BODIES)
def bodies(request: HttpRequest, agent: Agent) -> HttpResponse:
    may_keep = agent.may(Permission.KEEP_BODIES)
    first_step = {"url": reverse("registry:register_body"), "action": _("登记一个单位")}
    context = {
        "may_keep": may_keep,
        "first_step": first_step if may_keep else None,
        "ended": may_keep and bodies_in_ended_places(agent).exists(),
    }
    return list_page(
        request,
        BodyTable,
        with_former_names(queries.bodies(agent).order_by(PinyinOrder("name"), "pk")),
        BodyFilter,
        "registry/bodies.html",
        context,
    )


@require_safe
@needs(Permission.SEE_BODIES)
def tree(request: HttpRequest, agent: Agent) -> HttpResponse:
    return render(request, "registry/tree.html", {"bodies": queries.branch(agent, None)})


@require_safe
@needs(Permission.SEE_BODIES)
def branch(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The bodies directly below a body, as a part of the tree."""
    parent = queries.body(agent, number)
    return render(request, "registry/branch.html", {"bodies": queries.branch(agent, parent)})


@require_safe
@needs(Permission.SEE_BODIES)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = queries.body(agent, number)
    today = wall_clock.today()
    debarments = list(debarments_of(found, today))
    purchaser, provider = eligibility_of_body(found, today, debarments)
    file = file_of(agent, found)
    may_provide = provider.card is None
    linked, history = successions(found), list(history_of(found))
    may_keep = agent.may_on(Permission.KEEP_BODIES, found)
    with_papers: list[Model] = [entry for section in file for entry in section.entries]
    if may_keep or linked or history:
        with_papers.append(found)
    context = {
        "body": found,
        "place_path": path(found.place),
        "heir": None if found.place.is_current else last_successor(found.place),
        "ancestors": queries.ancestors(agent, found),
        "below": queries.branch(agent, found),
        "purchaser": purchaser,
        "provider": provider,
        "file": file if may_provide or any(section.entries for section in file) else [],
        "papers": documents_by_thing(with_papers),
        "debarments": debarments,
        "history": history,
        "came_from": [each for each in linked if each.successor_id == number],
        "went_into": [each for each in linked if each.ended_id == number],
        "years": years_since_founding(found, today),
        "may_provide": may_provide,
        "may_keep": may_keep,
        "may_keep_file": may_provide and agent.may_on(Permission.KEEP_PROVIDERS, found),
        "holders": holders(agent, found, today),
        "once": once(request),
    }
    return render(request, "registry/body.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BODIES)
def register(request: HttpRequest, agent: Agent) -> HttpResponse:
    form = RegisterForm(sent(request), agent=agent, once=once(request))

    return form_page(
        request,
        form,
        lambda: actions.register_body(by=agent, once=form.once, **form.cleaned_data),
        back=reverse("registry:bodies"),
        to=_page_of,
        title=_("登记一个单位"),
        button=pgettext("to do", "登记"),
        done=lambda made: _("已经登记%(name)s") % {"name": made.name},
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BODIES)
def change(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = queries.body(agent, number)
    form = BodyForm.of(found, sent(request), agent=agent, once=once(request), version=found.version)

    return form_page(
        request,
        form,
        lambda: actions.change_body(
            by=agent, body=found, version=form.version or 0, once=form.once, **form.cleaned_data
        ),
        back=_page_of(number),
        title=_("更正%(name)s") % {"name": found.name},
        button=_("保存"),
        done=_("已经保存"),
        lead=_("用来补充或者更正登记错的内容。依文件改名、改类别的，请办“变更”：原来的名称会留在沿革里。"),
        version_now=lambda: queries.body(agent, number).version,
    )


@require_safe
@needs(Permission.KEEP_BODIES)
def ended(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of bodies whose places have ended."""
    found = bodies_in_ended_places(agent)
    context = {
        "bodies": [(body, last_successor(body.place)) for body in found[:MOST_ENDED]],
        "count": found.count(),
        "most": MOST_ENDED,
    }
    return render(request, "registry/ended.html", context)


@require_POST
@needs(Permission.KEEP_BODIES)
def close(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return _at_once(request, agent, number, actions.close_body, _("已经停用"))


@require_POST
@needs(Permission.KEEP_BODIES)
def reopen(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return _at_once(request, agent, number, actions.reopen_body, _("已经恢复"))


@require_POST
@needs(Permission.KEEP_BODIES)
def follow(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return _at_once(request, agent, number, actions.move_to_successor_place, _("已经改到现在的区划"))


def _at_once(
    request: HttpRequest, agent: Agent, number: int, do: Callable[..., Body], done: str
) -> HttpResponse:
    """The response to an action by button, without a form; a refusal has its own page."""
    found = queries.body(agent, number)
    version = whole_number(request.POST.get("version"))
    return post_button(
        request,
        lambda: do(by=agent, body=found, version=version, once=once(request)),
        to=_page_of(number),
        done=f"{found.name}：{done}",
    )


def _page_of(number: object) -> str:
    return reverse("registry:body", args=[number])
