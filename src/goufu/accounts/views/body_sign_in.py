"""The redirect to a body's own sign-in, and its callback; the answer is judged in `accounts.body_sign_in`."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.core.exceptions import MultipleObjectsReturned
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from requests import RequestException

from goufu.accounts import known_browsers
from goufu.accounts.body_sign_in import Exchange, OpenId
from goufu.core.client import client_network
from goufu.core.errors import NotFound
from goufu.core.limits import Limit

# Each beginning takes a session and a request to the provider.
OF_AN_ADDRESS = Limit("oidc address", most=120, seconds=60)  # a whole county's offices may share one
OF_A_BROWSER = Limit("oidc browser", most=10, seconds=60)


class ComeBack(OAuth2CallbackView):  # type: ignore[misc]
    """allauth's view of the way back, which tells its adapter the nonce that the sign-in was begun with."""

    def _get_state(self, request: HttpRequest, provider: OpenId) -> tuple[dict[str, Any] | None, Any]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce")
        return state, response


@require_GET
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The redirect to the provider. The query string sets only the page afterwards, not the scope or the purpose."""
    provider = _provider(request, provider_id)
    if not _may_begin(request):
        why = _("从您的网络地址开始的登录太多了。请过一分钟再试；急用，可以用登录名和密码登录。")
        context = {"why": why, "body": provider.name}
        return render(request, "account/body_sign_in_failed.html", context, status=429)
    try:
        answer: HttpResponse = provider.redirect(
            request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
    except (OAuth2Error, RequestException) as error:
        return _failed(request, provider, error)
    return answer


@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    provider = _provider(request, provider_id)
    try:
        answer: HttpResponse = ComeBack.adapter_view(Exchange(request, provider_id))(request)
    except (OAuth2Error, RequestException) as error:
        return _failed(request, provider, error)
    return answer


def _may_begin(request: HttpRequest) -> bool:
    """Whether one more sign-in may begin: a browser in which somebody has signed in before is counted alone."""
    browser = known_browsers.any_number(request)
    return OF_A_BROWSER.take(browser) if browser else OF_AN_ADDRESS.take(client_network(request))


def _provider(request: HttpRequest, provider_id: str) -> OpenId:
    """The provider. Raises NotFound."""
    try:
        found: OpenId = get_adapter().get_provider(request, provider_id)
    except (SocialApp.DoesNotExist, MultipleObjectsReturned) as error:
        raise NotFound from error
    return found


def _failed(request: HttpRequest, provider: OpenId, error: Exception) -> HttpResponse:
    answer: HttpResponse = render_authentication_error(request, provider, exception=error)
    return answer
