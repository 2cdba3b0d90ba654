"""The adapters of django-allauth: no self-registration, encrypted secrets, our own messages.

A body's own sign-in is in `body_sign_in`; log entries about sign-ins are written in `signals`.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.accounts import known_browsers, lockout, signals
from goufu.accounts.sessions import has_second_factor, just_proved, second_factor_given
from goufu.core.client import client_network
from goufu.core.personal import seal, unseal
from goufu.registry.models import Person


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """The adapter for sign-in by name and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("这个账号已停用。需要恢复，请联系系统管理员。"),
        "enter_current_password": _("现在的密码不对。请重新输入；忘记了，请系统管理员重设。"),
        "incorrect_code": _("验证码不对。请输入验证器上现在显示的六位数字，或一个没有用过的恢复码。"),
        "incorrect_password": _("密码不对。请重新输入。"),
        "rate_limited": _("试得太多了。请过一会儿再试，或请安全管理员解锁。"),
        "too_many_login_attempts": _("错得太多，这个登录名暂时锁定。请过一会儿再试，或请安全管理员解锁。"),
        "username_password_mismatch": _(
            "登录名或密码不对，或者账号已经停用。请检查后重新输入；忘记密码，请系统管理员重设。"
        ),
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
        username = str(credentials.get("username", "")).lower()
        person = Person.objects.filter(username=username).values_list("pk", flat=True).first()
        try:
            self._try = lockout.begin(request, username, person)
        except lockout.Locked as error:
            signals.locked_out(request, username)
            raise self.validation_error("too_many_login_attempts") from error

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """The person; None also for a deactivated one, whose right password is answered and counted as a wrong one."""
        person: Person | None = super().authenticate(request, **credentials)
        if person is None or not person.is_active:
            return None
        self._try.succeeded()
        return person

    def post_login(self, request: HttpRequest, user: Person, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        known_browsers.remember(request, response, user.pk)
        return response

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


class LimitedCodes:
    """The form of a code, with the lock after too many wrong ones."""

    user: Person

    def clean_code(self) -> str:
        try:
            tried = lockout.begin(context.request, lockout.code_of(self.user.pk), self.user.pk)
        except lockout.Locked as error:
            signals.locked_out(context.request, self.user.username)
            raise SignIn().validation_error("too_many_login_attempts") from error
        code: str = super().clean_code()  # type: ignore[misc]
        tried.succeeded()
        return code


class CodeForm(LimitedCodes, AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(LimitedCodes, ReauthenticateForm):  # type: ignore[misc]
    pass


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
