"""Pages of the own account: roles, the body to work for, and sign-in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from goufu import wall_clock
from goufu.accounts.middleware import AT_WORK_FOR
from goufu.accounts.sessions import has_second_factor
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent
from goufu.registry.models import Person
from goufu.registry.queries import people as queries
from goufu.ui.onward import onward


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """The page of the own account; without a role it names the security administrators."""
    person = request.user
    assert isinstance(person, Person)
    agent: Agent | None = request.agent  # type: ignore[attr-defined]
    context = {
        "appointments": queries.appointments_now(person, wall_clock.today()),
        "agent": agent,
        "may_delegate": bool(agent and agent.may(Permission.DELEGATE)),
        "security_admins": queries.administrators(wall_clock.today()),
        "has_second_factor": has_second_factor(person),
    }
    return render(request, "accounts/account.html", context)


@require_POST
@login_required
def work_for(request: HttpRequest) -> HttpResponse:
    """Sets the body to work for, one of those in which the person holds a role. Raises NotFound."""
    chosen = request.POST.get("body", "")
    if chosen not in {str(agent.body.pk) for agent in request.agents}:  # type: ignore[attr-defined]
        raise NotFound
    request.session[AT_WORK_FOR] = int(chosen)
    return redirect(onward(request))
