"""What administrators do for a person: passwords, second factors, locks, closing an account, personal data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goufu.registry.actions import people as actions
from goufu.registry.agents import Agent
from goufu.registry.errors import AlreadyDone, NotThere
from goufu.registry.form_pages import form_page, sent, shown_once
from goufu.registry.forms import ReasonForm
from goufu.registry.models import Person
from goufu.registry.pages import needs, once
from goufu.registry.permissions import Permission
from goufu.registry.queries import people as queries


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_PEOPLE)
def deactivate(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return _for_a_reason(
        request,
        agent,
        number,
        actions.deactivate_person,
        title=_("停用%(name)s的账号"),
        lead=_("停用后立即退出，不能再登录；做过的事都保留。以后可以恢复。"),
        button=_("停用"),
        done=_("已经停用"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.APPOINT)
def reset_second_factor(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return _for_a_reason(
        request,
        agent,
        number,
        actions.reset_second_factor,
        title=_("重置%(name)s的第二重验证"),
        lead=_("验证器、通行密钥和恢复码全部作废，立即退出。请先当面或打电话确认是本人。"),
        button=_("重置"),
        done=_("已经重置，本人下次登录时重新设置"),
    )


@require_POST
@needs(Permission.KEEP_PEOPLE)
def reactivate(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return _at_once(request, number, actions.reactivate_person, agent, _("已经恢复"))


@require_POST
@needs(Permission.APPOINT)
def unlock(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return _at_once(request, number, actions.unlock_person, agent, _("已经解锁"))


@require_POST
@needs(Permission.KEEP_PEOPLE)
def reset_password(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    person = queries.person(agent, number)
    try:
        password = actions.reset_password(person=number, by=agent, once=once(request))
    except AlreadyDone:
        return redirect("registry:person", number)
    answer = render(request, "registry/password_once.html", {"person": person, "password": password})
    return shown_once(answer)


@require_http_methods(["GET", "POST"])
@needs(Permission.UNMASK)
def unmask(request: HttpRequest, agent: Agent, number: int, field: str) -> HttpResponse:
    if field not in actions.PERSONAL:
        raise NotThere
    person = queries.person(agent, number)
    form = ReasonForm(sent(request), once=once(request))
    what = _(actions.PERSONAL[field])

    def do() -> HttpResponse:
        plain = actions.unmask(person=number, field=field, by=agent, once=form.once, **form.cleaned_data)
        context = {"person": person, "what": what, "plain": plain}
        return shown_once(render(request, "registry/unmasked.html", context))

    return form_page(
        request,
        form,
        do,
        back=reverse("registry:person", args=[number]),
        title=_("查看%(name)s的%(what)s") % {"name": person.name, "what": what},
        button=_("查看"),
        lead=_("只显示一次。谁、什么时候、为什么看的，都记入日志。"),
    )


def _for_a_reason(
    request: HttpRequest,
    agent: Agent,
    number: int,
    action: Callable[..., Person],
    *,
    title: str,
    done: str,
    **said: Any,
) -> HttpResponse:
    person = queries.person(agent, number)
    form = ReasonForm(sent(request), once=once(request))
    back = reverse("registry:person", args=[number])

    def do() -> HttpResponse:
        action(person=number, by=agent, once=form.once, **form.cleaned_data)
        messages.success(request, done)
        return redirect(back)

    return form_page(request, form, do, back=back, title=title % {"name": person.name}, **said)


def _at_once(
    request: HttpRequest, number: int, action: Callable[..., Person], agent: Agent, done: str
) -> HttpResponse:
    queries.person(agent, number)
    try:
        action(person=number, by=agent, once=once(request))
        messages.success(request, done)
    except AlreadyDone:
        pass
    return redirect("registry:person", number)
