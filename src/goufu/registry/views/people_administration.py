"""Pages for administrators: deactivating and reactivating an account, unmasking personal data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goufu.core.errors import NotFound
from goufu.core.form_pages import form_page, post_button, sent, shown_once
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.actions import people as actions
from goufu.registry.agents import Agent
from goufu.registry.forms import RemovalForm
from goufu.registry.models import Person
from goufu.registry.queries import people as queries


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_PEOPLE)
def deactivate(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return for_a_reason(
        request,
        agent,
        number,
        actions.deactivate_person,
        title=_("停用%(name)s的账号"),
        lead=_(
            "停用后立即退出，不能再登录；做过的事都保留。以后可以恢复。"
            "在办的事不会转给别人：要转，先请安全管理员在这个人的页面上办“交接工作”。"
        ),
        button=_("停用"),
        done=_("已经停用"),
    )


@require_POST
@needs(Permission.KEEP_PEOPLE)
def reactivate(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    queries.person(agent, number)
    return post_button(
        request,
        lambda: actions.reactivate_person(person=number, by=agent, once=once(request)),
        to=reverse("registry:person", args=[number]),
        done=_("已经恢复"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.UNMASK)
def unmask(request: HttpRequest, agent: Agent, number: int, field: str) -> HttpResponse:
    if field not in actions.PERSONAL:
        raise NotFound
    person = queries.person(agent, number)
    form = RemovalForm(sent(request), once=once(request))
    what = _(actions.PERSONAL[field])

    def answer(plain: str) -> HttpResponse:
        context = {"person": person, "what": what, "plain": plain}
        return shown_once(render(request, "registry/unmasked.html", context))

    return form_page(
        request,
        form,
        lambda: actions.unmask(person=number, field=field, by=agent, once=form.once, **form.cleaned_data),
        answer=answer,
        back=reverse("registry:person", args=[number]),
        title=_("查看%(name)s的%(what)s") % {"name": person.name, "what": what},
        button=_("查看"),
        lead=_("只显示一次。谁、什么时候、为什么看的，都记入日志。"),
    )


def for_a_reason(
    request: HttpRequest,
    agent: Agent,
    number: int,
    action: Callable[..., Person],
    *,
    title: str,
    **said: Any,
) -> HttpResponse:
    """The page of an action on a person that needs only a reason. title: with %(name)s."""
    person = queries.person(agent, number)
    form = RemovalForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: action(person=number, by=agent, once=form.once, **form.cleaned_data),
        back=reverse("registry:person", args=[number]),
        title=title % {"name": person.name},
        **said,
    )
