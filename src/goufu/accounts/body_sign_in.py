"""A body's own sign-in (OpenID Connect): it opens accounts of the bodies that it stands for, and creates none.

allauth holds the state and exchanges the code. An answer counts only when it is signed with the provider's keys, which
allauth itself leaves to TLS. Other data from the provider about a person is ignored.
"""

from __future__ import annotations

import logging
import secrets
from functools import cached_property
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from requests import RequestException

from goufu import wall_clock
from goufu.accounts import signals
from goufu.registry.agents import agents_of
from goufu.registry.models import Body, Person

NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLAIMS = ["iss", "sub", "aud", "exp", "iat"]
CLOCKS_APART = 60  # seconds

CANCELLED = _("您在单位的统一登录那里取消了。")
NOT_BEGUN_HERE = _("这次登录不是从这个浏览器开始的，或者已经过了十分钟。请回到登录，重新开始。")
NO_ANSWER = _("单位的统一登录没有正常应答。请过一会儿再试；急用，可以用登录名和密码登录。")
NOT_PROVED = _("单位统一登录的回答核实不了，所以没有让您登录。请重试；一直不行，请把时间告诉系统管理员。")

log = logging.getLogger(__name__)


class Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The requests to one provider. Raises OAuth2Error, or RequestException when there is no answer.

    nonce: what the sign-in was begun with; the id_token must repeat it, so that none of another sign-in is taken.
    """

    nonce: str | None = None

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        found = _ask(self.get_provider().server_url)
        if missing := [name for name in NEEDED if not isinstance(found.get(name), str)]:
            raise OAuth2Error(f"The provider's configuration lacks {', '.join(missing)}")
        return found

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        return SocialToken(token=str(data["access_token"]))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        if request.GET.get("iss", self.openid_config["issuer"]) != self.openid_config["issuer"]:
            raise OAuth2Error("The answer comes from another provider")  # RFC 9207
        claims = self._proved(kwargs["response"].get("id_token"), app.client_id)
        wanted = app.settings["username_claim"]
        if wanted not in claims:
            claims |= self._userinfo(token, claims["sub"])
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.user.username = _name(claims.get(wanted))
        return login

    def _proved(self, id_token: str | None, audience: str) -> dict[str, Any]:
        """The claims of an unexpired token, signed by the provider and issued for us. Raises OAuth2Error."""
        if not id_token:
            raise OAuth2Error("No id_token came with the access token")
        keys = _ask(self.openid_config["jwks_uri"])
        try:
            key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(id_token)["kid"]]
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key,
                algorithms=SIGNATURES,
                audience=audience,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_APART,
                options={"require": CLAIMS},
            )
        except (jwt.PyJWTError, KeyError) as error:
            raise OAuth2Error(f"The id_token is not valid: {error!r}") from error
        if self.nonce is None or claims.get("nonce") != self.nonce:
            raise OAuth2Error("The id_token is of another sign-in")
        if claims.get("azp", audience) != audience or (_is_shared(claims["aud"]) and "azp" not in claims):
            raise OAuth2Error("The id_token was issued for another client")
        if not 0 < len(claims["sub"]) <= app_settings.UID_MAX_LENGTH or not claims["sub"].isprintable():
            raise OAuth2Error("The id_token's sub is no number of a person")
        return claims

    def _userinfo(self, token: SocialToken, sub: str) -> dict[str, Any]:
        """The claims of the userinfo endpoint, {} without one; they must be of the same person. Raises OAuth2Error."""
        if not (address := self.openid_config.get("userinfo_endpoint")):
            return {}
        claims = _ask(address, Authorization=f"Bearer {token.token}")
        if claims.get("sub") != sub:
            raise OAuth2Error("The userinfo is of somebody else than the id_token")
        return claims


class OpenId(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = Exchange

    def redirect(self, request: HttpRequest, process: str, **more: Any) -> HttpResponse:
        nonce = secrets.token_urlsafe()
        asked = self.get_auth_params() | {"nonce": nonce}
        answer: HttpResponse = super().redirect(request, process, auth_params=asked, nonce=nonce, **more)
        return answer

    def stands_for(self, person: Person) -> bool:
        """Whether all bodies in which the person works today, or else was enrolled, are bodies of this provider."""
        bodies = [agent.body for agent in agents_of(person, wall_clock.today())]
        if not bodies and person.enrolled_with:
            bodies = [person.enrolled_with]
        settings = self.app.settings
        paths = Body.objects.filter(credit_code__in=settings["bodies"]).values_list("path", flat=True)
        own = tuple(paths)
        return bool(bodies) and all(
            body.path.startswith(own) or body.place.code in settings["places"] for body in bodies
        )

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}


class BodySignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The adapter that signs in enrolled people, and shows everybody else why not."""

    def list_apps(self, request: HttpRequest, *given: Any, **more: Any) -> list[SocialApp]:
        """The providers of the settings only: whoever can write a row into the database must not add one."""
        return [app for app in super().list_apps(request, *given, **more) if app.pk is None]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Finds the person by the provider's number; the first time, by the user name in the claims."""
        account, said = sociallogin.account, sociallogin.user
        person = said if account.pk else _enrolled(said.username, account.provider)
        provider = account.get_provider(request)
        if person is None or not person.is_active or not provider.stands_for(person):
            signals.not_enrolled(request, account.provider, said.username)
            raise ImmediateHttpResponse(render(request, "account/not_enrolled.html", status=403))
        if not account.pk:
            sociallogin.user = person
            sociallogin.account, _made = SocialAccount.objects.get_or_create(
                provider=account.provider, uid=account.uid, defaults={"user": person}
            )

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: OpenId,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Shows the person what to do, and logs the cause for the operator."""
        said = request.GET.get("error")
        if error == AuthError.CANCELLED:
            why, status = CANCELLED, 200
        elif isinstance(exception, RequestException):
            why, status = NO_ANSWER, 502
        elif exception or said:
            why, status = NOT_PROVED, 403
        else:
            why, status = NOT_BEGUN_HERE, 403
        if status != 200:
            log.warning("Sign-in through %s failed: %.300r", provider.app.provider_id, exception or said)
        context = {"why": why, "body": provider.name}
        raise ImmediateHttpResponse(
            render(request, "account/body_sign_in_failed.html", context, status=status)
        )


def _enrolled(username: str, provider: str) -> Person | None:
    """The person of that user name; None if linked to another number at this provider, since names are reused."""
    known = Person.objects.exclude(socialaccount__provider=provider)
    return known.filter(username=username).first() if username else None


def _is_shared(audience: object) -> bool:
    return isinstance(audience, list) and len(audience) > 1


def _name(said: object) -> str:
    return said.strip().lower() if isinstance(said, str) and said.isprintable() else ""


def _ask(address: str, **headers: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, headers=headers)
        answer.raise_for_status()
        said = answer.json()
    if not isinstance(said, dict):
        raise OAuth2Error(f"{address} answers with no object")
    return said
