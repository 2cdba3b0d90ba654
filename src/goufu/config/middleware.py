"""Middleware for all requests: limits on uploads, NUL bytes, and the language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.http.request import UnreadablePostError
from django.middleware.common import CommonMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from goufu.config import api
from goufu.config.pages import holds_nul, too_large

Handler = Callable[[HttpRequest], HttpResponse]


def refuse_large_uploads(handle: Handler) -> Handler:
    """Middleware that answers 413 to a body over UPLOAD_LIMIT_BYTES before reading any of it."""

    def check(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length) > settings.UPLOAD_LIMIT_BYTES:
            return too_large(request)
        return handle(request)

    return check


class SameMethodRedirect(HttpResponsePermanentRedirect):
    """A redirect after which the browser sends the same form again, not an empty GET (RFC 9110, 308)."""

    status_code = 308


class AddSlash(CommonMiddleware):
    """Django's middleware, which redirects a page's address without its last slash; what was sent there arrives."""

    response_redirect_class = SameMethodRedirect

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Never for the API, whose addresses have none."""
        return not api.concerns(request) and super().should_redirect_with_slash(request)


def take_known_methods(handle: Handler) -> Handler:
    """HEAD is answered as GET, of which the server sends no content. Pages take POST besides, and nothing else.

    What a library's page would do on PUT or DELETE has no form here, and no entry in the journal.
    """

    def take(request: HttpRequest) -> HttpResponse:
        if request.method == "HEAD":
            request.method = "GET"
        elif not api.concerns(request) and request.method not in ("GET", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        response = handle(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and api.concerns(request):
            return api.wrong_method(request, response.headers.get("Allow", "GET, POST"))
        return response

    return take


class RefuseNul:
    """Middleware that answers 400 to a NUL byte in an address, header, cookie or form: no valid text has one.

    Files are checked by their readers, JSON bodies by the API.
    """

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        headers = (value for value in request.META.values() if isinstance(value, str))
        if _has_nul((*headers, *request.COOKIES.values(), *_texts(request.GET))):
            return _refused(request)
        return self.handle(request)

    def process_view(self, request: HttpRequest, view: object, *given: Any) -> HttpResponse | None:
        if api.concerns(request):
            return None
        try:
            return _refused(request) if _has_nul(_texts(request.POST)) else None
        except UnreadablePostError:  # the client has disconnected
            return _refused(request)


def _has_nul(texts: Iterable[str]) -> bool:
    return any("\0" in text for text in texts)


def _texts(sent: QueryDict) -> Iterable[str]:
    for name, values in sent.lists():
        yield name
        yield from map(str, values)


def _refused(request: HttpRequest) -> HttpResponse:
    return api.refused(request, api.HoldsNul()) if api.concerns(request) else holds_nul(request)


def chosen_language(handle: Handler) -> Handler:
    """Middleware that sets the language chosen by cookie, else Chinese; the browser's language is ignored."""

    def speak(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = handle(request)
        response.headers.setdefault("Content-Language", str(language))
        patch_vary_headers(response, ("Cookie",))
        return response

    return speak
