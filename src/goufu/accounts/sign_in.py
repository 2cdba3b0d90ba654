"""The adapters of django-allauth: no self-registration, encrypted secrets, our own messages.

A body's own sign-in is in `body_sign_in`; log entries about sign-ins are written in `signals`.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.accounts import signals
from goufu.accounts.sessions import has_second_factor, just_proved, second_factor_given
from goufu.core.client import client_network
from goufu.core.personal import seal, unseal
from goufu.registry.models import Person

_COUNTED = {"app": "allauth.account", "action": "login_failed"}


def is_locked(person: Person) -> bool:
    """Whether the account is locked after too many wrong passwords or codes, so that even the right one is refused."""
    [rate] = ratelimit.parse_rates(settings.SIGN_IN_LOCK)
    counts = [ratelimit.get_cache_key(HttpRequest(), rate=rate, key=key, **_COUNTED) for key in _keys(person)]
    failures = cache.get_many(counts).values()
    return any(not ratelimit.apply_rate(each, time.time(), rate, dry_run=True)[0] for each in failures)


def unlock(person: Person) -> None:
    """Resets the counts of failures."""
    for key in _keys(person):
        ratelimit.clear(HttpRequest(), key=key, config={"login_failed": settings.SIGN_IN_LOCK}, **_COUNTED)


def _keys(person: Person) -> tuple[str, str]:
    """The keys under which allauth counts wrong passwords (see `SignIn`) and wrong second factors."""
    return person.username.lower(), f"mfa-auth-user-{person.pk}"


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """The adapter for sign-in by name and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("这个账号已停用。需要恢复，请联系系统管理员。"),
        "enter_current_password": _("现在的密码不对。请重新输入；忘记了，请系统管理员重设。"),
        "incorrect_code": _("验证码不对。请输入验证器上现在显示的六位数字，或一个没有用过的恢复码。"),
        "incorrect_password": _("密码不对。请重新输入。"),
        "rate_limited": _("试得太多了。请过一会儿再试，或请安全管理员解锁。"),
        "too_many_login_attempts": _("错得太多，这个登录名暂时锁定。请过一会儿再试，或请安全管理员解锁。"),
        "username_password_mismatch": _("登录名或密码不对。请检查后重新输入；忘记密码，请系统管理员重设。"),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """By what the limits for an address count; allauth's would answer too few X-Forwarded-For entries with 500."""
        return client_network(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, app: str) -> bool:
        """Whether the second factor must be given again: only if there is one, and it was not given just now."""
        required = bool(super().is_reauthentication_required(app=app))
        return required and has_second_factor(self.request.user) and not just_proved(self.request.session)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            signals.locked_out(request, str(credentials.get("username", "")))
            raise

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The key of failure counts, without the host name that allauth adds: an installation may have several."""
        return str(credentials.get("username", "")).lower()

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "goufu.accounts.sign_in.AskForSecondFactor"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def set_password(self, user: Person, password: str) -> None:
        user.must_change_password = False
        super().set_password(user, password)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The home page; for a person without a role, the account page, which explains it."""
        return reverse("home" if request.agents else "accounts:account")  # type: ignore[attr-defined]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Adds only messages with our own text; allauth's repeat what the page shows."""
        if kwargs.get("message"):
            super().add_message(request, level, *args, **kwargs)


class AskForSecondFactor(AuthenticateStage):  # type: ignore[misc]
    """The second-factor stage, skipped where a trusted provider has asked for one."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if second_factor_given(self.request, self.login.user):
            return None, True
        asked: tuple[HttpResponse | None, bool] = super().handle()
        return asked


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """The adapter for second factors: authenticator apps, passkeys, recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": SignIn.error_messages["incorrect_code"],
        "cannot_generate_recovery_codes": _("请先设好验证器或通行密钥，再生成恢复码。"),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_label(self, user: Person) -> str:
        return user.username
