"""Actions of administrators on a person's sign-in: passwords, second factors, locks."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password

from goufu.accounts.lockout import unlock
from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.core.reasons import required_reason
from goufu.registry.actions.people import one_time_password, refuse_oneself
from goufu.registry.agents import Agent
from goufu.registry.models import Person


def reset_password(*, person: int, by: Agent, once: UUID | None = None) -> str:
    """Sets and returns a new one-time password; not enough alone, since another administrator resets second factors."""
    with action("accounts.person.password_reset", Permission.KEEP_PEOPLE, by=by, once=once) as act:
        act.allow_anywhere()
        refuse_oneself(person, by, "自己的密码请在“我的账号”里改")
        found = act.lock(Person.objects, person)
        password = one_time_password()
        act.change(found, must_change_password=True)
        act.update(found, password=make_password(password))
        return password


def reset_second_factor(*, person: int, reason: str, by: Agent, once: UUID | None = None) -> Person:
    """Deletes the person's second factors and ends the sessions; new ones are set up at the next sign-in.

    Links to a body's own sign-in are deleted too, and made again by name: its number for the person may have changed.
    """
    with action("accounts.person.second_factor_reset", Permission.APPOINT, by=by, once=once) as act:
        act.allow_anywhere()
        refuse_oneself(person, by, "不能重置自己的第二重验证")
        found = act.lock(Person.objects, person)
        act.log(reason=required_reason(reason, "重置"))
        act.change(found, sessions_ended=found.sessions_ended + 1)
        act.remove_all(Authenticator.objects.filter(user=found), named_by="type")
        act.remove_all(SocialAccount.objects.filter(user=found), named_by="provider")
        return found


def unlock_person(*, person: int, by: Agent | System, once: UUID | None = None) -> Person:
    """Lifts the lock after too many wrong passwords or codes; the system itself does so on the machine's command line."""
    with action("accounts.person.unlocked", Permission.APPOINT, by=by, once=once) as act:
        act.allow_anywhere()
        if isinstance(by, Agent):
            refuse_oneself(person, by, "不能给自己解锁")
        found = act.lock(Person.objects, person)
        act.only_log(found)
        unlock(found)
        return found
