"""The redirect to a body's own sign-in, and its callback; the answer is judged in `accounts.body_sign_in`."""

from __future__ import annotations

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.core.exceptions import MultipleObjectsReturned
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from requests import RequestException

from goufu.accounts.body_sign_in import Exchange, OpenId
from goufu.core.errors import NotFound


@require_GET
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The redirect to the provider. The query string sets only the page afterwards, not the scope or the purpose."""
    provider = _provider(request, provider_id)
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
        answer: HttpResponse = OAuth2CallbackView.adapter_view(Exchange(request, provider_id))(request)
    except (OAuth2Error, RequestException) as error:
        return _failed(request, provider, error)
    return answer


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
