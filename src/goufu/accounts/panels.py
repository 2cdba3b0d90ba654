"""Panels of accounts on other rooms' pages."""

from __future__ import annotations

from django.http import HttpRequest

from goufu.accounts.lockout import is_locked
from goufu.accounts.sessions import has_second_factor
from goufu.core.pages import once
from goufu.core.panels import Panel
from goufu.core.permissions import Permission
from goufu.registry.models import Person


def sign_in(request: HttpRequest, person: object) -> Panel:
    """The panel on a person's sign-in, with the actions that the agent may take."""
    assert isinstance(person, Person)
    agent = request.agent  # type: ignore[attr-defined]
    has_factor, locked = has_second_factor(person), is_locked(person)
    may_appoint = person != agent.person and agent.may(Permission.APPOINT)
    context = {
        "person": person,
        "has_second_factor": has_factor,
        "is_locked": locked,
        "may_reset_password": person != agent.person and agent.may(Permission.KEEP_PEOPLE),
        "may_reset_second_factor": may_appoint and has_factor,
        "may_unlock": may_appoint and locked,
        "once": once(request),
    }
    return Panel("accounts/sign_in_panel.html", context)
