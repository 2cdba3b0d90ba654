"""Signal handlers that write log entries about sign-ins, and store their times in the session."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import signals as auth
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from goufu import wall_clock
from goufu.accounts import sessions
from goufu.core.client import client_address
from goufu.journal import actions as journal
from goufu.journal.told import ToldRows
from goufu.journal.told_entries import tell
from goufu.registry.models import Person

TYPED = 40  # characters of a typed user name that are logged
NOBODY = journal.Actor(None, "未登录")

# As the log entry names them.
FACTORS = {"totp": "手机验证器", "webauthn": "通行密钥", "recovery_codes": "恢复码"}


def record(action: str, request: HttpRequest, person: Person | None = None, **facts: Any) -> None:
    """Writes one log entry, by that person if known."""
    actor = journal.Actor(person.pk, person.name) if person else NOBODY
    with transaction.atomic():
        journal.record(
            action,
            by=actor,
            subject=("person", person.pk if person else ""),
            facts={"address": client_address(request), **facts},
        )


def locked_out(request: HttpRequest, username: str) -> None:
    record("accounts.person.locked_out", request, username=username[:TYPED])


def not_enrolled(request: HttpRequest, provider: str, username: str) -> None:
    record("accounts.person.sign_in_failed", request, username=username[:TYPED], provider=provider)


# Django's own receiver would store the machine's time, which isn't the wall clock's in a demonstration.
auth.user_logged_in.disconnect(dispatch_uid="update_last_login")


@receiver(auth.user_logged_in)
def begin(sender: object, request: HttpRequest, user: Person, **more: Any) -> None:
    sessions.begin(request.session)
    user.last_login = wall_clock.now()
    user.save(update_fields=["last_login"])


@receiver(account.user_logged_in)
def signed_in(sender: object, request: HttpRequest, user: Person, **more: Any) -> None:
    given = sessions.second_factor_given(request, user)
    if given:
        sessions.second_factor_is_given(request.session)
    login = more.get("sociallogin")
    record(
        "accounts.person.signed_in",
        request,
        user,
        second_factor=given,
        **({"provider": login.account.provider} if login else {}),
    )


@receiver(auth.user_login_failed)
def failed(sender: object, credentials: dict[str, Any], request: HttpRequest | None, **more: Any) -> None:
    if request is not None:
        record(
            "accounts.person.sign_in_failed", request, username=str(credentials.get("username", ""))[:TYPED]
        )


@receiver(auth.user_logged_out)
def signed_out(sender: object, request: HttpRequest, user: Person | None, **more: Any) -> None:
    if user is not None:
        record("accounts.person.signed_out", request, user)


@receiver(account.password_changed)
def password_changed(sender: object, request: HttpRequest, user: Person, **more: Any) -> None:
    told = ToldRows()
    told.changed(user, ["password", "must_change_password"])
    record("accounts.person.password_changed", request, user, rows=told.facts())


@receiver(post_save, sender=Authenticator)
@receiver(post_save, sender=SocialAccount)
def factor_stored(
    sender: type[Model], instance: Model, created: bool, update_fields: Any = None, **more: Any
) -> None:
    """Tells the row of a way to sign in, whoever stored it: allauth does without telling us."""
    told = ToldRows()
    if created:
        told.created(instance)
    elif update_fields is None or "data" in update_fields:
        told.changed(instance, ["data"] if sender is Authenticator else ["uid"])
    if told:
        _tell_factor(instance, told)


@receiver(post_delete, sender=Authenticator)
@receiver(post_delete, sender=SocialAccount)
def factor_removed(sender: type[Model], instance: Model, **more: Any) -> None:
    told = ToldRows()
    told.removed(sender, [instance.pk])
    _tell_factor(instance, told)


def _tell_factor(factor: Model, told: ToldRows) -> None:
    with transaction.atomic():
        tell(
            "accounts.factor.stored",
            subject=(factor._meta.model_name or "", factor.pk),
            rows=told,
        )


@receiver(second_factor.authentication_failed)
def code_refused(sender: object, request: HttpRequest, user: Person, **more: Any) -> None:
    record("accounts.person.second_factor_failed", request, user)


@receiver(second_factor.authenticator_used)
def used(sender: object, request: HttpRequest, reauthenticated: bool, **more: Any) -> None:
    if reauthenticated:
        sessions.second_factor_is_given(request.session)


@receiver(second_factor.authenticator_added)
def added(
    sender: object, request: HttpRequest, user: Person, authenticator: Authenticator, **more: Any
) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        sessions.second_factor_is_given(request.session)
    record(
        "accounts.person.second_factor_added",
        request,
        user,
        kind=FACTORS.get(authenticator.type, authenticator.type),
    )


@receiver(second_factor.authenticator_removed)
def removed(
    sender: object, request: HttpRequest, user: Person, authenticator: Authenticator, **more: Any
) -> None:
    if not sessions.has_second_factor(user):
        request.session.pop(sessions.SECOND_FACTOR, None)
    record(
        "accounts.person.second_factor_removed",
        request,
        user,
        kind=FACTORS.get(authenticator.type, authenticator.type),
    )


@receiver(second_factor.authenticator_reset)
def codes_renewed(
    sender: object, request: HttpRequest, user: Person, authenticator: Authenticator, **more: Any
) -> None:
    record("accounts.person.recovery_codes_renewed", request, user)
