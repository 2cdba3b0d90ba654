"""Pages for administrators' actions on a person's sign-in: passwords, second factors, locks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goufu.accounts.actions import administration as actions
from goufu.core.form_pages import post_button, shown_once
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent
from goufu.registry.queries import people as queries
from goufu.registry.views.people_administration import for_a_reason


@require_http_methods(["GET", "POST"])
@needs(Permission.APPOINT)
def reset_second_factor(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return for_a_reason(
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
@needs(Permission.APPOINT)
def unlock(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    queries.person(agent, number)
    return post_button(
        request,
        lambda: actions.unlock_person(person=number, by=agent, once=once(request)),
        to=reverse("registry:person", args=[number]),
        done=_("已经解锁"),
    )


@require_POST
@needs(Permission.KEEP_PEOPLE)
def reset_password(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    person = queries.person(agent, number)

    def answer(password: str) -> HttpResponse:
        context = {"person": person, "password": password}
        return shown_once(render(request, "registry/password_once.html", context))

    return post_button(
        request,
        lambda: actions.reset_password(person=number, by=agent, once=once(request)),
        to=reverse("registry:person", args=[number]),
        answer=answer,
    )
