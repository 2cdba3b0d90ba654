"""What every request passes through."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from goufu.config.pages import too_large

Handler = Callable[[HttpRequest], HttpResponse]


def refuse_large_uploads(handle: Handler) -> Handler:
    """Answers 413 to a body over UPLOAD_LIMIT_BYTES before any of it is read."""

    def check(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.UPLOAD_LIMIT_BYTES:
            return too_large(request)
        return handle(request)

    return check


def speak_chosen_language(handle: Handler) -> Handler:
    """The language that the reader chose, else Chinese: a browser's own language is no choice."""

    def speak(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = handle(request)
        response.headers.setdefault("Content-Language", str(language))
        patch_vary_headers(response, ("Cookie",))
        return response

    return speak
